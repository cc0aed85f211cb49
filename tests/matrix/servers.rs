//! How each program is made to serve the sites of the matrix.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::thread;

use crate::common::Lab;
use crate::farm::{Farm, Site, command};

pub fn nginx(lab: &Lab, program: &Path, sites: &[Site]) -> Farm {
    Farm::together(lab, "nginx", sites, |ports| {
        let folder = lab.path("").display().to_string();
        let mut text = format!(
            "daemon off; master_process off; pid {folder}/nginx.pid;\n\
             events {{ worker_connections 256; }}\n\
             http {{ access_log off; root {folder};\n"
        );
        for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
            let _ = writeln!(text, "{kind}_temp_path {folder}/nginx-{kind};");
        }
        for (site, port) in sites.iter().zip(ports) {
            let (words, name) = (site.words, site.certificate);
            let tls = if words.contains("plain") { "" } else { "ssl" };
            let words = words.replace("plain;", "");
            let _ = writeln!(
                text,
                "server {{ listen 127.0.0.1:{port} {tls}; ssl_protocols TLSv1.2 TLSv1.3;
                 ssl_ciphers DEFAULT:@SECLEVEL={};
                 ssl_certificate {folder}/{name}.crt; ssl_certificate_key {folder}/{name}.key;
                 ssl_client_certificate {folder}/ca.crt; ssl_crl {folder}/all.crl;
                 {words} location / {{ return 200 in; }} }}",
                level(site)
            );
        }
        lab.write("nginx.conf", text + "}\n");
        let conf = format!("{folder}/nginx.conf");
        let mut command = Command::new(program);
        command.args(["-c", &conf, "-e", "stderr"]);
        command
    })
}

pub fn apache(lab: &Lab, program: &Path, sites: &[Site]) -> Farm {
    lab.write("index.html", "in");
    open_to_others(lab);
    Farm::together(lab, "apache", sites, |ports| {
        let folder = lab.path("").display().to_string();
        let mut text = format!(
            "ServerRoot {folder}\nPidFile apache.pid\nErrorLog apache-error.log\nServerName localhost\n\
             DocumentRoot {folder}\nDirectoryIndex index.html\nStartServers 1\nUser nobody\n\
             Mutex file:{folder}\nDefaultRuntimeDir {folder}\n"
        );
        for module in [
            "mpm_event",
            "authz_core",
            "ssl",
            "dir",
            "socache_shmcb",
            "mime",
        ] {
            let _ = writeln!(
                text,
                "LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so"
            );
        }
        text.push_str("TypesConfig /dev/null\n");
        for (site, port) in sites.iter().zip(ports) {
            let name = site.certificate;
            let _ = writeln!(
                text,
                "Listen 127.0.0.1:{port}\n<VirtualHost 127.0.0.1:{port}>\nSSLEngine on\n\
                 SSLProtocol -all +TLSv1.2 +TLSv1.3\nSSLCipherSuite DEFAULT:@SECLEVEL={}\n\
                 SSLCertificateFile {name}.crt\nSSLCertificateKeyFile {name}.key\n\
                 SSLCACertificateFile ca.crt\nSSLCARevocationFile all.crl\nSSLCARevocationCheck chain\n\
                 SSLVerifyDepth 3\n{}\n</VirtualHost>",
                level(site),
                site.words.replace("; ", "\n")
            );
        }
        let file = format!("{folder}/apache.conf");
        lab.write("apache.conf", text);
        let mut command = Command::new(program);
        command.args(["-DFOREGROUND", "-f", &file]);
        command
    })
}

/// Apache's workers give up root, and then have to find its page.
fn open_to_others(lab: &Lab) {
    use std::os::unix::fs::PermissionsExt;
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(lab.path(""), open).unwrap();
}

pub fn haproxy(lab: &Lab, program: &Path, sites: &[Site]) -> Farm {
    Farm::together(lab, "haproxy", sites, |ports| {
        let mut text = String::from(
            "global\n log stdout format raw local0\n tune.ssl.default-dh-param 2048\n\
             defaults\n mode http\n timeout connect 5s\n timeout client 20s\n timeout server 20s\n",
        );
        for (site, port) in sites.iter().zip(ports) {
            let (bind, lines) = site.words.split_once("; ").unwrap_or((site.words, ""));
            let _ = writeln!(
                text,
                "frontend f{port}\n bind 127.0.0.1:{port} ssl crt {}.pem ca-file ca.crt crl-file all.crl ssl-min-ver TLSv1.2 ciphers DEFAULT:@SECLEVEL={} {bind}\n {lines}\n http-request return status 200 content-type text/plain string in",
                site.certificate,
                level(site)
            );
        }
        lab.write("haproxy.cfg", text);
        // it loads certificates before it knows of a site's ciphers and their level
        lab.write("lax.cnf", LAX);
        let mut command = command(program, "-db -f haproxy.cfg");
        command.env("OPENSSL_CONF", lab.path("lax.cnf"));
        command
    })
}

pub fn stunnel(lab: &Lab, program: &Path, sites: &[Site], backend: u16) -> Farm {
    let registered = ["good", "expired"].map(|name| lab.read(&format!("{name}.crt")));
    lab.write("registered.crt", registered.concat());
    Farm::together(lab, "stunnel", sites, |ports| {
        let mut text = String::from("foreground = yes\npid =\nsyslog = no\ndebug = info\n");
        for (site, port) in sites.iter().zip(ports) {
            let name = site.certificate;
            let _ = writeln!(
                text,
                "[s{port}]\naccept = 127.0.0.1:{port}\nconnect = 127.0.0.1:{backend}\n\
                 sslVersionMin = TLSv1.2\nciphers = DEFAULT:@SECLEVEL={}\nsecurityLevel = {}\ncert = {name}.crt\nkey = {name}.key\n{}",
                level(site),
                level(site),
                site.words.replace("; ", "\n")
            );
        }
        lab.write("stunnel.conf", text);
        command(program, "stunnel.conf")
    })
}

/// What stands behind stunnel: answers whatever comes.
pub fn backend() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut request = [0; 4096];
                let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n";
                if matches!(stream.read(&mut request), Ok(1..)) {
                    let body = if request.starts_with(b"HEAD") {
                        ""
                    } else {
                        "in"
                    };
                    let _ = stream.write_all(format!("{head}{body}").as_bytes());
                }
            });
        }
    });
    port
}

pub fn openssl(lab: &Lab, program: &Path, sites: &[Site]) -> Farm {
    // -CRL takes one list only
    lab.write(
        "trusted.pem",
        [lab.read("ca.crt"), lab.read("all.crl")].concat(),
    );
    Farm::apart(lab, "s_server", sites, |site, port| {
        let name = site.certificate;
        let level = level(site);
        let mut line = format!(
            "s_server -accept 127.0.0.1:{port} -www -cert {name}.crt -key {name}.key -CAfile trusted.pem {}",
            site.words
        );
        if !line.contains("-cipher ") {
            let _ = write!(line, " -cipher DEFAULT:@SECLEVEL={level}");
        }
        command(program, &line)
    })
}

pub fn gnutls(lab: &Lab, program: &Path, sites: &[Site]) -> Farm {
    Farm::apart(lab, "gnutls-serv", sites, |site, port| {
        let name = site.certificate;
        command(
            program,
            &format!(
                "--http -q -p {port} --x509certfile {name}.crt --x509keyfile {name}.key --x509cafile ca.crt --x509crlfile all.crl {}",
                site.words
            ),
        )
    })
}

/// Node, Python and Java run a script that is given `PORT:CERTIFICATE:WORDS` for each site.
pub fn script(lab: &Lab, program: &Path, name: &'static str, text: &str, sites: &[Site]) -> Farm {
    lab.write(name, text);
    Farm::together(lab, name, sites, |ports| {
        let mut command = Command::new(program);
        if name.ends_with(".java") {
            command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]);
        }
        command.arg(name);
        for (site, port) in sites.iter().zip(ports) {
            command.arg(format!("{port}:{}:{}", site.certificate, site.words));
        }
        command
    })
}

/// OpenSSL's security level: only at 0 it serves with a weak certificate of its own.
fn level(site: &Site) -> u8 {
    if ["server-weak", "server-sha1"].contains(&site.certificate) {
        0
    } else {
        2
    }
}

const LAX: &str = "openssl_conf=o\n[o]\nssl_conf=s\n[s]\nsystem_default=d\n[d]\nCipherString=DEFAULT:@SECLEVEL=0\n";

pub const NODE: &str = include_str!("servers/server.cjs");
pub const PYTHON: &str = include_str!("servers/server.py");
pub const JAVA: &str = include_str!("servers/Server.java");
