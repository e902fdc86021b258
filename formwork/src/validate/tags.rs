//! `stack.tags`: what every resource carries beside formwork's own tags; and what those are called.

use std::collections::BTreeMap;

use crate::kind::Problems;
use crate::manifest::{Field, Key, Stack, Text};
use crate::problem::{Code, Problem};
use crate::stack::TagNames;
use crate::written::Written;

/// The tag that formwork sets on each resource, whatever the others are called.
const NAME: &str = "Name";

/// The tags of a resource (AWS General Reference, "Tag naming limits and requirements").
const MAX_TAGS: usize = 50;
const MAX_KEY: usize = 128;
const MAX_VALUE: usize = 256;

/// What formwork's own tags are called; a name that does not hold has a problem.
pub(super) fn names(section: &Stack, problems: &mut Problems) -> TagNames {
    let names = &section.tag_names;
    let [project, environment, managed_by] = [
        (&names.project, &[][..]),
        (&names.environment, &[&names.project][..]),
        (&names.managed_by, &[&names.project, &names.environment][..]),
    ]
    .map(|(field, before)| problems.keep(tag_name(field, before)).flatten());
    TagNames {
        project,
        environment,
        managed_by,
    }
}

/// The key of a tag of formwork's, or none for an empty text.
fn tag_name(field: &Field<String>, before: &[&Field<String>]) -> Result<Option<String>, Problem> {
    let text = field.get();
    let is_same = |other: &str| other.eq_ignore_ascii_case(text);
    let (what, label, help) = if text.is_empty() {
        return Ok(None);
    } else if let Some(fault) = fault_of_key(text) {
        fault
    } else if is_same(NAME) {
        let help = "take another name: each resource has its own in this tag".to_owned();
        ("is set on each resource", "set twice", help)
    } else if before.iter().any(|other| is_same(other.get())) {
        let help = "give each of the tags another name, or leave one out by `\"\"`".to_owned();
        ("is named twice", "named again", help)
    } else {
        return Ok(Some(text.clone()));
    };
    let message = format!("the tag `{text}` {what}");
    Err(Problem::new(Code::InvalidTag, message)
        .at(field.span_or(&(0..0)), label)
        .help(help))
}

/// The tags that can be read; each of the others has a problem.
pub(super) fn tags(
    section: &Stack,
    names: &TagNames,
    problems: &mut Problems,
) -> BTreeMap<String, Written> {
    problems.extend(too_many(section, names));
    problems.extend(same_key(section));
    let mut tags = BTreeMap::new();
    for (key, value) in &section.tags {
        let name = problems.keep(tag_key(key, names));
        let value = problems.keep(tag_value(key, value));
        tags.extend(name.zip(value));
    }
    tags
}

/// The tags that formwork sets, and where their values come from.
fn own(names: &TagNames) -> Vec<(&str, &'static str)> {
    let own = [
        (&names.project, "it is `stack.name`"),
        (&names.environment, "it is `stack.environment`"),
        (&names.managed_by, "formwork fills it in"),
    ];
    let own = own
        .into_iter()
        .filter_map(|(name, source)| Some((name.as_deref()?, source)));
    own.chain([(NAME, "formwork fills it in")]).collect()
}

fn too_many(section: &Stack, names: &TagNames) -> Option<Problem> {
    let room = MAX_TAGS - own(names).len();
    let first_too_many = section.tags.keys().nth(room)?;
    let message = format!(
        "{} tags are too many, a resource has room for {room} beside formwork's own",
        section.tags.len()
    );
    Some(
        Problem::new(Code::InvalidTag, message)
            .at(first_too_many.span(), "one too many")
            .help(format!("keep {room} tags")),
    )
}

/// The keys of IAM's tags are not case-sensitive (IAM user guide, "Tags for AWS Identity and
/// Access Management resources"), and the roles of a stack carry all of them.
fn same_key(section: &Stack) -> Vec<Problem> {
    let mut seen: BTreeMap<String, &Key> = BTreeMap::new();
    let mut problems = Vec::new();
    for key in section.tags.keys() {
        if let Some(other) = seen.insert(key.get().to_lowercase(), key) {
            let message = format!(
                "the tags `{}` and `{}` differ only in case, which IAM does not tell apart",
                other.get(),
                key.get()
            );
            problems.push(
                Problem::new(Code::InvalidTag, message)
                    .at(key.span(), "this tag")
                    .at(other.span(), "and this one")
                    .help("remove one of them"),
            );
        }
    }
    problems
}

fn tag_key(key: &Key, names: &TagNames) -> Result<String, Problem> {
    let text = key.get();
    let own = own(names);
    let same = own.iter().find(|(own, _)| own.eq_ignore_ascii_case(text));
    let (what, label, help) = if let Some(fault) = fault_of_key(text) {
        fault
    } else if let Some((_, source)) = same {
        let help = format!("remove it: {source}");
        ("is set by formwork", "set twice", help)
    } else {
        return Ok(text.clone());
    };
    Err(
        Problem::new(Code::InvalidTag, format!("the tag `{text}` {what}"))
            .at(key.span(), label)
            .help(help),
    )
}

/// Why AWS takes no tag of this key: what is wrong, a label and a help.
fn fault_of_key(text: &str) -> Option<(&'static str, &'static str, String)> {
    if text.is_empty() || text.chars().count() > MAX_KEY || !text.chars().all(is_allowed) {
        let help = "use 1 to 128 letters, digits, spaces and `_ . : / = + - @`".to_owned();
        return Some(("is not a key that AWS accepts", "of the wrong form", help));
    }
    let prefix = reserved_prefix(text)?;
    let help = format!("start with another word than `{prefix}`");
    Some(("belongs to AWS", "a reserved prefix", help))
}

/// What AWS takes, as far as the value is known; of a value that Terraform computes, pieces are.
fn tag_value(key: &Key, value: &Field<Text>) -> Result<Written, Problem> {
    let written = Written::parse(value, &key.span())?;
    if let Some(address) = written.references().iter().find(|to| !is_early(to)) {
        return Err(too_late(key, address, &written));
    }
    if let Some(prefix) = written.start().and_then(reserved_prefix) {
        let message = format!("the value of the tag `{}` belongs to AWS", key.get());
        return Err(Problem::new(Code::InvalidTag, message)
            .at(written.place(), "a reserved prefix")
            .help(format!("start with another word than `{prefix}`")));
    }
    let known: usize = written.literals().map(|piece| piece.chars().count()).sum();
    if known <= MAX_VALUE
        && written
            .literals()
            .all(|piece| piece.chars().all(is_allowed))
    {
        return Ok(written);
    }
    Err(Problem::new(
        Code::InvalidTag,
        format!(
            "the value of the tag `{}` is not one that AWS accepts",
            key.get()
        ),
    )
    .at(written.place(), "of the wrong form")
    .help("use at most 256 letters, digits, spaces and `_ . : / = + - @`"))
}

/// Whether an address is known before there is any resource: the provider, which has the tags, comes
/// before them all.
fn is_early(address: &str) -> bool {
    let (root, _) = address.split_once('.').unwrap_or((address, ""));
    matches!(root, "var" | "local" | "path" | "terraform")
}

fn too_late(key: &Key, address: &str, written: &Written) -> Problem {
    let message = format!(
        "the tag `{}` refers to `{address}`, which is made after its provider has its tags",
        key.get()
    );
    Problem::new(Code::ReferenceCycle, message)
        .at(written.place(), "closes a circle")
        .help("refer to variables and to what follows from them, such as `${var.owner}`")
}

/// What RDS keeps for AWS, in keys as in values, and nobody may use who has a database (Amazon RDS API,
/// `Tag`).
fn reserved_prefix(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    ["aws:", "rds:"]
        .into_iter()
        .find(|prefix| text.starts_with(prefix))
}

fn is_allowed(c: char) -> bool {
    c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
}
