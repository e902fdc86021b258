//! What holds for any text and any stack, tried with generated ones.
//!
//! `PROPTEST_CASES` sets the number of cases. A failure prints the smallest input that fails:
//! make a test or a file of `tests/invalid` of it, there is no file of old failures.

mod common;
mod stacks;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use formwork::{Report, SourceFile};
use hcl_edit::expr::{Expression, ObjectKey, ObjectValue};
use hcl_edit::structure::{Attribute, Block, Body};
use hcl_edit::visit::{self, Visit};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tempfile::TempDir;

use common::{Files, RICH, has_terraform, run, synth, terraform, try_synth, variable, write};
use stacks::{any_stack, toml_string};

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
            toml_string(&tag), toml_string(&tag_value), toml_string(&prefix), toml_string(&state_key),
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

/// A text with much that has a meaning in HCL, TOML, Handlebars or a terminal, and some `other`
/// characters. Without NUL, which no environment variable holds, and `://`, which may look like a
/// URL with a password.
fn text(other: impl Strategy<Value = char> + 'static) -> impl Strategy<Value = String> {
    let meaningful = select(vec![
        "${",
        "%{",
        "$${",
        "%%{",
        "$",
        "%",
        "{",
        "}",
        "~}",
        "\"",
        "\\",
        "\\\"",
        "\\n",
        "\\u0041",
        "\n",
        "\r\n",
        "\t",
        "'''",
        "\"\"\"",
        "${aws_vpc.main.id}",
        "<<EOT\n",
        "#",
        "/*",
        "{{x}}",
        "{{{",
        "&quot;",
        "=",
        "a",
        " ",
        "[",
        "]",
    ]);
    let strange = select(vec![
        "ü",
        "漢",
        "🦀",
        "👩\u{200d}👩\u{200d}👧",
        "\u{2028}",
        "\u{feff}",
        "\u{202e}",
        "\u{1b}[31m",
    ]);
    let control = prop_oneof![
        prop::char::range('\u{1}', '\u{1f}'),
        prop::char::range('\u{7f}', '\u{9f}')
    ];
    let piece = prop_oneof![
        8 => meaningful.prop_map(str::to_owned),
        2 => strange.prop_map(str::to_owned),
        1 => control.prop_map(String::from),
        2 => other.prop_map(String::from),
    ];
    let text = vec(piece, 0..10).prop_map(|pieces| pieces.concat().replace('\0', ""));
    text.prop_filter("may look like a secret", |text| !text.contains("://"))
}

/// A table of a raw block, with keys and values that may be right.
fn raw_block() -> impl Strategy<Value = String> {
    let header = select(vec![
        "[resource.aws_sqs_queue.jobs]",
        "[resource.aws_s3_bucket.files]",
        "[resource.aws_security_group.extra]",
        "[resource.aws_dynamodb_table.sessions]",
        "[resource.aws_lb_listener_rule.extra]",
        "[data.aws_iam_policy_document.jobs]",
        "[data.aws_region.here]",
        "[resource.random_pet.name]",
        "[resource.aws_nothing.at_all]",
        "[module.queue]",
        "[output.x]",
        "[variable.y]",
        "[locals]",
        "[provider_alias.west]",
        "[override.aws_lb.main]",
        "[override.aws_lb_target_group.web.health_check]",
        "[override.aws_ecs_service.web]",
        "[[override.aws_ecs_cluster.main.setting]]",
        "[[import]]",
        "[[removed]]",
    ]);
    let line = (raw_key(), raw_value()).prop_map(|(key, value)| format!("{key} = {value}\n"));
    let lines = vec(line, 0..5).prop_map(|mut lines| {
        // A key may stand once in a table.
        let key = |line: &String| line.split(['.', ' ']).next().unwrap_or_default().to_owned();
        lines.sort_by_key(key);
        lines.dedup_by_key(|line| key(line));
        lines.concat()
    });
    (header, lines).prop_map(|(header, lines)| format!("{header}\n{lines}"))
}

fn raw_key() -> impl Strategy<Value = &'static str> {
    select(vec![
        "name",
        "arn",
        "tags",
        "tags.Name",
        "policy",
        "count",
        "for_each",
        "provider",
        "depends_on",
        "lifecycle",
        "lifecycle.ignore_changes",
        "dynamic.rule",
        "rule",
        "statement",
        "attribute",
        "condition",
        "action",
        "value",
        "type",
        "default",
        "validation",
        "sensitive",
        "source",
        "region",
        "to",
        "from",
        "id",
        "remove",
        "renamed_from",
        "timeouts",
        "path",
        "bucket",
        "\"a b\"",
        "idle_timeout",
        "default_tags",
        "destroy",
        "load_balancer",
    ])
}

fn raw_value() -> impl Strategy<Value = String> {
    let plain = select(vec![
        "5",
        "-1.5",
        "1e300",
        "true",
        "\"text\"",
        "'${aws_sqs_queue.jobs.arn}'",
        "'${local.x}'",
        "'a-${var.y}'",
        "'${aws_vpc.main.id}'",
        "'${'",
        "'%{ if true }a%{ endif }'",
        "'$${x}'",
        "'${jsonencode({ a = [1, null] })}'",
        "'${[for x in [1] : x]}'",
        "'aws_lb.main'",
        "'list(string)'",
        "'${nothing()}'",
        "\"${1 +\\n2}\"",
        "'${{}}'",
        "'${aws_sqs_queue.jobs[*].arn}'",
        "'${each.value}'",
        "'${data.aws_region.here.name}'",
        "'${module.queue.url}'",
        "'aws.west'",
        "\"\\u0000\"",
        "2020-01-01",
        "inf",
        "\"${<<EOT\\nx\\nEOT\\n}\"",
        "\"${1 # one\\n}\"",
        "'${x ? 1 : 2}'",
    ])
    .prop_map(str::to_owned);
    plain.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            (raw_key(), inner.clone()).prop_map(|(key, value)| format!("{{ {key} = {value} }}")),
            (raw_key(), inner).prop_map(|(key, value)| format!("[{{ {key} = {value} }}]")),
        ]
    })
}

/// The line of a manifest that gives `web` an environment variable.
fn variable_line(name: &str, value: &str) -> String {
    format!("service.web.environment.{name} = {}\n", toml_string(value))
}

fn without_control(text: &str) -> String {
    text.replace(char::is_control, "")
}

/// A text of the characters that AWS allows in tags.
fn tag_text(most: usize) -> impl Strategy<Value = String> {
    let range = prop::char::range;
    let letter = prop_oneof![
        range('a', 'z'),
        range('0', '9'),
        range('À', 'ʯ'),
        range('一', '龥')
    ]
    .prop_filter("no letter", |c| c.is_alphanumeric());
    let other = select("_.:/=+-@ \u{a0}\u{2003}".chars().collect::<Vec<_>>());
    vec(prop_oneof![letter, other], 0..most).prop_map(String::from_iter)
}

fn is_refused_tag(key: &str) -> bool {
    let own = ["environment", "managedby", "name", "project"];
    is_of_aws(key) || own.contains(&key.to_lowercase().as_str())
}

fn is_of_aws(text: &str) -> bool {
    text.starts_with("aws:") || text.starts_with("rds:")
}

/// A piece of a manifest, of TOML, or neither.
fn toml_piece() -> impl Strategy<Value = &'static str> {
    select(vec![
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ".",
        ",",
        "\n",
        "\r\n",
        "\r",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "\\",
        "#",
        " ",
        "\t",
        "stack",
        "name",
        "service",
        "web",
        "image",
        "grants",
        "bucket",
        "expire",
        "database",
        "network",
        "domain",
        "[stack]\nname = \"shop\"\n",
        "[service.web]\nimage = \"nginx:1\"\n",
        "true",
        "1",
        "-1",
        "0x1F",
        "1_000",
        "99999999999999999999",
        "1e400",
        "nan",
        "2026-11-22",
        "07:32:00",
        "\"shop\"",
        "[]",
        "{}",
        "ü",
        "🦀",
        "\u{0}",
        "\u{feff}",
        "\u{1b}",
    ])
}

/// One way to mangle a text; numbers count lines or characters from the start, around the end.
#[derive(Debug, Clone)]
enum Edit {
    RemoveLine(usize),
    RepeatLine(usize, usize),
    SwapValues(usize, usize),
    SetValue(usize, &'static str),
    Insert(usize, String),
    Truncate(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = || 0..RICH.len();
    prop_oneof![
        place().prop_map(Edit::RemoveLine),
        (place(), place()).prop_map(|(from, to)| Edit::RepeatLine(from, to)),
        (place(), place()).prop_map(|(a, b)| Edit::SwapValues(a, b)),
        (place(), toml_piece()).prop_map(|(line, value)| Edit::SetValue(line, value)),
        (place(), text(any::<char>())).prop_map(|(at, text)| Edit::Insert(at, text)),
        place().prop_map(Edit::Truncate),
    ]
}

impl Edit {
    fn apply(&self, text: &str) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let count = lines.len().max(1);
        let character = |index: usize| {
            text.char_indices()
                .nth(index % text.len().max(1))
                .map_or(text.len(), |(at, _)| at)
        };
        match self {
            _ if lines.is_empty() => {}
            Self::Insert(at, piece) => {
                return text[..character(*at)].to_owned() + piece + &text[character(*at)..];
            }
            Self::Truncate(at) => return text[..character(*at)].to_owned(),
            Self::RemoveLine(line) => drop(lines.remove(line % count)),
            Self::RepeatLine(from, to) => lines.insert(to % count, lines[from % count].clone()),
            Self::SetValue(line, value) => set_value(&mut lines[line % count], value),
            Self::SwapValues(a, b) => {
                let [first, second] = [a, b].map(|line| lines[line % count].clone());
                set_value(
                    &mut lines[a % count],
                    second.split_once(" = ").map_or("", |(_, value)| value),
                );
                set_value(
                    &mut lines[b % count],
                    first.split_once(" = ").map_or("", |(_, value)| value),
                );
            }
        }
        lines.join("\n")
    }
}

fn set_value(line: &mut String, value: &str) {
    if let Some((key, _)) = line.split_once(" = ") {
        *line = format!("{key} = {value}");
    }
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

#[track_caller]
fn assert_printable(report: &Report, manifest: &str) {
    assert!(
        !report.problems().is_empty(),
        "refused without a reason:\n{manifest}"
    );
    assert!(
        report.to_string().ends_with("; nothing was written\n"),
        "{report}"
    );
    for headline in report.headlines() {
        assert!(headline.starts_with("stack.toml:"), "{headline:?}");
        assert!(
            !headline.contains(char::is_control),
            "{headline:?} has a control character"
        );
    }
    for problem in report.problems() {
        assert!(
            manifest.get(problem.span()).is_some(),
            "{:?} does not lie in the manifest",
            problem.span()
        );
        assert!(
            problem.help_text().is_none_or(|help| !help.is_empty()),
            "{problem:?}"
        );
    }
}

/// The files parse, are formatted, and declare each address once.
#[track_caller]
fn assert_sound(files: &Files) {
    let mut addresses = BTreeSet::new();
    let is_hcl = |name: &str| {
        Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "tf")
    };
    for (name, text) in files.iter().filter(|(name, _)| is_hcl(name)) {
        assert_eq!(&formwork::hcl::format(text), text, "{name}");
        for block in parse(text).blocks() {
            for address in declared(block) {
                assert!(
                    addresses.insert(address.clone()),
                    "{name} declares {address} again"
                );
            }
        }
    }
    let modules = files.iter().filter(|(name, _)| is_hcl(name));
    let modules = modules.map(|(name, text)| (name.as_str(), text.as_str()));
    let findings = formwork::check_hcl(modules).unwrap_or_else(|bug| panic!("{bug}"));
    let wrong: Vec<_> = findings.iter().filter(|found| !found.is_note).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    for (name, text) in files {
        assert!(
            text.ends_with('\n') && !text.ends_with("\n\n"),
            "end of {name}"
        );
        assert!(
            !text.contains(" \n"),
            "blanks at the end of a line of {name}"
        );
    }
}

#[track_caller]
fn parse(text: &str) -> Body {
    hcl_edit::parser::parse_body(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What no second block of the stack may declare.
fn declared(block: &Block) -> Vec<String> {
    match block.ident.as_str() {
        "locals" => block
            .body
            .attributes()
            .map(|local| format!("local {}", local.key.as_str()))
            .collect(),
        "moved" | "import" | "removed" => Vec::new(),
        kind => {
            let labels = block.labels.iter();
            let address = labels.fold(kind.to_owned(), |address, label| {
                address + " " + label.as_str()
            });
            // One configuration of a provider beside another.
            let alias = block.body.get_attribute("alias");
            let alias = alias.and_then(|alias| alias.value.as_str());
            vec![address + " " + alias.unwrap_or_default()]
        }
    }
}

/// The strings of a file and the keys that they are the values of, in the order of the file.
fn texts(file: &str) -> Vec<(String, String)> {
    let mut texts = Texts::default();
    texts.visit_body(&parse(file));
    texts.0
}

#[derive(Default)]
struct Texts(Vec<(String, String)>);

impl Texts {
    fn add(&mut self, key: &str, value: &Expression) {
        self.0
            .extend(value.as_str().map(|text| (key.to_owned(), text.to_owned())));
    }
}

impl Visit for Texts {
    fn visit_attr(&mut self, attribute: &Attribute) {
        self.add(attribute.key.as_str(), &attribute.value);
        visit::visit_attr(self, attribute);
    }

    fn visit_object_item(&mut self, key: &ObjectKey, value: &ObjectValue) {
        let key = match key {
            ObjectKey::Ident(key) => Some(key.as_str()),
            ObjectKey::Expression(key) => key.as_str(),
        };
        self.add(key.unwrap_or_default(), value.expr());
        visit::visit_object_value(self, value);
    }
}
