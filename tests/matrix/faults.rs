//! What is done wrong, and what the true cause of the failure then is.

use crate::ask::Tool;
use crate::farm::Site;

/// A fault on our side of a connection.
#[derive(Clone, Copy)]
pub struct Fault {
    /// How the table calls it.
    pub name: &'static str,
    /// The folder of the client certificate; empty where none is given.
    pub folder: &'static str,
    /// Further arguments.
    pub more: &'static str,
    /// The code of the true cause.
    pub truth: &'static str,
}

const fn of(name: &'static str, folder: &'static str, truth: &'static str) -> Fault {
    Fault {
        name,
        folder,
        more: "",
        truth,
    }
}

/// What is wrong with the client certificate; given to each site that wants one.
pub const CLIENT: &[Fault] = &[
    of("nothing", "f-good", "ok"),
    of("nothing, under an intermediate", "f-whole", "ok"),
    of("nothing, RSA", "f-rsa", "ok"),
    of("nothing, Ed25519", "f-ed", "ok"),
    of("no certificate", "", "client-cert-required"),
    of("another CA", "f-stranger", "client-cert-untrusted"),
    of("self-signed", "f-self", "client-cert-untrusted"),
    of(
        "no intermediate, it lies beside",
        "f-lone-nearby",
        "client-chain-incomplete",
    ),
    of(
        "no intermediate, its URL is known",
        "f-lone-aia",
        "client-chain-incomplete",
    ),
    of(
        "another CA and no intermediate, it lies beside",
        "f-far-nearby",
        "client-cert-untrusted",
    ),
    of(
        "no intermediate, nothing else",
        "f-lone",
        "client-chain-incomplete",
    ),
    of("expired", "f-expired", "client-cert-expired"),
    of("intermediate expired", "f-under-old", "client-cert-expired"),
    of("not valid yet", "f-early", "client-cert-not-yet-valid"),
    of(
        "intermediate not valid yet",
        "f-under-early",
        "client-cert-not-yet-valid",
    ),
    of(
        "only serverAuth",
        "f-server-only",
        "client-cert-wrong-purpose",
    ),
    of("a CA's certificate", "f-as-ca", "client-cert-wrong-purpose"),
    of(
        "keyUsage without digitalSignature",
        "f-no-signing",
        "client-cert-wrong-purpose",
    ),
    of("signed with SHA-1", "f-sha1", "client-cert-weak"),
    of("revoked", "f-revoked", "client-cert-revoked"),
];

/// What is wrong with the server's certificate, by its name; we present a sound one.
pub const SERVER: &[(&str, &str, &str)] = &[
    ("another CA", "server-stranger", "server-cert-untrusted"),
    ("no intermediate", "server-lone", "server-chain-incomplete"),
    ("expired", "server-expired", "server-cert-expired"),
    ("not valid yet", "server-early", "server-cert-not-yet-valid"),
    ("another name", "server-elsewhere", "server-name-mismatch"),
    (
        "name in its CN only",
        "server-cn-only",
        "server-name-mismatch",
    ),
    (
        "only clientAuth",
        "server-client-only",
        "server-cert-wrong-purpose",
    ),
    ("RSA-1024", "server-weak", "server-cert-weak"),
    ("signed with SHA-1", "server-sha1", "server-cert-weak"),
    (
        "revoked (--crlfile)",
        "server-revoked",
        "server-cert-revoked",
    ),
];

/// The ways in which a program wants a client certificate, the first being the one that bad
/// certificates of the server are tried with, and sites with a fault of their own.
pub struct Plan {
    pub program: &'static str,
    /// How the table calls it.
    pub name: &'static str,
    /// Arguments of `probe` for all of them.
    pub more: &'static str,
    pub wanting: &'static [(&'static str, &'static str, &'static [Tool])],
    pub special: &'static [(Site, &'static [Fault])],
}

const fn site(name: &'static str, words: &'static str) -> Site {
    Site {
        name,
        words,
        certificate: "server",
    }
}

const GOOD: &str = "f-good";

/// A server whose TLS judges: `probe` will do.
const TLS: &[Tool] = &[Tool::Probe];
/// One that judges in HTTP: what the body says, `call` alone sees.
const HTTP: &[Tool] = &[Tool::Probe, Tool::Call];

pub const PLANS: &[Plan] = &[
    Plan {
        program: "nginx",
        name: "nginx",
        more: "",
        wanting: &[
            (
                "ssl_verify_client on",
                "ssl_verify_client on; ssl_verify_depth 3;",
                HTTP,
            ),
            (
                "optional_no_ca, 403 by itself",
                "ssl_verify_client optional_no_ca; ssl_verify_depth 3; if ($ssl_client_verify != SUCCESS) { return 403; }",
                HTTP,
            ),
        ],
        special: &[
            (
                site(
                    "ssl_verify_depth 0",
                    "ssl_verify_client on; ssl_verify_depth 0;",
                ),
                &[of(
                    "chain longer than allowed",
                    "f-whole",
                    "client-cert-rejected",
                )],
            ),
            (
                site(
                    "ClientSignatureAlgorithms RSA",
                    "ssl_verify_client on; ssl_conf_command ClientSignatureAlgorithms rsa_pss_rsae_sha256:RSA+SHA256;",
                ),
                &[of(
                    "EC key where only RSA is taken",
                    GOOD,
                    "no-shared-cipher",
                )],
            ),
            (
                site("ssl_reject_handshake", "ssl_reject_handshake on;"),
                &[of("name unknown to the server", GOOD, "sni-unrecognized")],
            ),
            (
                site("plain HTTP", "plain;"),
                &[of("https to a plain port", GOOD, "not-tls")],
            ),
            (
                site(
                    "answers by itself",
                    "ssl_verify_client on; location /401 { return 401; } location /403 { return 403; } location /444 { return 444; } location /500 { return 500; }",
                ),
                &[
                    Fault {
                        name: "HTTP 401",
                        folder: GOOD,
                        more: "/401",
                        truth: "unauthorized",
                    },
                    Fault {
                        name: "HTTP 403",
                        folder: GOOD,
                        more: "/403",
                        truth: "forbidden",
                    },
                    Fault {
                        name: "no answer (444)",
                        folder: GOOD,
                        more: "/444",
                        truth: "connection-reset",
                    },
                    Fault {
                        name: "HTTP 500",
                        folder: GOOD,
                        more: "/500",
                        truth: "http-error",
                    },
                ],
            ),
        ],
    },
    Plan {
        program: "apache2",
        name: "Apache",
        more: "",
        wanting: &[("SSLVerifyClient require", "SSLVerifyClient require", TLS)],
        special: &[
            (
                site(
                    "SSLVerifyClient in a Location",
                    "<Location />; SSLVerifyClient require; </Location>",
                ),
                &[
                    Fault {
                        name: "asked after the request",
                        folder: GOOD,
                        more: "-m 3",
                        truth: "client-cert-requested-late",
                    },
                    Fault {
                        name: "asked after the request, no certificate",
                        folder: "",
                        more: "-m 3",
                        truth: "client-cert-requested-late",
                    },
                ],
            ),
            (
                site(
                    "SSLVerifyDepth 0",
                    "SSLVerifyClient require; SSLVerifyDepth 0",
                ),
                &[of(
                    "chain longer than allowed",
                    "f-whole",
                    "client-cert-rejected",
                )],
            ),
            (
                site(
                    "ClientSignatureAlgorithms RSA",
                    "SSLVerifyClient require; SSLOpenSSLConfCmd ClientSignatureAlgorithms rsa_pss_rsae_sha256:RSA+SHA256",
                ),
                &[of(
                    "EC key where only RSA is taken",
                    GOOD,
                    "no-shared-cipher",
                )],
            ),
            (
                site("plain HTTP", "SSLEngine off"),
                &[of("https to a plain port", GOOD, "not-tls")],
            ),
        ],
    },
    Plan {
        program: "haproxy",
        name: "HAProxy",
        more: "",
        wanting: &[
            ("verify required", "verify required", TLS),
            (
                "verify optional, deny",
                "verify optional crt-ignore-err all ca-ignore-err all; http-request deny deny_status 403 unless { ssl_c_used } { ssl_c_verify 0 }",
                HTTP,
            ),
        ],
        special: &[(
            site("strict-sni", "verify required strict-sni"),
            &[Fault {
                name: "name unknown to the server",
                folder: GOOD,
                more: "--sni unknown.example",
                truth: "sni-unrecognized",
            }],
        )],
    },
    Plan {
        program: "stunnel4",
        name: "stunnel",
        more: "",
        wanting: &[(
            "verifyChain",
            "verifyChain = yes; CAfile = ca.crt; CRLfile = all.crl",
            TLS,
        )],
        special: &[(
            site("verifyPeer", "verifyPeer = yes; CAfile = registered.crt"),
            &[
                of("nothing", GOOD, "ok"),
                of("no certificate", "", "client-cert-required"),
                of("not registered", "f-rsa", "client-cert-rejected"),
                of(
                    "not registered, another CA",
                    "f-stranger",
                    "client-cert-rejected",
                ),
                of("expired", "f-expired", "client-cert-expired"),
            ],
        )],
    },
    Plan {
        program: "openssl",
        name: "openssl s_server",
        more: "--no-head", // it answers a GET only
        wanting: &[
            (
                "-Verify -verify_return_error",
                "-Verify 3 -verify_return_error -crl_check",
                TLS,
            ),
            ("-Verify", "-Verify 3", TLS),
        ],
        special: &[
            (
                site(
                    "-client_sigalgs RSA",
                    "-Verify 3 -client_sigalgs rsa_pss_rsae_sha256:RSA+SHA256",
                ),
                &[of(
                    "EC key where only RSA is taken",
                    GOOD,
                    "no-shared-cipher",
                )],
            ),
            (
                site(
                    "-verify_hostname",
                    "-Verify 3 -verify_return_error -verify_hostname elsewhere.example",
                ),
                &[of(
                    "another name wanted in ours",
                    GOOD,
                    "client-cert-rejected",
                )],
            ),
        ],
    },
    Plan {
        program: "gnutls-serv",
        name: "gnutls-serv",
        more: "--no-head", // it answers a GET only
        wanting: &[
            (
                "--require-client-cert --verify-client-cert",
                "--require-client-cert --verify-client-cert",
                TLS,
            ),
            ("--require-client-cert", "--require-client-cert", TLS),
        ],
        special: &[(
            site(
                "--sni-hostname-fatal",
                "--require-client-cert --sni-hostname other.example --sni-hostname-fatal",
            ),
            &[of("name unknown to the server", GOOD, "sni-unrecognized")],
        )],
    },
    Plan {
        program: "node",
        name: "Node",
        more: "",
        wanting: &[
            ("rejectUnauthorized", "reject", TLS),
            ("rejectUnauthorized: false, 403 by its handler", "ask", HTTP),
        ],
        special: &[],
    },
    Plan {
        program: "python3",
        name: "Python",
        more: "",
        wanting: &[("CERT_REQUIRED", "required", TLS)],
        special: &[],
    },
    Plan {
        program: "java",
        name: "Java",
        more: "",
        wanting: &[("needClientAuth", "need", TLS)],
        special: &[],
    },
];

/// Faults for which a version is wrong: sites of `openssl s_server` that speak less, each with what
/// is offered to it. Tried once, whatever the version.
pub const PROTOCOL: &[(Site, Fault)] = &[
    (
        site("-tls1 alone", "-tls1 -cipher ALL:@SECLEVEL=0"),
        of("only TLS 1.0", GOOD, "tls-version-unsupported"),
    ),
    (
        site("-tls1_1 alone", "-tls1_1 -cipher ALL:@SECLEVEL=0"),
        of("only TLS 1.1", GOOD, "tls-version-unsupported"),
    ),
    (
        site("-tls1_3 alone", "-tls1_3"),
        Fault {
            name: "only TLS 1.3, we stop at 1.2",
            folder: GOOD,
            more: "--tls-max 1.2",
            truth: "tls-version-unsupported",
        },
    ),
    (
        site("-tls1_2 alone", "-tls1_2"),
        Fault {
            name: "only TLS 1.2, we begin at 1.3",
            folder: GOOD,
            more: "--tlsv1.3",
            truth: "tls-version-unsupported",
        },
    ),
    (
        Site {
            name: "-cipher AES128-SHA",
            words: "-tls1_2 -cipher AES128-SHA",
            certificate: "server-rsa",
        },
        of("only RSA key exchange", GOOD, "no-shared-cipher"),
    ),
    (
        site(
            "-cipher ECDHE-ECDSA-AES256-SHA384",
            "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384",
        ),
        of("only CBC", GOOD, "no-shared-cipher"),
    ),
    (
        site("-groups ffdhe2048", "-tls1_3 -groups ffdhe2048"),
        of("only a group that we lack", GOOD, "no-shared-cipher"),
    ),
];
