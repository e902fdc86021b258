//! What holds for any text and any stack, tried with generated ones.
//!
//! `PROPTEST_CASES` sets the number of cases. A failure prints the smallest input that fails:
//! make a test or a file of `tests/invalid` of it, there is no file of old failures.

mod inputs;
mod sound;

use std::collections::BTreeMap;

use formwork::SourceFile;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tempfile::TempDir;

use inputs::{edit, raw_block, tag_text, text, toml_piece};
use sound::{assert_printable, assert_sound, texts};

use crate::common::{has_terraform, run, synth, terraform, try_synth, variable, write};
use crate::manifests::RICH;
use crate::stacks::{any_stack, toml_string, toml_template};

/// As many cases as a property is worth in a debug build.
fn cases(cases: u32) -> ProptestConfig {
    let default = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if variable("PROPTEST_CASES").is_some() {
        default
    } else {
        ProptestConfig { cases, ..default }
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn a_free_text_is_that_very_text_in_hcl(
        variables in vec(text(any::<char>()), 1..6),
        prefix in text(any::<char>()).prop_map(|text| format!("p{}/", without_control(&text))),
        state_key in text(any::<char>()).prop_map(|text| format!("k{}k", without_control(&text))),
        tag in ("[a-z]", tag_text(20)).prop_map(|(first, rest)| first + &rest),
        tag_value in tag_text(256),
    ) {
        prop_assume!(!is_refused_tag(&tag) && !is_of_aws(&tag_value));
        let mut manifest = format!(
            "stack = {{ name = 'shop', tags = {{ {} = {} }} }}\nbucket.b.expire = [{{ prefix = {}, days = 1 }}]\n\
             terraform.backend = {{ type = 's3', bucket = 'state', key = {} }}\nservice.web.image = 'nginx:1'\n",
            toml_string(&tag), toml_string(&tag_value), toml_template(&prefix), toml_template(&state_key),
        );
        for (index, value) in variables.iter().enumerate() {
            manifest += &variable_line(&format!("V{index}"), value);
        }

        let files = synth(&manifest);
        for (index, value) in variables.iter().enumerate() {
            let named = [("name".to_owned(), format!("V{index}")), ("value".to_owned(), value.clone())];
            let found = texts(&files["service_web.tf"]);
            prop_assert!(found.windows(2).any(|pair| *pair == named), "{value:?} in {found:?}");
        }
        for (file, key, text) in [
            ("bucket_b.tf", "prefix", &prefix),
            ("terraform.tf", "key", &state_key),
            ("provider.tf", tag.as_str(), &tag_value),
        ] {
            let found = texts(&files[file]);
            prop_assert!(found.contains(&(key.to_owned(), text.clone())), "{key:?} = {text:?} in {found:?}");
        }
    }

    #[test]
    fn a_valid_stack_always_becomes_sound_files(manifest in any_stack()) {
        assert_sound(&synth(&manifest));
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn any_bytes_are_read_or_reported(bytes in vec(any::<u8>(), 0..200)) {
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn pieces_of_toml_are_read_or_reported(pieces in vec(toml_piece(), 0..60)) {
        check(&pieces.concat());
    }

    #[test]
    fn strange_names_and_values_are_read_or_reported(key in text(any::<char>()), value in text(any::<char>())) {
        let (key, value) = (toml_string(&key), toml_string(&value));
        for manifest in [
            format!("{key} = {value}"),
            format!("stack.{key} = 1"),
            format!("stack.name = {value}\nstack.tags.{key} = {value}"),
            format!("stack.region = {value}\nstack.environment = {value}\nlogs = {value}"),
            format!("service.{key}.image = {value}"),
            format!("service.{key} = {value}"),
            format!("service.a.grants.{key} = [{value}]\nservice.a.environment.{key} = {value}"),
            format!("service.a = {{ paths = [{value}], hosts = [{value}], health_check.path = {value} }}"),
            format!("database.{key} = {{ engine = {value}, engine_version = {value}, instance_class = {value} }}"),
            format!("bucket.{key}.expire = [{{ prefix = {value}, days = {value} }}]"),
            format!("network = {{ cidr = {value}, availability_zones = [{value}], public_subnets = [{value}] }}"),
            format!("terraform.backend = {{ type = {value} }}\nalarms.notify = [{value}]"),
            format!("terraform.backend = {{ type = 's3', bucket = {value}, key = {value}, region = {value} }}"),
            format!("domain = {{ name = {value}, zone = {value}, zone_id = {value} }}"),
            format!("{VALID}resource.{key}.{key} = {value}\ndata.{key}.{key}.{key} = {value}"),
            format!("{VALID}resource.aws_sqs_queue.{key} = {{ name = {value} }}"),
            format!("{VALID}resource.aws_sqs_queue.a = {{ {key} = {value} }}"),
            format!("{VALID}resource.aws_sqs_queue.a = {{ name = {value}, tags = {{ {key} = {value} }}, depends_on = [{value}] }}"),
            format!("{VALID}resource.aws_lb_listener_rule.a = {{ condition = {value}, action.{key} = {value}, dynamic.{key} = {value} }}"),
            format!("{VALID}output.{key}.value = {value}\nvariable.{key} = {{ type = {value}, default = {value} }}\nlocals.{key} = {value}"),
            format!("{VALID}module.{key} = {{ source = {value}, x.{key} = {value} }}\nprovider_alias.{key}.{key} = {value}"),
            format!("{VALID}override.aws_lb.main = {{ {key} = {value} }}\noverride.{key}.{key}.{key} = {value}"),
            format!("{VALID}override.aws_lb.main.remove = [{value}]"),
            format!("{VALID}import = [{{ to = {value}, id = {value} }}]\nremoved = [{{ from = {value} }}]"),
            format!("{VALID}service.web.renamed_from = {value}\nterraform.required_providers.{key}.source = {value}"),
        ] {
            check(&manifest);
        }
    }
}

/// A manifest that is whole without what follows it.
const VALID: &str = "stack.name = 'shop'\nservice.web.image = 'nginx:1'\n";

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn raw_blocks_are_written_or_reported(blocks in vec(raw_block(), 1..6)) {
        check(&format!("{VALID}{}", blocks.concat()));
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_mangled_manifest_is_read_or_reported(edits in vec(edit(), 1..5)) {
        let mangled = edits.iter().fold(RICH.to_owned(), |text, edit| edit.apply(&text));
        check(&mangled);
    }
}

/// No stack overflows, which no build script survives.
#[test]
fn deep_nesting_is_reported() {
    let deep = 100_000;
    check(&format!("a = {}{}", "[".repeat(deep), "]".repeat(deep)));
    check(&format!("a = {}{}", "{a=".repeat(deep), "}".repeat(deep)));
    check(&format!("{}a = 1", "a.".repeat(deep)));
    check(&format!("[{}a]", "a.".repeat(deep)));
    // As deep as TOML is read.
    check(&format!(
        "bucket.b.expire = [{}{}]",
        "[".repeat(70),
        "]".repeat(70)
    ));
}

/// Terraform reads each text as it was written: not what `hcl-edit` takes a literal for counts in
/// the end.
#[test]
fn terraform_reads_the_texts_as_they_were_written() {
    if !has_terraform("terraform_reads_the_texts_as_they_were_written") {
        return;
    }
    let written = texts_for_terraform();
    let mut manifest = "stack.name = 'shop'\nservice.web.image = 'nginx:1'\n".to_owned();
    for (index, text) in written.iter().enumerate() {
        manifest += &variable_line(&format!("V{index:03}"), text);
    }
    let service = &synth(&manifest)["service_web.tf"];
    let outputs = service.lines().filter_map(|line| {
        let line = line.trim_start().strip_prefix("{ name = \"")?;
        let (name, rest) = line.split_once("\", value = ")?;
        // Not formwork's own variable.
        name.strip_prefix('V')?;
        Some(format!(
            "output \"{name}\" {{\n  value = {}\n}}\n",
            rest.strip_suffix(" },")?
        ))
    });
    let outputs: Vec<String> = outputs.collect();
    assert_eq!(outputs.len(), written.len());

    let directory = TempDir::new().unwrap();
    write(&directory.path().join("main.tf"), &outputs.concat());
    run(terraform(directory.path()).args(["init", "-input=false"]));
    run(terraform(directory.path()).args(["apply", "-input=false", "-auto-approve"]));
    let json = run(terraform(directory.path()).args(["output", "-json"]));
    let read: BTreeMap<String, serde_json::Value> = serde_json::from_str(&json).unwrap();
    for (index, text) in written.iter().enumerate() {
        assert_eq!(read[&format!("V{index:03}")]["value"], text.as_str());
    }
}

/// Texts of every kind: those with a history, and generated ones.
fn texts_for_terraform() -> Vec<String> {
    let known = [
        "",
        "$",
        "%",
        "\\",
        "\\$",
        "\\${x}",
        "a$",
        "a$$",
        "$$${x}",
        "$${",
        "$${x}",
        "%%{",
        "%%%{ if x }",
        "${",
        "%{",
        "$%{",
        "%${x}",
        "${\"${x}\"}",
        "${aws_vpc.main.id}",
        "\"",
        "\\\"",
        "\\n",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\u{1}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{200d}",
        "\\u0041",
        "<<EOT\nx\nEOT\n",
        "{{x}}",
        "&lt;",
        "'",
        "`",
        "#",
        "//",
        "/*",
        "Ö",
        "漢字",
        "🦀",
        "👩\u{200d}👩\u{200d}👧",
        "\u{10ffff}",
        "\u{ffff}",
        " ",
        "  a  ",
    ];
    // Latin 1 for the odd character: Terraform normalizes texts to NFC, as these are.
    let generated = text(prop::char::range('\u{1}', '\u{ff}'));
    let mut runner = TestRunner::deterministic();
    let mut generate = || {
        generated
            .new_tree(&mut runner)
            .expect("a text can be generated")
            .current()
    };
    known
        .map(str::to_owned)
        .into_iter()
        .chain((0..250).map(|_| generate()))
        .collect()
}

/// The line of a manifest that gives `web` an environment variable.
fn variable_line(name: &str, value: &str) -> String {
    format!(
        "service.web.environment.{name} = {}\n",
        toml_template(value)
    )
}

fn without_control(text: &str) -> String {
    text.replace(char::is_control, "")
}

fn is_refused_tag(key: &str) -> bool {
    let own = ["environment", "managedby", "name", "project"];
    is_of_aws(key) || own.contains(&key.to_lowercase().as_str())
}

fn is_of_aws(text: &str) -> bool {
    text.starts_with("aws:") || text.starts_with("rds:")
}

/// Reads any text as a manifest: it becomes sound files or a report that can be printed.
#[track_caller]
fn check(manifest: &str) {
    let source = SourceFile::new("stack.toml", manifest);
    match try_synth(manifest) {
        Ok(files) => assert_sound(&files),
        // Its text, which has no byte order mark.
        Err(report) => assert_printable(&report, source.text()),
    }
}
