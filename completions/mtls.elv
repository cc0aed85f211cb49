
use builtin;
use str;

set edit:completion:arg-completer[mtls] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'mtls'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'mtls'= {
            cand --color 'When to use colour'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand inspect 'Tell what a file holds and how long it lasts'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mtls;inspect'= {
            cand --pass 'Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt'
            cand --color 'When to use colour'
            cand --json 'Answer in JSON, one object a line'
            cand -q 'Say nothing but errors; the exit code answers'
            cand --quiet 'Say nothing but errors; the exit code answers'
            cand -v 'Tell everything'
            cand --verbose 'Tell everything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mtls;help'= {
            cand inspect 'Tell what a file holds and how long it lasts'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mtls;help;inspect'= {
        }
        &'mtls;help;help'= {
        }
    ]
    $completions[$command]
}
