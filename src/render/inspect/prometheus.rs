//! `inspect` as metrics: Prometheus's text exposition format 0.0.4, as node_exporter's textfile
//! collector takes it.

use crate::render::printable;
use crate::report::listing::{Family, Metrics};

/// The samples, below what they are when these are the first.
pub fn text(metrics: &Metrics) -> Vec<u8> {
    let (name, help) = words(metrics.family);
    let mut out = String::new();
    if metrics.headed {
        out.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
    }
    for sample in &metrics.samples {
        out.push_str(name);
        for (at, (label, value)) in sample.labels.iter().enumerate() {
            out.push(if at == 0 { '{' } else { ',' });
            out.push_str(&format!("{label}=\"{}\"", escaped(value)));
        }
        if !sample.labels.is_empty() {
            out.push('}');
        }
        out.push_str(&format!(" {}\n", sample.value));
    }
    out.into_bytes()
}

const fn words(family: Family) -> (&'static str, &'static str) {
    match family {
        Family::NotAfter => (
            "mtls_certificate_not_after_timestamp_seconds",
            "When the certificate expires, in seconds since 1970-01-01.",
        ),
        Family::NotBefore => (
            "mtls_certificate_not_before_timestamp_seconds",
            "When the certificate begins to be valid, in seconds since 1970-01-01.",
        ),
        Family::Readable => (
            "mtls_source_readable",
            "Whether all of the file or server could be read (1) or not (0).",
        ),
        Family::Trusted => (
            "mtls_server_trusted",
            "Whether the server's certificate would be accepted (1) or not (0).",
        ),
        Family::Errors => (
            "mtls_inspect_errors",
            "How many things could not be read in this run.",
        ),
    }
}

/// A label's value between its quotes.
fn escaped(value: &str) -> String {
    printable(value).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::listing::Sample;

    #[test]
    fn labels_keep_their_quotes_and_backslashes_and_their_line() {
        let metrics = Metrics {
            family: Family::Readable,
            headed: false,
            samples: vec![Sample::of_source("C:\\a \"b\"\n.pem", 1)],
        };
        assert_eq!(
            String::from_utf8(text(&metrics)).unwrap(),
            "mtls_source_readable{source=\"C:\\\\a \\\"b\\\"\\\\u{a}.pem\"} 1\n"
        );
    }
}
