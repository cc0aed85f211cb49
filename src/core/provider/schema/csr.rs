//! What a signing request has to be. What a file leaves out is what holds in general (`Default`).

use regex_lite::Regex;
use serde::{Deserialize, Deserializer, Serialize};

use super::{as_text, as_texts, yes};
use crate::core::issue::{Digest, ExtendedUsage, Field, NewKey, Usage};
use crate::core::material::name::{attribute_oid, short_name};

/// `[csr]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CsrRules {
    /// Whether it signs requests at all.
    pub taken: bool,
    /// What else to know, a sentence.
    pub note: Option<String>,
    /// `[[csr.subject]]`, in the order of the subject that is made.
    pub subject: Vec<FieldRule>,
    /// `[csr.key]`
    pub key: KeyRule,
    /// `[csr.digest]`
    pub digest: DigestRule,
    /// `[csr.san]`
    pub san: SanRule,
    /// `[csr.key-usage]`: KeyUsage asked for in the request.
    pub key_usage: UsageRule,
    /// `[csr.purposes]`: ExtendedKeyUsage asked for in the request.
    pub purposes: UsageRule,
}

/// One attribute of the subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    /// Its type by short name or dotted OID; held as the name that is shown.
    #[serde(deserialize_with = "field_name")]
    pub field: String,
    /// Whether it has to be there.
    #[serde(default)]
    pub need: Need,
    /// What the provider takes it for, to follow "it is".
    #[serde(default)]
    pub meaning: Option<String>,
    /// What its value has to look like.
    #[serde(default)]
    pub form: Option<Form>,
    /// The values it may have; any when empty.
    #[serde(default)]
    pub values: Vec<String>,
    /// A regular expression that the whole value has to match.
    #[serde(default, deserialize_with = "pattern")]
    pub pattern: Option<String>,
    /// The ASN.1 string types it may be written in; any when empty.
    #[serde(default)]
    pub strings: Vec<StringType>,
    /// The fewest characters it may have.
    #[serde(default)]
    pub shortest: Option<usize>,
    /// The most characters it may have.
    #[serde(default)]
    pub longest: Option<usize>,
    /// How often it may be there; any number of times where nothing is said.
    #[serde(default)]
    pub most: Option<usize>,
    /// Whether the provider says so itself.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// Whether something has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// It has to be there.
    Required,
    /// It may be there.
    #[default]
    Optional,
    /// It may not be there.
    Forbidden,
}

/// What a value has to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A host name (RFC 1123), `*` for the first label admitted.
    HostName,
}

/// An ASN.1 string type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StringType {
    /// Any text.
    #[serde(rename = "UTF8String")]
    Utf8,
    /// Letters, digits, blanks and a few marks.
    #[serde(rename = "PrintableString")]
    Printable,
    /// ASCII.
    #[serde(rename = "IA5String")]
    Ia5,
    /// Latin-1, or what passes for it.
    #[serde(rename = "T61String")]
    Teletex,
    /// UTF-16.
    #[serde(rename = "BMPString")]
    Bmp,
}

/// `[csr.key]`: the keys that are accepted, and the one to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeyRule {
    /// What is made unless asked otherwise.
    #[serde(with = "as_text")]
    pub make: NewKey,
    /// RSA moduli, in bits; absent where RSA is not accepted.
    pub rsa: Option<RsaRange>,
    /// Elliptic curves accepted.
    #[serde(deserialize_with = "curves")]
    pub curves: Vec<String>,
    /// Whether Ed25519 is accepted.
    pub ed25519: bool,
    /// Whether the provider says so itself.
    pub confirmed: bool,
}

/// Lengths of an RSA modulus, in bits, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RsaRange {
    /// The shortest.
    pub least: usize,
    /// The longest; none where there is no limit.
    #[serde(default)]
    pub most: Option<usize>,
}

/// `[csr.digest]`: the hash under an RSA or P-521 signature; other keys have their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DigestRule {
    /// What is made unless asked otherwise.
    #[serde(with = "as_text")]
    pub make: Digest,
    /// Those accepted.
    #[serde(with = "as_texts")]
    pub accept: Vec<Digest>,
    /// Whether the provider says so itself.
    pub confirmed: bool,
}

/// `[csr.san]`: alternative names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SanRule {
    /// Whether there have to be any.
    pub need: Need,
    /// The kinds accepted (`DNS`, `IP`, `URI`, `email`...); all, when empty.
    pub kinds: Vec<String>,
    /// Whether the CN is asked for as DNS name where the user names none.
    pub from_cn: bool,
    /// Whether the provider says so itself.
    pub confirmed: bool,
}

/// `[csr.key-usage]`, `[csr.purposes]`: an extension that a request asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UsageRule {
    /// Whether it has to be asked for.
    pub need: Need,
    /// What is asked for unless the user says otherwise.
    pub make: Vec<String>,
    /// Whether the provider says so itself.
    pub confirmed: bool,
}

impl CsrRules {
    /// The rule of an attribute type, by short name.
    pub fn field(&self, name: &str) -> Option<&FieldRule> {
        self.subject.iter().find(|rule| rule.field == name)
    }

    /// KeyUsage and ExtendedKeyUsage to ask for where the user names none.
    pub fn usages(&self) -> (Vec<Usage>, Vec<ExtendedUsage>) {
        // looked at when the file was read
        let usages = self.key_usage.make.iter().filter_map(|u| u.parse().ok());
        let purposes = self.purposes.make.iter().filter_map(|u| u.parse().ok());
        (usages.collect(), purposes.collect())
    }

    /// A usage that is none; one sentence, and its key.
    pub(in crate::core::provider) fn bad_usage(&self) -> Option<(&'static str, String)> {
        let usages = known::<Usage>(&self.key_usage.make);
        let purposes = known::<ExtendedUsage>(&self.purposes.make);
        let said = |key| move |why: String| (key, why);
        let bad = usages.err().map(said("csr.key-usage"));
        bad.or(purposes.err().map(said("csr.purposes")))
    }

    /// Two rules for one type contradict each other.
    pub(in crate::core::provider) fn field_named_twice(&self) -> Option<&str> {
        let mut fields = self.subject.iter().map(|rule| rule.field.as_str());
        let twice = |name: &&str| {
            let same = self.subject.iter().filter(|rule| rule.field == *name);
            same.count() > 1
        };
        fields.find(twice)
    }
}

impl StringType {
    /// X.680's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF8String",
            Self::Printable => "PrintableString",
            Self::Ia5 => "IA5String",
            Self::Teletex => "T61String",
            Self::Bmp => "BMPString",
        }
    }
}

impl FieldRule {
    /// A rule that only says whether it has to be there.
    fn plain(field: &str, need: Need) -> Self {
        Self {
            field: field.into(),
            need,
            meaning: None,
            form: None,
            values: Vec::new(),
            pattern: None,
            strings: Vec::new(),
            shortest: None,
            longest: None,
            most: None,
            confirmed: true,
        }
    }

    /// Whether a field is of this type.
    pub fn is_of(&self, field: &Field) -> bool {
        attribute_oid(&self.field).is_some_and(|oid| oid == field.oid())
    }
}

/// CN, OU, O and C required, in OpenSSL's order; sound keys and digests.
impl Default for CsrRules {
    fn default() -> Self {
        let order = ["C", "ST", "L", "O", "OU", "CN", "emailAddress"];
        let need = |field: &str| match field {
            "ST" | "L" | "emailAddress" => Need::Optional,
            _ => Need::Required,
        };
        Self {
            taken: true,
            note: None,
            subject: order.map(|f| FieldRule::plain(f, need(f))).to_vec(),
            key: KeyRule::default(),
            digest: DigestRule::default(),
            san: SanRule::default(),
            key_usage: UsageRule::default(),
            purposes: UsageRule::default(),
        }
    }
}

impl Default for UsageRule {
    fn default() -> Self {
        Self {
            need: Need::Optional,
            make: Vec::new(),
            confirmed: true,
        }
    }
}

impl Default for KeyRule {
    fn default() -> Self {
        Self {
            make: NewKey::default(),
            rsa: Some(RsaRange {
                least: 2048,
                most: None,
            }),
            curves: ["P-256", "P-384", "P-521"].map(str::to_owned).to_vec(),
            ed25519: true,
            confirmed: true,
        }
    }
}

impl Default for DigestRule {
    fn default() -> Self {
        Self {
            make: Digest::Sha256,
            accept: vec![Digest::Sha256, Digest::Sha384, Digest::Sha512],
            confirmed: true,
        }
    }
}

impl Default for SanRule {
    fn default() -> Self {
        Self {
            need: Need::Optional,
            kinds: Vec::new(),
            from_cn: false,
            confirmed: true,
        }
    }
}

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match Regex::new(&text) {
        Ok(_) => Ok(Some(text)),
        Err(e) => Err(serde::de::Error::custom(format!(
            "`{text}` is no regular expression: {e}"
        ))),
    }
}

fn known<T: std::str::FromStr<Err: std::fmt::Display>>(list: &[String]) -> Result<(), String> {
    let parsed: Result<Vec<T>, _> = list.iter().map(|text| text.parse()).collect();
    parsed.map(|_| ()).map_err(|e| e.to_string())
}

fn curves<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list = Vec::<String>::deserialize(deserializer)?;
    match list.iter().find(|curve| !CURVES.contains(&curve.as_str())) {
        Some(odd) => Err(serde::de::Error::custom(format!(
            "`{odd}` is no curve known here; there are {}",
            CURVES.join(", ")
        ))),
        None => Ok(list),
    }
}

fn field_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match attribute_oid(&text) {
        Some(oid) => Ok(short_name(&oid).map_or(oid.clone(), str::to_owned)),
        None => Err(serde::de::Error::custom(format!(
            "`{text}` is no attribute type; write its short name or its dotted OID"
        ))),
    }
}

const CURVES: [&str; 4] = ["P-256", "P-384", "P-521", "secp256k1"];
