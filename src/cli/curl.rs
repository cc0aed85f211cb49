//! The flags of curl that are not ours, each with what to do instead. None is taken and ignored.

/// Several names apart by a blank, and what to do instead.
pub(super) const CURL_HAS: &[(&str, &str)] = &[
    (
        "--http2 --http2-prior-knowledge --http3 --http3-only --http1.0 --http0.9 -0 --alt-svc --tr-encoding",
        "leave it out: HTTP/1.1 is what is spoken here",
    ),
    (
        "--proxy-anyauth --proxy-digest --proxy-negotiate --proxy-ntlm --proxy-service-name --socks5-gssapi --socks5-gssapi-nec --socks5-gssapi-service",
        "Basic is how we log in to proxies (-U): for others go through a local proxy that does (cntlm, px)",
    ),
    (
        "--preproxy --proxy1.0",
        "name one proxy with -x: http, https, socks4, socks4a, socks5 or socks5h://",
    ),
    (
        "--proxy-capath --proxy-ca-native --proxy-crlfile --proxy-pinnedpubkey --proxy-ciphers --proxy-tls13-ciphers --proxy-tlsv1 --proxy-http2 --proxy-ssl-allow-beast --proxy-ssl-auto-client-cert --proxy-tlsauthtype --proxy-tlspassword --proxy-tlsuser",
        "leave it out; --proxy-cacert says whom to trust as a proxy",
    ),
    (
        "--dns-servers --dns-interface --dns-ipv4-addr --dns-ipv6-addr --doh-url --doh-cert-status --doh-insecure",
        "names are resolved by the system: name the address with --resolve",
    ),
    (
        "--tcp-fastopen --haproxy-clientip --ip-tos --vlan-priority",
        "leave it out",
    ),
    (
        "-2 -3 --sslv2 --sslv3",
        "leave it out: TLS 1.2 and 1.3 with their sound suites are offered",
    ),
    (
        "--cert-status",
        "stapled OCSP answers are not checked here: name revocation lists with --crlfile",
    ),
    (
        "--ssl-auto-client-cert --tlsuser --tlspassword --tlsauthtype --ech",
        "name the client certificate with --cert and --key: nothing else shows the server who calls",
    ),
    (
        "--engine --egd-file --random-file",
        "keys in hardware are not used here: name certificate and key in files with --cert and --key",
    ),
    (
        "--dump-ca-embed",
        "name whom to trust with --cacert, or leave it out for the system's CAs",
    ),
    (
        "--digest --ntlm --ntlm-wb --negotiate --anyauth --aws-sigv4 --delegation --service-name --sasl-authzid --sasl-ir --login-options --krb",
        "Basic (-u) and Bearer (--oauth2-bearer, --token-url) are what is spoken here",
    ),
    (
        "--trace-config",
        "use --trace or -v, with --trace-time and --trace-ids",
    ),
    (
        "-Y --speed-limit -y --speed-time",
        "give the whole transfer a limit with --max-time",
    ),
    (
        "-a --append -l --list-only -Q --quote -P --ftp-port -t --telnet-option -B --use-ascii --crlf --disable-eprt --disable-epsv --ftp-account --ftp-alternative-to-user --ftp-create-dirs --ftp-method --ftp-pasv --ftp-pret --ftp-skip-pasv-ip --ftp-ssl-ccc --ftp-ssl-ccc-mode --ftp-ssl-control --tftp-blksize --tftp-no-options --create-file-mode",
        "leave it out: it is for FTP and its kind, and only HTTP is spoken here",
    ),
    (
        "--mail-auth --mail-from --mail-rcpt --mail-rcpt-allowfails --pubkey --hostpubmd5 --hostpubsha256 --compressed-ssh",
        "leave it out: it is for mail and SSH, and only HTTP is spoken here",
    ),
    (
        "--metalink --xattr --hsts --expect100-timeout --ssl --ssl-reqd --libcurl -M --manual",
        "leave it out: it has no counterpart here",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A flag is ours or stands in the list above, never both and never neither.
    #[test]
    fn every_flag_of_curl_is_ours_or_told_to_be_missing() {
        let mut all = crate::cli::definition();
        all.build();
        let call = all.find_subcommand("call").unwrap();
        let mut ours: Vec<String> = Vec::new();
        for arg in call.get_arguments() {
            let aliases = arg.get_all_aliases().unwrap_or_default();
            let longs = arg.get_long().into_iter().chain(aliases);
            ours.extend(longs.map(|long| format!("--{long}")));
            ours.extend(arg.get_short().map(|short| format!("-{short}")));
        }
        ours.extend(["-h", "--help", "-V", "--version"].map(str::to_owned));
        let missing: Vec<&str> = CURL_HAS
            .iter()
            .flat_map(|(names, _)| names.split(' '))
            .collect();
        for flag in CURL_7_88.split_whitespace() {
            let (is_ours, is_missing) = (ours.iter().any(|o| o == flag), missing.contains(&flag));
            assert!(
                is_ours != is_missing,
                "{flag}: ours {is_ours}, told missing {is_missing}"
            );
        }
    }

    /// `curl --help all` of curl 7.88.
    const CURL_7_88: &str = "
--abstract-unix-socket --alt-svc --anyauth -a --append --aws-sigv4 --basic --cacert
--capath -E --cert --cert-status --cert-type --ciphers --compressed --compressed-ssh -K
--config --connect-timeout --connect-to -C --continue-at -b --cookie -c --cookie-jar
--create-dirs --create-file-mode --crlf --crlfile --curves -d --data --data-ascii
--data-binary --data-raw --data-urlencode --delegation --digest -q --disable
--disable-eprt --disable-epsv --disallow-username-in-url --dns-interface --dns-ipv4-addr
--dns-ipv6-addr --dns-servers --doh-cert-status --doh-insecure --doh-url -D --dump-header
--egd-file --engine --etag-compare --etag-save --expect100-timeout -f --fail --fail-early
--fail-with-body --false-start -F --form --form-escape --form-string --ftp-account
--ftp-alternative-to-user --ftp-create-dirs --ftp-method --ftp-pasv -P --ftp-port
--ftp-pret --ftp-skip-pasv-ip --ftp-ssl-ccc --ftp-ssl-ccc-mode --ftp-ssl-control -G --get
-g --globoff --happy-eyeballs-timeout-ms --haproxy-protocol -I --head -H --header -h
--help --hostpubmd5 --hostpubsha256 --hsts --http0.9 -0 --http1.0 --http1.1 --http2
--http2-prior-knowledge --http3 --http3-only --ignore-content-length -i --include -k
--insecure --interface -4 --ipv4 -6 --ipv6 --json -j --junk-session-cookies
--keepalive-time --key --key-type --krb --libcurl --limit-rate -l --list-only
--local-port -L --location --location-trusted --login-options --mail-auth --mail-from
--mail-rcpt --mail-rcpt-allowfails -M --manual --max-filesize --max-redirs -m --max-time
--metalink --negotiate -n --netrc --netrc-file --netrc-optional -: --next --no-alpn -N
--no-buffer --no-clobber --no-keepalive --no-progress-meter --no-sessionid
--noproxy --ntlm --ntlm-wb --oauth2-bearer -o --output --output-dir -Z --parallel
--parallel-immediate --parallel-max --pass --path-as-is --pinnedpubkey --post301
--post302 --post303 --preproxy -# --progress-bar --proto --proto-default --proto-redir -x
--proxy --proxy-anyauth --proxy-basic --proxy-cacert --proxy-capath --proxy-cert
--proxy-cert-type --proxy-ciphers --proxy-crlfile --proxy-digest --proxy-header
--proxy-insecure --proxy-key --proxy-key-type --proxy-negotiate --proxy-ntlm --proxy-pass
--proxy-pinnedpubkey --proxy-service-name --proxy-ssl-allow-beast
--proxy-ssl-auto-client-cert --proxy-tls13-ciphers --proxy-tlsauthtype
--proxy-tlspassword --proxy-tlsuser --proxy-tlsv1 -U --proxy-user --proxy1.0 -p
--proxytunnel --pubkey -Q --quote --random-file -r --range --rate --raw -e --referer -J
--remote-header-name -O --remote-name --remote-name-all -R --remote-time
--remove-on-error -X --request --request-target --resolve --retry --retry-all-errors
--retry-connrefused --retry-delay --retry-max-time --sasl-authzid --sasl-ir
--service-name -S --show-error -s --silent --socks4 --socks4a --socks5 --socks5-basic
--socks5-gssapi --socks5-gssapi-nec --socks5-gssapi-service --socks5-hostname -Y
--speed-limit -y --speed-time --ssl --ssl-allow-beast --ssl-auto-client-cert
--ssl-no-revoke --ssl-reqd --ssl-revoke-best-effort -2 --sslv2 -3 --sslv3 --stderr
--styled-output --suppress-connect-headers --tcp-fastopen --tcp-nodelay -t
--telnet-option --tftp-blksize --tftp-no-options -z --time-cond --tls-max --tls13-ciphers
--tlsauthtype --tlspassword --tlsuser -1 --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3
--tr-encoding --trace --trace-ascii --trace-time --unix-socket -T --upload-file --url
--url-query -B --use-ascii -u --user -A --user-agent -v --verbose -V --version -w
--write-out --xattr
";
}
