//! Java's own HttpClient, its key in a PKCS#12 keystore: Java reads no PEM keys.

use super::text::{Text, quoted_ascii as quoted};
use super::{Call, Container, INSECURE, Material, Part, Program, Style, TokenRequest, Translated};

/// The program, one file for `java Call.java`.
pub(super) fn write(program: &Program) -> Translated {
    let (identity, mut missing) = program.with_files_for(&[Container::Pkcs12], Container::Pkcs12);
    missing.extend(left_out(program));
    let about =
        ["The same call for Java 11 or later: save it as Call.java, run it with java Call.java."];
    let mut source = program.opening("//", &about, &missing);
    if identity
        .as_ref()
        .is_some_and(|i| i.pass.as_deref() == Some("KEY_PASS"))
    {
        source.push_str("// KEY_PASS is the passphrase of the keystore.\n");
    }
    source.push_str(IMPORTS);
    source.push_str("public class Call {\n");
    source.push_str(&client(program));
    source.push_str(&tls(program, identity.as_ref()));
    if program.insecure {
        source.push_str(TRUSTS_ALL);
    }
    source.push_str(HELPERS);
    if let Some(token) = &program.token {
        source.push_str(&fetch(token));
    }
    source.push_str("    public static void main(String[] args) throws Exception {\n");
    if program.insecure {
        source.push_str("        System.setProperty(\"jdk.internal.httpclient.disableHostnameVerification\", \"true\");\n");
    }
    source.push_str("        HttpClient client = client();\n");
    if program.token.is_some() {
        source.push_str("        String token = fetchToken(client);\n");
    }
    source.push_str("        HttpResponse<byte[]> answer;\n");
    for call in &program.calls {
        source.push_str(&one(program, call));
    }
    source.push_str("    }\n}\n");
    Translated { source, missing }
}

fn left_out(program: &Program) -> Vec<String> {
    let names = program
        .calls
        .iter()
        .flat_map(|call| &call.headers)
        .map(|(name, _)| name);
    let refused = names.filter(|name| is_refused(name));
    let mut out: Vec<String> = refused
        .map(|name| {
            format!("Java's HttpClient does not let the header {name} be set: it is left out")
        })
        .collect();
    if program.redirects.is_some() && program.identity.is_some() {
        out.push(
            "Java follows redirects to other hosts too, and presents the certificate there".into(),
        );
    }
    out
}

fn is_refused(name: &str) -> bool {
    let refused = ["connection", "content-length", "expect", "host", "upgrade"];
    refused.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn client(program: &Program) -> String {
    let mut settings = vec![".version(HttpClient.Version.HTTP_1_1)".to_owned()];
    if program.speaks(true) {
        settings.push(".sslContext(tls())".into());
    }
    if program.redirects.is_some() {
        settings.push(".followRedirects(HttpClient.Redirect.NORMAL)".into());
    }
    settings.extend(
        program
            .connect_timeout
            .map(|limit| format!(".connectTimeout(Duration.ofMillis({}))", limit.as_millis())),
    );
    let lines: String = settings
        .iter()
        .map(|s| format!("\n            {s}"))
        .collect();
    format!(
        "    static HttpClient client() throws Exception {{
        return HttpClient.newBuilder(){lines}
            .build();
    }}\n\n"
    )
}

fn tls(program: &Program, identity: Option<&Material>) -> String {
    let mut out = String::from(
        "    static SSLContext tls() throws Exception {\n        KeyManager[] keys = null;\n",
    );
    if let Some(identity) = identity {
        let pass = identity.pass.as_ref();
        let pass = pass.map_or("\"\"".to_owned(), |name| {
            format!("secret({})", quoted(name))
        });
        out.push_str(&format!(
            "        char[] pass = {pass}.toCharArray();
        KeyStore store = KeyStore.getInstance(\"PKCS12\");
        try (InputStream file = Files.newInputStream(Path.of({}))) {{
            store.load(file, pass);
        }}
        KeyManagerFactory ours = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        ours.init(store, pass);
        keys = ours.getKeyManagers();\n",
            quoted(&identity.cert)
        ));
    }
    out.push_str("        TrustManager[] trusted = null;\n");
    if program.insecure {
        out.push_str(&format!(
            "        trusted = new TrustManager[] {{new TrustsAll()}}; // {INSECURE}\n"
        ));
    } else if let Some(cacert) = &program.cacert {
        out.push_str(&format!(
            "        KeyStore authorities = KeyStore.getInstance(\"PKCS12\");
        authorities.load(null, null);
        try (InputStream file = Files.newInputStream(Path.of({}))) {{
            for (Certificate one : CertificateFactory.getInstance(\"X.509\").generateCertificates(file)) {{
                authorities.setCertificateEntry(\"ca\" + authorities.size(), one);
            }}
        }}
        TrustManagerFactory theirs = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        theirs.init(authorities);
        trusted = theirs.getTrustManagers();\n",
            quoted(cacert)
        ));
    }
    out + "        SSLContext context = SSLContext.getInstance(\"TLS\");
        context.init(keys, trusted, null);
        return context;
    }\n\n"
}

fn fetch(token: &TokenRequest) -> String {
    let secret = token
        .secret
        .as_ref()
        .map(|name| format!("secret({})", quoted(name)));
    let mut fields = vec![("grant_type".to_owned(), quoted("client_credentials"))];
    let id = quoted(&token.client_id);
    let mut headers = String::from("\n            .header(\"Accept\", \"application/json\")");
    if let Style::Basic { raw } = token.style {
        let secret = secret.unwrap_or_else(|| "\"\"".into());
        let pair = match raw {
            true => format!("{id} + \":\" + {secret}"),
            false => format!("form({id}) + \":\" + form({secret})"),
        };
        headers.push_str(&format!(
            "\n            .header(\"Authorization\", \"Basic \" + Base64.getEncoder().encodeToString(({pair}).getBytes(UTF_8)))"
        ));
    } else {
        fields.push(("client_id".into(), id));
        fields.extend(secret.map(|secret| ("client_secret".into(), secret)));
    }
    fields.extend(token.fields.iter().map(|(n, v)| (n.clone(), quoted(v))));
    let json = token.style == Style::Json;
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| match json {
            true => format!("\"\\\"{name}\\\":\\\"\" + json({value}) + \"\\\"\""),
            false => format!("\"{name}=\" + form({value})"),
        })
        .collect();
    let (kind, body) = match json {
        true => (
            "application/json",
            format!("\"{{\" + {} + \"}}\"", pairs.join(" + \",\" + ")),
        ),
        false => (
            "application/x-www-form-urlencoded",
            pairs.join(" + \"&\" + "),
        ),
    };
    format!(
        "    static String fetchToken(HttpClient client) throws Exception {{
        String body = {body};
        HttpRequest request = HttpRequest.newBuilder(URI.create({})){headers}
            .header(\"Content-Type\", \"{kind}\")
            .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        Matcher found = Pattern.compile(\"\\\"access_?[tT]oken\\\"\\\\s*:\\\\s*\\\"([^\\\"]+)\\\"\").matcher(answer.body());
        if (answer.statusCode() / 100 != 2 || !found.find()) {{
            throw new IllegalStateException(\"no token: HTTP \" + answer.statusCode());
        }}
        return found.group(1);
    }}\n\n",
        quoted(&token.url)
    )
}

fn one(program: &Program, call: &Call) -> String {
    let mut headers: Vec<String> = call
        .headers
        .iter()
        .filter(|(name, _)| !is_refused(name))
        .map(|(name, value)| format!("{}, {}", quoted(name), expression(value)))
        .collect();
    if call.bearer {
        headers.push("\"Authorization\", \"Bearer \" + token".into());
    }
    let headers: String = headers
        .iter()
        .map(|pair| format!("\n            .header({pair})"))
        .collect();
    let limit = program.max_time.map_or_else(String::new, |limit| {
        format!(
            "\n            .timeout(Duration.ofMillis({}))",
            limit.as_millis()
        )
    });
    let method = match (call.method.as_str(), &call.body) {
        ("GET", None) => "GET()".to_owned(),
        ("DELETE", None) => "DELETE()".to_owned(),
        (method, None) => {
            format!(
                "method({}, HttpRequest.BodyPublishers.noBody())",
                quoted(method)
            )
        }
        (method, Some(parts)) => {
            let parts: Vec<String> = parts.iter().map(part).collect();
            format!(
                "method({}, HttpRequest.BodyPublishers.ofByteArray(joined({})))",
                quoted(method),
                parts.join(", ")
            )
        }
    };
    let taken = match &call.output {
        Some(file) => format!("Files.write(Path.of({}), answer.body())", quoted(file)),
        None => "System.out.write(answer.body())".into(),
    };
    let fails = match program.fails {
        true => {
            "        if (answer.statusCode() >= 400) {\n            System.out.flush();\n            System.exit(22);\n        }\n"
        }
        false => "",
    };
    format!(
        "        answer = client.send(HttpRequest.newBuilder(URI.create({})){headers}{limit}
            .{method}.build(), HttpResponse.BodyHandlers.ofByteArray());
        {taken};
        System.out.flush();\n{fails}",
        expression(&call.url),
    )
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => format!("({}).getBytes(UTF_8)", expression(text)),
        Part::File(name) => format!("Files.readAllBytes(Path.of({}))", quoted(name)),
    }
}

fn expression(text: &Text) -> String {
    text.expression(quoted, |name| format!("secret({})", quoted(name)), " + ")
}

const IMPORTS: &str = "import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.file.*;
import java.security.KeyStore;
import java.security.cert.*;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.*;
import java.util.regex.*;
import javax.net.ssl.*;

";

const HELPERS: &str = r#"    static String secret(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set");
        }
        return value;
    }

    static String form(String value) {
        return URLEncoder.encode(value, UTF_8);
    }

    static String json(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    static byte[] joined(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }

"#;

const TRUSTS_ALL: &str = "    static class TrustsAll implements X509TrustManager {
        public void checkClientTrusted(X509Certificate[] chain, String type) {}
        public void checkServerTrusted(X509Certificate[] chain, String type) {}
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    }

";
