//! What `check` found as SARIF 2.1.0, which code review of GitHub and other forges shows at the lines.

use std::fmt::Write as _;

use formwork::Code;
use formwork::kind::Kinds;
use serde_json::{Value, json};

use super::finding::{Finding, Place, Severity};
use super::{Checked, DRIFT_HELP, Drifted};

/// The rule of files that are not what a build makes.
const DRIFT: &str = "drift";

/// A log with one run.
pub(super) fn sarif(checked: &Checked, kinds: &Kinds) -> String {
    let findings = checked.findings();
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    if !checked.drifted().is_empty() {
        rules.push(DRIFT);
    }
    rules.sort_unstable();
    rules.dedup();
    let index = |code: &str| rules.iter().position(|rule| *rule == code);
    let of_findings = findings.iter().map(|it| result(it, index(it.code)));
    let of_drift = checked.drifted().iter();
    let of_drift = of_drift.map(|file| drifted(file, index(DRIFT)));
    let results: Vec<Value> = of_findings.chain(of_drift).collect();
    let codes = kinds.codes();
    let rules: Vec<Value> = rules.iter().map(|name| rule(name, &codes)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cargo-formwork",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}")
}

fn rule(name: &str, codes: &[Code]) -> Value {
    let code = codes.iter().find(|code| code.name() == name);
    let page = code.map_or("", |code| code.explain());
    let first = page.split("\n\n").nth(1);
    let first = first.unwrap_or("A file of hcl-out is not what stack.toml makes.");
    let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
    let markdown = if page.is_empty() { DRIFT_HELP } else { page };
    json!({
        "id": name,
        "shortDescription": { "text": first },
        "help": { "text": markdown, "markdown": markdown },
    })
}

fn result(finding: &Finding, rule: Option<usize>) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let help = finding.help.as_ref();
    let help = help.map_or_else(String::new, |help| format!("\nhelp: {help}"));
    let place = finding
        .place
        .iter()
        .map(|place| json!({ "physicalLocation": physical(place) }));
    let related = finding.related.iter().map(
        |place| json!({ "physicalLocation": physical(place), "message": { "text": place.label } }),
    );
    json!({
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": level,
        "message": { "text": format!("{}{}{help}", finding.message, wrong_in(finding)) },
        "locations": place.collect::<Vec<_>>(),
        "relatedLocations": related.collect::<Vec<_>>(),
    })
}

fn wrong_in(finding: &Finding) -> String {
    if finding.environments.is_empty() {
        return String::new();
    }
    format!(" (in {})", finding.environments.join(", "))
}

fn drifted(file: &Drifted, rule: Option<usize>) -> Value {
    json!({
        "ruleId": DRIFT,
        "ruleIndex": rule,
        "level": "error",
        "message": { "text": format!("{} {}\nhelp: {DRIFT_HELP}", file.path, file.phrase()) },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(&file.path) } } }],
    })
}

fn physical(place: &Place) -> Value {
    json!({
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    })
}

/// A relative path as a URI reference (RFC 3986): what is no path character there is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            _ => {
                // Writing to a String cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_path_becomes_a_reference_to_it() {
        assert_eq!(super::uri("a b/stück.toml"), "a%20b/st%C3%BCck.toml");
    }
}
