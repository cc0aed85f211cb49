//! Node.js with its own https: global fetch takes no agent, and would present no certificate.

use super::text::{Text, quoted};
use super::{Call, Container, INSECURE, Material, Part, Program, Style, TokenRequest, Translated};

/// The program.
pub(super) fn write(program: &Program) -> Translated {
    let readable = [Container::Pem, Container::Pkcs12];
    let (identity, missing) = program.with_files_for(&readable, Container::Pem);
    let about = [
        "The same call for Node.js 18 or later, without packages; save it as call.cjs.",
        "node:https is used because global fetch ignores `agent` and would present no certificate.",
    ];
    let mut source = program.opening("//", &about, &missing);
    source.push_str("\"use strict\";\nconst fs = require(\"node:fs\");\n\n");
    if !program.variables().is_empty() {
        source.push_str(SECRET);
    }
    source.push_str(&tls(program, identity.as_ref()));
    source.push_str(&once(program));
    source.push_str(&call(program.redirects));
    if let Some(token) = &program.token {
        if token.style == (Style::Basic { raw: false }) {
            source.push_str(FORM);
        }
        source.push_str(&fetch(token));
    }
    source.push_str("async function main() {\n");
    if program.token.is_some() {
        source.push_str("  const token = await fetchToken();\n");
    }
    source.push_str("  let answer;\n");
    for call in &program.calls {
        source.push_str(&one(program, call));
    }
    source.push_str("}\n\nmain().catch((error) => {\n  console.error(error.message);\n  process.exitCode = 1;\n});\n");
    Translated { source, missing }
}

fn tls(program: &Program, identity: Option<&Material>) -> String {
    let file = |name: &str| format!("fs.readFileSync({})", quoted(name));
    let mut lines = Vec::new();
    if let Some(identity) = identity {
        match (identity.container, &identity.key) {
            (Container::Pkcs12, _) => lines.push(format!("pfx: {}", file(&identity.cert))),
            (_, key) => {
                lines.push(format!("cert: {}", file(&identity.cert)));
                let key = key.as_ref().unwrap_or(&identity.cert);
                lines.push(format!("key: {}", file(key)));
            }
        }
        let pass = identity.pass.as_ref();
        lines.extend(pass.map(|name| format!("passphrase: secret({})", quoted(name))));
    }
    lines.extend(
        program
            .cacert
            .as_ref()
            .map(|name| format!("ca: {}", file(name))),
    );
    if program.insecure {
        lines.push(format!("rejectUnauthorized: false, // {INSECURE}\n"));
    }
    let lines: String = lines
        .iter()
        .map(|line| match line.strip_suffix('\n') {
            Some(whole) => format!("  {whole}\n"),
            None => format!("  {line},\n"),
        })
        .collect();
    format!("const tls = {{\n{lines}}};\n\n")
}

fn once(program: &Program) -> String {
    let limit = program.max_time.or(program.connect_timeout);
    let signal = limit.map_or_else(String::new, |limit| {
        format!(", signal: AbortSignal.timeout({})", limit.as_millis())
    });
    let module = match (program.speaks(true), program.speaks(false)) {
        (_, false) => "require(\"node:https\")".to_owned(),
        (false, true) => "require(\"node:http\")".to_owned(),
        (true, true) => {
            "require(url.startsWith(\"http:\") ? \"node:http\" : \"node:https\")".to_owned()
        }
    };
    format!(
        "function once(method, url, headers, body) {{
  return new Promise((resolve, reject) => {{
    const {{ request }} = {module};
    const sent = request(url, {{ method, headers, ...tls{signal} }}, (answer) => {{
      const chunks = [];
      answer.on(\"data\", (chunk) => chunks.push(chunk));
      answer.on(\"error\", reject);
      answer.on(\"end\", () =>
        resolve({{ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }}));
    }});
    sent.on(\"error\", reject);
    sent.end(body);
  }});
}}\n\n"
    )
}

fn call(redirects: Option<u32>) -> String {
    let Some(most) = redirects else {
        return "const call = once;\n\n".into();
    };
    format!(
        "// certificate and credentials stay with their host: a redirect elsewhere is not followed
async function call(method, url, headers, body) {{
  for (let followed = 0; ; followed += 1) {{
    const answer = await once(method, url, headers, body);
    const {{ status }} = answer;
    const to = answer.headers.location && new URL(answer.headers.location, url);
    if (status < 300 || status > 399 || !to || to.origin !== new URL(url).origin || followed >= {most}) {{
      return answer;
    }}
    if (body !== undefined && status >= 301 && status <= 303) {{
      method = \"GET\";
      body = undefined;
    }}
    url = to.href;
  }}
}}\n\n"
    )
}

fn fetch(token: &TokenRequest) -> String {
    let secret = token
        .secret
        .as_ref()
        .map(|name| format!("secret({})", quoted(name)));
    let mut fields = vec![("grant_type".to_owned(), quoted("client_credentials"))];
    let mut headers = vec!["Accept: \"application/json\"".to_owned()];
    let id = quoted(&token.client_id);
    if let Style::Basic { raw } = token.style {
        let secret = secret.unwrap_or_else(|| "\"\"".into());
        let pair = match raw {
            true => format!("{id} + \":\" + {secret}"),
            false => format!("form({id}) + \":\" + form({secret})"),
        };
        headers.push(format!(
            "Authorization: \"Basic \" + Buffer.from({pair}).toString(\"base64\")"
        ));
    } else {
        fields.push(("client_id".into(), id));
        fields.extend(secret.map(|secret| ("client_secret".into(), secret)));
    }
    fields.extend(token.fields.iter().map(|(n, v)| (n.clone(), quoted(v))));
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("    [{}, {value}],\n", quoted(name)))
        .collect();
    let (kind, encode) = match token.style {
        Style::Json => (
            "application/json",
            "JSON.stringify(Object.fromEntries(fields))",
        ),
        _ => (
            "application/x-www-form-urlencoded",
            "new URLSearchParams(fields).toString()",
        ),
    };
    headers.push(format!("\"Content-Type\": {}", quoted(kind)));
    format!(
        "async function fetchToken() {{
  const fields = [\n{}  ];
  const headers = {{ {} }};
  const answer = await once(\"POST\", {}, headers, {encode});
  if (answer.status < 200 || answer.status > 299) {{
    throw new Error(`no token: HTTP ${{answer.status}}`);
  }}
  return JSON.parse(answer.body).access_token;
}}\n\n",
        fields.concat(),
        headers.join(", "),
        quoted(&token.url)
    )
}

fn one(program: &Program, call: &Call) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in &call.headers {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    let mut headers: Vec<String> = names
        .iter()
        .map(|name| {
            let all: Vec<String> = call
                .headers
                .iter()
                .filter(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| expression(value))
                .collect();
            match all.as_slice() {
                [one] => format!("{}: {one}", quoted(name)),
                all => format!("{}: [{}]", quoted(name), all.join(", ")),
            }
        })
        .collect();
    if call.bearer {
        headers.push("Authorization: `Bearer ${token}`".into());
    }
    let headers: String = headers.iter().map(|h| format!("    {h},\n")).collect();
    let body = call
        .body
        .as_ref()
        .map_or("undefined".to_owned(), |parts| body(parts));
    let taken = match &call.output {
        Some(file) => format!("fs.writeFileSync({}, answer.body)", quoted(file)),
        None => "process.stdout.write(answer.body)".into(),
    };
    let fails = match program.fails {
        true => "  if (answer.status >= 400) {\n    process.exitCode = 22;\n  }\n",
        false => "",
    };
    format!(
        "  answer = await call({}, {}, {{\n{headers}  }}, {body});\n  {taken};\n{fails}",
        quoted(&call.method),
        expression(&call.url)
    )
}

fn body(parts: &[Part]) -> String {
    let one = |part: &Part| match part {
        Part::Text(text) => format!("Buffer.from({})", expression(text)),
        Part::File(name) => format!("fs.readFileSync({})", quoted(name)),
    };
    match parts {
        [only] => one(only),
        all => format!(
            "Buffer.concat([{}])",
            all.iter().map(one).collect::<Vec<_>>().join(", ")
        ),
    }
}

fn expression(text: &Text) -> String {
    text.expression(quoted, |name| format!("secret({})", quoted(name)), " + ")
}

const FORM: &str =
    "const form = (value) => new URLSearchParams([[\"\", value]]).toString().slice(1);\n\n";

const SECRET: &str = "function secret(name) {
  if (process.env[name] === undefined) {
    throw new Error(`${name} is not set`);
  }
  return process.env[name];
}

";
