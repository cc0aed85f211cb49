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
complete -c mtls -n "__fish_mtls_needs_command" -f -a "csr" -d 'Make a private key, and the request (CSR) that asks for its certificate'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "inspect" -d 'Tell what a file, a folder or a server holds: whose certificate, how long it lasts, which key'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "match-key" -d 'Tell whether certificates, keys and requests belong together'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "convert" -d 'Turn PFX (PKCS#12), PEM, PKCS#7 or DER into another form'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "token" -d 'Get an OAuth 2.0 token over mTLS (client credentials)'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "call" -d 'Make an HTTP request over mTLS, with curl\'s flags'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "sandbox" -d 'Run a provider on this machine to try against: its own CA, tokens, real refusals'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l cn -d 'Common name: who or what the certificate is for' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l ou -d 'Organizational unit; may be given more than once' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l o -d 'Organization' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l c -d 'Country, in two letters' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l l -d 'Locality: the city' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l st -d 'State or province' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l email -d 'Mail address in the subject' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l dn -d 'Any other attribute of the subject, by name or OID: organizationIdentifier=.., UID=.., 2.5.4.97=..; may be given more than once, and keeps its order' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l subj -d 'The whole subject, kept in its order: /C=BR/O=Acme/CN=app or CN=app,O=Acme,C=BR' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l renew -d 'Take subject and alternative names from this old certificate or request, to the byte; the key is new unless --key gives one' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l san -d 'Alternative name: DNS:a, IP:1.2.3.4, URI:.., email:.., RID:OID, dirName:DN or otherName:OID;UTF8:text; may be given more than once' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l key-usage -d 'Ask for these key usages, with commas between: digitalSignature,keyEncipherment' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l eku -d 'Ask for these extended key usages, by name or OID, with commas between: clientAuth' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l basic-constraints -d 'Ask for basic constraints: CA:FALSE' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l provider -d 'Make what this provider asks for, and refuse what it would refuse: conta-simples, banking-api, vtex, apata, knoxcall, generic, or a file of rules such as ./mybank.toml' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l check -d 'Judge a request that exists, and make none: what would --provider refuse of it?' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l batch -d 'Make one request for each row of a CSV file (comma, semicolon or tab), on all cores; run it again to go on where it stopped. Columns are named after the flags: cn, ou, o, c, l, st, email, dn, subj, san, key-usage, eku, basic-constraints, newkey, key, digest, provider, out, keyout; several values in one cell stand apart by |. Flags hold for rows without that value' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l out-dir -d 'The folder that --batch writes to, made if it is not there [default: this one]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l digest -d 'Hash under the signature: sha256, sha384 or sha512 [default: sha256; EC has its own]' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l newkey -d 'The key to make: rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384, ec:p521 or ed25519 [default: rsa:2048]' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l key -d 'Use this private key, and make none' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l pass -d 'Passphrase of --key or --renew: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l key-pass -d 'Passphrase of the private key: locks the one that is made (as --out-pass), opens the one that --key names' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l out -d 'Where the request goes; - is standard output [default: named after --keyout, else CN.csr]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l keyout -d 'Where the new private key goes [default: named after --out, else CN.key]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l out-pass -d 'Lock the private key that is written with this passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l print -d 'Show what the provider will see, and write nothing; a new key made for it is thrown away'
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l no-encrypt -d 'Write the private key unlocked, and say nothing of it'
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l force -d 'Overwrite files that exist'
complete -c mtls -n "__fish_mtls_using_subcommand csr" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand csr" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand csr" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand csr" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l glob -d 'In folders, only files that fit this pattern (*.crt, certs/**/*.pem); repeatable' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l pass -d 'Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l expires-within -d 'Only certificates that expire within this time (30d, 2w, 12h; a bare number is days; 0 is expired already); exit code 1 if there are any' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l sort -d 'Order across all sources; nothing is shown before all is read' -r -f -a "expiry\t'what expires first; what does not expire comes last'
subject\t'by the subject\'s CN'
source\t'by the name of the source'"
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l sni -d 'The name to ask a server for (SNI), and to judge its certificate by' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l cacert -d 'Judge servers by the CA certificates in FILE instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l resolve -d 'Connect to ADDRESS for HOST:PORT, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l connect-timeout -d 'Give up on a server after so many seconds (names, TCP and TLS together; 10 if not given)' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l format -d 'How the answer is written' -r -f -a "text\t'a paragraph for each item'
table\t'a line for each item'
json\t'a JSON object a line, as --json'
prometheus\t'metrics for node_exporter\'s textfile collector'
ical\t'a calendar of expiry dates, with alarms 90, 60 and 30 days before'"
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l out -d 'Write the answer to FILE, which appears when it is whole; - is standard output' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l force -d 'Overwrite FILE if it exists, in one step'
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l search -d 'Search this folder and those below it for the key of the certificate or CSR named, or for the certificates of the key named; repeatable. --pass is tried on all that is locked; hidden files are passed over' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l glob -d 'Search only files of this name (*.key) or path (live/**/*.pem); repeatable' -r
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l format -d 'Write the public key as JSON Web Key, with kid, x5t#S256 and x5c: jwk one a line, jwks a set of all' -r -f -a "jwk\t'the one key of all that is named (RFC 7517)'
jwks\t'a JWK set of every key, which need not belong together'"
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l pass -d 'Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l pairs -d 'Several pairs are meant: yes when each certificate and CSR has its key, and each key its certificate'
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l check -d 'Check the numbers of each private key against each other, as openssl rsa -check does; one key alone will do'
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l to -d 'What to make [default: by the name of the file (.p12 .pfx .der .p7b .p7c .env .yaml), else what --for likes, else pem]' -r -f -a "pem\t'PEM: what there is'
der\t'DER: one object a file'
p12\t'PKCS#12: certificate, issuers and key under a passphrase'
pkcs7\t'PKCS#7: certificates alone, in PEM'
p7b\t'PKCS#7 in DER, as Windows and Java write .p7b'
combined\t'PEM: certificate, issuers and key in one file, all of them there'
k8s-secret\t'Kubernetes: the manifest of a kubernetes.io/tls Secret'
env\t'Variables for CI: MTLS_CERT=, MTLS_KEY= and MTLS_CA=, each PEM in base64 in one line'"
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l for -d 'Who is to read it: chooses form, ciphers, MAC, iterations and how much of the chain' -r -f -a "openssl\t'OpenSSL 1.1 and later, curl, Python: PEM, or PKCS#12 under AES-256'
java8\t'Java before 8u301 too: PKCS#12 under 3DES with a SHA-1 MAC'
node\t'Node, 17 and later too: PKCS#12 under AES-256'
windows\t'Windows before 10 1709 and Server 2019 too: PKCS#12 under 3DES with a SHA-1 MAC'
macos\t'macOS\'s keychain: PKCS#12 under 3DES with a SHA-1 MAC'
nginx\t'nginx: PEM, leaf and issuers without the root'"
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l chain -d 'How much of the chain goes in, after the leaf [default: full; no-root for nginx, k8s-secret and env]' -r -f -a "none\t'The leaf alone'
full\t'All issuers that are there'
no-root\t'All but the self-signed root'"
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l out -d 'Where everything goes that has no file of its own; - is standard output [default: -]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l out-cert -d 'Where the leaf certificate goes (with --for nginx its issuers too)' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l out-key -d 'Where the private key goes' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l out-chain -d 'Where the issuers\' certificates go' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l out-pubkey -d 'Where the public key (SPKI) of key, certificate or CSR goes' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l pass -d 'Passphrase of what is read: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l alias -d 'Which entry of a keystore is read, by its friendlyName or Java alias; needed when there are several with private keys' -r
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l name -d 'Name of the entry in a PKCS#12 file, Java\'s alias [default: the CN]; of a Kubernetes Secret [default: after the CN]; the prefix of variables [default: MTLS]' -r
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l key-format -d 'The private key\'s form [default: pkcs8]' -r -f -a "pkcs8\t'PRIVATE KEY, for every kind of key'
pkcs1\t'RSA PRIVATE KEY'
sec1\t'EC PRIVATE KEY'
traditional\t'Whichever of both fits; locked by a header (Proc-Type), which is weak'"
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l kdf -d 'From the new passphrase to a key [default: pbkdf2, which everything reads]' -r -f -a "pbkdf2\t'PBKDF2 with HMAC-SHA-256'
scrypt\t'scrypt: harder to guess; neither Java nor GnuTLS reads it'"
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l iterations -d 'How often PBKDF2 hashes the new passphrase, and the MAC of a PKCS#12 file [default: 600000; in PKCS#12 100000, or what --for says]' -r
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l out-pass -d 'Lock the private key that is written with this passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l no-encrypt -d 'Write the private key unlocked, and say nothing of it'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l force -d 'Overwrite files that exist'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand token" -l token-url -d 'The token endpoint' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand token" -l client-id -d 'The client id' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l client-secret -d 'The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l auth-style -d 'How id and secret are sent: form, json, basic, basic-raw, or tls (the id alone)' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l scope -d 'The scope to ask for' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l audience -d 'The audience to ask for' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l resource -d 'The resource to ask for (RFC 8707)' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -s E -l cert -d 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l cert-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand token" -l key -d 'Private key of the certificate' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l key-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand token" -l pass -d 'Passphrase of key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, prompt, or the text itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l cacert -d 'Trust the CA certificates in FILE instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l resolve -d 'Connect to ADDRESS for HOST:PORT, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l connect-to -d 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l tls-max -d 'Use at most this version' -r -f -a "default\t'as far as we go: TLS 1.3'
1.2\t'TLS 1.2'
1.3\t'TLS 1.3'"
complete -c mtls -n "__fish_mtls_using_subcommand token" -l connect-timeout -d 'Give up connecting after so many seconds (names, TCP and TLS together)' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -s m -l max-time -d 'Give up altogether after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -s x -l proxy -d 'Go through this proxy: http, https, socks4, socks4a, socks5 or socks5h://; "" for none' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand token" -l socks4 -d 'Go through this SOCKS 4 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l socks4a -d 'Go through this SOCKS 4a proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l socks5 -d 'Go through this SOCKS 5 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l socks5-hostname -d 'Go through this SOCKS 5 proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -s U -l proxy-user -d 'Authenticate to the proxy; the password is asked for when it is missing' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l noproxy -d 'Go through no proxy for these hosts and what is below them, networks, or * for all' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l proxy-header -d 'A header for the proxy alone; @FILE reads one per line' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l proxy-cacert -d 'Trust the CA certificates in FILE for the proxy, instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l proxy-cert -d 'Client certificate for the proxy; --cert is never shown to it' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l proxy-cert-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand token" -l proxy-key -d 'Private key of --proxy-cert' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l proxy-key-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand token" -l proxy-pass -d 'Passphrase of --proxy-key or a PKCS#12: env:NAME, file:PATH, ..., or the text itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l unix-socket -d 'Connect to this Unix socket instead' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l abstract-unix-socket -d 'Connect to this socket of Linux\'s abstract namespace instead' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l interface -d 'Connect from this interface, address or host' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l local-port -d 'Connect from this port, or the first free one of a range' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l happy-eyeballs-timeout-ms -d 'After so long the other family of addresses is tried too' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l keepalive-time -d 'Look after an idle connection after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l limit-rate -d 'Move at most so many bytes a second, each way; k, m or g for more' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -s k -l insecure -d 'Do not check the server\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l tlsv1.2 -d 'Use TLS 1.2 or later'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l tlsv1.3 -d 'Use TLS 1.3'
complete -c mtls -n "__fish_mtls_using_subcommand token" -s p -l proxytunnel -d 'Tunnel through the proxy for http:// too'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l proxy-basic -d 'Taken for curl\'s sake: Basic is how we authenticate to HTTP proxies'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l socks5-basic -d 'Taken for curl\'s sake: a password is how we authenticate to SOCKS proxies'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l proxy-insecure -d 'Do not check the proxy\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l suppress-connect-headers -d 'Leave the heads of the proxy\'s answers to CONNECT out of what -i and -D show'
complete -c mtls -n "__fish_mtls_using_subcommand token" -s 4 -l ipv4 -d 'Connect to IPv4 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand token" -s 6 -l ipv6 -d 'Connect to IPv6 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l tcp-nodelay -d 'Taken for curl\'s sake: nothing waits for more to send'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l no-keepalive -d 'Do not look after idle connections'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l haproxy-protocol -d 'Begin each connection with the PROXY line that HAProxy sends (version 1)'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand token" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand token" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l url -d 'A URL to call' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s X -l request -d 'The method, verbatim' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s H -l header -d 'A header; "Name:" removes ours, "Name;" sends it empty, @FILE reads one per line' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s d -l data -l data-ascii -d 'Send as a form by POST; @FILE is read (losing line ends), - is stdin; repeats join with &' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l data-raw -d 'Like -d, but @ means itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l data-binary -d 'Like -d, but @FILE is sent as it is: for a CSR or any file with line ends' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l data-urlencode -d 'Like -d, URL-encoded: content, =content, name=content, @FILE or name@FILE' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l json -d 'Send as JSON by POST, with Content-Type and Accept application/json; @FILE is read' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s u -l user -d 'Authenticate with Basic; the password is asked for when it is missing' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l oauth2-bearer -d 'Send this Bearer token: env:NAME, file:PATH, ... or the token itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s A -l user-agent -d 'The User-Agent header; "" sends none' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l max-redirs -d 'Follow at most so many; -1 for any number' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s o -l output -d 'Write the body to FILE, - being stdout' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -s D -l dump-header -d 'Write the answer\'s head to FILE, - being stdout' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -s w -l write-out -d 'Say this at the end: %{http_code}, %{time_total}, ...; @FILE reads it' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s E -l cert -d 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l cert-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l key -d 'Private key of the certificate' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l key-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l pass -d 'Passphrase of key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, prompt, or the text itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l cacert -d 'Trust the CA certificates in FILE instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l resolve -d 'Connect to ADDRESS for HOST:PORT, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l connect-to -d 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l tls-max -d 'Use at most this version' -r -f -a "default\t'as far as we go: TLS 1.3'
1.2\t'TLS 1.2'
1.3\t'TLS 1.3'"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l connect-timeout -d 'Give up connecting after so many seconds (names, TCP and TLS together)' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s m -l max-time -d 'Give up altogether after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s x -l proxy -d 'Go through this proxy: http, https, socks4, socks4a, socks5 or socks5h://; "" for none' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand call" -l socks4 -d 'Go through this SOCKS 4 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l socks4a -d 'Go through this SOCKS 4a proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l socks5 -d 'Go through this SOCKS 5 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l socks5-hostname -d 'Go through this SOCKS 5 proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s U -l proxy-user -d 'Authenticate to the proxy; the password is asked for when it is missing' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l noproxy -d 'Go through no proxy for these hosts and what is below them, networks, or * for all' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proxy-header -d 'A header for the proxy alone; @FILE reads one per line' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proxy-cacert -d 'Trust the CA certificates in FILE for the proxy, instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proxy-cert -d 'Client certificate for the proxy; --cert is never shown to it' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proxy-cert-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proxy-key -d 'Private key of --proxy-cert' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proxy-key-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proxy-pass -d 'Passphrase of --proxy-key or a PKCS#12: env:NAME, file:PATH, ..., or the text itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l unix-socket -d 'Connect to this Unix socket instead' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l abstract-unix-socket -d 'Connect to this socket of Linux\'s abstract namespace instead' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l interface -d 'Connect from this interface, address or host' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l local-port -d 'Connect from this port, or the first free one of a range' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l happy-eyeballs-timeout-ms -d 'After so long the other family of addresses is tried too' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l keepalive-time -d 'Look after an idle connection after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l limit-rate -d 'Move at most so many bytes a second, each way; k, m or g for more' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l token-url -d 'Fetch a token from here first, and send it as Bearer' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand call" -l client-id -d 'The client id' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l client-secret -d 'The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l auth-style -d 'How id and secret are sent: form, json, basic, basic-raw, or tls (the id alone)' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l scope -d 'The scope to ask for' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l audience -d 'The audience to ask for' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l resource -d 'The resource to ask for (RFC 8707)' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s G -l get -d 'Send the data in the query instead'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s I -l head -d 'Ask for the head only'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l compressed -d 'Ask for a compressed answer and undo it'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l path-as-is -d 'Send the path as typed, without folding /../'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l allow-plain-http -d 'Speak plain http although a client certificate is given (it cannot be presented there)'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l http1.1 -d 'Taken for curl\'s sake: HTTP/1.1 is all that is spoken'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s L -l location -d 'Follow redirects'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s O -l remote-name -d 'Write the body to a file named as the last part of the URL'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s i -l include -l show-headers -d 'Show the answer\'s head too'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s f -l fail -d 'End 22 without a body when the status is 400 or more'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l fail-with-body -d 'End 22 when the status is 400 or more, the body written all the same'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s s -l silent -d 'Say nothing but the answer, errors neither'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s S -l show-error -d 'With -s, say errors all the same'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s v -l verbose -d 'Show both heads and the handshake; credentials are masked'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s k -l insecure -d 'Do not check the server\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l tlsv1.2 -d 'Use TLS 1.2 or later'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l tlsv1.3 -d 'Use TLS 1.3'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s p -l proxytunnel -d 'Tunnel through the proxy for http:// too'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proxy-basic -d 'Taken for curl\'s sake: Basic is how we authenticate to HTTP proxies'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l socks5-basic -d 'Taken for curl\'s sake: a password is how we authenticate to SOCKS proxies'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proxy-insecure -d 'Do not check the proxy\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l suppress-connect-headers -d 'Leave the heads of the proxy\'s answers to CONNECT out of what -i and -D show'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s 4 -l ipv4 -d 'Connect to IPv4 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s 6 -l ipv6 -d 'Connect to IPv6 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l tcp-nodelay -d 'Taken for curl\'s sake: nothing waits for more to send'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l no-keepalive -d 'Do not look after idle connections'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l haproxy-protocol -d 'Begin each connection with the PROXY line that HAProxy sends (version 1)'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l port -d 'The API\'s port; a free one by default' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l portal-port -d 'The portal\'s port; a free one by default' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l dir -d 'Write the files here and keep them' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l tour -d 'Show the whole life of a client certificate, step by step'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l force -d 'Overwrite the files of an earlier sandbox in --dir'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call sandbox help" -f -a "csr" -d 'Make a private key, and the request (CSR) that asks for its certificate'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call sandbox help" -f -a "inspect" -d 'Tell what a file, a folder or a server holds: whose certificate, how long it lasts, which key'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call sandbox help" -f -a "match-key" -d 'Tell whether certificates, keys and requests belong together'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call sandbox help" -f -a "convert" -d 'Turn PFX (PKCS#12), PEM, PKCS#7 or DER into another form'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call sandbox help" -f -a "token" -d 'Get an OAuth 2.0 token over mTLS (client credentials)'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call sandbox help" -f -a "call" -d 'Make an HTTP request over mTLS, with curl\'s flags'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call sandbox help" -f -a "sandbox" -d 'Run a provider on this machine to try against: its own CA, tokens, real refusals'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call sandbox help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
