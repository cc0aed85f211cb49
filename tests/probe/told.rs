//! Reading what a probe told.

use serde_json::Value;

use crate::common::{Lab, Ran};

/// A probe of a port with this certificate of the lab's, `""` being none.
pub fn probe(lab: &Lab, port: u16, certificate: &str, more: &[&str]) -> Ran {
    let target = format!("localhost:{port}");
    let mut args = vec!["probe", &target, "--json", "-m", "20"];
    if !more.contains(&"--cacert") {
        args.extend(["--cacert", "ca.crt"]);
    }
    if !certificate.is_empty() {
        args.extend(["--cert", certificate, "--key", "client.key"]);
    }
    args.extend(more);
    lab.mtls(&args)
}

/// Expects this answer, the exit code that goes with it, and, when something is wrong, a fix.
#[track_caller]
pub fn answers(ran: &Ran, code: &str, case: &str) -> Value {
    let told = ran.json();
    let found = &told["diagnosis"];
    assert_eq!(found["code"], code, "{case}: {ran:?}");
    assert_eq!(ran.code, i32::from(code != "ok"), "{case}: {ran:?}");
    assert_eq!(found["fix"] == "", code == "ok", "{case}: {ran:?}");
    let red = |step: &Value| step["verdict"] == "failed";
    let steps = told["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 8, "{case}: {ran:?}");
    let reds = steps.iter().filter(|step| red(step)).count();
    assert_eq!(reds, usize::from(code != "ok"), "{case}: {ran:?}");
    told
}

/// The verdict of a step.
#[track_caller]
pub fn verdict(told: &Value, step: &str) -> String {
    let steps = told["steps"].as_array().unwrap();
    let found = steps.iter().find(|s| s["step"] == step).unwrap();
    found["verdict"].as_str().unwrap().to_owned()
}

/// Policy, whether ours was taken, whether any is.
pub fn client(told: &Value) -> (&str, &Value, &Value) {
    let client = &told["client_certificate"];
    let policy = client["policy"].as_str().unwrap();
    (policy, &client["accepted"], &client["any_accepted"])
}
