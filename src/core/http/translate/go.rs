//! Go with its own net/http and crypto/tls.

use super::text::{Text, quoted};
use super::{Call, Container, INSECURE, Material, Part, Program, Style, TokenRequest, Translated};

/// The program.
pub(super) fn write(program: &Program) -> Translated {
    // Go opens no locked key and no PKCS#12 by itself
    let locked = program.identity.as_ref().is_some_and(|i| i.pass.is_some());
    let readable: &[Container] = if locked { &[] } else { &[Container::Pem] };
    let (identity, missing) = program.with_files_for(readable, Container::Pem);
    let about = ["The same call for Go 1.19 or later: go run call.go."];
    let mut source = program.opening("//", &about, &missing);
    source.push_str("package main\n\n");
    let body = body(program, identity.as_ref());
    source.push_str(&imports(&body));
    source.push_str(&body);
    Translated { source, missing }
}

fn body(program: &Program, identity: Option<&Material>) -> String {
    let mut out = String::from(HELPERS);
    out.push_str(&client(program, identity));
    if let Some(token) = &program.token {
        out.push_str(&fetch(token));
    }
    out.push_str("func main() {\n\tclient := newClient()\n");
    if program.token.is_some() {
        out.push_str("\ttoken := fetchToken(client)\n");
    }
    for call in &program.calls {
        out.push_str(&one(program, call));
    }
    out + "}\n"
}

/// Go takes no import that is not used.
fn imports(body: &str) -> String {
    let used = PACKAGES.iter().filter(|(_, sign)| body.contains(sign));
    let lines: String = used
        .map(|(package, _)| format!("\t\"{package}\"\n"))
        .collect();
    format!("import (\n{lines})\n\n")
}

fn client(program: &Program, identity: Option<&Material>) -> String {
    let mut out = String::from("func newClient() *http.Client {\n\tconfig := &tls.Config{}\n");
    if let Some(identity) = identity {
        let key = identity.key.as_ref().unwrap_or(&identity.cert);
        out.push_str(&format!(
            "\tpair := must(tls.LoadX509KeyPair({}, {}))\n\tconfig.Certificates = []tls.Certificate{{pair}}\n",
            quoted(&identity.cert),
            quoted(key)
        ));
    }
    if let Some(cacert) = &program.cacert {
        out.push_str(&format!(
            "\tconfig.RootCAs = x509.NewCertPool()\n\tconfig.RootCAs.AppendCertsFromPEM(must(os.ReadFile({})))\n",
            quoted(cacert)
        ));
    }
    if program.insecure {
        out.push_str(&format!(
            "\tconfig.InsecureSkipVerify = true // {INSECURE}\n"
        ));
    }
    out.push_str("\ttransport := &http.Transport{TLSClientConfig: config, Proxy: http.ProxyFromEnvironment, DisableCompression: true}\n");
    if let Some(limit) = program.connect_timeout {
        out.push_str(&format!(
            "\ttransport.DialContext = (&net.Dialer{{Timeout: {} * time.Millisecond}}).DialContext\n",
            limit.as_millis()
        ));
    }
    out.push_str("\tclient := &http.Client{Transport: transport}\n");
    if let Some(limit) = program.max_time {
        out.push_str(&format!(
            "\tclient.Timeout = {} * time.Millisecond\n",
            limit.as_millis()
        ));
    }
    let stop = match program.redirects {
        Some(most) => format!("len(via) > {most} || next.URL.Host != via[0].URL.Host"),
        None => "true".into(),
    };
    out.push_str(&format!(
        "\t// certificate and credentials stay with their host: a redirect elsewhere is not followed
\tclient.CheckRedirect = func(next *http.Request, via []*http.Request) error {{
\t\tif {stop} {{
\t\t\treturn http.ErrUseLastResponse
\t\t}}
\t\treturn nil
\t}}
\treturn client
}}\n\n"
    ));
    out
}

fn fetch(token: &TokenRequest) -> String {
    let secret = token
        .secret
        .as_ref()
        .map(|name| format!("secret({})", quoted(name)));
    let id = quoted(&token.client_id);
    let mut fields = vec![("grant_type".to_owned(), quoted("client_credentials"))];
    let mut basic = String::new();
    if let Style::Basic { raw } = token.style {
        let secret = secret.unwrap_or_else(|| "\"\"".into());
        let pair = match raw {
            true => format!("{id}, {secret}"),
            false => format!("url.QueryEscape({id}), url.QueryEscape({secret})"),
        };
        basic = format!("\trequest.SetBasicAuth({pair})\n");
    } else {
        fields.push(("client_id".into(), id));
        fields.extend(secret.map(|secret| ("client_secret".into(), secret)));
    }
    fields.extend(token.fields.iter().map(|(n, v)| (n.clone(), quoted(v))));
    let json = token.style == Style::Json;
    let lines: String = fields
        .iter()
        .map(|(name, value)| match json {
            true => format!("\tfields[{}] = {value}\n", quoted(name)),
            false => format!("\tfields.Add({}, {value})\n", quoted(name)),
        })
        .collect();
    let (kind, make, encode) = match json {
        true => (
            "application/json",
            "map[string]string{}",
            "string(must(json.Marshal(fields)))",
        ),
        false => (
            "application/x-www-form-urlencoded",
            "url.Values{}",
            "fields.Encode()",
        ),
    };
    format!(
        "func fetchToken(client *http.Client) string {{
\tfields := {make}
{lines}\trequest := must(http.NewRequest(\"POST\", {}, strings.NewReader({encode})))
\trequest.Header.Set(\"Content-Type\", \"{kind}\")
\trequest.Header.Set(\"Accept\", \"application/json\")
{basic}\tanswer := must(client.Do(request))
\tdefer answer.Body.Close()
\tif answer.StatusCode/100 != 2 {{
\t\tlog.Fatalf(\"no token: HTTP %d\", answer.StatusCode)
\t}}
\tvar granted struct {{
\t\tToken string `json:\"access_token\"`
\t}}
\tif err := json.NewDecoder(answer.Body).Decode(&granted); err != nil {{
\t\tlog.Fatal(err)
\t}}
\treturn granted.Token
}}\n\n",
        quoted(&token.url)
    )
}

fn one(program: &Program, call: &Call) -> String {
    let body = call.body.as_ref().map_or("nil".to_owned(), |parts| {
        let all: Vec<String> = parts.iter().map(part).collect();
        format!(
            "bytes.NewReader(bytes.Join([][]byte{{{}}}, nil))",
            all.join(", ")
        )
    });
    let mut lines = format!(
        "\t{{\n\t\trequest := must(http.NewRequest({}, {}, {body}))\n",
        quoted(&call.method),
        expression(&call.url)
    );
    for (name, value) in &call.headers {
        lines.push_str(&match name.eq_ignore_ascii_case("host") {
            true => format!("\t\trequest.Host = {}\n", expression(value)),
            false => format!(
                "\t\trequest.Header.Add({}, {})\n",
                quoted(name),
                expression(value)
            ),
        });
    }
    if call.bearer {
        lines.push_str("\t\trequest.Header.Set(\"Authorization\", \"Bearer \"+token)\n");
    }
    let sink = match &call.output {
        Some(file) => format!("must(os.Create({}))", quoted(file)),
        None => "os.Stdout".into(),
    };
    lines.push_str(&format!(
        "\t\tanswer := must(client.Do(request))\n\t\tmust(io.Copy({sink}, answer.Body))\n\t\tanswer.Body.Close()\n"
    ));
    if program.fails {
        lines.push_str("\t\tif answer.StatusCode >= 400 {\n\t\t\tos.Exit(22)\n\t\t}\n");
    }
    lines + "\t}\n"
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => format!("[]byte({})", expression(text)),
        Part::File(name) => format!("must(os.ReadFile({}))", quoted(name)),
    }
}

/// As gofmt has it among arguments.
fn expression(text: &Text) -> String {
    text.expression(quoted, |name| format!("secret({})", quoted(name)), "+")
}

const HELPERS: &str = r#"func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func secret(name string) string {
	value, ok := os.LookupEnv(name)
	if !ok {
		log.Fatalf("%s is not set", name)
	}
	return value
}

"#;

/// Packages, in the order of gofmt, and what shows that one is used.
const PACKAGES: &[(&str, &str)] = &[
    ("bytes", "bytes.NewReader("),
    ("crypto/tls", "tls.Config{"),
    ("crypto/x509", "x509.NewCertPool("),
    ("encoding/json", "json.NewDecoder("),
    ("io", "io.Copy("),
    ("log", "log."),
    ("net", "net.Dialer{"),
    ("net/http", "http."),
    ("net/url", "url.Values{"),
    ("os", "os."),
    ("strings", "strings.NewReader("),
    ("time", "time.Millisecond"),
];
