//! The public web CAs, which give clientAuth no longer: Chrome's root program wants their
//! hierarchies for servers only. Must not judge a certificate.

use crate::core::clock::Time;
use crate::core::material::Certificate;

/// A public web CA.
#[derive(Debug)]
pub struct PublicCa {
    /// As people call it.
    pub name: &'static str,
    /// When it gives the last clientAuth.
    pub ends: Time,
    organizations: &'static [&'static str],
}

impl PublicCa {
    /// The public CA that issued a web server's certificate; `None` for a private CA, and for what
    /// public ones issue from other hierarchies (mail, documents), which has no serverAuth.
    pub fn of(c: &Certificate) -> Option<&'static Self> {
        let purposes = c.extensions.extended_key_usage.as_ref()?;
        if !purposes.iter().any(|purpose| purpose == "serverAuth") {
            return None;
        }
        let organization = c.issuer.first("O")?;
        PUBLIC.iter().find(|ca| {
            ca.organizations
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&organization))
        })
    }

    /// `gives no clientAuth since 2026-07-08`
    pub fn told(&self, now: Time) -> String {
        let day = self.ends.rfc3339();
        let day = day.get(..10).unwrap_or(&day);
        if now >= self.ends {
            format!("gives no clientAuth since {day}")
        } else {
            format!("gives no clientAuth from {day} on")
        }
    }
}

/// 2027-03-15, section 3.2 of Chrome's Root Program Policy: the last day for all others.
const CHROME: Time = Time::from_unix(1_805_068_800);

/// By the organisation that stands in the issuer's name.
const PUBLIC: &[PublicCa] = &[
    PublicCa {
        name: "Let's Encrypt", // letsencrypt.org/2025/05/14/ending-tls-client-authentication
        ends: Time::from_unix(1_783_468_800), // 2026-07-08
        organizations: &["Let's Encrypt"],
    },
    PublicCa {
        name: "Google Trust Services", // pki.goog/updates/may2025-clientauth.html
        ends: Time::from_unix(1_776_038_400), // 2026-04-13
        organizations: &["Google Trust Services", "Google Trust Services LLC"],
    },
    PublicCa {
        name: "DigiCert", // docs.digicert.com, CertCentral change log 619426
        ends: Time::from_unix(1_803_859_200), // 2027-03-01
        organizations: &["DigiCert Inc", "DigiCert, Inc."],
    },
    PublicCa {
        name: "Sectigo", // sectigo.com, client authentication EKU deprecation
        ends: Time::from_unix(1_802_217_600), // 2027-02-10
        organizations: &[
            "Sectigo Limited",
            "COMODO CA Limited",
            "ZeroSSL",
            "ZeroSSL GmbH",
        ],
    },
    PublicCa {
        name: "GlobalSign",
        ends: CHROME,
        organizations: &["GlobalSign nv-sa"],
    },
    PublicCa {
        name: "GoDaddy",
        ends: CHROME,
        organizations: &["GoDaddy.com, Inc.", "Starfield Technologies, Inc."],
    },
    PublicCa {
        name: "Amazon",
        ends: CHROME,
        organizations: &["Amazon"],
    },
    PublicCa {
        name: "Entrust",
        ends: CHROME,
        organizations: &["Entrust, Inc.", "Entrust Limited"],
    },
    PublicCa {
        name: "SSL.com",
        ends: CHROME,
        organizations: &["SSL Corporation", "SSL Corp"],
    },
    PublicCa {
        name: "Certum",
        ends: CHROME,
        organizations: &["Asseco Data Systems S.A.", "Unizeto Technologies S.A."],
    },
    PublicCa {
        name: "Actalis",
        ends: CHROME,
        organizations: &["Actalis S.p.A.", "Actalis S.p.A./03358520967"],
    },
];
