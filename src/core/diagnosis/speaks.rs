//! What a port speaks in place of TLS, from the first bytes it sent. Some protocols greet before we
//! have said a word, others answer our ClientHello as the nonsense it is to them; those that hang
//! up on it or wait for more are not to be told from here. Must know no more than bytes.

/// What a port speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Speaks {
    /// Its name, as the end of "does not speak TLS, but ..".
    pub what: &'static str,
    /// How TLS is to be had.
    pub way: Way,
}

/// How TLS is to be had where something else is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// On the port for https.
    Https,
    /// On this connection, once it was asked for in that protocol (openssl's `-starttls` word), or
    /// on a port of its own.
    Begins(&'static str, u16),
    /// On this connection, after the protocol's own beginning.
    Within,
    /// By the protocol, no TLS at all.
    Never,
    /// Nobody knows.
    Unknown,
}

/// What the bytes are the beginning of; `None` when nothing is recognised.
pub(super) fn speaks(bytes: &[u8]) -> Option<Speaks> {
    TABLE.iter().find(|row| (row.0)(bytes)).map(|row| row.1)
}

impl Way {
    /// The one thing to do.
    pub fn fix(self) -> String {
        match self {
            Self::Https => "use the port that speaks https, or http:// if it is meant to be plain (no certificate can be presented there)".into(),
            Self::Begins(word, port) => format!(
                "check the port number; TLS begins there only after STARTTLS, which is not spoken here: openssl s_client -starttls {word} does it, and port {port} usually speaks TLS from the start"
            ),
            Self::Within => "check the port number; TLS begins there only after that protocol's own beginning, which is not spoken here".into(),
            Self::Never | Self::Unknown => "check the port number".into(),
        }
    }
}

type Row = (fn(&[u8]) -> bool, Speaks);

/// Words come before looks: the first row that fits counts.
const TABLE: &[Row] = &[
    // RFC 9112 section 4; nginx answers what it cannot read without a head, as in HTTP/0.9
    (|b| b.starts_with(b"HTTP/"), row("plain HTTP", Way::Https)),
    (
        |b| begins(b, "<") && has(b, "stream"),
        row("XMPP", Way::Begins("xmpp", 5223)),
    ), // RFC 6120
    (
        |b| begins(b, "<"),
        row("plain HTTP (an HTML page)", Way::Https),
    ),
    // the server's preface is a SETTINGS frame on stream 0, or it says GOAWAY: RFC 9113
    // sections 3.4, 4.1, 6.5 and 6.8
    (
        |b| matches!(b, [0, 0, _, 4 | 7, 0 | 1, 0, 0, 0, 0, ..]),
        row("HTTP/2 without TLS (h2c, as gRPC often has it)", Way::Https),
    ),
    // RFC 4253 section 4.2; OpenSSH of a connection too many: sshd.c
    (
        |b| b.starts_with(b"SSH-") || begins(b, "Exceeded MaxStartups"),
        row("SSH", Way::Never),
    ),
    // RFC 5321 section 4.2 and RFC 959 section 4.2 share numbers: their words tell them apart
    (
        |b| is_reply(b) && has(b, "SMTP"),
        row("SMTP", Way::Begins("smtp", 465)),
    ), // RFC 3207, RFC 8314
    (
        |b| (is_reply(b) && has(b, "FTP")) || begins(b, "500 OOPS"), // vsftpd of its own troubles
        row("FTP", Way::Begins("ftp", 990)),
    ), // RFC 4217
    (
        |b| is_reply(b),
        row("SMTP or FTP", Way::Begins("smtp", 465)),
    ),
    (
        |b| b.starts_with(b"200 ") || b.starts_with(b"201 "),
        row("NNTP", Way::Begins("nntp", 563)),
    ), // RFC 3977, RFC 4642
    (
        |b| b.starts_with(b"+OK"),
        row("POP3", Way::Begins("pop3", 995)),
    ), // RFC 1939, RFC 2595
    // RFC 3501 section 7.1, RFC 2595
    (
        |b| ["* OK", "* PREAUTH", "* BYE"].iter().any(|w| begins(b, w)),
        row("IMAP", Way::Begins("imap", 993)),
    ),
    // one byte to SSLRequest, and ErrorResponse: PostgreSQL, "Message Formats"; libpq of old
    (
        |b| b == b"N" || matches!(b, [b'E', 0, 0, _, _, b'S', ..]) || begins(b, "EFATAL"),
        row("PostgreSQL", Way::Begins("postgres", 5432)),
    ),
    // length, number 0, then protocol version 10 or an error: MySQL, Protocol::HandshakeV10
    (
        |b| matches!(b, [_, _, 0, 0, 10 | 255, ..]),
        row("MySQL", Way::Begins("mysql", 3306)),
    ),
    // Redis, networking.c: protected mode and what is no command
    (
        |b| begins(b, "-ERR") || begins(b, "-DENIED") || begins(b, "-NOAUTH"),
        row("Redis", Way::Never),
    ),
    // a message with the id 0 is a notice of disconnection: RFC 4511 section 4.4.1
    (
        |b| {
            b.first() == Some(&0x30)
                && (has(b, "1.3.6.1.4.1.1466.20036")
                    || b.windows(4).any(|w| matches!(w, [2, 1, 0, 0x78])))
        },
        row("LDAP", Way::Begins("ldap", 636)),
    ),
    // TPKT and X.224 connection confirm: MS-RDPBCGR section 2.2.1.2
    (
        |b| matches!(b, [3, 0, _, _, _, 0xd0 | 0x80, ..]),
        row("RDP", Way::Within),
    ),
    // what is no AMQP is answered with the header that would be: AMQP 0-9-1 section 4.2.2
    (|b| b.starts_with(b"AMQP"), row("AMQP", Way::Within)),
    // CONNACK: MQTT 3.1.1 section 3.2, MQTT 5.0 section 3.2
    (
        |b| matches!(b, [0x20, 2..=0x7f, 0 | 1, ..]),
        row("MQTT", Way::Never),
    ),
    // what is no command: memcached, doc/protocol.txt
    (
        |b| b.starts_with(b"ERROR\r\n") || begins(b, "CLIENT_ERROR"),
        row("memcached", Way::Never),
    ),
    (|b| begins(b, "RFB 00"), row("VNC", Way::Within)), // RFC 6143 section 7.1.1
    (|b| begins(b, "@RSYNCD:"), row("rsync", Way::Never)), // rsync, rsyncd.conf(5) and clientserver.c
    (|b| begins(b, "INFO {"), row("NATS", Way::Within)),   // NATS client protocol, INFO
    (
        |b| matches!(b, [0xff, 0xfb..=0xfe, ..]),
        row("Telnet", Way::Never),
    ), // RFC 854
];

const fn row(what: &'static str, way: Way) -> Speaks {
    Speaks { what, way }
}

fn begins(bytes: &[u8], word: &str) -> bool {
    bytes.starts_with(word.as_bytes())
}

fn has(bytes: &[u8], word: &str) -> bool {
    let word = word.as_bytes();
    bytes
        .windows(word.len())
        .any(|w| w.eq_ignore_ascii_case(word))
}

/// Three figures of a greeting or of a refusal to greet, and a blank or a dash.
fn is_reply(bytes: &[u8]) -> bool {
    let number = ["220", "421", "554", "120"]
        .iter()
        .any(|n| begins(bytes, n));
    number && matches!(bytes.get(3), Some(b' ' | b'-'))
}

/// What is usually spoken at a port where servers hang up on a ClientHello, or wait for more of it
/// than there is, so that nothing tells: IANA's registry of port numbers.
pub(super) fn usual(port: u16) -> Option<Speaks> {
    Some(match port {
        389 => row("LDAP", Way::Begins("ldap", 636)),
        1433 => row("Microsoft SQL Server", Way::Within),
        1521 => row("Oracle's database", Way::Within),
        1883 => row("MQTT", Way::Never),
        3389 => row("RDP", Way::Within),
        5432 => row("PostgreSQL", Way::Begins("postgres", 5432)),
        6379 => row("Redis", Way::Never),
        9092 => row("Kafka", Way::Never),
        11211 => row("memcached", Way::Never),
        27017 => row("MongoDB", Way::Never),
        80 | 8080 => row("plain HTTP", Way::Https),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_protocol_is_known_by_its_first_bytes() {
        let mysql = b"\x4a\0\0\0\x0a8.0.36\0\x08\0\0\0";
        let refused = b"\x45\0\0\0\xff\x6a\x04Host '127.0.0.1' is not allowed to connect";
        let notice = b"\x30\x3f\x02\x01\x00\x78\x3a\x0a\x01\x02\x04\x00\x04\x19no";
        for (bytes, what) in [
            (&b"HTTP/1.1 400 Bad Request\r\n"[..], "plain HTTP"),
            (b"HTTP/1.0 400 Bad", "plain HTTP"),
            (b"<html>\r\n<head><title>400", "plain HTTP (an HTML page)"),
            (b"<?xml version='1.0'?><stream:stream", "XMPP"),
            (
                b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80",
                "HTTP/2 without TLS (h2c, as gRPC often has it)",
            ),
            (
                b"\0\0\x06\x04\0\0\0\0\0",
                "HTTP/2 without TLS (h2c, as gRPC often has it)",
            ),
            (b"SSH-2.0-OpenSSH_9.2p1", "SSH"),
            (b"220 mail.example ESMTP Postfix", "SMTP"),
            (b"220-mail.example ESMTP Exim", "SMTP"),
            (b"554 mail.example ESMTP not accepting", "SMTP"),
            (b"220 (vsFTPd 3.0.3)", "FTP"),
            (b"220 Microsoft FTP Service", "FTP"),
            (b"500 OOPS: vsftpd: cannot", "FTP"),
            (b"220 ready", "SMTP or FTP"),
            (b"200 news.example InterNetNews", "NNTP"),
            (b"+OK Dovecot ready.", "POP3"),
            (b"* OK [CAPABILITY IMAP4rev1 STARTTLS]", "IMAP"),
            (b"N", "PostgreSQL"),
            (b"E\0\0\0\x8cSFATAL\0VFATAL\0C0A000\0", "PostgreSQL"),
            (mysql, "MySQL"),
            (refused, "MySQL"),
            (b"-ERR unknown command", "Redis"),
            (b"-DENIED Redis is running in protected mode", "Redis"),
            (notice, "LDAP"),
            (b"\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02", "RDP"),
            (b"AMQP\0\0\x09\x01", "AMQP"),
            (b"\x20\x02\0\x01", "MQTT"),
            (b"ERROR\r\n", "memcached"),
            (b"RFB 003.008\n", "VNC"),
            (b"@RSYNCD: 31.0", "rsync"),
            (b"INFO {\"server_id\":", "NATS"),
            (b"\xff\xfd\x18\xff\xfd\x20", "Telnet"),
        ] {
            let found = speaks(bytes).map(|found| found.what);
            assert_eq!(found, Some(what), "{}", bytes.escape_ascii());
        }
        for bytes in [
            &b""[..],
            b"\0\x01\x02\x03garbage",
            b"hello",
            b"2",
            b"\x16\x03\x03\0\x01",
        ] {
            assert_eq!(speaks(bytes), None, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn where_tls_begins_later_the_way_there_is_told() {
        let fix = speaks(b"* OK ready").unwrap().way.fix();
        assert!(
            fix.contains("-starttls imap") && fix.contains("993"),
            "{fix}"
        );
        assert!(!Way::Never.fix().contains("STARTTLS"));
    }
}
