//! Each environment is read with its overlay, validated as a stack of its own, and held to the contract
//! of the base, since the code is compiled once.

use std::collections::BTreeSet;

use super::{Add, Read, once_per_account};
use crate::contract::Contract;
use crate::kind::{Added, Entry, Kinds};
use crate::manifest::{Document, Key, Overlay, Tables};
use crate::names::EnvironmentName;
use crate::problem::{Code, Problem, Report, merged};
use crate::source::{SourceFile, Span};
use crate::stack::{Backend, Environment, Stack};

/// The stack of a file with all its environments, to each of which `add` adds blocks.
///
/// # Errors
///
/// Every problem; one that is of several environments is told once.
pub(super) fn stack(
    source: &SourceFile,
    kinds: &Kinds,
    mut add: Option<Add<'_>>,
) -> Result<Stack, Report> {
    let faults = kinds.faults();
    if !faults.is_empty() {
        return Err(Report::new(source.clone(), faults));
    }
    let (document, mut problems) = Document::parse(source.text());
    let Some(document) = document else {
        return Err(Report::new(source.clone(), problems));
    };
    let file = File {
        source,
        kinds,
        document: &document,
    };
    let base = Read::new(source, kinds, document.base(), None);
    let base = base.with_additions(reborrowed(&mut add));
    let mut environments = Vec::new();
    let mut wrong = Vec::new();
    for overlay in document.overlays() {
        let environment = file.environment(overlay, base.as_ref().ok(), reborrowed(&mut add));
        match environment {
            Ok(environment) => environments.push(environment),
            Err(found) => wrong.push((overlay.name().get().as_str(), found)),
        }
    }
    match base {
        Ok(base) if wrong.is_empty() && problems.is_empty() => {
            let together = Stack {
                environments,
                ..base
            };
            problems = check_together(&together, &document);
            if problems.is_empty() {
                return Ok(once_per_account::noted(together, &document));
            }
        }
        Ok(_) => problems.extend(merged(Vec::new(), wrong)),
        Err(found) => problems.extend(merged(found, wrong)),
    }
    Err(Report::new(source.clone(), problems))
}

/// The same for one more call.
fn reborrowed<'a>(add: &'a mut Option<Add<'_>>) -> Option<Add<'a>> {
    match add {
        Some(add) => Some(&mut **add),
        None => None,
    }
}

/// A file that is being read, with the kinds of its entries.
struct File<'a> {
    source: &'a SourceFile,
    kinds: &'a Kinds,
    document: &'a Document<'a>,
}

impl<'a> File<'a> {
    fn read(&self, tables: &Tables<'_>, environment: &'a Key) -> Read<'a> {
        Read::new(self.source, self.kinds, tables, Some(environment))
    }

    /// An environment, held to the base if that is without problems.
    fn environment(
        &self,
        overlay: &'a Overlay<'_>,
        base: Option<&Stack>,
        add: Option<Add<'_>>,
    ) -> Result<Environment, Vec<Problem>> {
        let key = overlay.name();
        let name = EnvironmentName::parse(key.get())
            .map_err(|problem| problem.at(key.span(), "the environment's name"));
        let read = self.read(&self.document.with(overlay), key);
        let (name, mut stack) = match (name, read.with_additions(add)) {
            (Ok(name), Ok(stack)) => (name, stack),
            (name, stack) => {
                let found = stack.err().unwrap_or_default();
                return Err(name.err().into_iter().chain(found).collect());
            }
        };
        if let Some(base) = base {
            let changed = self.changed_contract(overlay, base, &stack);
            if !changed.is_empty() {
                return Err(changed);
            }
            stack.backend = own_backend(&base.backend, stack.backend, overlay, &name);
        }
        let notes = Vec::new();
        Ok(Environment { name, stack, notes })
    }

    /// The values of an overlay that change what code is compiled against.
    fn changed_contract(&self, overlay: &'a Overlay<'_>, base: &Stack, of: &Stack) -> Vec<Problem> {
        let mut told = BTreeSet::new();
        let mut problems = Vec::new();
        for entry in base.entries.iter() {
            let changed = of.entries.get(entry.id);
            let Some(text) = changed.and_then(|changed| Contract::text(of, changed)) else {
                continue;
            };
            if Contract::text(base, entry).as_ref() == Some(&text) {
                continue;
            }
            let causes = self.causes(overlay, entry);
            if causes.is_empty() {
                problems.push(contract_of_entry(overlay, entry));
            }
            let new = causes
                .into_iter()
                .filter(|(path, _)| told.insert(path.clone()));
            problems.extend(new.map(|(path, span)| contract_key(overlay, base, &path, span)));
        }
        problems
    }

    /// Those values of an overlay without each of which the contract of an entry would be another.
    fn causes(&self, overlay: &'a Overlay<'_>, entry: Entry<'_>) -> Vec<(Vec<String>, Span)> {
        // What a build script adds is the same with and without a value.
        let text_of = |tables: &Tables<'_>| {
            let stack = self
                .read(tables, overlay.name())
                .stack(Added::Pending)
                .ok()?;
            Contract::text(&stack, stack.entries.get(entry.id)?)
        };
        let text = text_of(&self.document.with(overlay));
        let changes = |path: &[String]| {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let less = text_of(&self.document.with_less(overlay, &path));
            less.is_some() && less != text
        };
        let grants = entry.container().into_iter().flat_map(|it| &it.grants);
        let targets = grants.map(|(target, grant)| (grant.kind.table(), target.as_str()));
        let tables = [(entry.kind.table(), entry.id.as_str())].into_iter();
        let leaves = tables
            .chain(targets)
            .flat_map(|(table, name)| overlay.leaves(&[table, name]));
        leaves.filter(|(path, _)| changes(path)).collect()
    }
}

/// Why no environment has a contract of its own.
const WHY: &str =
    "the code is compiled once, against the stack without overlays, and runs in every environment";

fn contract_key(overlay: &Overlay<'_>, base: &Stack, path: &[String], span: Span) -> Problem {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let key = path.join(".");
    let environment = overlay.name().get();
    let message = format!("`{key}` is part of the contract with the code, and cannot differ");
    let problem = Problem::new(Code::ContractOverlay, message).at(span, "differs here");
    let problem = match base.places.locate(&path, path.len()) {
        Some(span) => problem.at(span, "from this"),
        None => problem,
    };
    let table = path
        .get(..2)
        .map(|table| table.join("."))
        .unwrap_or_default();
    problem.help(format!(
        "write it in `[{table}]`, not in `[env.{environment}.{table}]`: {WHY}"
    ))
}

fn contract_of_entry(overlay: &Overlay<'_>, entry: Entry<'_>) -> Problem {
    let message = format!(
        "the overlay changes what the code of `{}` is compiled against",
        entry.id
    );
    Problem::new(Code::ContractOverlay, message)
        .at(overlay.name().span(), "of this environment")
        .help(format!("write what differs outside of the overlay: {WHY}"))
}

/// The backend of an environment. A bucket that is that of the base lies where that does. If the state
/// would be kept where the base keeps its own, its key gets the name of the environment before its last part.
fn own_backend(
    base: &Backend,
    of: Backend,
    overlay: &Overlay<'_>,
    name: &EnvironmentName,
) -> Backend {
    let (
        Backend::S3 {
            bucket: base_bucket,
            key: base_key,
            region: base_region,
            ..
        },
        Backend::S3 {
            bucket,
            mut key,
            mut region,
            use_lockfile,
        },
    ) = (base, of.clone())
    else {
        return of;
    };
    if bucket == *base_bucket {
        if !overlay.says(&["terraform", "backend", "region"]) {
            region = base_region.clone();
        }
        if key == *base_key {
            key = match key.rsplit_once('/') {
                Some((above, last)) => format!("{above}/{name}/{last}"),
                None => format!("{name}/{key}"),
            };
        }
    }
    Backend::S3 {
        bucket,
        key,
        region,
        use_lockfile,
    }
}

/// What no two environments may have in common: the place of the state, and names in AWS.
fn check_together(stack: &Stack, document: &Document<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (of, others) in with_earlier(stack, document) {
        for other in others {
            problems.extend(shared_state(of, other));
            problems.extend(shared_name(of, other));
        }
    }
    problems
}

/// A stack, and the key of its environment if it is one.
pub(super) type Other<'a> = (&'a Stack, Option<&'a Key>);

/// Each environment with what stands before it: the stack without overlays first.
pub(super) fn with_earlier<'a>(
    stack: &'a Stack,
    document: &'a Document<'_>,
) -> Vec<((&'a Stack, &'a Key), Vec<Other<'a>>)> {
    let keys = document.overlays().iter().map(Overlay::name);
    let mut seen: Vec<Other<'a>> = vec![(stack, None)];
    let mut all = Vec::new();
    for (environment, key) in stack.environments.iter().zip(keys) {
        all.push(((&environment.stack, key), seen.clone()));
        seen.push((&environment.stack, Some(key)));
    }
    all
}

fn shared_state(of: (&Stack, &Key), other: Other<'_>) -> Option<Problem> {
    let (stack, key) = of;
    let (bucket, object) = stack.backend.place()?;
    if other.0.backend.place() != Some((bucket, object)) {
        return None;
    }
    let message = format!(
        "environment `{}` keeps its state where {} does, at `{object}`",
        key.get(),
        title(other.1)
    );
    let written = ["terraform", "backend", "key"];
    let span = stack.places.locate(&written, 3).unwrap_or(key.span());
    Some(
        Problem::new(Code::SharedState, message)
            .at(span, "the key of its state")
            .help(format!(
                "name another key in `[env.{}.terraform.backend]`, or none",
                key.get()
            )),
    )
}

fn shared_name(of: (&Stack, &Key), other: Other<'_>) -> Option<Problem> {
    let (stack, key) = of;
    if stack.account.is_apart_from(&other.0.account) {
        return None;
    }
    let own = names_in_aws(stack);
    let others = names_in_aws(other.0);
    let name = own.intersection(&others).next()?;
    let message = format!(
        "environment `{}` and {} both have something that is called `{name}` in AWS",
        key.get(),
        title(other.1)
    );
    Some(
        Problem::new(Code::DuplicateName, message)
            .at(key.span(), "is part of the name")
            .help("give the environment another name, or the entry; or name their accounts by `provider.allowed_account_ids`, if these are apart"),
    )
}

pub(super) fn title(environment: Option<&Key>) -> String {
    match environment {
        Some(key) => format!("environment `{}`", key.get()),
        None => "the stack without overlays".to_owned(),
    }
}

/// The stack's name, and the starts of the names of its entries.
fn names_in_aws(stack: &Stack) -> BTreeSet<String> {
    let entries = stack.entries.iter();
    let of_entries = entries.map(|entry| format!("{}-{}", stack.name, entry.id.kebab()));
    of_entries.chain([stack.name.to_string()]).collect()
}
