//! What hellos made by hand find out about real servers: versions, suites, and what stands in the
//! way of a handshake.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mtls::core::clock::Time;
use mtls::core::http::{Directory, Session, SessionSettings, Url};
use mtls::core::tls::hello::{
    Dimension, Limits, Obstacle, Ours, Protocol, Suite, Survey, Verdict, Wire, obstacle, survey,
};
use mtls::core::tls::{Offer, Recorder, TlsClient, TlsSettings, Trust};

use crate::certificates;
use crate::common::process::{Running, free_port, until};
use crate::common::{Lab, peer};
use crate::servers::Server;

#[test]
fn a_survey_finds_exactly_what_a_server_is_told_to_take() {
    let Some(lab) = rsa_lab() else {
        return;
    };
    let server = Server::openssl(
        &lab,
        "-cert rsa.crt -key rsa.key -min_protocol TLSv1 -ciphersuites TLS_AES_128_GCM_SHA256 \
         -cipher AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-CAMELLIA128-SHA:NULL-SHA256:@SECLEVEL=0",
    );
    let found = surveyed(server.port, 40);
    let taken = |version| -> Vec<String> {
        let of = found.versions.iter().find(|of| of.version == version);
        let of = of.unwrap_or_else(|| panic!("{version} was not asked for: {found:?}"));
        assert!(of.all_suites || of.verdict == Verdict::Refused, "{of:?}");
        let mut names: Vec<_> = of.suites.iter().map(|s| s.openssl().unwrap()).collect();
        names.sort();
        names
    };
    let old = ["AES128-SHA", "DHE-RSA-CAMELLIA128-SHA"];
    assert_eq!(taken(Protocol::TLS13), ["TLS_AES_128_GCM_SHA256"]);
    assert_eq!(
        taken(Protocol::TLS12),
        [&old[..], &["ECDHE-RSA-AES256-GCM-SHA384", "NULL-SHA256"]].concat()
    );
    assert_eq!(taken(Protocol::TLS11), old);
    assert_eq!(taken(Protocol::TLS10), old);
    assert!(taken(Protocol::SSL30).is_empty());
    assert!(found.connections <= 40, "{found:?}");
}

#[test]
fn a_survey_keeps_to_its_connections_and_says_that_it_did_not_end() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "");
    let found = surveyed(server.port, 7);
    assert_eq!(found.connections, 7, "{found:?}");
    let new = &found.versions[0];
    assert!(
        new.verdict == Verdict::Taken && !new.all_suites,
        "{found:?}"
    );
}

#[test]
fn a_survey_of_what_is_no_tls_or_no_server_ends_at_once() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    let limits = Limits {
        each: Duration::from_millis(50),
        ..limits(40)
    };
    let found = survey(&mut dial(port), Some("localhost"), limits);
    assert_eq!(found.connections, 2, "{found:?}");
    assert!(found.versions.iter().all(|v| v.verdict == Verdict::Unknown));
    drop(silent);
    // a port that is given back may be another test's at once
    let at_once = || {
        let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = closed.local_addr().unwrap().port();
        drop(closed);
        surveyed(port, 40).connections == 1
    };
    assert!((0..5).any(|_| at_once()));
}

/// What both sides lack is named, for one way of `openssl s_server` each to have nothing in common
/// with us.
#[test]
fn what_stands_in_the_way_of_a_handshake_is_found() {
    let Some(lab) = rsa_lab() else {
        return;
    };
    let weak = "-cert rsa.crt -key rsa.key -cipher ALL:@SECLEVEL=0";
    for (arguments, dimension, takes) in [
        (format!("-tls1 {weak}"), Dimension::Version, "TLS 1.0"),
        (format!("-tls1_1 {weak}"), Dimension::Version, "TLS 1.1"),
        (
            "-cert rsa.crt -key rsa.key -tls1_2 -cipher AES128-SHA:AES256-SHA".to_owned(),
            Dimension::CipherSuite,
            "TLS_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA",
        ),
        (
            "-tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256".to_owned(),
            Dimension::CipherSuite,
            "TLS_AES_128_CCM_SHA256",
        ),
        ("-tls1_2 -groups X448".to_owned(), Dimension::Group, "x448"),
        (
            "-tls1_3 -groups ffdhe3072:P-521".to_owned(),
            Dimension::Group,
            "ffdhe3072 secp521r1",
        ),
        (
            "-cert rsa.crt -key rsa.key -tls1_2 -sigalgs RSA+SHA1 -cipher ALL:@SECLEVEL=0"
                .to_owned(),
            Dimension::SignatureScheme,
            "rsa_pkcs1_sha1",
        ),
        (
            "-cert ed448.crt -key ed448.key -tls1_3".to_owned(),
            Dimension::SignatureScheme,
            "ed448",
        ),
    ] {
        let server = Server::openssl(&lab, &arguments);
        let found = obstructed(server.port);
        let Obstacle::NoCommon {
            dimension: d,
            takes: t,
            ..
        } = &found
        else {
            panic!("{arguments}: {found:?}");
        };
        assert_eq!(
            (d, t.join(" ").as_str()),
            (&dimension, takes),
            "{arguments}: {found:?}"
        );
    }
    let server = Server::openssl(&lab, "");
    assert_eq!(obstructed(server.port), Obstacle::Nothing);
}

#[test]
fn a_server_that_refuses_whatever_is_offered_is_told_from_one_that_lacks_something() {
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    let reject = "listen 127.0.0.1:PORT ssl; ssl_reject_handshake on;";
    let server = Server::nginx(&lab, &nginx, reject);
    let found = obstructed(server.port);
    assert!(matches!(found, Obstacle::Everything { .. }), "{found:?}");
}

/// A session sends its hellos the way of its connections: to where the name is resolved, asking
/// for the name.
#[test]
fn a_session_surveys_by_its_own_way_and_keeps_its_record() {
    let Some(lab) = rsa_lab() else {
        return;
    };
    let named = "-servername api.example -servername_fatal -cert2 rsa.crt -key2 rsa.key";
    let server = Server::openssl(&lab, named);
    let port = server.port;
    let (trust, offer, recorder) = (none(), Offer::default(), Recorder::default());
    let resolve = format!("api.example:{port}:127.0.0.1").parse().unwrap();
    let session = Session::new(SessionSettings {
        tls: TlsClient::new(&TlsSettings::new(&trust, &offer, Time::from_unix(0))).unwrap(),
        recorder: recorder.clone(),
        directory: Directory {
            resolve: vec![resolve],
            ..Directory::default()
        },
        route: Arc::default(),
        connect_timeout: Duration::from_secs(10),
    });
    let url = Url::parse(&format!("https://api.example:{port}/"), false).unwrap();
    let found = session.survey(&url, "api.example", limits(40));
    assert_eq!(found.taken().count(), 2, "{found:?}");
    assert!(recorder.snapshot().addresses.is_empty());
    assert_eq!(
        session.obstacle(&url, "api.example", limits(40)).0,
        Obstacle::Nothing
    );
    let (other, _) = session.obstacle(&url, "other.example", limits(40));
    assert_eq!(
        other,
        Obstacle::Name,
        "it answers when no name is asked for"
    );
}

/// GnuTLS refuses what is too new for it with handshake_failure, and answers in an older version
/// than it was asked for.
#[test]
fn gnutls_is_understood_as_well() {
    let (Some(lab), Some(gnutls)) = (rsa_lab(), peer("gnutls-serv")) else {
        return;
    };
    for (priority, dimension, takes) in [
        (
            "NORMAL:-VERS-ALL:+VERS-TLS1.0",
            Dimension::Version,
            "TLS 1.0",
        ),
        (
            "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA:-CIPHER-ALL:+AES-128-CBC",
            Dimension::CipherSuite,
            "TLS_RSA_WITH_AES_128_CBC_SHA",
        ),
        (
            "NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-X448",
            Dimension::Group,
            "x448",
        ),
    ] {
        let (port, _server) = gnutls_server(&lab, &gnutls, priority);
        let found = obstructed(port);
        let Obstacle::NoCommon {
            dimension: d,
            takes: t,
            ..
        } = &found
        else {
            panic!("{priority}: {found:?}");
        };
        assert_eq!((d, t.join(" ").as_str()), (&dimension, takes), "{found:?}");
    }
}

fn gnutls_server(lab: &Lab, gnutls: &Path, priority: &str) -> (u16, Running) {
    let port = free_port();
    let line = format!("--http -q --port {port} --x509certfile rsa.crt --x509keyfile rsa.key");
    let process = Running(
        Command::new(gnutls)
            .args(line.split(' '))
            .args(["--priority", priority])
            .current_dir(lab.path(""))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    until("gnutls-serv", || {
        TcpStream::connect(("127.0.0.1", port)).ok()
    });
    (port, process)
}

/// The lab, with an RSA certificate and one that hardly any client takes.
fn rsa_lab() -> Option<Lab> {
    let (lab, openssl) = (certificates::lab()?, peer("openssl")?);
    for (name, key) in [("rsa", "rsa:2048"), ("ed448", "ed448")] {
        let line = format!(
            "req -x509 -newkey {key} -nodes -days 9 -subj /CN=localhost -keyout {name}.key -out {name}.crt"
        );
        lab.peer_line(&openssl, &line);
    }
    Some(lab)
}

fn surveyed(port: u16, connections: usize) -> Survey {
    survey(&mut dial(port), Some("localhost"), limits(connections))
}

fn obstructed(port: u16) -> Obstacle {
    obstacle(&mut dial(port), Some("localhost"), &ours(), limits(40)).0
}

/// What a session without wishes offers.
fn ours() -> Ours {
    let trust = none();
    let offer = Offer::default();
    let settings = TlsSettings::new(&trust, &offer, Time::from_unix(0));
    let ours = TlsClient::new(&settings).unwrap().offered().clone();
    assert!(ours.suites.contains(&Suite(0x1301)), "{ours:?}");
    ours
}

fn none() -> Trust {
    Trust::only(&[], "none", Time::from_unix(0))
}

fn dial(port: u16) -> impl FnMut(Duration) -> io::Result<Box<dyn Wire>> {
    move |time| {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(time))?;
        Ok(Box::new(stream))
    }
}

fn limits(connections: usize) -> Limits {
    Limits {
        connections,
        each: Duration::from_secs(10),
        until: Instant::now() + Duration::from_secs(30),
    }
}
