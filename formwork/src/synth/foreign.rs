//! Kinds of other crates. That formwork's own kinds hold for every stack is proven by its tests; of
//! others nobody knows, so each stack that has an entry of one proves it again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hcl_edit::structure::Body;

use super::Made;
use crate::bug::Bug;
use crate::check::Finding;
use crate::hcl::syntax::{parse_body, parse_expression};
use crate::kind::{AnyKind, Entry, File, Origin, faulty};
use crate::names::LogicalId;
use crate::problem::Problem;
use crate::stack::Stack;
use crate::verify;

/// The file of the check that has what kinds say in expressions. No file of `hcl-out/` has this name.
const EXPRESSIONS: &str = "(expressions of kinds)";

/// Whether a stack has an entry of a kind that is not ours.
pub(super) fn is_any(stack: &Stack) -> bool {
    entries(stack).next().is_some()
}

fn entries(stack: &Stack) -> impl Iterator<Item = Entry<'_>> {
    let entries = stack.entries.iter();
    entries.filter(|entry| entry.kind.is_foreign())
}

/// The problem of the crate whose kind made what a bug was found in, if one did.
pub(super) fn fault_of_bug(stack: &Stack, bug: &Bug) -> Option<Problem> {
    let maker = bug.maker()?;
    let mut kinds = stack.entries.by_kind().map(|(kind, _)| kind);
    let kind = kinds.find(|kind| kind.table() == maker.table)?;
    let what = format!("makes what cannot be written: {}", bug.summary());
    let fault = faulty(
        kind,
        what,
        "correct the template, or the view that it shows",
    );
    let id = maker.id.as_deref().and_then(|id| stack.entries.named(id));
    Some(match id {
        Some(entry) => stack.at_origin(fault, &Origin::Entry(maker.table, entry.id.clone())),
        None => fault,
    })
}

/// What is wrong with entries before anything is rendered.
pub(super) fn check_entries(stack: &Stack) -> Vec<Problem> {
    let entries = entries(stack);
    let of_entry = |entry| {
        let expressions = expressions_of(stack, entry);
        let malformed = expressions.into_iter().filter_map(|it| it.malformed());
        let mut found: Vec<Problem> = malformed.collect();
        found.extend(unknown_resources(stack, entry));
        found.extend(edges_to_nobody(entry));
        found.extend(broken_rows(stack, entry));
        let origin = Origin::Entry(entry.kind.table(), entry.id.clone());
        let found = found.into_iter();
        found
            .map(|problem| stack.at_origin(problem, &origin))
            .collect::<Vec<_>>()
    };
    entries.flat_map(of_entry).collect()
}

/// Permissions on what the kind does not name, and two resources of one name.
fn unknown_resources(stack: &Stack, entry: Entry<'_>) -> Vec<Problem> {
    let kind = entry.kind;
    let resources = kind.resources(&stack.target(kind, entry.id));
    let names: Vec<&str> = resources.iter().map(|resource| resource.name).collect();
    let mut found = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            let what = format!("has the resource `{name}` twice in `resources`");
            found.push(faulty(kind, what, "take one away"));
        }
    }
    for operation in kind.operations() {
        let on = operation.permissions.iter().map(|permission| permission.on);
        for on in on.filter(|on| !names.contains(on)) {
            let word = operation.word;
            let what =
                format!("allows `{word}` on the resource `{on}`, which `resources` does not give");
            found.push(faulty(kind, what, "give it there, with its ARN"));
        }
    }
    found
}

/// Operations that connect to an entry which does not listen.
fn edges_to_nobody(entry: Entry<'_>) -> Vec<Problem> {
    let (kind, id) = (entry.kind, entry.id);
    if entry.listens().is_some() {
        return Vec::new();
    }
    let operations = kind.operations().iter();
    let connecting = operations.filter(|operation| operation.connects);
    let fault = |operation: &crate::kind::Operation| {
        let word = operation.word;
        let what = format!("lets `{word}` connect to `{id}`, which does not listen");
        let mend = "answer `listens` with a port and a security group, or connect to nothing";
        faulty(kind, what, mend)
    };
    connecting.map(fault).collect()
}

/// What is no cell of a table in hcl-out/README.md.
fn broken_rows(stack: &Stack, entry: Entry<'_>) -> Vec<Problem> {
    let (kind, id) = (entry.kind, entry.id);
    let is_broken = |text: &str| text.contains('|') || text.contains(char::is_control);
    let fault = |what: String| {
        let what = format!("has {what} of `{id}` that is not one line");
        faulty(kind, what, "give it one line without `|`")
    };
    let summary = is_broken(&entry.summary()).then(|| fault("a summary".to_owned()));
    let resources = kind.resources(&stack.target(kind, id)).into_iter();
    let titles = resources.filter(|resource| is_broken(&resource.title));
    let titles = titles.map(|resource| fault(format!("a title of `{}`", resource.name)));
    let carries = entry.listens().filter(|listens| is_broken(listens.carries));
    let carries = carries.map(|_| fault("what goes over connections".to_owned()));
    summary.into_iter().chain(titles).chain(carries).collect()
}

/// What is wrong with the names of files.
pub(super) fn check_files(stack: &Stack, files: &[File]) -> Vec<Problem> {
    let mut seen: BTreeMap<&str, &File> = BTreeMap::new();
    let mut found = Vec::new();
    for file in files {
        let first = seen.insert(&file.name, file);
        if let Some(kind) = file.foreign()
            && !is_file_name(&file.name)
        {
            let what = format!(
                "makes the file `{}`, which Terraform would not read",
                file.name
            );
            let mend = "use lower-case letters, digits, `_` and `-`, and `.tf` at the end, no directory, \
                and no end that Terraform takes for overrides";
            found.push(stack.at_origin(faulty(kind, what, mend), &file.origin));
        }
        let twice = first.and_then(|first| [file, first].into_iter().find_map(of_foreign));
        if let Some((kind, file)) = twice {
            let what = format!("makes the file `{}`, which is there already", file.name);
            let mend = "start its name with the table and the id of the entry";
            found.push(stack.at_origin(faulty(kind, what, mend), &file.origin));
        }
    }
    found
}

fn of_foreign(file: &File) -> Option<(&'static dyn AnyKind, &File)> {
    Some((file.foreign()?, file))
}

/// Whether Terraform reads a file as part of the module, on every file system. (Terraform, "Override
/// files": what ends so changes other files.)
fn is_file_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".tf") else {
        return false;
    };
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c);
    let is_override = stem == "override" || stem.ends_with("_override");
    !stem.is_empty() && stem.chars().all(is_plain) && !stem.starts_with('.') && !is_override
}

/// Something that a kind says in an expression, to be placed in files that are not its own.
struct Expression {
    kind: &'static dyn AnyKind,
    id: LogicalId,
    /// What it is, as part of a sentence.
    what: String,
    text: String,
    /// The address that has it for a value, if one has.
    address: Option<String>,
}

impl Expression {
    /// The problem of a text that is no expression, or not one that can stand in a list.
    fn malformed(&self) -> Option<Problem> {
        let Self {
            kind,
            id,
            what,
            text,
            ..
        } = self;
        let message = match parse_expression(text) {
            Err(error) => error.message,
            Ok(_) if parse_body(&format!("x = [{text}, 1]\n")).is_err() => {
                "it does not end where the text does".to_owned()
            }
            Ok(_) => return None,
        };
        let message = message.lines().next().unwrap_or_default();
        let what = format!("gives `{id}` {what} that is no expression of HCL: `{text}`: {message}");
        Some(faulty(
            *kind,
            what,
            "give an expression, such as `aws_s3_bucket.uploads.arn`",
        ))
    }
}

/// What the kind of an entry says of it to others.
fn expressions_of(stack: &Stack, entry: Entry<'_>) -> Vec<Expression> {
    let (kind, id) = (entry.kind, entry.id);
    let target = stack.target(kind, id);
    let expression = |what: String, text: String, address| Expression {
        kind,
        id: id.clone(),
        what,
        text,
        address,
    };
    let facts = kind.facts().iter().map(|fact| {
        let what = format!("the fact `{}`", fact.name);
        expression(what, (fact.value)(&target), None)
    });
    let outputs = kind.outputs().iter().map(|output| {
        let what = format!("the output `{}`", output.name);
        let address = format!("output.{id}_{}", output.name);
        expression(what, (output.value)(&target), Some(address))
    });
    let resources = kind.resources(&target).into_iter().map(|resource| {
        let what = format!("the ARN of `{}`", resource.name);
        expression(what, resource.arn.to_string(), None)
    });
    let listens = entry.listens().map(|listens| {
        let group = format!("aws_security_group.{id}_{}.id", listens.group);
        expression("a security group".to_owned(), group, None)
    });
    facts
        .chain(outputs)
        .chain(resources)
        .chain(listens)
        .collect()
}

/// What the kinds of other crates say, as a file of local values that is checked with the module.
pub(super) struct Expressions {
    expressions: Vec<Expression>,
    body: Body,
}

impl Expressions {
    pub(super) fn new(stack: &Stack) -> Result<Self, Bug> {
        let of_entries = entries(stack).flat_map(|entry| expressions_of(stack, entry));
        let expressions: Vec<Expression> = of_entries.collect();
        let mut locals = String::new();
        for (index, expression) in expressions.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = writeln!(locals, "  {}{index} = {}", Self::PREFIX, expression.text);
        }
        let body = verify::parse_file(EXPRESSIONS, &format!("locals {{\n{locals}}}\n"))?;
        Ok(Self { expressions, body })
    }

    /// Starts the names of the local values. Names of `[locals]` have no two underscores at the start
    /// unless somebody means this one.
    const PREFIX: &str = "__formwork_";

    /// The file, for the check of the module; none if no kind says anything.
    pub(super) fn file(&self) -> Option<(&'static str, &Body)> {
        (!self.expressions.is_empty()).then_some((EXPRESSIONS, &self.body))
    }

    /// The expression in which something was found.
    fn of(&self, finding: &Finding) -> Option<&Expression> {
        let local = finding.address.strip_prefix("local.");
        let index = local.and_then(|name| name.strip_prefix(Self::PREFIX)?.parse::<usize>().ok());
        let mut expressions = self.expressions.iter();
        match index.filter(|_| finding.file == EXPRESSIONS) {
            Some(index) => expressions.nth(index),
            None => expressions.find(|it| it.address.as_ref() == Some(&finding.address)),
        }
    }

    /// The entry that says the expression in which something was found, by table and name, and the
    /// expression.
    pub(super) fn source_of(&self, finding: &Finding) -> Option<(&'static str, &str, &str)> {
        let expression = self.of(finding)?;
        let Expression { kind, id, text, .. } = expression;
        Some((kind.table(), id.as_str(), text))
    }

    /// The problem of the crate that causes a finding, if one does.
    pub(super) fn fault_of(
        &self,
        stack: &Stack,
        made: &[Made],
        finding: &Finding,
    ) -> Option<Problem> {
        if let Some(expression) = self.of(finding) {
            let Expression { kind, id, what, .. } = expression;
            let what = format!(
                "gives `{id}` {what} that does not hold: {}",
                finding.message
            );
            let mend = "refer to what the files of the entry declare";
            let origin = Origin::Entry(kind.table(), id.clone());
            return Some(stack.at_origin(faulty(*kind, what, mend), &origin));
        }
        let other = finding.other.as_ref().map(|other| other.file.as_str());
        let is_file = |made: &Made| {
            let name = made.artifact.name.as_str();
            name == finding.file || Some(name) == other
        };
        let mut made = made.iter().filter(|made| is_file(made));
        made.find_map(|made| unsound(stack, made, finding))
    }
}

/// The problem of the crate that made another block which a finding is about: a circle may be found
/// at a block of ours.
pub(super) fn named(stack: &Stack, made: &[Made], finding: &Finding) -> Option<Problem> {
    let about = finding.fault.addresses();
    let is_about = |address: &str| about.iter().any(|it| it == address);
    let is_named = |made: &Made| made.declarations.addresses().any(is_about);
    let mut made = made.iter().filter(|made| is_named(made));
    made.find_map(|made| unsound(stack, made, finding))
}

/// The problem of a file that another crate's kind made.
fn unsound(stack: &Stack, made: &Made, finding: &Finding) -> Option<Problem> {
    let what = format!("makes Terraform that does not hold: {finding}");
    let mend = "correct the template, or the view that it shows";
    Some(stack.at_origin(faulty(made.kind?, what, mend), &made.origin))
}
