//! A Markdown text into sections of commands and what they should print.

/// Commands that share a folder and a shell.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Section {
    pub name: String,
    /// Run under `mtls sandbox --`, or `mtls sandbox --like THIS --` where it is not empty.
    pub sandbox: Option<String>,
    /// Programs without which it cannot run.
    pub needs: Vec<String>,
    pub steps: Vec<Step>,
}

/// A command and its expected output, line by line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Where it stands, from 1.
    pub line: usize,
    pub command: String,
    pub output: Vec<String>,
}

/// The sections that have commands. A comment `<!-- run: NAME[, sandbox or like PROVIDER][, needs A B] -->` opens
/// one; commands before the first belong to `start`.
pub fn sections(text: &str) -> Vec<Section> {
    let mut found = vec![Section {
        name: "start".into(),
        ..Section::default()
    }];
    let mut lines = text.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        if let Some(section) = marker(line) {
            found.push(section);
        } else if line.trim_end() == "```console" {
            let block: Vec<(usize, &str)> = lines
                .by_ref()
                .take_while(|(_, line)| line.trim_end() != "```")
                .collect();
            if let Some(section) = found.last_mut() {
                section.steps.extend(steps(&block));
            }
        }
    }
    found.retain(|section| !section.steps.is_empty());
    found
}

fn marker(line: &str) -> Option<Section> {
    let inner = line.trim().strip_prefix("<!-- run:")?.strip_suffix("-->")?;
    let mut parts = inner.split(',').map(str::trim);
    let mut section = Section {
        name: parts.next()?.to_owned(),
        ..Section::default()
    };
    for part in parts {
        match part.split_once(' ') {
            None if part == "sandbox" => section.sandbox = Some(String::new()),
            Some(("like", provider)) => section.sandbox = Some(provider.to_owned()),
            Some(("needs", programs)) => {
                section.needs = programs.split_whitespace().map(str::to_owned).collect();
            }
            _ => section.name = format!("unknown option {part:?}"),
        }
    }
    Some(section)
}

fn steps(block: &[(usize, &str)]) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    let mut lines = block.iter();
    while let Some((number, line)) = lines.next() {
        if let Some(command) = line.strip_prefix("$ ") {
            let mut step = Step {
                line: number + 1,
                command: command.to_owned(),
                output: Vec::new(),
            };
            while is_open(&step.command) {
                let Some((_, more)) = lines.next() else { break };
                step.command.push('\n');
                step.command
                    .push_str(more.strip_prefix("> ").unwrap_or(more));
            }
            found.push(step);
        } else if let Some(step) = found.last_mut() {
            step.output.push(line.trim_end().to_owned());
        }
    }
    for step in &mut found {
        while step.output.last().is_some_and(String::is_empty) {
            step.output.pop();
        }
    }
    found
}

/// Whether the next line belongs to the command: a backslash at the end, or a here-document.
fn is_open(command: &str) -> bool {
    if command.ends_with('\\') {
        return true;
    }
    let Some((_, after)) = command.split_once("<<") else {
        return false;
    };
    let word: String = after
        .trim_start_matches(['-', ' ', '\'', '"'])
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    !word.is_empty() && !command.lines().skip(1).any(|line| line.trim() == word)
}

#[test]
fn sections_blocks_commands_and_outputs_are_told_apart() {
    let found = sections(SAMPLE);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].name, "start");
    assert_eq!(found[0].steps[0].command, "echo one");
    assert_eq!(found[0].steps[0].line, 4);
    assert_eq!(found[0].steps[0].output, ["one"]);
    assert_eq!(found[1].name, "a call");
    assert_eq!(found[1].sandbox.as_deref(), Some("vtex"));
    assert_eq!(found[1].needs, ["curl", "openssl"]);
    assert_eq!(found[1].steps[0].command, "curl \\\n  -v");
    assert_eq!(found[1].steps[0].output, ["> GET /", "", "< ok"]);
    assert_eq!(found[1].steps[1].command, "cat <<'END'\na\nEND");
    assert_eq!(found[1].steps[1].output, ["a"]);
    assert_eq!(found[2].name, "unknown option \"sandobx\"");
}

#[cfg(test)]
const SAMPLE: &str = "# a tool

```console
$ echo one
one
```

```sh
$ not run
```

<!-- run: a call, like vtex, needs curl openssl -->

```console
$ curl \\
>   -v
> GET /

< ok

$ cat <<'END'
a
END
a
```
<!-- run: b, sandobx -->
```console
$ true
```
";
