//! What is typed and stands in no program of `--as`: told, so that nobody takes the program for
//! the whole call. A flag that changes nothing of the call is not told.

use super::Section;
use super::plan::Transfer;
use crate::cli::CallArgs;
use crate::commands::grant;
use crate::core::oauth::AuthStyle;

/// A sentence for each.
pub fn missing(section: &Section<'_>, transfers: &[Transfer], args: &CallArgs) -> Vec<String> {
    let route = &args.connection.route;
    let by_flag = [
        &route.proxy,
        &route.socks4,
        &route.socks4a,
        &route.socks5,
        &route.socks5_hostname,
    ];
    let by_flag = by_flag.iter().any(|proxy| proxy.is_some());
    let goes_through = |t: &Transfer| section.party.takes_proxy(&t.request.url);
    let proxies = [
        ("the proxy", by_flag),
        (
            "the proxy that the environment names",
            !by_flag && transfers.iter().any(goes_through),
        ),
    ];
    let mut all = network(args);
    all.extend(proxies);
    all.extend(tls(args));
    all.extend(token(args));
    all.extend(around(section, args));
    all.extend(redirects(args));
    all.extend(answer(args));
    let missing = all.into_iter().filter(|(_, typed)| *typed);
    missing
        .map(|(what, _)| format!("{what} is not in the program"))
        .collect()
}

/// What it is called, and whether it is asked for.
type Flag = (&'static str, bool);

fn network(args: &CallArgs) -> Vec<Flag> {
    let connection = &args.connection;
    let route = &connection.route;
    let sockets = route.unix_socket.is_some() || route.abstract_unix_socket.is_some();
    vec![
        ("--resolve", !connection.resolve.is_empty()),
        ("--connect-to", !connection.connect_to.is_empty()),
        ("--unix-socket", sockets),
        ("--interface", route.interface.is_some()),
        ("--local-port", route.local_port.is_some()),
        ("the choice of -4 or -6", route.ipv4 || route.ipv6),
        ("--haproxy-protocol", route.haproxy_protocol),
        ("--limit-rate", route.limit_rate.is_some()),
    ]
}

fn tls(args: &CallArgs) -> Vec<Flag> {
    let tls = &args.connection.tls;
    let versions = tls.tls13 || tls.tls_max.is_some();
    let ciphers = tls.ciphers.is_some() || tls.tls13_ciphers.is_some();
    vec![
        ("the choice of TLS versions", versions),
        ("the choice of ciphers", ciphers),
        ("--capath", tls.capath.is_some()),
        ("--ca-native", tls.ca_native),
        ("--crlfile", tls.crlfile.is_some()),
        ("--pinnedpubkey", tls.pinnedpubkey.is_some()),
        ("--allow-cn-name", tls.allow_cn_name),
        ("--sni", tls.sni.is_some()),
        ("--curves", tls.curves.is_some()),
        ("--sigalgs", tls.sigalgs.is_some()),
        ("--no-alpn", tls.no_alpn),
    ]
}

fn token(args: &CallArgs) -> Vec<Flag> {
    let grant = &args.grant;
    let asks = grant::address(grant).is_some();
    let signs = matches!(
        grant::effective_style(grant),
        Some(AuthStyle::PrivateKeyJwt | AuthStyle::ClientSecretJwt)
    );
    let discovers = grant.discover.is_some();
    let headers = !grant.token_header.is_empty();
    vec![
        ("how the token is asked for (--discover)", asks && discovers),
        (
            "the assertion (a signed JWT) of the token request",
            asks && signs,
        ),
        ("what --token-header says", headers),
        (
            "--token-no-cert (it presents the certificate for the token too)",
            grant.token_no_cert,
        ),
        ("--token-cacert", grant.token_cacert.is_some()),
    ]
}

fn redirects(args: &CallArgs) -> Vec<Flag> {
    let typed = &args.redirect;
    let keeps_post = typed.post301 || typed.post302 || typed.post303;
    let protocols = typed.proto.is_some() || typed.proto_redir.is_some();
    vec![
        ("what --post301, --post302 and --post303 keep", keeps_post),
        ("the choice of protocols (--proto)", protocols),
    ]
}

fn answer(args: &CallArgs) -> Vec<Flag> {
    let files = &args.answer.files;
    let part = &args.request.part;
    let etags = part.etag_save.is_some() || part.etag_compare.is_some();
    vec![
        ("--etag-save or --etag-compare", etags),
        ("--max-filesize", files.max_filesize.is_some()),
        ("-R", files.remote_time),
        ("-J", files.remote_header_name),
        ("--create-dirs", files.create_dirs),
        ("--no-clobber", files.no_clobber),
        ("--raw", files.raw),
        ("-Z", args.run.parallel),
    ]
}

fn around(section: &Section<'_>, args: &CallArgs) -> Vec<Flag> {
    let request = &args.request;
    let beyond = &args.beyond;
    let expects = !beyond.expect_status.is_empty()
        || !beyond.expect_header.is_empty()
        || !beyond.expect_json.is_empty()
        || !beyond.expect_body.is_empty();
    let netrc = request.netrc || request.netrc_optional || request.netrc_file.is_some();
    vec![
        (
            "what is done with cookies that come (-b FILE, -c)",
            section.bound.keeps_cookies(),
        ),
        ("looking into .netrc", netrc),
        ("--retry", args.retry.retry > 0),
        ("what the --expect flags want", expects),
        ("-w", args.answer.write_out.is_some()),
        ("-i", args.answer.include),
        ("-D", args.answer.dump_header.is_some()),
    ]
}
