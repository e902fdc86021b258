//! The check of modules: what it finds, and that it finds nothing in what is right.
//!
//! `scripts/agreement.py` compares it with `terraform validate`.

use std::fmt::Write as _;
use std::path::Path;

use crate::common::{read, synth};
use crate::golden::golden;
use crate::manifests::{RICH, cases};

/// A line for each finding in a module of one file.
fn found(text: &str) -> Vec<String> {
    let findings = formwork::check_hcl([("main.tf", text)]).unwrap_or_else(|bug| panic!("{bug}"));
    findings.into_iter().map(|finding| finding.line).collect()
}

#[test]
fn mistakes_are_found_with_their_place_and_what_to_type() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let modules = read(&directory.join("refused.tf"));
    let mut report = String::new();
    for module in modules.split("# ---- ").skip(1) {
        let (title, text) = module.split_once('\n').expect("a title is a line");
        let lines = found(text);
        assert!(!lines.is_empty(), "nothing is found in `{title}`");
        // Writing to a String cannot fail.
        let _ = writeln!(report, "---- {title}\n{}", lines.join("\n"));
    }
    golden(&directory.join("refused.txt"), &report);
}

#[test]
fn nothing_is_found_in_what_terraform_takes() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let none: [String; 0] = [];
    assert_eq!(found(&read(&directory.join("accepted.tf"))), none);
}

#[test]
fn nothing_is_found_in_what_formwork_writes() {
    let cases = cases().into_iter();
    // OpenTofu has functions that nobody else has.
    let cases = cases.filter(|(_, manifest)| !manifest.contains("engine = \"opentofu\""));
    for (name, manifest) in cases.chain([("(rich)".to_owned(), RICH.to_owned())]) {
        let files = synth(&manifest);
        let files = files.iter().filter(|(file, _)| is_terraform(file));
        let files = files.map(|(file, text)| (file.as_str(), text.as_str()));
        let findings = formwork::check_hcl(files).unwrap_or_else(|bug| panic!("{bug}"));
        assert_eq!(findings, [], "in case `{name}`");
    }
}

/// What is found in a module for a version of the AWS provider.
fn found_for(constraint: &str, text: &str) -> Vec<String> {
    found(&format!(
        "{text}\nterraform {{\n  required_providers {{\n    aws = {{ source = \"hashicorp/aws\", version = \"{constraint}\" }}\n  }}\n}}\n"
    ))
}

#[test]
fn what_version_6_changed_is_told_with_what_took_its_place() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = read(&directory.join("tests/check/version_6.tf"));
    let is_of_version = |line: &String| line.contains("version 6") || line.contains("(deprecated)");
    let changed: Vec<String> = found_for("~> 6.66", &text)
        .into_iter()
        .filter(is_of_version)
        .collect();
    golden(
        &directory.join("tests/check/version_6.txt"),
        &format!("{}\n", changed.join("\n")),
    );
    // Version 5 takes all of it: what else is wrong is that arguments are missing.
    let of_5 = found_for("~> 5.100", &text);
    let refused: Vec<&String> = of_5
        .iter()
        .filter(|line| line.contains("version 5"))
        .collect();
    assert_eq!(refused, [] as [&String; 0]);
    for hint in read(&directory.join("schema/version_6.txt")).lines() {
        let (path, help) = hint.split_once(": ").expect("a hint has a path");
        let is_told = changed.iter().any(|line| line.contains(help));
        assert!(is_told, "nothing shows the hint of `{path}`");
    }
}

#[test]
fn what_came_with_version_6_is_told_so() {
    let text = "resource \"aws_sqs_queue\" \"a\" {\n  region = \"eu-west-1\"\n}\n";
    let none: [String; 0] = [];
    assert_eq!(found_for(">= 5.0", text), none);
    assert_eq!(
        found_for("~> 5.100", text),
        [
            "main.tf:2: aws_sqs_queue.a.region: version 5 of the AWS provider has no argument `region` here (unknown-argument): it came with version 6"
        ]
    );
}

#[test]
fn what_the_provider_refuses_beside_its_schema_is_found() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let modules = read(&directory.join("rules.tf"));
    let mut report = String::new();
    for module in modules.split("# ---- ").skip(1) {
        let (title, text) = module.split_once('\n').expect("a title is a line");
        let lines = found_for("~> 5.100", text);
        let is_accepted = title.starts_with("accepted: ");
        let of_plan = lines.iter().filter(|line| line.contains(", in a plan)"));
        let all = if title.starts_with("accepted but") {
            lines.len()
        } else {
            0
        };
        assert_eq!(of_plan.count(), all, "`{title}`: {lines:#?}");
        assert_eq!(lines.is_empty(), is_accepted, "`{title}`: {lines:#?}");
        // Writing to a String cannot fail.
        let _ = writeln!(report, "---- {title}\n{}", lines.join("\n"));
    }
    golden(&directory.join("rules.txt"), &report);
}

#[test]
fn choices_of_version_5_are_not_held_against_version_6() {
    let choice = "resource \"aws_vpc\" \"a\" {\n  instance_tenancy = \"new\"\n}\n";
    assert_eq!(found_for("~> 5.100", choice).len(), 1);
    let none: [String; 0] = [];
    assert_eq!(found_for("~> 6.66", choice), none);
    // Where the arguments are the same in both, so is what is said of them together.
    let needs = "resource \"aws_sns_topic\" \"a\" {\n  name = \"a\"\n  name_prefix = \"a\"\n}\n";
    assert_eq!(found_for("~> 5.100", needs).len(), 1);
}

fn is_terraform(file: &str) -> bool {
    Path::new(file)
        .extension()
        .is_some_and(|extension| extension == "tf")
}

#[test]
fn locals_that_double_cost_no_more_than_they_are_long() {
    use std::fmt::Write as _;
    let mut module = "variable \"v\" {}\nlocals {\n  l0 = [var.v]\n".to_owned();
    for index in 1..200 {
        let before = index - 1;
        // Writing to a String cannot fail.
        let _ = writeln!(module, "  l{index} = [local.l{before}, local.l{before}]");
    }
    module.push_str("}\noutput \"o\" {\n  value = local.l199\n}\n");
    let none: [String; 0] = [];
    assert_eq!(found(&module), none);
}

#[test]
fn another_provider_is_told_of_and_not_checked() {
    let module = r#"
terraform {
  required_providers {
    null = {
      source = "hashicorp/null"
    }
  }
}

resource "null_resource" "a" {
  anything = provider::null::f(1)
  at {
    all = null_resource.a2.b
  }
}
"#;
    assert_eq!(
        found(module),
        [
            "main.tf:10: null_resource.a: `null_resource` is of another provider, and is not checked \
             (unchecked-provider)",
            "main.tf:13: null_resource.a.at[0].all: `null_resource.a2` is not declared \
             (unknown-reference): did you mean `null_resource.a`?",
        ]
    );
}
