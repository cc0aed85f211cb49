
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'mtls' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'mtls'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'mtls' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('csr', 'csr', [CompletionResultType]::ParameterValue, 'Make a private key, and the request (CSR) that asks for its certificate')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Tell what a file, a folder or a server holds: whose certificate, how long it lasts, which key')
            [CompletionResult]::new('match-key', 'match-key', [CompletionResultType]::ParameterValue, 'Tell whether certificates, keys and requests belong together')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Turn PFX (PKCS#12), PEM, PKCS#7 or DER into another form')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Get an OAuth 2.0 token over mTLS (client credentials)')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Make an HTTP request over mTLS, with curl''s flags')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run a provider on this machine to try against: its own CA, tokens, real refusals')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mtls;csr' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--cn', '--cn', [CompletionResultType]::ParameterName, 'Common name: who or what the certificate is for')
            [CompletionResult]::new('--ou', '--ou', [CompletionResultType]::ParameterName, 'Organizational unit; may be given more than once')
            [CompletionResult]::new('--o', '--o', [CompletionResultType]::ParameterName, 'Organization')
            [CompletionResult]::new('--c', '--c', [CompletionResultType]::ParameterName, 'Country, in two letters')
            [CompletionResult]::new('--l', '--l', [CompletionResultType]::ParameterName, 'Locality: the city')
            [CompletionResult]::new('--st', '--st', [CompletionResultType]::ParameterName, 'State or province')
            [CompletionResult]::new('--email', '--email', [CompletionResultType]::ParameterName, 'Mail address in the subject')
            [CompletionResult]::new('--dn', '--dn', [CompletionResultType]::ParameterName, 'Any other attribute of the subject, by name or OID: organizationIdentifier=.., UID=.., 2.5.4.97=..; may be given more than once, and keeps its order')
            [CompletionResult]::new('--subj', '--subj', [CompletionResultType]::ParameterName, 'The whole subject, kept in its order: /C=BR/O=Acme/CN=app or CN=app,O=Acme,C=BR')
            [CompletionResult]::new('--renew', '--renew', [CompletionResultType]::ParameterName, 'Take subject and alternative names from this old certificate or request, to the byte; the key is new unless --key gives one')
            [CompletionResult]::new('--san', '--san', [CompletionResultType]::ParameterName, 'Alternative name: DNS:a, IP:1.2.3.4, URI:.., email:.., RID:OID, dirName:DN or otherName:OID;UTF8:text; may be given more than once')
            [CompletionResult]::new('--key-usage', '--key-usage', [CompletionResultType]::ParameterName, 'Ask for these key usages, with commas between: digitalSignature,keyEncipherment')
            [CompletionResult]::new('--eku', '--eku', [CompletionResultType]::ParameterName, 'Ask for these extended key usages, by name or OID, with commas between: clientAuth')
            [CompletionResult]::new('--basic-constraints', '--basic-constraints', [CompletionResultType]::ParameterName, 'Ask for basic constraints: CA:FALSE')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Make what this provider asks for, and refuse what it would refuse: conta-simples, banking-api, vtex, apata, knoxcall, generic, or a file of rules such as ./mybank.toml')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Judge a request that exists, and make none: what would --provider refuse of it?')
            [CompletionResult]::new('--batch', '--batch', [CompletionResultType]::ParameterName, 'Make one request for each row of a CSV file (comma, semicolon or tab), on all cores; run it again to go on where it stopped. Columns are named after the flags: cn, ou, o, c, l, st, email, dn, subj, san, key-usage, eku, basic-constraints, newkey, key, digest, provider, out, keyout; several values in one cell stand apart by |. Flags hold for rows without that value')
            [CompletionResult]::new('--out-dir', '--out-dir', [CompletionResultType]::ParameterName, 'The folder that --batch writes to, made if it is not there [default: this one]')
            [CompletionResult]::new('--digest', '--digest', [CompletionResultType]::ParameterName, 'Hash under the signature: sha256, sha384 or sha512 [default: sha256; EC has its own]')
            [CompletionResult]::new('--newkey', '--newkey', [CompletionResultType]::ParameterName, 'The key to make: rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384, ec:p521 or ed25519 [default: rsa:2048]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Use this private key, and make none')
            [CompletionResult]::new('--pass', '--pass', [CompletionResultType]::ParameterName, 'Passphrase of --key or --renew: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt')
            [CompletionResult]::new('--key-pass', '--key-pass', [CompletionResultType]::ParameterName, 'Passphrase of the private key: locks the one that is made (as --out-pass), opens the one that --key names')
            [CompletionResult]::new('--kdf-limit', '--kdf-limit', [CompletionResultType]::ParameterName, 'Most iterations of key derivation that opening a locked file may take')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Where the request goes; - is standard output [default: named after --keyout, else CN.csr]')
            [CompletionResult]::new('--keyout', '--keyout', [CompletionResultType]::ParameterName, 'Where the new private key goes [default: named after --out, else CN.key]')
            [CompletionResult]::new('--out-pass', '--out-pass', [CompletionResultType]::ParameterName, 'Lock the private key that is written with this passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Show what the provider will see, and write nothing; a new key made for it is thrown away')
            [CompletionResult]::new('--no-encrypt', '--no-encrypt', [CompletionResultType]::ParameterName, 'Write the private key unlocked, and say nothing of it')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite files that exist')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, one object a line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mtls;inspect' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--glob', '--glob', [CompletionResultType]::ParameterName, 'In folders, only files that fit this pattern (*.crt, certs/**/*.pem); repeatable')
            [CompletionResult]::new('--pass', '--pass', [CompletionResultType]::ParameterName, 'Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt')
            [CompletionResult]::new('--expires-within', '--expires-within', [CompletionResultType]::ParameterName, 'Only certificates that expire within this time (30d, 2w, 12h; a bare number is days; 0 is expired already); exit code 1 if there are any')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Order across all sources; nothing is shown before all is read')
            [CompletionResult]::new('--sni', '--sni', [CompletionResultType]::ParameterName, 'The name to ask a server for (SNI), and to judge its certificate by')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Judge servers by the CA certificates in FILE instead of the system''s')
            [CompletionResult]::new('--resolve', '--resolve', [CompletionResultType]::ParameterName, 'Connect to ADDRESS for HOST:PORT, names staying as they are')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Give up on a server after so many seconds (names, TCP and TLS together; 10 if not given)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--kdf-limit', '--kdf-limit', [CompletionResultType]::ParameterName, 'Most iterations of key derivation that opening a locked file may take')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the answer to FILE, which appears when it is whole; - is standard output')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, one object a line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite FILE if it exists, in one step')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mtls;match-key' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Search this folder and those below it for the key of the certificate or CSR named, or for the certificates of the key named; repeatable. --pass is tried on all that is locked; hidden files are passed over')
            [CompletionResult]::new('--glob', '--glob', [CompletionResultType]::ParameterName, 'Search only files of this name (*.key) or path (live/**/*.pem); repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Write the public key as JSON Web Key, with kid, x5t#S256 and x5c: jwk one a line, jwks a set of all')
            [CompletionResult]::new('--pass', '--pass', [CompletionResultType]::ParameterName, 'Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt')
            [CompletionResult]::new('--kdf-limit', '--kdf-limit', [CompletionResultType]::ParameterName, 'Most iterations of key derivation that opening a locked file may take')
            [CompletionResult]::new('--pairs', '--pairs', [CompletionResultType]::ParameterName, 'Several pairs are meant: yes when each certificate and CSR has its key, and each key its certificate')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Check the numbers of each private key against each other, as openssl rsa -check does; one key alone will do')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, one object a line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mtls;convert' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'What to make [default: by the name of the file (.p12 .pfx .der .p7b .p7c .env .yaml), else what --for likes, else pem]')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'Who is to read it: chooses form, ciphers, MAC, iterations and how much of the chain')
            [CompletionResult]::new('--chain', '--chain', [CompletionResultType]::ParameterName, 'How much of the chain goes in, after the leaf [default: full; no-root for nginx, k8s-secret and env]')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Where everything goes that has no file of its own; - is standard output [default: -]')
            [CompletionResult]::new('--out-cert', '--out-cert', [CompletionResultType]::ParameterName, 'Where the leaf certificate goes (with --for nginx its issuers too)')
            [CompletionResult]::new('--out-key', '--out-key', [CompletionResultType]::ParameterName, 'Where the private key goes')
            [CompletionResult]::new('--out-chain', '--out-chain', [CompletionResultType]::ParameterName, 'Where the issuers'' certificates go')
            [CompletionResult]::new('--out-pubkey', '--out-pubkey', [CompletionResultType]::ParameterName, 'Where the public key (SPKI) of key, certificate or CSR goes')
            [CompletionResult]::new('--pass', '--pass', [CompletionResultType]::ParameterName, 'Passphrase of what is read: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt')
            [CompletionResult]::new('--alias', '--alias', [CompletionResultType]::ParameterName, 'Which entry of a keystore is read, by its friendlyName or Java alias; needed when there are several with private keys')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the entry in a PKCS#12 file, Java''s alias [default: the CN]; of a Kubernetes Secret [default: after the CN]; the prefix of variables [default: MTLS]')
            [CompletionResult]::new('--kdf-limit', '--kdf-limit', [CompletionResultType]::ParameterName, 'Most iterations of key derivation that opening a locked file may take')
            [CompletionResult]::new('--key-format', '--key-format', [CompletionResultType]::ParameterName, 'The private key''s form [default: pkcs8]')
            [CompletionResult]::new('--kdf', '--kdf', [CompletionResultType]::ParameterName, 'From the new passphrase to a key [default: pbkdf2, which everything reads]')
            [CompletionResult]::new('--iterations', '--iterations', [CompletionResultType]::ParameterName, 'How often PBKDF2 hashes the new passphrase, and the MAC of a PKCS#12 file [default: 600000; in PKCS#12 100000, or what --for says]')
            [CompletionResult]::new('--out-pass', '--out-pass', [CompletionResultType]::ParameterName, 'Lock the private key that is written with this passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt')
            [CompletionResult]::new('--no-encrypt', '--no-encrypt', [CompletionResultType]::ParameterName, 'Write the private key unlocked, and say nothing of it')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite files that exist')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, one object a line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mtls;token' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--token-url', '--token-url', [CompletionResultType]::ParameterName, 'The token endpoint')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret', '--client-secret', [CompletionResultType]::ParameterName, 'The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt')
            [CompletionResult]::new('--auth-style', '--auth-style', [CompletionResultType]::ParameterName, 'How id and secret are sent: form, json, basic, basic-raw, or tls (the id alone)')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to ask for')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience to ask for')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'The resource to ask for (RFC 8707)')
            [CompletionResult]::new('-E', '-E ', [CompletionResultType]::ParameterName, 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too')
            [CompletionResult]::new('--cert-type', '--cert-type', [CompletionResultType]::ParameterName, 'Taken for curl''s sake; the content decides')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Private key of the certificate')
            [CompletionResult]::new('--key-type', '--key-type', [CompletionResultType]::ParameterName, 'Taken for curl''s sake; the content decides')
            [CompletionResult]::new('--pass', '--pass', [CompletionResultType]::ParameterName, 'Passphrase of key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, prompt, or the text itself')
            [CompletionResult]::new('--kdf-limit', '--kdf-limit', [CompletionResultType]::ParameterName, 'Most iterations of key derivation that opening a locked file may take')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the CA certificates in FILE instead of the system''s')
            [CompletionResult]::new('--resolve', '--resolve', [CompletionResultType]::ParameterName, 'Connect to ADDRESS for HOST:PORT, names staying as they are')
            [CompletionResult]::new('--connect-to', '--connect-to', [CompletionResultType]::ParameterName, 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are')
            [CompletionResult]::new('--tls-max', '--tls-max', [CompletionResultType]::ParameterName, 'Use at most this version')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Give up connecting after so many seconds (names, TCP and TLS together)')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Give up altogether after so many seconds')
            [CompletionResult]::new('--max-time', '--max-time', [CompletionResultType]::ParameterName, 'Give up altogether after so many seconds')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Do not check the server''s certificate: only for tests')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Do not check the server''s certificate: only for tests')
            [CompletionResult]::new('--tlsv1.2', '--tlsv1.2', [CompletionResultType]::ParameterName, 'Use TLS 1.2 or later')
            [CompletionResult]::new('--tlsv1.3', '--tlsv1.3', [CompletionResultType]::ParameterName, 'Use TLS 1.3')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, one object a line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mtls;call' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'A URL to call')
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'The method, verbatim')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'The method, verbatim')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header; "Name:" removes ours, "Name;" sends it empty, @FILE reads one per line')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header; "Name:" removes ours, "Name;" sends it empty, @FILE reads one per line')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Send as a form by POST; @FILE is read (losing line ends), - is stdin; repeats join with &')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Send as a form by POST; @FILE is read (losing line ends), - is stdin; repeats join with &')
            [CompletionResult]::new('--data-ascii', '--data-ascii', [CompletionResultType]::ParameterName, 'Send as a form by POST; @FILE is read (losing line ends), - is stdin; repeats join with &')
            [CompletionResult]::new('--data-raw', '--data-raw', [CompletionResultType]::ParameterName, 'Like -d, but @ means itself')
            [CompletionResult]::new('--data-binary', '--data-binary', [CompletionResultType]::ParameterName, 'Like -d, but @FILE is sent as it is: for a CSR or any file with line ends')
            [CompletionResult]::new('--data-urlencode', '--data-urlencode', [CompletionResultType]::ParameterName, 'Like -d, URL-encoded: content, =content, name=content, @FILE or name@FILE')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Send as JSON by POST, with Content-Type and Accept application/json; @FILE is read')
            [CompletionResult]::new('-F', '-F ', [CompletionResultType]::ParameterName, 'A field of a multipart form; @FILE attaches a file, <FILE is its text; ;type= ;filename= ;headers= ;encoder=')
            [CompletionResult]::new('--form', '--form', [CompletionResultType]::ParameterName, 'A field of a multipart form; @FILE attaches a file, <FILE is its text; ;type= ;filename= ;headers= ;encoder=')
            [CompletionResult]::new('--form-string', '--form-string', [CompletionResultType]::ParameterName, 'Like -F, but the value means itself')
            [CompletionResult]::new('-T', '-T ', [CompletionResultType]::ParameterName, 'Send FILE by PUT, - being stdin; its name goes behind a URL that ends in /')
            [CompletionResult]::new('--upload-file', '--upload-file', [CompletionResultType]::ParameterName, 'Send FILE by PUT, - being stdin; its name goes behind a URL that ends in /')
            [CompletionResult]::new('--url-query', '--url-query', [CompletionResultType]::ParameterName, 'Add to the query: content, =content, name=content, @FILE, name@FILE, or +already%20encoded')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Authenticate with Basic; the password is asked for when it is missing')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Authenticate with Basic; the password is asked for when it is missing')
            [CompletionResult]::new('--netrc-file', '--netrc-file', [CompletionResultType]::ParameterName, 'Take them from this file, in the format of .netrc')
            [CompletionResult]::new('--oauth2-bearer', '--oauth2-bearer', [CompletionResultType]::ParameterName, 'Send this Bearer token: env:NAME, file:PATH, ... or the token itself')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The User-Agent header; "" sends none')
            [CompletionResult]::new('--user-agent', '--user-agent', [CompletionResultType]::ParameterName, 'The User-Agent header; "" sends none')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The Referer header; with ;auto behind it, or alone, redirects set it')
            [CompletionResult]::new('--referer', '--referer', [CompletionResultType]::ParameterName, 'The Referer header; with ;auto behind it, or alone, redirects set it')
            [CompletionResult]::new('-b', '-b', [CompletionResultType]::ParameterName, 'Send these cookies, NAME=VALUE; without =, read them from this file and keep those that come')
            [CompletionResult]::new('--cookie', '--cookie', [CompletionResultType]::ParameterName, 'Send these cookies, NAME=VALUE; without =, read them from this file and keep those that come')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Write all cookies to FILE at the end (0600: they are sessions), - being stdout')
            [CompletionResult]::new('--cookie-jar', '--cookie-jar', [CompletionResultType]::ParameterName, 'Write all cookies to FILE at the end (0600: they are sessions), - being stdout')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Ask for these bytes: 0-99, 100-, -50 (the last), several apart by commas')
            [CompletionResult]::new('--range', '--range', [CompletionResultType]::ParameterName, 'Ask for these bytes: 0-99, 100-, -50 (the last), several apart by commas')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go on at this byte; - where the file of -o ends')
            [CompletionResult]::new('--continue-at', '--continue-at', [CompletionResultType]::ParameterName, 'Go on at this byte; - where the file of -o ends')
            [CompletionResult]::new('-z', '-z', [CompletionResultType]::ParameterName, 'Only if changed since this date or the date of this file; behind a -, only if not')
            [CompletionResult]::new('--time-cond', '--time-cond', [CompletionResultType]::ParameterName, 'Only if changed since this date or the date of this file; behind a -, only if not')
            [CompletionResult]::new('--etag-compare', '--etag-compare', [CompletionResultType]::ParameterName, 'Only if the answer''s ETag is not the one in FILE')
            [CompletionResult]::new('--etag-save', '--etag-save', [CompletionResultType]::ParameterName, 'Write the answer''s ETag to FILE')
            [CompletionResult]::new('--request-target', '--request-target', [CompletionResultType]::ParameterName, 'Send this in place of the URL''s path and query')
            [CompletionResult]::new('--max-redirs', '--max-redirs', [CompletionResultType]::ParameterName, 'Follow at most so many; -1 for any number')
            [CompletionResult]::new('--proto', '--proto', [CompletionResultType]::ParameterName, 'What may be spoken: =https for that alone, -http to leave that out')
            [CompletionResult]::new('--proto-redir', '--proto-redir', [CompletionResultType]::ParameterName, 'The same behind redirects')
            [CompletionResult]::new('--proto-default', '--proto-default', [CompletionResultType]::ParameterName, 'What is spoken where a URL does not say: https or http')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the body to FILE, - being stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the body to FILE, - being stdout')
            [CompletionResult]::new('--output-dir', '--output-dir', [CompletionResultType]::ParameterName, 'The folder that the files of -o and -O go to')
            [CompletionResult]::new('--max-filesize', '--max-filesize', [CompletionResultType]::ParameterName, 'End 63 when the body is larger than so many bytes (k, M, G)')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Write the answer''s head to FILE, - being stdout')
            [CompletionResult]::new('--dump-header', '--dump-header', [CompletionResultType]::ParameterName, 'Write the answer''s head to FILE, - being stdout')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Say this at the end: %{http_code}, %{time_total}, ...; @FILE reads it')
            [CompletionResult]::new('--write-out', '--write-out', [CompletionResultType]::ParameterName, 'Say this at the end: %{http_code}, %{time_total}, ...; @FILE reads it')
            [CompletionResult]::new('-E', '-E ', [CompletionResultType]::ParameterName, 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too')
            [CompletionResult]::new('--cert-type', '--cert-type', [CompletionResultType]::ParameterName, 'Taken for curl''s sake; the content decides')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Private key of the certificate')
            [CompletionResult]::new('--key-type', '--key-type', [CompletionResultType]::ParameterName, 'Taken for curl''s sake; the content decides')
            [CompletionResult]::new('--pass', '--pass', [CompletionResultType]::ParameterName, 'Passphrase of key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, prompt, or the text itself')
            [CompletionResult]::new('--kdf-limit', '--kdf-limit', [CompletionResultType]::ParameterName, 'Most iterations of key derivation that opening a locked file may take')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the CA certificates in FILE instead of the system''s')
            [CompletionResult]::new('--resolve', '--resolve', [CompletionResultType]::ParameterName, 'Connect to ADDRESS for HOST:PORT, names staying as they are')
            [CompletionResult]::new('--connect-to', '--connect-to', [CompletionResultType]::ParameterName, 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are')
            [CompletionResult]::new('--tls-max', '--tls-max', [CompletionResultType]::ParameterName, 'Use at most this version')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Give up connecting after so many seconds (names, TCP and TLS together)')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Give up altogether after so many seconds')
            [CompletionResult]::new('--max-time', '--max-time', [CompletionResultType]::ParameterName, 'Give up altogether after so many seconds')
            [CompletionResult]::new('--token-url', '--token-url', [CompletionResultType]::ParameterName, 'Fetch a token from here first, and send it as Bearer')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret', '--client-secret', [CompletionResultType]::ParameterName, 'The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt')
            [CompletionResult]::new('--auth-style', '--auth-style', [CompletionResultType]::ParameterName, 'How id and secret are sent: form, json, basic, basic-raw, or tls (the id alone)')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to ask for')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience to ask for')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'The resource to ask for (RFC 8707)')
            [CompletionResult]::new('--form-escape', '--form-escape', [CompletionResultType]::ParameterName, 'Write quotes in the names of a form behind a backslash, not as %22')
            [CompletionResult]::new('-G', '-G ', [CompletionResultType]::ParameterName, 'Send the data in the query instead')
            [CompletionResult]::new('--get', '--get', [CompletionResultType]::ParameterName, 'Send the data in the query instead')
            [CompletionResult]::new('-I', '-I ', [CompletionResultType]::ParameterName, 'Ask for the head only')
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'Ask for the head only')
            [CompletionResult]::new('--basic', '--basic', [CompletionResultType]::ParameterName, 'Taken for curl''s sake: -u is always Basic')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Take user and password from ~/.netrc')
            [CompletionResult]::new('--netrc', '--netrc', [CompletionResultType]::ParameterName, 'Take user and password from ~/.netrc')
            [CompletionResult]::new('--netrc-optional', '--netrc-optional', [CompletionResultType]::ParameterName, 'The same, but those in the URL go first')
            [CompletionResult]::new('--disallow-username-in-url', '--disallow-username-in-url', [CompletionResultType]::ParameterName, 'Refuse a URL with a user name in it, ending 67')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Of the cookies in files, leave those out that were to end with their session')
            [CompletionResult]::new('--junk-session-cookies', '--junk-session-cookies', [CompletionResultType]::ParameterName, 'Of the cookies in files, leave those out that were to end with their session')
            [CompletionResult]::new('--compressed', '--compressed', [CompletionResultType]::ParameterName, 'Ask for a compressed answer (deflate, gzip) and undo it')
            [CompletionResult]::new('--path-as-is', '--path-as-is', [CompletionResultType]::ParameterName, 'Send the path as typed, without folding /../')
            [CompletionResult]::new('-g', '-g', [CompletionResultType]::ParameterName, 'Take {}, [] in URLs as they are: without it {a,b} and [1-9] stand for several URLs')
            [CompletionResult]::new('--globoff', '--globoff', [CompletionResultType]::ParameterName, 'Take {}, [] in URLs as they are: without it {a,b} and [1-9] stand for several URLs')
            [CompletionResult]::new('--allow-plain-http', '--allow-plain-http', [CompletionResultType]::ParameterName, 'Speak plain http although a client certificate is given (it cannot be presented there)')
            [CompletionResult]::new('--http1.1', '--http1.1', [CompletionResultType]::ParameterName, 'Taken for curl''s sake: HTTP/1.1 is all that is spoken')
            [CompletionResult]::new('-L', '-L ', [CompletionResultType]::ParameterName, 'Follow redirects')
            [CompletionResult]::new('--location', '--location', [CompletionResultType]::ParameterName, 'Follow redirects')
            [CompletionResult]::new('--location-trusted', '--location-trusted', [CompletionResultType]::ParameterName, 'The same, and send credentials and the client certificate to other hosts too')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Like -L, but -X is for the first request only where the redirect asks for GET')
            [CompletionResult]::new('--post301', '--post301', [CompletionResultType]::ParameterName, 'Keep a POST one behind a 301')
            [CompletionResult]::new('--post302', '--post302', [CompletionResultType]::ParameterName, 'Keep a POST one behind a 302')
            [CompletionResult]::new('--post303', '--post303', [CompletionResultType]::ParameterName, 'Keep a POST one behind a 303')
            [CompletionResult]::new('-O', '-O ', [CompletionResultType]::ParameterName, 'Write the body to a file named as the last part of the URL')
            [CompletionResult]::new('--remote-name', '--remote-name', [CompletionResultType]::ParameterName, 'Write the body to a file named as the last part of the URL')
            [CompletionResult]::new('--remote-name-all', '--remote-name-all', [CompletionResultType]::ParameterName, '-O for every URL that has no -o')
            [CompletionResult]::new('-J', '-J ', [CompletionResultType]::ParameterName, 'With -O, take the name that the answer gives (Content-Disposition), over nothing')
            [CompletionResult]::new('--remote-header-name', '--remote-header-name', [CompletionResultType]::ParameterName, 'With -O, take the name that the answer gives (Content-Disposition), over nothing')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'Give the file the date that the answer gives (Last-Modified)')
            [CompletionResult]::new('--remote-time', '--remote-time', [CompletionResultType]::ParameterName, 'Give the file the date that the answer gives (Last-Modified)')
            [CompletionResult]::new('--create-dirs', '--create-dirs', [CompletionResultType]::ParameterName, 'Make the folders that are missing')
            [CompletionResult]::new('--no-clobber', '--no-clobber', [CompletionResultType]::ParameterName, 'Where a file is there already, add .1, .2, ... to the name')
            [CompletionResult]::new('--remove-on-error', '--remove-on-error', [CompletionResultType]::ParameterName, 'Taken for curl''s sake: a failed answer leaves no file, but with -C')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Leave chunks and encodings as they came')
            [CompletionResult]::new('--ignore-content-length', '--ignore-content-length', [CompletionResultType]::ParameterName, 'Read to the end of the connection, whatever Content-Length says')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Show the answer''s head too')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Show the answer''s head too')
            [CompletionResult]::new('--show-headers', '--show-headers', [CompletionResultType]::ParameterName, 'Show the answer''s head too')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'End 22 without a body when the status is 400 or more')
            [CompletionResult]::new('--fail', '--fail', [CompletionResultType]::ParameterName, 'End 22 without a body when the status is 400 or more')
            [CompletionResult]::new('--fail-with-body', '--fail-with-body', [CompletionResultType]::ParameterName, 'End 22 when the status is 400 or more, the body written all the same')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Say nothing but the answer, errors neither')
            [CompletionResult]::new('--silent', '--silent', [CompletionResultType]::ParameterName, 'Say nothing but the answer, errors neither')
            [CompletionResult]::new('-S', '-S ', [CompletionResultType]::ParameterName, 'With -s, say errors all the same')
            [CompletionResult]::new('--show-error', '--show-error', [CompletionResultType]::ParameterName, 'With -s, say errors all the same')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show both heads and the handshake; credentials are masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show both heads and the handshake; credentials are masked')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Do not check the server''s certificate: only for tests')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Do not check the server''s certificate: only for tests')
            [CompletionResult]::new('--tlsv1.2', '--tlsv1.2', [CompletionResultType]::ParameterName, 'Use TLS 1.2 or later')
            [CompletionResult]::new('--tlsv1.3', '--tlsv1.3', [CompletionResultType]::ParameterName, 'Use TLS 1.3')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mtls;sandbox' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The API''s port; a free one by default')
            [CompletionResult]::new('--portal-port', '--portal-port', [CompletionResultType]::ParameterName, 'The portal''s port; a free one by default')
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write the files here and keep them')
            [CompletionResult]::new('--tour', '--tour', [CompletionResultType]::ParameterName, 'Show the whole life of a client certificate, step by step')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite the files of an earlier sandbox in --dir')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, one object a line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but errors; the exit code answers')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mtls;help' {
            [CompletionResult]::new('csr', 'csr', [CompletionResultType]::ParameterValue, 'Make a private key, and the request (CSR) that asks for its certificate')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Tell what a file, a folder or a server holds: whose certificate, how long it lasts, which key')
            [CompletionResult]::new('match-key', 'match-key', [CompletionResultType]::ParameterValue, 'Tell whether certificates, keys and requests belong together')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Turn PFX (PKCS#12), PEM, PKCS#7 or DER into another form')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Get an OAuth 2.0 token over mTLS (client credentials)')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Make an HTTP request over mTLS, with curl''s flags')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run a provider on this machine to try against: its own CA, tokens, real refusals')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mtls;help;csr' {
            break
        }
        'mtls;help;inspect' {
            break
        }
        'mtls;help;match-key' {
            break
        }
        'mtls;help;convert' {
            break
        }
        'mtls;help;token' {
            break
        }
        'mtls;help;call' {
            break
        }
        'mtls;help;sandbox' {
            break
        }
        'mtls;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
