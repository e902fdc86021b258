//! Raw texts, by Terraform: what it reads of them is what their author wrote.

#![cfg(unix)]

mod common;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use common::{has_terraform, synth, terraform, write};
use tempfile::TempDir;

/// Raw texts, and what they are with `var.debug` true.
const TEXTS: &[(&str, &str)] = &[
    ("plain", "plain"),
    ("a \"q\" \\d\t\\\\", "a \"q\" \\d\t\\\\"),
    ("two\nlines\n", "two\nlines\n"),
    ("${var.debug}", "true"),
    (
        "-${var.debug}-\"${upper(\"a\\\"b\\\\\")}\"-",
        "-true-\"A\"B\\\"-",
    ),
    (
        "%{ if var.debug }a \"q\" \\d%{ else }b%{ endif }",
        "a \"q\" \\d",
    ),
    ("%{ if !var.debug }a\tb%{ else }c\\\\d%{ endif }", "c\\\\d"),
    (
        "%{ for n in [\"a\", \"b\"] ~}\nserver ${n};\n%{ endfor ~}\n",
        "server a;\nserver b;\n",
    ),
    ("x  %{~ if var.debug ~}  y  %{~ endif ~}  z", "xyz"),
    ("x ${~ \"y\" ~} z", "xyz"),
    (
        "%{ for k, v in { a = 1 } }%{ if v == 1 }${k}=\"${v}\"\n%{ endif }%{ endfor }",
        "a=\"1\"\n",
    ),
    (
        "$${var.debug} %%{ if } $ % $x %d",
        "${var.debug} %{ if } $ % $x %d",
    ),
    ("<<EOT\n\"x\"\nEOT\n${var.debug}", "<<EOT\n\"x\"\nEOT\ntrue"),
    ("${<<EOT\na \"b\" \\c\nEOT\n}", "a \"b\" \\c\n"),
    (
        "=${<<EOT\na \"b\" ${var.debug} \\c\nEOT\n}=",
        "=a \"b\" true \\c\n=",
    ),
    ("${var.debug ?\n \"y\" : \"n\"}", "y"),
    ("${upper( # c } \"\n\"a\" /* } */)}", "A"),
    ("${\"${ # c } \"\n\"a\"}\"}", "a"),
    (
        "# no comment ${var.debug} // none /* none */",
        "# no comment true // none /* none */",
    ),
    (
        "{ \"Version\": \"${var.debug}\", \"a\": [\"\\n\"] }",
        "{ \"Version\": \"true\", \"a\": [\"\\n\"] }",
    ),
    (
        "${join(\"\\n\", [for x in [\"a\", \"b\"] : \"- ${x}\"])}",
        "- a\n- b",
    ),
    (
        "${{ for k in [\"a\"] : k => k == \"a\" ? \"1\" :\n  \"2\" }.a}",
        "1",
    ),
    (
        "\u{7}\u{1b}[0m é 漢 😀 ${var.debug}",
        "\u{7}\u{1b}[0m é 漢 😀 true",
    ),
    ("~${var.debug}~ } { ]", "~true~ } { ]"),
];

#[test]
fn terraform_reads_what_was_written() {
    if !has_terraform("terraform_reads_what_was_written") {
        return;
    }
    let mut manifest = String::from(
        "[stack]\nname = \"shop\"\n\n[service.web]\nimage = \"nginx:1.29\"\n\n\
         [variable.debug]\ntype = \"bool\"\ndefault = true\n\n[locals]\n",
    );
    for (index, (text, _)) in TEXTS.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(manifest, "t{index} = {}", toml::Value::from(*text));
    }
    let files = synth(&manifest);
    let root = TempDir::new().expect("there is room");
    write(&root.path().join("locals.tf"), &files["locals.tf"]);
    write(
        &root.path().join("variables.tf"),
        "variable \"debug\" {\n  default = true\n}\n",
    );
    let names: Vec<String> = (0..TEXTS.len())
        .map(|index| format!("local.t{index}"))
        .collect();
    let question = format!("base64encode(jsonencode([{}]))\n", names.join(", "));
    let console = terraform(root.path())
        .arg("console")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut console = console.expect("terraform starts");
    let input = console.stdin.take();
    let written = input.map(|mut input| input.write_all(question.as_bytes()));
    assert!(matches!(written, Some(Ok(()))));
    let output = console.wait_with_output().expect("terraform ends");
    let answer = String::from_utf8_lossy(&output.stdout);
    let json = decoded(answer.trim().trim_matches('"'));
    let values: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap_or_else(|error| {
        panic!(
            "{error}: {answer}{}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    for ((text, expected), found) in TEXTS.iter().zip(&values) {
        let found = match found {
            serde_json::Value::String(found) => found.clone(),
            other => other.to_string(),
        };
        assert_eq!(found, *expected, "{text:?}");
    }
}

/// The text of base64.
fn decoded(base64: &str) -> String {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in base64.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.extend(u8::try_from((bits >> count) & 0xff));
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
