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
complete -c mtls -n "__fish_mtls_needs_command" -f -a "probe" -d 'Take the handshake apart: what the server asks for, what it gets, why it refuses'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "explain" -d 'Tell what an error text of another program means, and what to do'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "sign" -d 'Sign a partner\'s request (CSR) with a CA of yours, or make that CA'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "provider" -d 'Tell what a provider asks for: fields, hosts, tokens, headers, refusals and their fixes'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "revoke" -d 'Have a certificate revoked by the provider that signed it'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "sandbox" -d 'Run a provider on this machine to try against: its own CA, tokens, real refusals'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "check" -d 'Check everything that a profile needs, before it is needed'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "rotate" -d 'Change a profile\'s certificate without downtime'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "init" -d 'Write a profile into mtls.toml, so that --profile PROFILE/ENV says the rest'
complete -c mtls -n "__fish_mtls_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l cn -d 'Common name: who or what the certificate is for' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l ou -d 'Organizational unit; may be given more than once' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l o -d 'Organization' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l c -d 'Country, in two letters' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l l -d 'Locality: the city' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l st -d 'State or province' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l email -d 'Mail address in the subject' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l dn -d 'Any other attribute of the subject, by name or OID: organizationIdentifier=.., UID=.., 2.5.4.97=..; may be given more than once, and keeps its order' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l subj -d 'The whole subject, kept in its order: /C=BR/O=Acme/CN=app or CN=app,O=Acme,C=BR' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l renew -d 'Take subject and alternative names from this old certificate or request, to the byte; the key is new unless --key gives one' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l san -d 'Alternative name: DNS:a, IP:1.2.3.4, URI:.., email:.., RID:OID, dirName:DN or otherName:OID;UTF8:text; may be given more than once' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l key-usage -d 'Ask for these key usages, with commas between: digitalSignature,keyEncipherment' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l eku -d 'Ask for these extended key usages, by name or OID, with commas between: clientAuth' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l basic-constraints -d 'Ask for basic constraints: CA:FALSE' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l provider -d 'Make what this provider asks for, and refuse what it would refuse: a built-in name (mtls provider list), or a file of rules such as ./mybank.toml' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l host -d 'The host name that the certificate is for: where the provider wants it as CN, another is refused' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l check -d 'Judge a request that exists, and make none: what would --provider refuse of it?' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l batch -d 'Make one request for each row of a CSV file (comma, semicolon or tab), on all cores; run it again to go on where it stopped. Columns are named after the flags: cn, ou, o, c, l, st, email, dn, subj, san, key-usage, eku, basic-constraints, newkey, key, digest, provider, out, keyout; several values in one cell stand apart by |. Flags hold for rows without that value' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l out-dir -d 'The folder that --batch writes to, made if it is not there [default: this one]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l digest -d 'Hash under the signature: sha256, sha384 or sha512 [default: sha256; EC has its own]' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l newkey -d 'The key to make: rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384, ec:p521 or ed25519 [default: rsa:2048]' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l key -d 'Use this private key, and make none' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l pass -d 'Passphrase of --key or --renew: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l key-pass -d 'Passphrase of the private key: locks the one that is made (as --out-pass), opens the one that --key names' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l out -d 'Where the request goes; - is standard output [default: named after --keyout, else CN.csr]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l keyout -d 'Where the new private key goes [default: named after --out, else CN.key]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l out-pass -d 'Lock the private key that is written with this passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l print -d 'Show what the provider will see, and write nothing; a new key made for it is thrown away'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l no-encrypt -d 'Write the private key unlocked, and say nothing of it'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l force -d 'Overwrite files that exist'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -f -a "submit" -d 'Send a request to the provider\'s sign endpoint, and keep the certificate that comes back'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and not __fish_seen_subcommand_from submit help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l account -d 'The account that it is for, where the endpoint names one [default: what the subject says]' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l environment -d 'The provider\'s environment [default: its only one]' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l url -d 'The endpoint, where the provider\'s file names none: {account} and {serial} are filled in' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s H -l header -d 'A header, as \'Name: value\'; a value such as env:NAME, file:PATH, cmd:COMMAND, fd:N or prompt is read from there, and @FILE has one header a line' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s E -l cert -d 'Client certificate to present, where the endpoint wants one: never the one that is made [default: that of --profile, where the provider\'s rules want one]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l cert-key -d 'Its private key, where --cert has it not' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l cert-pass -d 'Passphrase of that key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l key -d 'The private key of the request: the certificate is paired with it' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l pass -d 'Passphrase of that key: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l out -d 'Where the certificate goes; - is standard output [default: named after the request, .crt]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l cacert -d 'Trust the CA certificates in FILE instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l resolve -d 'Connect to ADDRESS for HOST:PORT, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l connect-to -d 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l connect-timeout -d 'Give up connecting after so many seconds (names, TCP and TLS together)' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s m -l max-time -d 'Give up altogether after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s x -l proxy -d 'Go through this proxy: http, https, socks4, socks4a, socks5 or socks5h://; "" for none' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l socks4 -d 'Go through this SOCKS 4 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l socks4a -d 'Go through this SOCKS 4a proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l socks5 -d 'Go through this SOCKS 5 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l socks5-hostname -d 'Go through this SOCKS 5 proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s U -l proxy-user -d 'Authenticate to the proxy; the password is asked for when it is missing' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l noproxy -d 'Go through no proxy for these hosts and what is below them, networks, or * for all' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l proxy-header -d 'A header for the proxy alone; @FILE reads one per line' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l proxy-cacert -d 'Trust the CA certificates in FILE for the proxy, instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l proxy-cert -d 'Client certificate for the proxy; --cert is never shown to it' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l proxy-cert-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l proxy-key -d 'Private key of --proxy-cert' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l proxy-key-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l proxy-pass -d 'Passphrase of --proxy-key or a PKCS#12: env:NAME, file:PATH, ..., or the text itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l unix-socket -d 'Connect to this Unix socket instead' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l abstract-unix-socket -d 'Connect to this socket of Linux\'s abstract namespace instead' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l interface -d 'Connect from this interface, address or host' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l local-port -d 'Connect from this port, or the first free one of a range' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l happy-eyeballs-timeout-ms -d 'After so long the other family of addresses is tried too' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l keepalive-time -d 'Look after an idle connection after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l limit-rate -d 'Move at most so many bytes a second, each way; k, m or g for more' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l tls-max -d 'Use at most this version' -r -f -a "default\t'as far as we go: TLS 1.3'
1.2\t'TLS 1.2'
1.3\t'TLS 1.3'"
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l ciphers -d 'Ciphers of TLS 1.2 by OpenSSL\'s names, best first: names, keywords (HIGH, ECDHE+AESGCM), ! and -' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l tls13-ciphers -d 'Ciphers of TLS 1.3, best first' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l curves -d 'Key exchange groups, best first, as in X25519:P-256' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l sigalgs -d 'Signature algorithms of both sides, best first, as in ecdsa_secp256r1_sha256:RSA+SHA256' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l capath -d 'Trust the CA certificates in the files of DIR (no c_rehash needed), instead of the system\'s' -r -f -a "(__fish_complete_directories)"
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l crlfile -d 'Refuse the server\'s certificate, or an issuer of it, that is on a revocation list in FILE' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l pinnedpubkey -d 'Accept no server key but these: sha256//BASE64[;sha256//...], or a FILE with public key or certificate' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l sni -d 'Ask every server for this name (SNI); its certificate is still checked for the URL\'s host' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l provider -d 'Whose endpoint it is, and whose rules hold: a built-in name (mtls provider list), or a file of rules such as ./mybank.toml' -r
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l force -d 'Overwrite a file that exists'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s k -l insecure -d 'Do not check the server\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s p -l proxytunnel -d 'Tunnel through the proxy for http:// too'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l proxy-basic -d 'Taken for curl\'s sake: Basic is how we authenticate to HTTP proxies'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l socks5-basic -d 'Taken for curl\'s sake: a password is how we authenticate to SOCKS proxies'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l proxy-insecure -d 'Do not check the proxy\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l suppress-connect-headers -d 'Leave the heads of the proxy\'s answers to CONNECT out of what -i and -D show'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s 4 -l ipv4 -d 'Connect to IPv4 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s 6 -l ipv6 -d 'Connect to IPv6 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l tcp-nodelay -d 'Taken for curl\'s sake: nothing waits for more to send'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l no-keepalive -d 'Do not look after idle connections'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l haproxy-protocol -d 'Begin each connection with the PROXY line that HAProxy sends (version 1)'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s 1 -l tlsv1 -d 'Taken for curl\'s sake: TLS 1.2 is the least that is spoken'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l tlsv1.2 -d 'Use TLS 1.2 or later'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l tlsv1.3 -d 'Use TLS 1.3'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l ca-native -d 'Trust the system\'s CA certificates too, beside --cacert and --capath'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l allow-cn-name -d 'Accept a server\'s certificate that names the host in its CN only, without subjectAltName'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l no-alpn -d 'Negotiate no protocol (ALPN)'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l alpn -d 'Takes --no-alpn back'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l no-sessionid -d 'Resume no TLS session: every connection shakes hands in full'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l sessionid -d 'Takes --no-sessionid back'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l ssl-no-revoke -d 'Says what is done anyway, or matters to other TLS libraries only'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from submit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from help" -f -a "submit" -d 'Send a request to the provider\'s sign endpoint, and keep the certificate that comes back'
complete -c mtls -n "__fish_mtls_using_subcommand csr; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l capath -d 'Judge servers by the CA certificates in the files of DIR instead of the system\'s' -r -f -a "(__fish_complete_directories)"
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l crlfile -d 'Look servers\' certificates, and their issuers, up in the revocation lists in FILE' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l resolve -d 'Connect to ADDRESS for HOST:PORT, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l connect-timeout -d 'Give up on a server after so many seconds (names, TCP and TLS together; 10 if not given)' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l format -d 'How the answer is written' -r -f -a "text\t'a paragraph for each item'
table\t'a line for each item'
json\t'a JSON object a line, as --json'
prometheus\t'metrics for node_exporter\'s textfile collector'
ical\t'a calendar of expiry dates, with alarms 90, 60 and 30 days before'"
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand inspect" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
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
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand match-key" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
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
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l no-encrypt -d 'Write the private key unlocked, and say nothing of it'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l force -d 'Overwrite files that exist'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand token" -l token-url -d 'The token endpoint; in call the token is fetched from it first, and sent as Bearer' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand token" -l discover -d 'The issuer whose metadata names the token endpoint (the one for certificates where there is one), and what it takes when --auth-style does not say' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand token" -l client-id -d 'The client id' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l client-secret -d 'The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l auth-style -d 'How the client says who it is: form (client_secret_post; the default), json, basic (as RFC 6749 encodes it), basic-raw (as it is), tls (the id alone: tls_client_auth and self_signed_tls_client_auth, which differ in what the server has registered), private-key-jwt, or client-secret-jwt' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l scope -d 'A scope to ask for; may be given several times' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l audience -d 'The audience to ask for' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l resource -d 'A resource to ask for (RFC 8707); may be given several times' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l grant-type -d 'What the server calls the grant' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l token-field -d 'A further field of the token request; may be given several times' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l token-header -d 'A further header of the token request; @FILE reads one per line' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l token-cacert -d 'Trust these CA certificates for the token endpoint instead of what --cacert says' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l assertion-key -d 'The private key of private-key-jwt; the certificate\'s own when none is named' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l assertion-pass -d 'Passphrase of that key: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l assertion-kid -d 'The kid of that key, where the server knows several' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l assertion-alg -d 'Sign with RS256, PS256, ES256, ES384, ES512 or EdDSA, as far as the key can; its usual one when none is named' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l assertion-audience -d 'The audience of the assertion: the token endpoint when none is named; some servers want the issuer' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l decode -d 'Show what the token says of itself instead of the token; with FILE (- being stdin) that of a token at hand, and no server is asked. Its signature is not verified' -r -F
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
complete -c mtls -n "__fish_mtls_using_subcommand token" -l provider -d 'Explain failures in this provider\'s words: a built-in name (mtls provider list), or a file of rules such as ./mybank.toml; built-in ones are known by their hosts too' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l cacert -d 'Trust the CA certificates in FILE instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l resolve -d 'Connect to ADDRESS for HOST:PORT, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l connect-to -d 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are' -r
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
complete -c mtls -n "__fish_mtls_using_subcommand token" -l tls-max -d 'Use at most this version' -r -f -a "default\t'as far as we go: TLS 1.3'
1.2\t'TLS 1.2'
1.3\t'TLS 1.3'"
complete -c mtls -n "__fish_mtls_using_subcommand token" -l ciphers -d 'Ciphers of TLS 1.2 by OpenSSL\'s names, best first: names, keywords (HIGH, ECDHE+AESGCM), ! and -' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l tls13-ciphers -d 'Ciphers of TLS 1.3, best first' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l curves -d 'Key exchange groups, best first, as in X25519:P-256' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l sigalgs -d 'Signature algorithms of both sides, best first, as in ecdsa_secp256r1_sha256:RSA+SHA256' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l capath -d 'Trust the CA certificates in the files of DIR (no c_rehash needed), instead of the system\'s' -r -f -a "(__fish_complete_directories)"
complete -c mtls -n "__fish_mtls_using_subcommand token" -l crlfile -d 'Refuse the server\'s certificate, or an issuer of it, that is on a revocation list in FILE' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l pinnedpubkey -d 'Accept no server key but these: sha256//BASE64[;sha256//...], or a FILE with public key or certificate' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l sni -d 'Ask every server for this name (SNI); its certificate is still checked for the URL\'s host' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand token" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand token" -l token-no-cert -d 'Present no client certificate to the token endpoint'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l assertion-x5t -d 'Put the certificate\'s thumbprint (x5t#S256) into the assertion\'s header'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l try-auth-styles -d 'When the token is refused, send the secret to the same endpoint in the other styles too, and say which one works; some servers lock a client after several attempts'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l no-cache -d 'Neither take a token from the cache nor keep one there'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l clear -d 'Forget the tokens kept: all, or those of this --token-url, --discover or --client-id'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l allow-plain-http -d 'Speak plain http to the token endpoint: whoever stands between reads secret and token'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l diagnose -d 'When the connection fails, or the certificate is refused, probe the server at once: further handshakes and one HEAD, told on standard error'
complete -c mtls -n "__fish_mtls_using_subcommand token" -s k -l insecure -d 'Do not check the server\'s certificate: only for tests'
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
complete -c mtls -n "__fish_mtls_using_subcommand token" -s 1 -l tlsv1 -d 'Taken for curl\'s sake: TLS 1.2 is the least that is spoken'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l tlsv1.2 -d 'Use TLS 1.2 or later'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l tlsv1.3 -d 'Use TLS 1.3'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l ca-native -d 'Trust the system\'s CA certificates too, beside --cacert and --capath'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l allow-cn-name -d 'Accept a server\'s certificate that names the host in its CN only, without subjectAltName'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l no-alpn -d 'Negotiate no protocol (ALPN)'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l alpn -d 'Takes --no-alpn back'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l no-sessionid -d 'Resume no TLS session: every connection shakes hands in full'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l sessionid -d 'Takes --no-sessionid back'
complete -c mtls -n "__fish_mtls_using_subcommand token" -l ssl-no-revoke -d 'Says what is done anyway, or matters to other TLS libraries only'
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
complete -c mtls -n "__fish_mtls_using_subcommand call" -s F -l form -d 'A field of a multipart form; @FILE attaches a file, <FILE is its text; ;type= ;filename= ;headers= ;encoder=' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l form-string -d 'Like -F, but the value means itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s T -l upload-file -d 'Send FILE by PUT, - being stdin; its name goes behind a URL that ends in /' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l url-query -d 'Add to the query: content, =content, name=content, @FILE, name@FILE, or +already%20encoded' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s u -l user -d 'Authenticate with Basic; the password is asked for when it is missing' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l netrc-file -d 'Take them from this file, in the format of .netrc' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l oauth2-bearer -d 'Send this Bearer token: env:NAME, file:PATH, ... or the token itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s A -l user-agent -d 'The User-Agent header; "" sends none' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s e -l referer -d 'The Referer header; with ;auto behind it, or alone, redirects set it' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s b -l cookie -d 'Send these cookies, NAME=VALUE; without =, read them from this file and keep those that come' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s c -l cookie-jar -d 'Write all cookies to FILE at the end (0600: they are sessions), - being stdout' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -s r -l range -d 'Ask for these bytes: 0-99, 100-, -50 (the last), several apart by commas' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s C -l continue-at -d 'Go on at this byte; - where the file of -o ends' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s z -l time-cond -d 'Only if changed since this date or the date of this file; behind a -, only if not' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l etag-compare -d 'Only if the answer\'s ETag is not the one in FILE' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l etag-save -d 'Write the answer\'s ETag to FILE' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l request-target -d 'Send this in place of the URL\'s path and query' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l max-redirs -d 'Follow at most so many; -1 for any number' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proto -d 'What may be spoken: =https for that alone, -http to leave that out' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proto-redir -d 'The same behind redirects' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l proto-default -d 'What is spoken where a URL does not say: https or http' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s o -l output -d 'Write the body to FILE, - being stdout' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l output-dir -d 'The folder that the files of -o and -O go to' -r -f -a "(__fish_complete_directories)"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l max-filesize -d 'End 63 when the body is larger than so many bytes (k, M, G)' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s D -l dump-header -d 'Write the answer\'s head to FILE, - being stdout' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -s w -l write-out -d 'Say this at the end: %{http_code}, %{time_total}, ...; @FILE reads it' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l expect-status -d 'End 22 unless the status is one of these: 201, 2xx, 200-204, or several apart by commas' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l expect-header -d 'End 22 unless this header comes: "Name", "Name: value" or "Name: /regex/"' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l expect-json -d 'End 22 unless this jq filter gives true for the body: \'.status == "ACTIVE"\'' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l expect-body -d 'End 22 unless the body has this text' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l idempotency-key -d 'Send an Idempotency-Key: this one, or auto for a random one for each URL' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l dry-run -d 'Show what would be sent, and send nothing: no name is looked up, no token fetched' -r -f -a "text\t'for people'
json\t'one JSON object a request'"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l as -d 'Print a program that makes the call, certificate and all, and send nothing' -r
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
complete -c mtls -n "__fish_mtls_using_subcommand call" -l provider -d 'Explain failures in this provider\'s words: a built-in name (mtls provider list), or a file of rules such as ./mybank.toml; built-in ones are known by their hosts too' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l cacert -d 'Trust the CA certificates in FILE instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l resolve -d 'Connect to ADDRESS for HOST:PORT, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l connect-to -d 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are' -r
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
complete -c mtls -n "__fish_mtls_using_subcommand call" -l tls-max -d 'Use at most this version' -r -f -a "default\t'as far as we go: TLS 1.3'
1.2\t'TLS 1.2'
1.3\t'TLS 1.3'"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l ciphers -d 'Ciphers of TLS 1.2 by OpenSSL\'s names, best first: names, keywords (HIGH, ECDHE+AESGCM), ! and -' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l tls13-ciphers -d 'Ciphers of TLS 1.3, best first' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l curves -d 'Key exchange groups, best first, as in X25519:P-256' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l sigalgs -d 'Signature algorithms of both sides, best first, as in ecdsa_secp256r1_sha256:RSA+SHA256' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l capath -d 'Trust the CA certificates in the files of DIR (no c_rehash needed), instead of the system\'s' -r -f -a "(__fish_complete_directories)"
complete -c mtls -n "__fish_mtls_using_subcommand call" -l crlfile -d 'Refuse the server\'s certificate, or an issuer of it, that is on a revocation list in FILE' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l pinnedpubkey -d 'Accept no server key but these: sha256//BASE64[;sha256//...], or a FILE with public key or certificate' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l sni -d 'Ask every server for this name (SNI); its certificate is still checked for the URL\'s host' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l token-url -d 'The token endpoint; in call the token is fetched from it first, and sent as Bearer' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand call" -l discover -d 'The issuer whose metadata names the token endpoint (the one for certificates where there is one), and what it takes when --auth-style does not say' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand call" -l client-id -d 'The client id' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l client-secret -d 'The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l auth-style -d 'How the client says who it is: form (client_secret_post; the default), json, basic (as RFC 6749 encodes it), basic-raw (as it is), tls (the id alone: tls_client_auth and self_signed_tls_client_auth, which differ in what the server has registered), private-key-jwt, or client-secret-jwt' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l scope -d 'A scope to ask for; may be given several times' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l audience -d 'The audience to ask for' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l resource -d 'A resource to ask for (RFC 8707); may be given several times' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l grant-type -d 'What the server calls the grant' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l token-field -d 'A further field of the token request; may be given several times' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l token-header -d 'A further header of the token request; @FILE reads one per line' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l token-cacert -d 'Trust these CA certificates for the token endpoint instead of what --cacert says' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l assertion-key -d 'The private key of private-key-jwt; the certificate\'s own when none is named' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l assertion-pass -d 'Passphrase of that key: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l assertion-kid -d 'The kid of that key, where the server knows several' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l assertion-alg -d 'Sign with RS256, PS256, ES256, ES384, ES512 or EdDSA, as far as the key can; its usual one when none is named' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l assertion-audience -d 'The audience of the assertion: the token endpoint when none is named; some servers want the issuer' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: the certificate, the token, whom to trust, headers, and the host of a URL that is only a path. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l profiles -d 'The file of profiles; else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l retry -d 'Repeat up to N times after a timeout or a status 408, 429, 500, 502, 503, 504, 522, 524; a POST or PATCH only if nothing of it was sent or it has an Idempotency-Key header' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l retry-delay -d 'Wait so many seconds each time, instead of 1, 2, 4 and so on up to 10 minutes' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l retry-max-time -d 'Begin no repetition after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -s K -l config -d 'Read arguments from FILE, - being stdin: one flag a line, as in key = "value"; keeps secrets out of the process list' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l variable -d 'Set a variable for --expand-FLAG, where {{NAME}} or {{NAME:trim:json:url:b64}} stands for it' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l parallel-max -d 'So many at once, each over a connection of its own' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l rate -d 'Begin so many transfers a second, minute, hour or day, one after another' -r
complete -c mtls -n "__fish_mtls_using_subcommand call" -l trace -d 'Write all that passes to FILE, - being stdout, % stderr: in hex and text. Credentials in heads are masked; in bodies what this run itself sent as a secret, cards and sensitive fields' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l trace-ascii -d 'The same in text alone' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l stderr -d 'Write to FILE, - being stdout, what would go to standard error' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand call" -l form-escape -d 'Write quotes in the names of a form behind a backslash, not as %22'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s G -l get -d 'Send the data in the query instead'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s I -l head -d 'Ask for the head only'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l basic -d 'Taken for curl\'s sake: -u is always Basic'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s n -l netrc -d 'Take user and password from ~/.netrc'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l netrc-optional -d 'The same, but those in the URL go first'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l disallow-username-in-url -d 'Refuse a URL with a user name in it, ending 67'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s j -l junk-session-cookies -d 'Of the cookies in files, leave those out that were to end with their session'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l compressed -d 'Ask for a compressed answer (deflate, gzip) and undo it'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l path-as-is -d 'Send the path as typed, without folding /../'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s g -l globoff -d 'Take {}, [] in URLs as they are: without it {a,b} and [1-9] stand for several URLs'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l allow-plain-http -d 'Speak plain http although a client certificate is given (it cannot be presented there)'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l http1.1 -d 'Taken for curl\'s sake: HTTP/1.1 is all that is spoken'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s L -l location -d 'Follow redirects'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l location-trusted -d 'The same, and send credentials and the client certificate to other hosts too'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l follow -d 'Like -L, but -X is for the first request only where the redirect asks for GET'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l post301 -d 'Keep a POST one behind a 301'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l post302 -d 'Keep a POST one behind a 302'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l post303 -d 'Keep a POST one behind a 303'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s O -l remote-name -d 'Write the body to a file named as the last part of the URL'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l remote-name-all -d '-O for every URL that has no -o'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s J -l remote-header-name -d 'With -O, take the name that the answer gives (Content-Disposition), over nothing'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s R -l remote-time -d 'Give the file the date that the answer gives (Last-Modified)'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l create-dirs -d 'Make the folders that are missing'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l no-clobber -d 'Where a file is there already, add .1, .2, ... to the name'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l remove-on-error -d 'Taken for curl\'s sake: a failed answer leaves no file, but with -C'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l raw -d 'Leave chunks and encodings as they came'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l ignore-content-length -d 'Read to the end of the connection, whatever Content-Length says'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s i -l include -l show-headers -d 'Show the answer\'s head too'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s f -l fail -d 'End 22 without a body when the status is 400 or more'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l fail-with-body -d 'End 22 when the status is 400 or more, the body written all the same'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s s -l silent -d 'Say nothing but the answer, errors neither'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s S -l show-error -d 'With -s, say errors all the same'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s v -l verbose -d 'Show both heads and the handshake; credentials are masked'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l diagnose -d 'When the connection fails, or the certificate is refused, probe the server at once: further handshakes and one HEAD, told on standard error'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l show-sensitive -d 'Show card numbers, their security codes and fields that the provider calls sensitive on the terminal, in -v and in traces'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l no-pretty -d 'Show the body on the terminal as it came: not indented, coloured or made safe'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s k -l insecure -d 'Do not check the server\'s certificate: only for tests'
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
complete -c mtls -n "__fish_mtls_using_subcommand call" -s 1 -l tlsv1 -d 'Taken for curl\'s sake: TLS 1.2 is the least that is spoken'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l tlsv1.2 -d 'Use TLS 1.2 or later'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l tlsv1.3 -d 'Use TLS 1.3'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l ca-native -d 'Trust the system\'s CA certificates too, beside --cacert and --capath'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l allow-cn-name -d 'Accept a server\'s certificate that names the host in its CN only, without subjectAltName'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l no-alpn -d 'Negotiate no protocol (ALPN)'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l alpn -d 'Takes --no-alpn back'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l no-sessionid -d 'Resume no TLS session: every connection shakes hands in full'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l sessionid -d 'Takes --no-sessionid back'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l ssl-no-revoke -d 'Says what is done anyway, or matters to other TLS libraries only'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l token-no-cert -d 'Present no client certificate to the token endpoint'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l assertion-x5t -d 'Put the certificate\'s thumbprint (x5t#S256) into the assertion\'s header'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l try-auth-styles -d 'When the token is refused, send the secret to the same endpoint in the other styles too, and say which one works; some servers lock a client after several attempts'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l no-cache -d 'Neither take a token from the cache nor keep one there'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l retry-connrefused -d 'Repeat after a refused connection too'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l retry-all-errors -d 'Repeat after any failure'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l retry-non-idempotent -d 'Repeat a POST or PATCH too, which then may be carried out twice'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s q -l disable -d 'Taken for curl\'s sake: no file is read unasked'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s : -l next -d 'Begin another request with flags of its own; connections are kept across it'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s Z -l parallel -d 'Carry the transfers out at the same time; the run ends as the last of them that failed'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l parallel-immediate -d 'Taken for curl\'s sake: each has a connection of its own anyway'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l fail-early -d 'End with the first transfer that fails; with -Z those that have begun are finished'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l trace-time -d 'Put the time (UTC) before each line of a trace or of -v'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l trace-ids -d 'Put the transfer\'s and the connection\'s numbers before each line of a trace or of -v'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l no-progress-meter -d 'Show no progress'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s # -l progress-bar -d 'Taken for curl\'s sake: progress is a bar'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s N -l no-buffer -d 'Taken for curl\'s sake: bytes are written as they come'
complete -c mtls -n "__fish_mtls_using_subcommand call" -l styled-output -d 'Taken for curl\'s sake: heads are shown as they come'
complete -c mtls -n "__fish_mtls_using_subcommand call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l watch -d 'Probe again and again, so many seconds apart, and tell when the answer changes (with --json each time); Ctrl-C ends it with the last answer\'s exit code' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s H -l header -d 'A header of the HEAD, as in call: with Authorization a 401 can be told apart' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s E -l cert -d 'Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l cert-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l key -d 'Private key of the certificate' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l key-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l pass -d 'Passphrase of key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, prompt, or the text itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l provider -d 'Explain failures in this provider\'s words: a built-in name (mtls provider list), or a file of rules such as ./mybank.toml; built-in ones are known by their hosts too' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l cacert -d 'Trust the CA certificates in FILE instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l resolve -d 'Connect to ADDRESS for HOST:PORT, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l connect-to -d 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l connect-timeout -d 'Give up connecting after so many seconds (names, TCP and TLS together)' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s m -l max-time -d 'Give up altogether after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s x -l proxy -d 'Go through this proxy: http, https, socks4, socks4a, socks5 or socks5h://; "" for none' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l socks4 -d 'Go through this SOCKS 4 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l socks4a -d 'Go through this SOCKS 4a proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l socks5 -d 'Go through this SOCKS 5 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l socks5-hostname -d 'Go through this SOCKS 5 proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s U -l proxy-user -d 'Authenticate to the proxy; the password is asked for when it is missing' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l noproxy -d 'Go through no proxy for these hosts and what is below them, networks, or * for all' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l proxy-header -d 'A header for the proxy alone; @FILE reads one per line' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l proxy-cacert -d 'Trust the CA certificates in FILE for the proxy, instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l proxy-cert -d 'Client certificate for the proxy; --cert is never shown to it' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l proxy-cert-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l proxy-key -d 'Private key of --proxy-cert' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l proxy-key-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l proxy-pass -d 'Passphrase of --proxy-key or a PKCS#12: env:NAME, file:PATH, ..., or the text itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l unix-socket -d 'Connect to this Unix socket instead' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l abstract-unix-socket -d 'Connect to this socket of Linux\'s abstract namespace instead' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l interface -d 'Connect from this interface, address or host' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l local-port -d 'Connect from this port, or the first free one of a range' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l happy-eyeballs-timeout-ms -d 'After so long the other family of addresses is tried too' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l keepalive-time -d 'Look after an idle connection after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l limit-rate -d 'Move at most so many bytes a second, each way; k, m or g for more' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l tls-max -d 'Use at most this version' -r -f -a "default\t'as far as we go: TLS 1.3'
1.2\t'TLS 1.2'
1.3\t'TLS 1.3'"
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l ciphers -d 'Ciphers of TLS 1.2 by OpenSSL\'s names, best first: names, keywords (HIGH, ECDHE+AESGCM), ! and -' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l tls13-ciphers -d 'Ciphers of TLS 1.3, best first' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l curves -d 'Key exchange groups, best first, as in X25519:P-256' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l sigalgs -d 'Signature algorithms of both sides, best first, as in ecdsa_secp256r1_sha256:RSA+SHA256' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l capath -d 'Trust the CA certificates in the files of DIR (no c_rehash needed), instead of the system\'s' -r -f -a "(__fish_complete_directories)"
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l crlfile -d 'Refuse the server\'s certificate, or an issuer of it, that is on a revocation list in FILE' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l pinnedpubkey -d 'Accept no server key but these: sha256//BASE64[;sha256//...], or a FILE with public key or certificate' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l sni -d 'Ask every server for this name (SNI); its certificate is still checked for the URL\'s host' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l passive -d 'One handshake only, with what we have, and no hello beside it'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l no-head -d 'Send no HEAD: handshakes only, for servers that do not speak HTTP'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l survey -d 'Find out which versions and cipher suites of TLS the server takes, by some forty hellos more; -v and --json list the suites'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l all-addresses -d 'Probe each address of the name: one bad node behind a balancer is named'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s k -l insecure -d 'Do not check the server\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s p -l proxytunnel -d 'Tunnel through the proxy for http:// too'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l proxy-basic -d 'Taken for curl\'s sake: Basic is how we authenticate to HTTP proxies'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l socks5-basic -d 'Taken for curl\'s sake: a password is how we authenticate to SOCKS proxies'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l proxy-insecure -d 'Do not check the proxy\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l suppress-connect-headers -d 'Leave the heads of the proxy\'s answers to CONNECT out of what -i and -D show'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s 4 -l ipv4 -d 'Connect to IPv4 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s 6 -l ipv6 -d 'Connect to IPv6 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l tcp-nodelay -d 'Taken for curl\'s sake: nothing waits for more to send'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l no-keepalive -d 'Do not look after idle connections'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l haproxy-protocol -d 'Begin each connection with the PROXY line that HAProxy sends (version 1)'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s 1 -l tlsv1 -d 'Taken for curl\'s sake: TLS 1.2 is the least that is spoken'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l tlsv1.2 -d 'Use TLS 1.2 or later'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l tlsv1.3 -d 'Use TLS 1.3'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l ca-native -d 'Trust the system\'s CA certificates too, beside --cacert and --capath'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l allow-cn-name -d 'Accept a server\'s certificate that names the host in its CN only, without subjectAltName'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l no-alpn -d 'Negotiate no protocol (ALPN)'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l alpn -d 'Takes --no-alpn back'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l no-sessionid -d 'Resume no TLS session: every connection shakes hands in full'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l sessionid -d 'Takes --no-sessionid back'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l ssl-no-revoke -d 'Says what is done anyway, or matters to other TLS libraries only'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand probe" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand explain" -l list -d 'List every diagnosis code, alert and exit code'
complete -c mtls -n "__fish_mtls_using_subcommand explain" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand explain" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand explain" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l ca -d 'The CA\'s certificate, its issuers may follow: PEM, DER, or PKCS#12 with its key' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l ca-key -d 'The CA\'s private key, if it is not in the file of --ca' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l ca-pass -d 'Passphrase of the CA\'s key: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l days -d 'How many days the certificate is valid, at most as long as the CA [default: 365; 3650 with --init-ca]' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l not-after -d 'The last day that it is valid, to its end in UTC, or the very second: 2027-06-30 or 2027-06-30T12:00:00Z' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l purpose -d 'What the certificate is for' -r -f -a "client\t'TLS clients: clientAuth'
server\t'TLS servers: serverAuth'
both\t'Both'"
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l san -d 'Alternative name of the certificate, instead of those in the request: DNS:a, IP:1.2.3.4, URI:.., email:.., RID:OID, dirName:DN or otherName:OID;UTF8:text; may be given more than once' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l allow -d 'Sign in spite of this, with commas between: short-rsa (a key below 2048 bits), sha1 (a request signed over SHA-1), unproved (a signature that cannot be checked here)' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l out -d 'Where the certificate goes; - is standard output [default: named after the CSR\'s file, else CN.crt; with --init-ca ca.crt]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l out-chain -d 'Write the CA\'s certificate, and its issuers, to a file of their own: to send it, where --ca holds the key too' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l chain -d 'How much of the CA\'s chain follows the certificate in --out' -r -f -a "none\t'The leaf alone'
full\t'All issuers that are there'
no-root\t'All but the self-signed root'"
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l index -d 'Keep a record: one line of JSON for each certificate signed is added to this file' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l revoke -d 'Revoke a certificate that this CA issued: its file, or its serial number as --index has it' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l reason -d 'Why: unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation or privilegeWithdrawn' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l crl -d 'Write the revocation list (CRL) of all that --index has as revoked; with --days until it is to be made anew [default: 30]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l ou -d 'Organizational unit; may be given more than once' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l o -d 'Organization' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l c -d 'Country, in two letters' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l l -d 'Locality: the city' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l st -d 'State or province' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l email -d 'Mail address in the subject' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l dn -d 'Any other attribute of the subject, by name or OID: organizationIdentifier=.., UID=.., 2.5.4.97=..; may be given more than once, and keeps its order' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l keyout -d 'Where the CA\'s new private key goes [default: named after --out]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l digest -d 'Hash under the signature: sha256, sha384 or sha512 [default: sha256; EC has its own]' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l cn -d 'Common name: what the CA is called' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l subj -d 'The whole subject, kept in its order: /C=BR/O=Acme/CN=app or CN=app,O=Acme,C=BR' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l newkey -d 'The CA\'s key: rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384, ec:p521 or ed25519 [default: rsa:3072]' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l out-pass -d 'Lock the CA\'s key with this passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt [default: prompt]' -r
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l dry-run -d 'Show what would be signed; sign nothing, and write nothing'
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l init-ca -d 'Make a CA: its key and its self-signed certificate'
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l force -d 'Overwrite files that exist'
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand sign" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand sign" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand sign" -l no-encrypt -d 'Leave the CA\'s key unlocked'
complete -c mtls -n "__fish_mtls_using_subcommand sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and not __fish_seen_subcommand_from list show check help" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand provider; and not __fish_seen_subcommand_from list show check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and not __fish_seen_subcommand_from list show check help" -f -a "list" -d 'Name the providers that are built in, one a line'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and not __fish_seen_subcommand_from list show check help" -f -a "show" -d 'Show the rules of one, and what goes wrong there'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and not __fish_seen_subcommand_from list show check help" -f -a "check" -d 'Tell whether a file of rules is sound: each mistake with file, line, column and key'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and not __fish_seen_subcommand_from list show check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from list" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from show" -l toml -d 'Print the file itself, with the source of each rule: the beginning of one of your own'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from show" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from check" -l for -d 'Hold certificate and key against this provider\'s rules instead: form, order, pair, dates' -r
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from check" -l pass -d 'Passphrase of the key: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from check" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from check" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from help" -f -a "list" -d 'Name the providers that are built in, one a line'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the rules of one, and what goes wrong there'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from help" -f -a "check" -d 'Tell whether a file of rules is sound: each mistake with file, line, column and key'
complete -c mtls -n "__fish_mtls_using_subcommand provider; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l serial -d 'Its serial number in hex, colons allowed, where the certificate is not at hand' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l account -d 'The account that it is for, where the endpoint names one [default: what the subject says]' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l environment -d 'The provider\'s environment [default: its only one]' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l url -d 'The endpoint, where the provider\'s file names none: {account} and {serial} are filled in' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s H -l header -d 'A header, as \'Name: value\'; a value such as env:NAME, file:PATH, cmd:COMMAND, fd:N or prompt is read from there, and @FILE has one header a line' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s E -l cert -d 'Client certificate to present, where the endpoint wants one: never the one that is made [default: that of --profile, where the provider\'s rules want one]' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l cert-key -d 'Its private key, where --cert has it not' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l cert-pass -d 'Passphrase of that key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l pass -d 'Passphrase of the file: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l cacert -d 'Trust the CA certificates in FILE instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l resolve -d 'Connect to ADDRESS for HOST:PORT, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l connect-to -d 'Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l connect-timeout -d 'Give up connecting after so many seconds (names, TCP and TLS together)' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s m -l max-time -d 'Give up altogether after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s x -l proxy -d 'Go through this proxy: http, https, socks4, socks4a, socks5 or socks5h://; "" for none' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l socks4 -d 'Go through this SOCKS 4 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l socks4a -d 'Go through this SOCKS 4a proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l socks5 -d 'Go through this SOCKS 5 proxy' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l socks5-hostname -d 'Go through this SOCKS 5 proxy, which resolves the name' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s U -l proxy-user -d 'Authenticate to the proxy; the password is asked for when it is missing' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l noproxy -d 'Go through no proxy for these hosts and what is below them, networks, or * for all' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l proxy-header -d 'A header for the proxy alone; @FILE reads one per line' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l proxy-cacert -d 'Trust the CA certificates in FILE for the proxy, instead of the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l proxy-cert -d 'Client certificate for the proxy; --cert is never shown to it' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l proxy-cert-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l proxy-key -d 'Private key of --proxy-cert' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l proxy-key-type -d 'Taken for curl\'s sake; the content decides' -r -f -a "PEM\t'text'
DER\t'binary'
P12\t'PKCS#12'"
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l proxy-pass -d 'Passphrase of --proxy-key or a PKCS#12: env:NAME, file:PATH, ..., or the text itself' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l unix-socket -d 'Connect to this Unix socket instead' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l abstract-unix-socket -d 'Connect to this socket of Linux\'s abstract namespace instead' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l interface -d 'Connect from this interface, address or host' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l local-port -d 'Connect from this port, or the first free one of a range' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l happy-eyeballs-timeout-ms -d 'After so long the other family of addresses is tried too' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l keepalive-time -d 'Look after an idle connection after so many seconds' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l limit-rate -d 'Move at most so many bytes a second, each way; k, m or g for more' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l tls-max -d 'Use at most this version' -r -f -a "default\t'as far as we go: TLS 1.3'
1.2\t'TLS 1.2'
1.3\t'TLS 1.3'"
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l ciphers -d 'Ciphers of TLS 1.2 by OpenSSL\'s names, best first: names, keywords (HIGH, ECDHE+AESGCM), ! and -' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l tls13-ciphers -d 'Ciphers of TLS 1.3, best first' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l curves -d 'Key exchange groups, best first, as in X25519:P-256' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l sigalgs -d 'Signature algorithms of both sides, best first, as in ecdsa_secp256r1_sha256:RSA+SHA256' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l capath -d 'Trust the CA certificates in the files of DIR (no c_rehash needed), instead of the system\'s' -r -f -a "(__fish_complete_directories)"
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l crlfile -d 'Refuse the server\'s certificate, or an issuer of it, that is on a revocation list in FILE' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l pinnedpubkey -d 'Accept no server key but these: sha256//BASE64[;sha256//...], or a FILE with public key or certificate' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l sni -d 'Ask every server for this name (SNI); its certificate is still checked for the URL\'s host' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l kdf-limit -d 'Most iterations of key derivation that opening a locked file may take' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l provider -d 'Whose endpoint it is, and whose rules hold: a built-in name (mtls provider list), or a file of rules such as ./mybank.toml' -r
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l yes -d 'Do not ask: for scripts'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s k -l insecure -d 'Do not check the server\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s p -l proxytunnel -d 'Tunnel through the proxy for http:// too'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l proxy-basic -d 'Taken for curl\'s sake: Basic is how we authenticate to HTTP proxies'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l socks5-basic -d 'Taken for curl\'s sake: a password is how we authenticate to SOCKS proxies'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l proxy-insecure -d 'Do not check the proxy\'s certificate: only for tests'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l suppress-connect-headers -d 'Leave the heads of the proxy\'s answers to CONNECT out of what -i and -D show'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s 4 -l ipv4 -d 'Connect to IPv4 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s 6 -l ipv6 -d 'Connect to IPv6 addresses only'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l tcp-nodelay -d 'Taken for curl\'s sake: nothing waits for more to send'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l no-keepalive -d 'Do not look after idle connections'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l haproxy-protocol -d 'Begin each connection with the PROXY line that HAProxy sends (version 1)'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s 1 -l tlsv1 -d 'Taken for curl\'s sake: TLS 1.2 is the least that is spoken'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l tlsv1.2 -d 'Use TLS 1.2 or later'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l tlsv1.3 -d 'Use TLS 1.3'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l ca-native -d 'Trust the system\'s CA certificates too, beside --cacert and --capath'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l allow-cn-name -d 'Accept a server\'s certificate that names the host in its CN only, without subjectAltName'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l no-alpn -d 'Negotiate no protocol (ALPN)'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l alpn -d 'Takes --no-alpn back'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l no-sessionid -d 'Resume no TLS session: every connection shakes hands in full'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l sessionid -d 'Takes --no-sessionid back'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l ssl-no-revoke -d 'Says what is done anyway, or matters to other TLS libraries only'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l port -d 'The API\'s port; a free one by default' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l portal-port -d 'The portal\'s port; a free one by default' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l dir -d 'Write the files here and keep them' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l like -d 'Be like this provider: its paths, token contract, refusals and bodies' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l deny-address -d 'An address that the credential\'s allow-list does not have: 403; repeatable' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l call -d 'Call this endpoint of yours as the provider does (--like apata), and end' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l outbound-cert -d 'The certificate that you made of apata.csr, for --call' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l cacert -d 'The CA of your endpoint\'s own certificate, or that certificate itself, for --call' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l refuse -d 'Turn clients away as MODE says, below PATH or everywhere; repeatable' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l cert-lifetime -d 'Client certificates live this long: 60s, 10m, 2h, 1d' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l report -d 'Also append a line of JSON for each handshake and request to this file' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l listen -d 'Listen at this address instead of 127.0.0.1' -r
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l tour -d 'Show the whole life of a client certificate, step by step'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l force -d 'Overwrite the files of an earlier sandbox in --dir'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand check" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand check" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand check" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand check" -l junit -d 'Write the results as JUnit XML for CI too' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand check" -l all -d 'Every environment of every profile in the file'
complete -c mtls -n "__fish_mtls_using_subcommand check" -l offline -d 'Send nothing: files, dates and rules only'
complete -c mtls -n "__fish_mtls_using_subcommand check" -l strict -d 'Warnings, too, end 1'
complete -c mtls -n "__fish_mtls_using_subcommand check" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand check" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand check" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -l profile -d 'Take what is not said here from this environment of a profile in mtls.toml: addresses, certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands' -r
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -l config -l profiles -d 'The file of profiles (in call --profiles, as --config is curl\'s); else MTLS_CONFIG, else mtls.toml in this folder or one above, else in the user\'s configuration folder' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -l pass -d 'With accept: what opens FILE, where that is not the passphrase of the profile: env:NAME, file:PATH, cmd:COMMAND, fd:N or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -l in -d 'With test, switch, back and retire: try the certificate in this environment. Else it is tried in its own; where production and sandbox share it (shares-certificate), in the sandbox before' -r
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -l untested -d 'With switch and back: without the network; that certificate and key belong together is looked at in any case'
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -l force -d 'With prepare: begin anew (what stands is kept as FILE.discarded); with accept: in place of the one accepted before; with retire: untried, and before the provider\'s time of watching is over'
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand init" -l color -d 'When to use colour' -r -f -a "auto\t'on a terminal, unless NO_COLOR is set'
always\t'always'
never\t'never'"
complete -c mtls -n "__fish_mtls_using_subcommand init" -l provider -d 'Whose rules hold: one of `mtls provider list`, or a file of rules such as ./mybank.toml' -r
complete -c mtls -n "__fish_mtls_using_subcommand init" -l url -d 'Where calls go that name only a path' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand init" -l token-url -d 'The token endpoint' -r -f
complete -c mtls -n "__fish_mtls_using_subcommand init" -l cert -d 'The client certificate; paths are from here, and written as the file\'s folder sees them' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand init" -l key -d 'Its private key' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand init" -l pass -d 'What opens them: env:NAME, file:PATH, cmd:COMMAND or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand init" -l cacert -d 'The provider\'s CA certificates, where they are not the system\'s' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand init" -l client-id -d 'The client id, or env:NAME' -r
complete -c mtls -n "__fish_mtls_using_subcommand init" -l client-secret -d 'Where the client secret is: env:NAME, file:PATH, cmd:COMMAND or prompt' -r
complete -c mtls -n "__fish_mtls_using_subcommand init" -l auth-style -d 'How the client says who it is to the token endpoint' -r
complete -c mtls -n "__fish_mtls_using_subcommand init" -l config -d 'The file to write' -r -F
complete -c mtls -n "__fish_mtls_using_subcommand init" -l json -d 'Answer in JSON, one object a line'
complete -c mtls -n "__fish_mtls_using_subcommand init" -s q -l quiet -d 'Say nothing but errors; the exit code answers'
complete -c mtls -n "__fish_mtls_using_subcommand init" -s v -l verbose -d 'Tell more'
complete -c mtls -n "__fish_mtls_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "csr" -d 'Make a private key, and the request (CSR) that asks for its certificate'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "inspect" -d 'Tell what a file, a folder or a server holds: whose certificate, how long it lasts, which key'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "match-key" -d 'Tell whether certificates, keys and requests belong together'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "convert" -d 'Turn PFX (PKCS#12), PEM, PKCS#7 or DER into another form'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "token" -d 'Get an OAuth 2.0 token over mTLS (client credentials)'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "call" -d 'Make an HTTP request over mTLS, with curl\'s flags'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "probe" -d 'Take the handshake apart: what the server asks for, what it gets, why it refuses'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "explain" -d 'Tell what an error text of another program means, and what to do'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "sign" -d 'Sign a partner\'s request (CSR) with a CA of yours, or make that CA'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "provider" -d 'Tell what a provider asks for: fields, hosts, tokens, headers, refusals and their fixes'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "revoke" -d 'Have a certificate revoked by the provider that signed it'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "sandbox" -d 'Run a provider on this machine to try against: its own CA, tokens, real refusals'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "check" -d 'Check everything that a profile needs, before it is needed'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "rotate" -d 'Change a profile\'s certificate without downtime'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "init" -d 'Write a profile into mtls.toml, so that --profile PROFILE/ENV says the rest'
complete -c mtls -n "__fish_mtls_using_subcommand help; and not __fish_seen_subcommand_from csr inspect match-key convert token call probe explain sign provider revoke sandbox check rotate init help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
