
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
            cand csr 'Make a private key, and the request (CSR) that asks for its certificate'
            cand inspect 'Tell what a file holds: whose certificate, how long it lasts, which key'
            cand match-key 'Tell whether certificates, keys and requests belong together'
            cand convert 'Turn a PFX (PKCS#12), PEM or DER file into another form'
            cand token 'Get an OAuth 2.0 token over mTLS (client credentials)'
            cand call 'Make an HTTP request over mTLS, with curl''s flags'
            cand sandbox 'Run a provider on this machine to try against: its own CA, tokens, real refusals'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mtls;csr'= {
            cand --cn 'Common name: who or what the certificate is for'
            cand --ou 'Organizational unit; may be given more than once'
            cand --o 'Organization'
            cand --c 'Country, in two letters'
            cand --l 'Locality: the city'
            cand --st 'State or province'
            cand --email 'Mail address in the subject'
            cand --subj 'The whole subject, kept in its order: /C=BR/O=Acme/CN=app or CN=app,O=Acme,C=BR'
            cand --renew 'Take subject and alternative names from this old certificate or request; the key is new unless --key gives one'
            cand --san 'Alternative name: DNS:a, IP:1.2.3.4, URI:.. or email:..; may be given more than once'
            cand --digest 'Hash under the signature: sha256, sha384 or sha512 [default: sha256; EC has its own]'
            cand --newkey 'The key to make: rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384 or ed25519'
            cand --key 'Use this private key, and make none'
            cand --pass 'Passphrase of --key or --renew: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt'
            cand --out 'Where the request goes; - is standard output [default: named after --keyout, else CN.csr]'
            cand --keyout 'Where the new private key goes [default: named after --out, else CN.key]'
            cand --out-pass 'Lock the private key that is written with this passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt'
            cand --color 'When to use colour'
            cand --no-encrypt 'Write the private key unlocked, and say nothing of it'
            cand --force 'Overwrite files that exist'
            cand --json 'Answer in JSON, one object a line'
            cand -q 'Say nothing but errors; the exit code answers'
            cand --quiet 'Say nothing but errors; the exit code answers'
            cand -v 'Tell more'
            cand --verbose 'Tell more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mtls;inspect'= {
            cand --glob 'In folders, only files that fit this pattern (*.crt, certs/**/*.pem); repeatable'
            cand --pass 'Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt'
            cand --color 'When to use colour'
            cand --json 'Answer in JSON, one object a line'
            cand -q 'Say nothing but errors; the exit code answers'
            cand --quiet 'Say nothing but errors; the exit code answers'
            cand -v 'Tell more'
            cand --verbose 'Tell more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mtls;match-key'= {
            cand --pass 'Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt'
            cand --color 'When to use colour'
            cand --json 'Answer in JSON, one object a line'
            cand -q 'Say nothing but errors; the exit code answers'
            cand --quiet 'Say nothing but errors; the exit code answers'
            cand -v 'Tell more'
            cand --verbose 'Tell more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mtls;convert'= {
            cand --to 'What to make [default: p12 for a name in .p12 or .pfx, der for .der, else pem]'
            cand --out 'Where everything goes that has no file of its own; - is standard output [default: -]'
            cand --out-cert 'Where the leaf certificate goes'
            cand --out-key 'Where the private key goes'
            cand --out-chain 'Where the issuers'' certificates go'
            cand --pass 'Passphrase of what is read: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt'
            cand --name 'Name of the entry in a PKCS#12 file, Java''s alias [default: the CN]'
            cand --out-pass 'Lock the private key that is written with this passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt'
            cand --color 'When to use colour'
            cand --no-encrypt 'Write the private key unlocked, and say nothing of it'
            cand --force 'Overwrite files that exist'
            cand --json 'Answer in JSON, one object a line'
            cand -q 'Say nothing but errors; the exit code answers'
            cand --quiet 'Say nothing but errors; the exit code answers'
            cand -v 'Tell more'
            cand --verbose 'Tell more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mtls;token'= {
            cand --token-url 'The token endpoint'
            cand --client-id 'The client id'
            cand --client-secret 'The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt'
            cand --auth-style 'How id and secret are sent: form, json, basic, basic-raw, or tls (the id alone)'
            cand --scope 'The scope to ask for'
            cand --audience 'The audience to ask for'
            cand --resource 'The resource to ask for (RFC 8707)'
            cand -E 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too'
            cand --cert 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too'
            cand --cert-type 'Taken for curl''s sake; the content decides'
            cand --key 'Private key of the certificate'
            cand --key-type 'Taken for curl''s sake; the content decides'
            cand --pass 'Passphrase of key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, prompt, or the text itself'
            cand --cacert 'Trust the CA certificates in FILE instead of the system''s'
            cand --resolve 'Connect to ADDRESS for HOST:PORT, names staying as they are'
            cand --connect-to 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are'
            cand --tls-max 'Use at most this version'
            cand --connect-timeout 'Give up connecting after so many seconds (names, TCP and TLS together)'
            cand -m 'Give up altogether after so many seconds'
            cand --max-time 'Give up altogether after so many seconds'
            cand --color 'When to use colour'
            cand -k 'Do not check the server''s certificate: only for tests'
            cand --insecure 'Do not check the server''s certificate: only for tests'
            cand --tlsv1.2 'Use TLS 1.2 or later'
            cand --tlsv1.3 'Use TLS 1.3'
            cand --json 'Answer in JSON, one object a line'
            cand -q 'Say nothing but errors; the exit code answers'
            cand --quiet 'Say nothing but errors; the exit code answers'
            cand -v 'Tell more'
            cand --verbose 'Tell more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mtls;call'= {
            cand --url 'A URL to call'
            cand -X 'The method, verbatim'
            cand --request 'The method, verbatim'
            cand -H 'A header; "Name:" removes ours, "Name;" sends it empty, @FILE reads one per line'
            cand --header 'A header; "Name:" removes ours, "Name;" sends it empty, @FILE reads one per line'
            cand -d 'Send as a form by POST; @FILE is read (losing line ends), - is stdin; repeats join with &'
            cand --data 'Send as a form by POST; @FILE is read (losing line ends), - is stdin; repeats join with &'
            cand --data-ascii 'Send as a form by POST; @FILE is read (losing line ends), - is stdin; repeats join with &'
            cand --data-raw 'Like -d, but @ means itself'
            cand --data-binary 'Like -d, but @FILE is sent as it is: for a CSR or any file with line ends'
            cand --data-urlencode 'Like -d, URL-encoded: content, =content, name=content, @FILE or name@FILE'
            cand --json 'Send as JSON by POST, with Content-Type and Accept application/json; @FILE is read'
            cand -u 'Authenticate with Basic; the password is asked for when it is missing'
            cand --user 'Authenticate with Basic; the password is asked for when it is missing'
            cand --oauth2-bearer 'Send this Bearer token: env:NAME, file:PATH, ... or the token itself'
            cand -A 'The User-Agent header; "" sends none'
            cand --user-agent 'The User-Agent header; "" sends none'
            cand --max-redirs 'Follow at most so many; -1 for any number'
            cand -o 'Write the body to FILE, - being stdout'
            cand --output 'Write the body to FILE, - being stdout'
            cand -D 'Write the answer''s head to FILE, - being stdout'
            cand --dump-header 'Write the answer''s head to FILE, - being stdout'
            cand -w 'Say this at the end: %{http_code}, %{time_total}, ...; @FILE reads it'
            cand --write-out 'Say this at the end: %{http_code}, %{time_total}, ...; @FILE reads it'
            cand -E 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too'
            cand --cert 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too'
            cand --cert-type 'Taken for curl''s sake; the content decides'
            cand --key 'Private key of the certificate'
            cand --key-type 'Taken for curl''s sake; the content decides'
            cand --pass 'Passphrase of key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, prompt, or the text itself'
            cand --cacert 'Trust the CA certificates in FILE instead of the system''s'
            cand --resolve 'Connect to ADDRESS for HOST:PORT, names staying as they are'
            cand --connect-to 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are'
            cand --tls-max 'Use at most this version'
            cand --connect-timeout 'Give up connecting after so many seconds (names, TCP and TLS together)'
            cand -m 'Give up altogether after so many seconds'
            cand --max-time 'Give up altogether after so many seconds'
            cand --token-url 'Fetch a token from here first, and send it as Bearer'
            cand --client-id 'The client id'
            cand --client-secret 'The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt'
            cand --auth-style 'How id and secret are sent: form, json, basic, basic-raw, or tls (the id alone)'
            cand --scope 'The scope to ask for'
            cand --audience 'The audience to ask for'
            cand --resource 'The resource to ask for (RFC 8707)'
            cand --color 'When to use colour'
            cand -G 'Send the data in the query instead'
            cand --get 'Send the data in the query instead'
            cand -I 'Ask for the head only'
            cand --head 'Ask for the head only'
            cand --compressed 'Ask for a compressed answer and undo it'
            cand -L 'Follow redirects'
            cand --location 'Follow redirects'
            cand --path-as-is 'Send the path as typed, without folding /../'
            cand --allow-plain-http 'Speak plain http although a client certificate is given (it cannot be presented there)'
            cand --http1.1 'Taken for curl''s sake: HTTP/1.1 is all that is spoken'
            cand -O 'Write the body to a file named as the last part of the URL'
            cand --remote-name 'Write the body to a file named as the last part of the URL'
            cand -i 'Show the answer''s head too'
            cand --include 'Show the answer''s head too'
            cand --show-headers 'Show the answer''s head too'
            cand -f 'End 22 without a body when the status is 400 or more'
            cand --fail 'End 22 without a body when the status is 400 or more'
            cand --fail-with-body 'End 22 when the status is 400 or more, the body written all the same'
            cand -s 'Say nothing but the answer, errors neither'
            cand --silent 'Say nothing but the answer, errors neither'
            cand -S 'With -s, say errors all the same'
            cand --show-error 'With -s, say errors all the same'
            cand -v 'Show both heads and the handshake; credentials are masked'
            cand --verbose 'Show both heads and the handshake; credentials are masked'
            cand -k 'Do not check the server''s certificate: only for tests'
            cand --insecure 'Do not check the server''s certificate: only for tests'
            cand --tlsv1.2 'Use TLS 1.2 or later'
            cand --tlsv1.3 'Use TLS 1.3'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mtls;sandbox'= {
            cand --port 'The API''s port; a free one by default'
            cand --portal-port 'The portal''s port; a free one by default'
            cand --dir 'Write the files here and keep them'
            cand --color 'When to use colour'
            cand --tour 'Show the whole life of a client certificate, step by step'
            cand --force 'Overwrite the files of an earlier sandbox in --dir'
            cand --json 'Answer in JSON, one object a line'
            cand -q 'Say nothing but errors; the exit code answers'
            cand --quiet 'Say nothing but errors; the exit code answers'
            cand -v 'Tell more'
            cand --verbose 'Tell more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mtls;help'= {
            cand csr 'Make a private key, and the request (CSR) that asks for its certificate'
            cand inspect 'Tell what a file holds: whose certificate, how long it lasts, which key'
            cand match-key 'Tell whether certificates, keys and requests belong together'
            cand convert 'Turn a PFX (PKCS#12), PEM or DER file into another form'
            cand token 'Get an OAuth 2.0 token over mTLS (client credentials)'
            cand call 'Make an HTTP request over mTLS, with curl''s flags'
            cand sandbox 'Run a provider on this machine to try against: its own CA, tokens, real refusals'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mtls;help;csr'= {
        }
        &'mtls;help;inspect'= {
        }
        &'mtls;help;match-key'= {
        }
        &'mtls;help;convert'= {
        }
        &'mtls;help;token'= {
        }
        &'mtls;help;call'= {
        }
        &'mtls;help;sandbox'= {
        }
        &'mtls;help;help'= {
        }
    ]
    $completions[$command]
}
