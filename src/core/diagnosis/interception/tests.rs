//! Issuers of products that open TLS, as their documentation and public reports print them, and of
//! public CAs, which never are.

use super::*;
use crate::core::clock::Time;
use crate::core::issue::{Authority, NewKey, Purpose, Subject, Terms, generate};

fn issued_by(issuer: &str, subject: &str) -> Vec<u8> {
    let name = |text: &str| text.parse::<Subject>().unwrap();
    let key = || generate(NewKey::EcP256).unwrap();
    let (from, until) = (
        Time::from_unix(1_790_000_000),
        Time::from_unix(1_800_000_000),
    );
    let ca = Authority::create(&name(issuer), key(), from, until).unwrap();
    let terms = Terms {
        not_before: from,
        not_after: until,
        purpose: Purpose::Server,
        names: vec![],
    };
    let leaf = ca.sign(&name(subject).to_der(), key().public_key(), &terms);
    leaf.unwrap().as_der().to_vec()
}

fn seen(chain: &[Vec<u8>]) -> Option<&'static str> {
    let seen = Handshake {
        server_chain: chain.to_vec(),
        ..Handshake::default()
    };
    interception(&seen).map(|found| found.product)
}

#[test]
fn each_product_is_known_by_the_issuer_it_uses() {
    for (issuer, product) in ISSUERS {
        let chain = [issued_by(issuer, "/CN=api.example/O=Acme")];
        assert_eq!(seen(&chain), Some(*product), "{issuer}");
    }
    let named = ISSUERS.iter().map(|(_, product)| *product);
    let named: std::collections::HashSet<&str> = named.collect();
    let without: Vec<_> = PRODUCTS.iter().filter(|p| !named.contains(p.0)).collect();
    assert!(without.is_empty(), "no issuer tried of {without:?}");
}

#[test]
fn an_intermediate_counts_and_the_leafs_own_subject_does_not() {
    let leaf = issued_by("/CN=Corporate Issuing CA 7", "/CN=api.example");
    let above = issued_by(
        "/CN=Zscaler Root CA/O=Zscaler Inc.",
        "/CN=Corporate Issuing CA 7",
    );
    assert_eq!(seen(std::slice::from_ref(&leaf)), None);
    assert_eq!(seen(&[leaf, above]), Some("Zscaler"));
    let vendor = "/CN=www.zscaler.com/O=Zscaler, Inc.";
    assert_eq!(seen(&[issued_by("/CN=Provider CA/O=Banco", vendor)]), None);
    assert_eq!(seen(&[vec![0x30, 3]]), None);
    assert_eq!(seen(&[]), None);
}

#[test]
fn a_public_or_a_providers_own_ca_is_never_called_a_product() {
    for issuer in OTHERS {
        assert_eq!(
            seen(&[issued_by(issuer, "/CN=api.example")]),
            None,
            "{issuer}"
        );
    }
    // an intermediate named after a vendor, under a public root
    let leaf = issued_by(
        "/CN=Blue Coat Public Services Intermediate CA/O=Blue Coat Systems",
        "/CN=x",
    );
    let above = issued_by(
        "/C=US/O=VeriSign, Inc./CN=VeriSign Class 3",
        "/CN=Blue Coat Public Services Intermediate CA",
    );
    assert_eq!(seen(&[leaf, above]), None);
}

const ISSUERS: &[(&str, &str)] = &[
    (
        "/C=US/ST=California/O=Zscaler Inc./OU=Zscaler Inc./CN=Zscaler Intermediate Root CA (zscaler.net)",
        "Zscaler",
    ),
    (
        "/C=US/O=Acme/OU=cert-management/CN=ca.acme.goskope.com",
        "Netskope",
    ),
    (
        "/O=Palo Alto Networks Inc./CN=Prisma Access Root",
        "Palo Alto Networks",
    ),
    (
        "/C=US/ST=California/L=Sunnyvale/O=Fortinet/OU=Certificate Authority/CN=FG100ETK18000000",
        "Fortinet FortiGate",
    ),
    (
        "/O=Check Point Software Technologies/CN=HTTPS outbound",
        "Check Point",
    ),
    (
        "/O=Symantec Corporation/CN=Cloud Services CA",
        "Symantec/Blue Coat ProxySG",
    ),
    (
        "/C=US/O=Blue Coat SG900/CN=10.0.0.1",
        "Symantec/Blue Coat ProxySG",
    ),
    (
        "/O=Cisco/CN=Cisco Umbrella Secondary SubCA gru-SG",
        "Cisco Umbrella",
    ),
    (
        "/O=Cisco/CN=Cisco IronPort Appliance Demo",
        "Cisco Secure Web Appliance",
    ),
    ("/C=GB/O=Sophos/OU=NSG/CN=Sophos SSL CA_C01001", "Sophos"),
    ("/O=Cyberoam/CN=Cyberoam SSL CA_C1", "Cyberoam"),
    (
        "/O=McAfee, Inc./CN=McAfee Web Gateway",
        "McAfee/Skyhigh Web Gateway",
    ),
    (
        "/C=US/O=Websense, Inc./CN=Websense Public Primary Certificate Authority",
        "Forcepoint",
    ),
    ("/O=Barracuda Networks/CN=Barracuda SSL", "Barracuda"),
    (
        "/O=WatchGuard_Technologies/OU=Fireware/CN=Fireware HTTPS Proxy (SN 80 2018) CA",
        "WatchGuard",
    ),
    (
        "/C=US/O=HTTPS Management Certificate for SonicWALL/CN=SonicWALL Firewall DPI-SSL",
        "SonicWall",
    ),
    (
        "/O=Menlo Security, Inc./CN=Menlo Security Intermediate CA",
        "Menlo Security",
    ),
    ("/O=iboss/CN=iboss Network Security", "iboss"),
    ("/O=Cato Networks/CN=Cato Networks CA", "Cato Networks"),
    (
        "/C=US/O=Cloudflare, Inc./CN=Gateway CA - Cloudflare Managed G1 d4cab1c0",
        "Cloudflare Gateway (WARP)",
    ),
    ("/O=Trend Micro/CN=IWSVA", "Trend Micro Web Security"),
    (
        "/O=Untangle/CN=www.untangle.com",
        "Untangle/Arista NG Firewall",
    ),
    ("/O=Smoothwall/CN=Guardian", "Smoothwall"),
    ("/O=Securly/CN=*.securly.com", "Securly"),
    ("/O=Lightspeed Systems/CN=Rocket", "Lightspeed"),
    (
        "/O=ContentWatch, Inc./CN=ContentWatch Root Certificate Authority",
        "Net Nanny (ContentWatch)",
    ),
    (
        "/O=AO Kaspersky Lab/CN=Kaspersky Anti-Virus Personal Root Certificate",
        "Kaspersky",
    ),
    ("/C=SK/O=ESET, spol. s r. o./CN=ESET SSL Filter CA", "ESET"),
    (
        "/O=AVG Web\\/Mail Shield/OU=generated by AVG Antivirus for SSL\\/TLS scanning/CN=AVG Web\\/Mail Shield Root",
        "AVG",
    ),
    (
        "/O=Avast Web\\/Mail Shield/OU=generated by Avast Antivirus for SSL\\/TLS scanning/CN=Avast Web\\/Mail Shield Root",
        "Avast",
    ),
    (
        "/C=US/O=Bitdefender/OU=IDS/CN=Bitdefender Personal CA.Net-Defender",
        "Bitdefender",
    ),
    ("/O=Doctor Web Ltd./CN=DrWeb for Windows CA", "Dr.Web"),
    ("/O=AdGuard Ltd/CN=AdGuard Personal CA", "AdGuard"),
    ("/O=mitmproxy/CN=mitmproxy", "mitmproxy"),
    (
        "/O=XK72 Ltd/OU=https:\\/\\/charlesproxy.com\\/ssl/CN=Charles Proxy CA (1 Jan 2026, host)",
        "Charles",
    ),
    (
        "/OU=Created by http:\\/\\/www.fiddler2.com/O=DO_NOT_TRUST/CN=DO_NOT_TRUST_FiddlerRoot",
        "Fiddler",
    ),
    ("/O=PortSwigger/OU=PortSwigger CA/CN=PortSwigger CA", "Burp"),
    ("/O=OWASP Root CA/CN=OWASP Zed Attack Proxy Root CA", "ZAP"),
    ("/O=Proxyman LLC/CN=Proxyman CA", "Proxyman"),
    ("/O=HTTP Toolkit CA/CN=HTTP Toolkit CA", "HTTP Toolkit"),
    ("/O=Acme/CN=squid.acme.example", "Squid"),
    (
        "/O=Acme/CN=Acme SSL Inspection CA",
        "a TLS-inspecting proxy",
    ),
    ("/O=Acme/CN=Acme Forward Trust", "a TLS-inspecting proxy"),
    ("/O=Acme/OU=Decryption CA/CN=fw1", "a TLS-inspecting proxy"),
];

const OTHERS: &[&str] = &[
    "/C=US/O=Let's Encrypt/CN=R11",
    "/C=US/O=DigiCert Inc/CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1",
    "/C=US/O=Google Trust Services/CN=WE1",
    "/C=US/O=Amazon/CN=Amazon RSA 2048 M02",
    "/O=CloudFlare, Inc./OU=CloudFlare Origin SSL Certificate Authority",
    "/C=BR/O=Banco/CN=Banco Sandbox CA",
    "/CN=mtls sandbox CA",
    "/CN=Vehicle Inspection CA/O=Inspectorate",
    "/C=BE/O=GlobalSign nv-sa/CN=Fortinet Trusted CA",
];
