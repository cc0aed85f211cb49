//! The names under which products that open TLS issue certificates: parts of their issuer's
//! attributes, in lower case, and where each is from. Data only.
//!
//! Most products can be given a CA of the company's own instead: then nothing tells, and nothing is
//! said.

/// Which attribute of the issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    /// commonName
    Cn,
    /// organizationName
    O,
    /// organizationalUnitName
    Ou,
    /// emailAddress
    Email,
    /// Any of them.
    Any,
}

use Attribute::{Any, Cn, Email, O, Ou};

impl Attribute {
    pub(super) fn is(self, kind: &str) -> bool {
        match self {
            Cn => kind == "CN",
            O => kind == "O",
            Ou => kind == "OU",
            Email => kind.eq_ignore_ascii_case("emailAddress"),
            Any => true,
        }
    }
}

/// A product's name, and what its issuer has: one is enough.
type Product = (&'static str, &'static [(Attribute, &'static str)]);

/// Gateways and firewalls, then programs on the machine itself, then tools of developers.
pub(super) const PRODUCTS: &[Product] = &[
    // help.zscaler.com, "SSL Inspection Using Zscaler's Default Intermediate CA Certificate":
    // O=Zscaler Inc., CN=Zscaler Intermediate Root CA (zscaler.net)
    ("Zscaler", &[(O, "zscaler"), (Cn, "zscaler")]),
    // docs.netskope.com, "Certificates": CN=ca.TENANT.goskope.com, O=Netskope Inc. or the tenant's,
    // emailAddress=certadmin@netskope.com; root CN=caadmin.netskope.com
    (
        "Netskope",
        &[
            (Cn, "goskope.com"),
            (Cn, "netskope"),
            (O, "netskope"),
            (Email, "netskope.com"),
        ],
    ),
    // docs.paloaltonetworks.com, Prisma Access and PAN-OS, "Configure SSL Forward Proxy": names are
    // free, these are its examples and defaults
    (
        "Palo Alto Networks",
        &[
            (O, "palo alto networks"),
            (Cn, "palo alto"),
            (Ou, "prisma access"),
            (Cn, "prisma access"),
        ],
    ),
    // docs.fortinet.com, FortiGate and FortiProxy, "SSL/TLS deep inspection"; community.fortinet.com
    // 198478: O=Fortinet, OU=Certificate Authority, CN=FortiGate CA (or the serial number)
    (
        "Fortinet FortiGate",
        &[
            (O, "fortinet"),
            (Cn, "fortigate"),
            (Cn, "fortinet"),
            (Email, "fortinet.com"),
        ],
    ),
    // sc1.checkpoint.com, "HTTPS Inspection": the CA that SmartConsole makes is named by the user
    (
        "Check Point",
        &[(O, "check point"), (Cn, "check point https")],
    ),
    // techdocs.broadcom.com, Edge SWG (ProxySG), "Create an issuer keyring"; Symantec WSS:
    // CN=Cloud Services CA, O=Symantec Corporation / Blue Coat Systems
    (
        "Symantec/Blue Coat ProxySG",
        &[
            (O, "blue coat"),
            (Cn, "blue coat"),
            (Cn, "bluecoat"),
            (Cn, "proxysg"),
            (Cn, "cloud services ca"),
            (Ou, "proxysg"),
        ],
    ),
    // docs.umbrella.com, "Manage Certificates": CN=Cisco Umbrella Root CA, O=Cisco; sub-CAs
    // CN=Cisco Umbrella Secondary SubCA CITY-SG (seen in many public reports); WSA's demo CA
    (
        "Cisco Umbrella",
        &[(Cn, "cisco umbrella"), (Cn, "opendns"), (O, "opendns")],
    ),
    (
        "Cisco Secure Web Appliance",
        &[
            (Cn, "cisco ironport"),
            (O, "ironport"),
            (Cn, "cisco web security"),
            (Cn, "cisco wsa"),
        ],
    ),
    // docs.sophos.com, Firewall, "SSL/TLS inspection": CN=Sophos SSL CA_SERIAL, O=Sophos; SecurityAppliance_SSL_CA
    (
        "Sophos",
        &[
            (O, "sophos"),
            (Cn, "sophos"),
            (Cn, "securityappliance_ssl_ca"),
        ],
    ),
    // Cyberoam (now Sophos), "CN=Cyberoam SSL CA"
    ("Cyberoam", &[(O, "cyberoam"), (Cn, "cyberoam")]),
    // docs.trellix.com, Web Gateway, "SSL Scanner": CN=McAfee Web Gateway; Skyhigh Security
    (
        "McAfee/Skyhigh Web Gateway",
        &[
            (Cn, "mcafee web gateway"),
            (O, "mcafee"),
            (O, "skyhigh"),
            (Cn, "skyhigh"),
            (O, "trellix"),
        ],
    ),
    // websense.com/content, Forcepoint Web Security, "Internal Root CA": O=Websense, Inc. / Forcepoint
    (
        "Forcepoint",
        &[
            (O, "forcepoint"),
            (Cn, "forcepoint"),
            (O, "websense"),
            (Cn, "websense"),
        ],
    ),
    // campus.barracuda.com, Web Security Gateway and CloudGen Firewall, "SSL inspection"
    ("Barracuda", &[(O, "barracuda"), (Cn, "barracuda")]),
    // watchguard.com/help, Fireware, "Certificates for HTTPS content inspection": O=WatchGuard_Technologies,
    // OU=Fireware, CN=Fireware HTTPS Proxy (SN ..) CA
    (
        "WatchGuard",
        &[
            (O, "watchguard"),
            (Cn, "fireware https proxy"),
            (Ou, "fireware"),
        ],
    ),
    // sonicwall.com, "DPI-SSL": CN=SonicWall Firewall DPI-SSL, O=HTTPS Management Certificate for SonicWALL
    (
        "SonicWall",
        &[(Cn, "sonicwall"), (O, "sonicwall"), (Cn, "dpi-ssl")],
    ),
    // docs.menlosecurity.com: CN=Menlo Security Intermediate CA, O=Menlo Security, Inc.
    (
        "Menlo Security",
        &[(O, "menlo security"), (Cn, "menlo security")],
    ),
    // support.iboss.com: CN=iboss Network Security, O=iboss
    ("iboss", &[(O, "iboss"), (Cn, "iboss")]),
    // support.catonetworks.com, "TLS inspection": CN=Cato Networks CA, O=Cato Networks
    (
        "Cato Networks",
        &[(O, "cato networks"), (Cn, "cato networks")],
    ),
    // developers.cloudflare.com, cloudflare-one, "User-side certificates":
    // CN=Gateway CA - Cloudflare Managed G1 ID; before 2024 CN=Cloudflare for Teams ECC Certificate Authority
    (
        "Cloudflare Gateway (WARP)",
        &[
            (Cn, "gateway ca - cloudflare"),
            (Cn, "cloudflare for teams"),
            (Ou, "www.cloudflare.com/teams"),
        ],
    ),
    // docs.trendmicro.com, IWSVA and Web Security, "HTTPS decryption"
    (
        "Trend Micro Web Security",
        &[
            (Cn, "iwsva"),
            (Cn, "trend micro web security"),
            (Cn, "trend micro iws"),
            (Ou, "interscan"),
        ],
    ),
    // support.untangle.com, SSL Inspector: CN=www.untangle.com, O=Untangle
    (
        "Untangle/Arista NG Firewall",
        &[(O, "untangle"), (Cn, "untangle")],
    ),
    // smoothwall.com, securly.com, lightspeedsystems.com, contentkeeper.com, linewize.com (schools)
    ("Smoothwall", &[(O, "smoothwall"), (Cn, "smoothwall")]),
    ("Securly", &[(O, "securly"), (Cn, "securly")]),
    (
        "Lightspeed",
        &[
            (O, "lightspeed systems"),
            (Cn, "lightspeed systems"),
            (Cn, "relay.lightspeed"),
        ],
    ),
    // docs.opnsense.org and docs.netgate.com name theirs freely; ContentWatch (Net Nanny): CN=ContentWatch Root Certificate Authority
    (
        "Net Nanny (ContentWatch)",
        &[(Cn, "contentwatch"), (O, "contentwatch")],
    ),
    // support.kaspersky.com, "encrypted connections scan": CN=Kaspersky Anti-Virus Personal Root Certificate,
    // O=AO Kaspersky Lab
    ("Kaspersky", &[(O, "kaspersky"), (Cn, "kaspersky")]),
    // support.eset.com, "SSL/TLS protocol filtering": CN=ESET SSL Filter CA, O=ESET, spol. s r. o.
    ("ESET", &[(O, "eset, spol"), (Cn, "eset ssl filter")]),
    // support.avast.com, "Web Shield HTTPS scanning": CN=Avast Web/Mail Shield Root (or AVG), O=Avast Web/Mail
    // Shield, OU=generated by Avast Antivirus for SSL/TLS scanning
    (
        "AVG",
        &[
            (Cn, "avg web/mail shield"),
            (O, "avg web/mail shield"),
            (Ou, "generated by avg"),
        ],
    ),
    (
        "Avast",
        &[
            (Cn, "web/mail shield"),
            (O, "web/mail shield"),
            (Ou, "generated by avast"),
        ],
    ),
    // bitdefender.com, "Encrypted web scan": CN=Bitdefender Personal CA.Net-Defender, OU=IDS
    (
        "Bitdefender",
        &[
            (O, "bitdefender"),
            (Cn, "bitdefender"),
            (Cn, "net-defender"),
        ],
    ),
    // download.geo.drweb.com, SpIDer Gate: CN=Dr.Web Checked Certificate / DrWeb for .. CA, O=Doctor Web
    (
        "Dr.Web",
        &[
            (Cn, "dr.web"),
            (Cn, "drweb"),
            (O, "doctor web"),
            (O, "dr.web"),
        ],
    ),
    // adguard.com/kb, "HTTPS filtering": CN=AdGuard Personal CA, O=AdGuard Ltd
    ("AdGuard", &[(Cn, "adguard"), (O, "adguard")]),
    // docs.mitmproxy.org, "About certificates": CN=mitmproxy, O=mitmproxy
    ("mitmproxy", &[(Cn, "mitmproxy"), (O, "mitmproxy")]),
    // charlesproxy.com, "SSL certificates": CN=Charles Proxy CA (date, host), O=XK72 Ltd
    ("Charles", &[(Cn, "charles proxy"), (O, "xk72")]),
    // docs.telerik.com, Fiddler: CN=DO_NOT_TRUST_FiddlerRoot, O=DO_NOT_TRUST, OU=Created by http://www.fiddler2.com
    (
        "Fiddler",
        &[
            (Cn, "fiddlerroot"),
            (Cn, "fiddler root"),
            (Ou, "fiddler2.com"),
            (O, "do_not_trust"),
            (O, "progress telerik fiddler"),
        ],
    ),
    // portswigger.net, "CA certificate": CN=PortSwigger CA, O=PortSwigger
    ("Burp", &[(Cn, "portswigger"), (O, "portswigger")]),
    // zaproxy.org/docs, "Server certificates": CN=Zed Attack Proxy Root CA / OWASP Zed Attack Proxy Root CA
    ("ZAP", &[(Cn, "zed attack proxy"), (O, "zed attack proxy")]),
    // proxyman.io and httptoolkit.com/docs
    ("Proxyman", &[(Cn, "proxyman"), (O, "proxyman")]),
    ("HTTP Toolkit", &[(Cn, "http toolkit"), (O, "http toolkit")]),
    // wiki.squid-cache.org, Features/SslBump: the name is the user's; these are its examples
    ("Squid", &[(Cn, "squid"), (O, "squid"), (Ou, "squid")]),
];

/// Words for which nobody but such a proxy names a CA.
pub(super) const WORDS: &[&str] = &[
    "ssl inspection",
    "tls inspection",
    "https inspection",
    "ssl-inspection",
    "tls-inspection",
    "ssl decryption",
    "tls decryption",
    "ssl-decrypt",
    "ssl decrypt",
    "tls decrypt",
    "ssl intercept",
    "tls intercept",
    "https intercept",
    "web inspection",
    "traffic inspection",
    "content inspection",
    "firewall inspection",
    "network inspection",
    "decryption ca",
    "interception ca",
    "deep inspection",
    "deep packet inspection",
    "forward trust",
    "forward untrust",
    "forward proxy ca",
    "ssl scanning",
    "https scanning",
    "ssl bump",
    "sslbump",
    "web filter ca",
    "webfilter",
    "web gateway ca",
    "mitm ca",
    "mitm proxy",
    "man-in-the-middle",
];

/// How the organizations begin that browsers and systems trust to issue for anybody's host
/// (ccadb.org, "CA Owner"): some have intermediates named after a vendor's other business.
pub(super) const PUBLIC: &[&str] = &[
    "digicert",
    "let's encrypt",
    "internet security research group",
    "sectigo",
    "comodo ca",
    "the usertrust",
    "usertrust",
    "globalsign",
    "google trust services",
    "amazon",
    "entrust",
    "godaddy",
    "starfield",
    "identrust",
    "digital signature trust",
    "verisign",
    "thawte",
    "geotrust",
    "rapidssl",
    "microsoft corporation",
    "ssl corporation",
    "ssl corp",
    "certum",
    "asseco data",
    "unizeto",
    "buypass",
    "quovadis",
    "harica",
    "hellenic academic",
    "actalis",
    "swisssign",
    "telia",
    "certigna",
    "dhimyotis",
    "zerossl",
    "trustwave",
    "securetrust",
    "affirmtrust",
    "baltimore",
    "cybertrust",
    "d-trust",
    "t-systems",
    "deutsche telekom",
    "gandi",
    "apple inc",
    "network solutions",
    "trustasia",
    "wotrus",
    "emudhra",
    "certisign",
    "serasa",
    "firmaprofesional",
    "izenpe",
    "accv",
    "fnmt",
    "camerfirma",
    "ac camerfirma",
    "autoridad de certificacion",
    "ssl.com",
    "hydrantid",
];
