//! What the properties are tried with.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::manifests::RICH;

/// A text with much that has a meaning in HCL, TOML, Handlebars or a terminal, and some `other`
/// characters. Without NUL, which no environment variable holds, and `://`, which may look like a
/// URL with a password.
pub(crate) fn text(other: impl Strategy<Value = char> + 'static) -> impl Strategy<Value = String> {
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

/// A text of the characters that AWS allows in tags.
pub(crate) fn tag_text(most: usize) -> impl Strategy<Value = String> {
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

/// A table of a raw block, with keys and values that may be right.
pub(crate) fn raw_block() -> impl Strategy<Value = String> {
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

/// A piece of a manifest, of TOML, or neither.
pub(crate) fn toml_piece() -> impl Strategy<Value = &'static str> {
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
pub(crate) enum Edit {
    RemoveLine(usize),
    RepeatLine(usize, usize),
    SwapValues(usize, usize),
    SetValue(usize, &'static str),
    Insert(usize, String),
    Truncate(usize),
}

pub(crate) fn edit() -> impl Strategy<Value = Edit> {
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
    pub(crate) fn apply(&self, text: &str) -> String {
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
