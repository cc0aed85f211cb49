# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_mtls_global_optspecs
    string join \n color= h/help V/version
end

function __fish_mtls_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_mtls_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_mtls_using_subcommand
    set -l cmd (__fish_mtls_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c mtls -n "__fish_mtls_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_needs_command" -s V -l version -d 'Print version'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "inspect" -d 'Tell what a file holds and how long it lasts'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l pass -d 'Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -s v -l verbose -d 'Tell everything'
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from inspect help" -f -a "inspect" -d 'Tell what a file holds and how long it lasts'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from inspect help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
