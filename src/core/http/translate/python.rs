//! Python with what its library brings: http.client and ssl.

use super::text::{Text, quoted};
use super::{Call, Container, INSECURE, Material, Part, Program, Style, TokenRequest, Translated};

/// The program.
pub(super) fn write(program: &Program) -> Translated {
    let (identity, missing) = program.with_files_for(&[Container::Pem], Container::Pem);
    let about = ["The same call for Python 3.8 or later, without packages."];
    let mut source = program.opening("#", &about, &missing);
    source.push_str("import base64, http.client, json, os, ssl, sys\n");
    source.push_str("from urllib.parse import quote_plus, urlencode, urljoin, urlsplit\n\n");
    source.push_str(&tls(program, identity.as_ref()));
    source.push_str(&once(program));
    source.push_str(&call(program.redirects));
    if let Some(token) = &program.token {
        source.push_str(&fetch(token));
    }
    for call in &program.calls {
        source.push_str(&one(program, call));
    }
    Translated { source, missing }
}

fn tls(program: &Program, identity: Option<&Material>) -> String {
    let cacert = program.cacert.as_ref();
    let cafile = cacert.map_or_else(String::new, |file| format!("cafile={}", quoted(file)));
    let mut out = format!("tls = ssl.create_default_context({cafile})\n");
    if let Some(identity) = identity {
        let key = identity.key.as_ref().unwrap_or(&identity.cert);
        let pass = identity
            .pass
            .as_ref()
            .map(|name| format!(", os.environ[{}]", quoted(name)));
        let (cert, key, pass) = (
            quoted(&identity.cert),
            quoted(key),
            pass.unwrap_or_default(),
        );
        out.push_str(&format!("tls.load_cert_chain({cert}, {key}{pass})\n"));
    }
    if program.insecure {
        out.push_str(&format!(
            "tls.check_hostname = False  # {INSECURE}\ntls.verify_mode = ssl.CERT_NONE\n"
        ));
    }
    out + "\n\n"
}

fn once(program: &Program) -> String {
    let limit = program.max_time.or(program.connect_timeout);
    let limit = limit.map_or("None".to_owned(), |limit| limit.as_secs_f64().to_string());
    format!(
        "def once(method, url, headers, body=None):
    parts = urlsplit(url)
    if parts.scheme == \"https\":
        server = http.client.HTTPSConnection(parts.hostname, parts.port, timeout={limit}, context=tls)
    else:
        server = http.client.HTTPConnection(parts.hostname, parts.port, timeout={limit})
    target = (parts.path or \"/\") + (\"?\" + parts.query if parts.query else \"\")
    names = [name.lower() for name, _ in headers]
    server.putrequest(method, target, skip_host=\"host\" in names, skip_accept_encoding=True)
    for name, value in headers:
        server.putheader(name, value)
    if body is not None:
        server.putheader(\"Content-Length\", str(len(body)))
    server.endheaders(body)
    answer = server.getresponse()
    return answer.status, answer.headers, answer.read()


"
    )
}

fn call(redirects: Option<u32>) -> String {
    let Some(most) = redirects else {
        return "call = once\n\n".into();
    };
    format!(
        "# certificate and credentials stay with their host: a redirect elsewhere is not followed
def call(method, url, headers, body=None):
    for followed in range({most} + 1):
        status, head, content = once(method, url, headers, body)
        to = urljoin(url, head.get(\"Location\", \"\"))
        elsewhere = urlsplit(to)[:2] != urlsplit(url)[:2]
        if not 300 <= status <= 399 or \"Location\" not in head or elsewhere:
            break
        if body is not None and 301 <= status <= 303:
            method, body = \"GET\", None
        url = to
    return status, head, content


"
    )
}

fn fetch(token: &TokenRequest) -> String {
    let environ = |name: &String| format!("os.environ[{}]", quoted(name));
    let secret = token.secret.as_ref().map(environ);
    let id = quoted(&token.client_id);
    let mut fields = vec![("grant_type".to_owned(), quoted("client_credentials"))];
    let mut headers = vec![(quoted("Accept"), quoted("application/json"))];
    if let Style::Basic { raw } = token.style {
        let secret = secret.unwrap_or_else(|| "\"\"".into());
        let pair = match raw {
            true => format!("{id} + \":\" + {secret}"),
            false => format!("quote_plus({id}) + \":\" + quote_plus({secret})"),
        };
        let value = format!("\"Basic \" + base64.b64encode(({pair}).encode()).decode()");
        headers.push((quoted("Authorization"), value));
    } else {
        fields.push(("client_id".into(), id));
        fields.extend(secret.map(|secret| ("client_secret".into(), secret)));
    }
    fields.extend(token.fields.iter().map(|(n, v)| (n.clone(), quoted(v))));
    let (kind, encode) = match token.style {
        Style::Json => ("application/json", "json.dumps(dict(fields))"),
        _ => ("application/x-www-form-urlencoded", "urlencode(fields)"),
    };
    headers.push((quoted("Content-Type"), quoted(kind)));
    let pair = |(name, value): &(String, String)| format!("({name}, {value})");
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("        ({}, {value}),\n", quoted(name)))
        .collect();
    let headers: Vec<String> = headers.iter().map(pair).collect();
    format!(
        "def fetch_token():
    fields = [\n{}    ]
    headers = [{}]
    status, _, content = once(\"POST\", {}, headers, {encode}.encode())
    if not 200 <= status <= 299:
        sys.exit(f\"no token: HTTP {{status}}\")
    return json.loads(content)[\"access_token\"]


token = fetch_token()
",
        fields.concat(),
        headers.join(", "),
        quoted(&token.url)
    )
}

fn one(program: &Program, call: &Call) -> String {
    let mut headers: Vec<String> = call
        .headers
        .iter()
        .map(|(name, value)| format!("    ({}, {}),\n", quoted(name), expression(value)))
        .collect();
    if call.bearer {
        headers.push("    (\"Authorization\", \"Bearer \" + token),\n".into());
    }
    let body = call.body.as_ref().map_or_else(String::new, |parts| {
        let all: Vec<String> = parts.iter().map(part).collect();
        format!(", {}", all.join(" + "))
    });
    let taken = match &call.output {
        Some(file) => format!("open({}, \"wb\").write(content)", quoted(file)),
        None => "sys.stdout.buffer.write(content)".into(),
    };
    let fails = match program.fails {
        true => "if status >= 400:\n    sys.exit(22)\n",
        false => "",
    };
    format!(
        "status, _, content = call({}, {}, [\n{}]{body})\n{taken}\n{fails}",
        quoted(&call.method),
        expression(&call.url),
        headers.concat(),
    )
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => format!("({}).encode()", expression(text)),
        Part::File(name) => format!("open({}, \"rb\").read()", quoted(name)),
    }
}

fn expression(text: &Text) -> String {
    text.expression(
        quoted,
        |name| format!("os.environ[{}]", quoted(name)),
        " + ",
    )
}
