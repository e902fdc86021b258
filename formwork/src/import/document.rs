//! The text of a `stack.toml`.

use std::fmt::Write as _;

use super::item::{Item, Member};

/// The longest line that a table or an array is put on.
const LINE: usize = 100;

/// A table with its header, and the comments above it.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// The keys of the header: `resource`, the type, the name.
    pub(super) path: Vec<String>,
    /// Whether it is one item of an array: `[[import]]`.
    pub(super) is_item: bool,
    pub(super) members: Vec<Member>,
    pub(super) above: Vec<String>,
    /// The comments at the end of the file that it came from, if it was the last there.
    pub(super) below: Vec<String>,
    /// The name of the file that it came from, if it was the first there.
    pub(super) heading: Option<String>,
}

impl Section {
    pub(super) fn new<'a>(path: impl IntoIterator<Item = &'a str>, members: Vec<Member>) -> Self {
        Self {
            path: path.into_iter().map(str::to_owned).collect(),
            is_item: false,
            members,
            above: Vec::new(),
            below: Vec::new(),
            heading: None,
        }
    }

    /// The address of the block that it is, if it is a raw block with one.
    pub(super) fn address(&self) -> Option<String> {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["resource", of_type, name] => Some(format!("{of_type}.{name}")),
            ["data" | "output", ..] => Some(path.join(".")),
            _ => None,
        }
    }

    /// All comments above it and in it.
    pub(super) fn comments(&self) -> Vec<String> {
        let mut all = self.above.clone();
        for member in &self.members {
            add_comments(member, &mut all);
        }
        all
    }
}

fn add_comments(member: &Member, all: &mut Vec<String>) {
    all.extend(member.above.iter().chain(&member.behind).cloned());
    add_comments_in(&member.item, all);
}

fn add_comments_in(item: &Item, all: &mut Vec<String>) {
    match item {
        Item::List(items) => items.iter().for_each(|item| add_comments_in(item, all)),
        Item::Table(members) => members.iter().for_each(|it| add_comments(it, all)),
        _ => {}
    }
}

/// The text of all sections.
pub(super) fn text(heading: &[&str], sections: &[Section]) -> String {
    let mut text = String::new();
    comment(&mut text, heading);
    for section in sections {
        if let Some(heading) = &section.heading {
            let _ = write!(text, "\n# {heading}\n");
        }
        let path: Vec<&str> = section.path.iter().map(String::as_str).collect();
        table(
            &mut text,
            &path,
            section.is_item,
            &section.members,
            &section.above,
        );
        if !section.below.is_empty() {
            text.push('\n');
            comment(&mut text, &section.below);
        }
    }
    text
}

/// A table: what stands on a line each, then the tables in it.
fn table(text: &mut String, path: &[&str], is_item: bool, members: &[Member], above: &[String]) {
    let (below, lines): (Vec<&Member>, Vec<&Member>) =
        members.iter().partition(|member| is_section(member));
    let is_needed = is_item || !lines.is_empty() || below.is_empty() || !above.is_empty();
    if is_needed {
        text.push('\n');
        comment(text, above);
        let header = path
            .iter()
            .map(|name| key(name))
            .collect::<Vec<_>>()
            .join(".");
        let header = if is_item {
            format!("[[{header}]]\n")
        } else {
            format!("[{header}]\n")
        };
        text.push_str(&header);
    }
    for member in lines {
        line(text, member);
    }
    for member in below {
        let path: Vec<&str> = path.iter().copied().chain([member.name.as_str()]).collect();
        let mut above = member.above.as_slice();
        match &member.item {
            Item::Table(members) => table(text, &path, false, members, above),
            Item::List(items) => {
                for members in items.iter().filter_map(Item::members) {
                    table(text, &path, true, members, above);
                    above = &[];
                }
            }
            _ => {}
        }
    }
}

fn comment(text: &mut String, lines: &[impl AsRef<str>]) {
    for line in lines {
        let line = format!("# {}", line.as_ref());
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

fn line(text: &mut String, member: &Member) {
    comment(text, &member.above);
    let name = key(&member.name);
    let value = match &member.item {
        Item::Text(text) => string(text),
        Item::List(items) => list(name.len(), items),
        item => inline(item),
    };
    match &member.behind {
        Some(behind) if value.contains('\n') => {
            comment(text, &[behind]);
            let _ = writeln!(text, "{name} = {value}");
        }
        Some(behind) => {
            let _ = writeln!(text, "{name} = {value} # {behind}");
        }
        None => {
            let _ = writeln!(text, "{name} = {value}");
        }
    }
}

/// Whether a table, or an array of tables, takes headers of its own.
fn is_section(member: &Member) -> bool {
    let is_table = match &member.item {
        Item::Table(_) => true,
        Item::List(items) => !items.is_empty() && items.iter().all(|it| it.members().is_some()),
        _ => false,
    };
    is_table && {
        let is_long = || key(&member.name).len() + " = ".len() + inline(&member.item).len() > LINE;
        member.item.has_comments() || has_lines(&member.item) || is_long()
    }
}

/// Whether a text in it has several lines.
fn has_lines(item: &Item) -> bool {
    match item {
        Item::Text(text) => text.contains('\n'),
        Item::List(items) => items.iter().any(has_lines),
        Item::Table(members) => members.iter().any(|member| has_lines(&member.item)),
        _ => false,
    }
}

/// A list on one line, or with a line for each item.
fn list(indentation: usize, items: &[Item]) -> String {
    let line = inline_list(items);
    if indentation + " = ".len() + line.len() <= LINE && !items.iter().any(has_lines) {
        return line;
    }
    let mut text = String::from("[\n");
    for item in items {
        let value = match item {
            Item::Text(text) => string(text),
            item => inline(item),
        };
        let _ = writeln!(text, "  {value},");
    }
    text + "]"
}

fn inline(item: &Item) -> String {
    match item {
        Item::Text(text) => string_on_line(text),
        Item::Integer(number) => number.to_string(),
        Item::Float(number) => format!("{number:?}"),
        Item::Bool(value) => value.to_string(),
        Item::List(items) => inline_list(items),
        Item::Table(members) if members.is_empty() => "{}".to_owned(),
        Item::Table(members) => {
            let members = members.iter();
            let members = members.map(|it| format!("{} = {}", key(&it.name), inline(&it.item)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

fn inline_list(items: &[Item]) -> String {
    format!(
        "[{}]",
        items.iter().map(inline).collect::<Vec<_>>().join(", ")
    )
}

/// A key, in quotes where TOML wants them.
fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(is_bare) {
        return name.to_owned();
    }
    string_on_line(name)
}

/// A string, on several lines if its text has them.
fn string(text: &str) -> String {
    let is_plain = |c: char| !c.is_control() || c == '\n' || c == '\t';
    let is_literal = !text.contains("'''") && !text.ends_with('\'');
    if !text.contains('\n') || !text.chars().all(is_plain) || !is_literal {
        return string_on_line(text);
    }
    // TOML leaves out a line break right behind the quotes.
    let start = if text.starts_with("${") { "" } else { "\n" };
    format!("'''{start}{text}'''")
}

fn string_on_line(text: &str) -> String {
    let is_escaped = |c: char| c.is_control() || c == '"' || c == '\\';
    if !text.contains(is_escaped) {
        return format!("\"{text}\"");
    }
    if !text.contains(|c: char| c == '\'' || c.is_control()) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
