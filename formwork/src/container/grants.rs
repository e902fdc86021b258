//! `grants` of a container: targets and operations.

use std::collections::{BTreeMap, BTreeSet};

use super::{Helper, Keys, Mounted};
use crate::kind::{AnyKind, Operation, RawListens, Scope, Together, Validation};
use crate::manifest::{Field, Key};
use crate::names::LogicalId;
use crate::problem::{Code, Problem, help_one_of, list, or, with_article};
use crate::source::Span;
use crate::tree::Place;

mod raw;

/// What one container may do with one target.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    /// The kind of the target.
    pub(crate) kind: &'static dyn AnyKind,
    /// The raw resource that is the target, if it is no entry.
    pub(crate) raw: Option<RawTarget>,
    /// Where its operations stand among those of the kind.
    granted: BTreeSet<usize>,
    /// What `mounts` says, if the files of the target are mounted instead.
    mount: Option<MountGrant>,
}

/// The grant that a mount is.
#[derive(Debug, Clone)]
struct MountGrant {
    /// What the container of the entry itself has; none where only others of the task do.
    own: Option<Mounted>,
}

/// A raw resource as the target of a grant.
#[derive(Debug, Clone)]
pub(crate) struct RawTarget {
    pub(crate) address: String,
    pub(crate) listens: Option<RawListens>,
    /// What the templates of the kind's handle see of it.
    pub(crate) lists: BTreeMap<&'static str, Vec<String>>,
    /// What else the code relies on.
    pub(crate) contract: Vec<String>,
}

impl Grant {
    /// The target as `grants` names it: `uploads`, or `"aws_s3_bucket.old"`.
    pub(crate) fn key(&self, id: &LogicalId) -> String {
        match &self.raw {
            Some(raw) => format!("\"{}\"", raw.address),
            None => id.to_string(),
        }
    }

    /// The key of the container that says so.
    pub(crate) fn written_in(&self) -> &'static str {
        match self.mount {
            Some(_) => "mounts",
            None => "grants",
        }
    }

    /// Whether the code of the entry has it, and not another container of its tasks alone.
    pub(crate) fn is_of_code(&self) -> bool {
        self.mount.as_ref().is_none_or(|mount| mount.own.is_some())
    }

    /// The directory in which the code has the files of the target.
    pub(crate) fn path(&self) -> Option<&str> {
        let own = self.mount.as_ref()?.own.as_ref()?;
        Some(own.path.as_str())
    }

    /// Where the target is declared: `[bucket.uploads]`, or `aws_s3_bucket.old`.
    pub(crate) fn declared_as(&self, id: &LogicalId) -> String {
        match &self.raw {
            Some(raw) => raw.address.clone(),
            None => format!("[{}.{id}]", self.kind.table()),
        }
    }

    /// What is granted, in the order of the kind.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &'static Operation> + Clone + '_ {
        let operations = self.kind.operations().iter().enumerate();
        operations
            .filter(|(index, _)| self.granted.contains(index))
            .map(|(_, operation)| operation)
    }

    /// What the granted operations allow together.
    pub(crate) fn together(&self) -> impl Iterator<Item = &'static Together> + Clone + '_ {
        let together = self.kind.together().iter();
        together.filter(|together| {
            let mut words = together.words.iter();
            words.all(|word| self.operations().any(|operation| operation.word == *word))
        })
    }

    /// Whether it allows to call the target through ECS Service Connect.
    pub(crate) fn calls(&self) -> bool {
        let mut operations = self.operations();
        self.kind.is_reached_by_name() && operations.any(|operation| operation.connects)
    }

    /// What the code may do, by the words of the operations.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        let words = self.operations().map(|operation| operation.word);
        let Some(mount) = &self.mount else {
            return words.collect();
        };
        let of_code = mount.own.iter().flat_map(Mounted::words);
        let of_code: Vec<&str> = of_code.collect();
        words.filter(|word| of_code.contains(word)).collect()
    }
}

/// What mounts grant: ECS mounts all that the containers of a task have under its one role.
pub(super) fn of_mounts(
    own: &BTreeMap<LogicalId, Mounted>,
    helpers: &[Helper],
) -> BTreeMap<LogicalId, Grant> {
    let of_helpers = helpers.iter().flat_map(|helper| &helper.mounts);
    let mut grants: BTreeMap<LogicalId, Grant> = BTreeMap::new();
    for (id, mounted) in own.iter().chain(of_helpers) {
        let grant = grants.entry(id.clone()).or_insert_with(|| Grant {
            kind: mounted.kind,
            raw: None,
            granted: BTreeSet::new(),
            mount: Some(MountGrant {
                own: own.get(id).cloned(),
            }),
        });
        let operations = mounted.kind.operations().iter().enumerate();
        let words: Vec<&str> = mounted.words().collect();
        let granted = operations.filter(|(_, operation)| words.contains(&operation.word));
        grant.granted.extend(granted.map(|(index, _)| index));
    }
    grants
}

/// The grants that can be read; each of the others has a problem.
pub(super) fn grants(keys: &Keys, at: &mut Validation<'_>) -> BTreeMap<LogicalId, Grant> {
    let mut grants = BTreeMap::new();
    for (target, words) in &keys.grants {
        let is_unread = at.is_unread(&["grants", target.get()]);
        let grant = if words.get().is_empty() && !is_unread {
            at.problem(empty_grant(at.scope, target, words));
            None
        } else if raw::is_awaited(at.scope, target.get()) {
            None
        } else if raw::is_address(target.get()) {
            raw::grant(target, words.get(), at)
        } else {
            grant(target, words.get(), at)
        };
        let id = at.scope.target_id(target.get());
        grants.extend(id.zip(grant));
    }
    raw::check_names(keys, at);
    grants
}

/// Whether a container is granted something that `build.rs` may yet add.
pub(crate) fn await_build_script(scope: &Scope<'_>) -> bool {
    let mut targets = scope.containers().flat_map(|at| at.keys.grants.keys());
    targets.any(|target| raw::is_awaited(scope, target.get()))
}

fn grant(target: &Key, words: &[Field<String>], at: &mut Validation<'_>) -> Option<Grant> {
    match at.scope.declared(target.get()) {
        Some((kind, declared)) if is_grantable(kind) => Some(Grant {
            kind,
            raw: None,
            granted: operations(target, words, kind, &declared.span().into(), at),
            mount: None,
        }),
        Some((kind, declared)) => {
            at.problem(not_granted(at.scope, target, kind, declared));
            None
        }
        None => {
            let manifest = at.scope.manifest;
            let mut kinds = grantable(at.scope);
            if let Some(taken) = manifest.taken_away(target.get()) {
                at.problem(taken_target(target, taken, &at.owner()));
            } else if !kinds.any(|kind| manifest.is_unread(&[kind.table(), target.get()])) {
                at.problem(unknown_target(at.scope, at.key(), target));
            }
            None
        }
    }
}

/// The kinds whose entries can be granted.
fn grantable<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = &'static dyn AnyKind> + Clone + 'a {
    let kinds = scope.kinds.iter();
    kinds.filter(|kind| is_grantable(*kind))
}

/// Whether entries of a kind are granted by `grants`.
fn is_grantable(kind: &dyn AnyKind) -> bool {
    !kind.operations().is_empty() && kind.mounting().is_none()
}

fn not_granted(
    scope: &Scope<'_>,
    target: &Key,
    kind: &'static dyn AnyKind,
    declared: &Key,
) -> Problem {
    let (name, noun) = (target.get(), kind.noun());
    let help = if kind.mounting().is_some() {
        format!("mount it: `mounts = {{ {name} = \"/mnt/{name}\" }}`")
    } else {
        format!("remove it: there is no operation on a {noun}")
    };
    let expected = grantable(scope).map(|kind| with_article(kind.noun()));
    Problem::new(
        Code::UnknownGrantTarget,
        format!("`{name}` is a {noun}, which cannot be granted"),
    )
    .at(target.span(), format!("{} is expected", or(expected)))
    .at(declared.span(), "declared here")
    .help(help)
}

/// A target that an overlay takes away from under a grant.
fn taken_target(target: &Key, taken: &Span, owner: &str) -> Problem {
    let name = target.get();
    let message = format!("`{name}` is taken away, and granted to {owner}");
    Problem::new(Code::ContractOverlay, message)
        .at(taken.clone(), "taken away here")
        .at(target.span(), "granted here, in every environment")
        .help("keep it: the code is compiled once, with a handle for it; or take the grant away too, for all")
}

fn unknown_target(scope: &Scope<'_>, owner: &Key, target: &Key) -> Problem {
    let name = target.get();
    let declared = scope
        .keys()
        .filter(|(kind, key)| is_grantable(*kind) && key.get() != owner.get());
    let declared: Vec<&str> = declared.map(|(_, key)| key.get().as_str()).collect();
    let help = if let Some(address) = raw::address_of(scope, name) {
        format!("write its address: `\"{address}\" = [...]`")
    } else if declared.is_empty() {
        let tables = grantable(scope).map(|kind| format!("`[{}.{name}]`", kind.table()));
        format!("declare it as {}", or(tables))
    } else {
        help_one_of(name, declared.iter().copied())
    };
    let nouns = grantable(scope).map(|kind| kind.noun().to_owned());
    Problem::new(
        Code::UnknownGrantTarget,
        format!("no {} `{name}` is declared", or(nouns)),
    )
    .at(target.span(), "not declared")
    .help(help)
}

fn empty_grant(scope: &Scope<'_>, target: &Key, words: &Field<Vec<Field<String>>>) -> Problem {
    let declared = scope.target_kind(target.get());
    let mut kinds = declared.into_iter().chain(grantable(scope));
    let operations = kinds.next().map_or(&[][..], |kind| kind.operations());
    let known = list(operations.iter().map(|operation| operation.word));
    Problem::new(
        Code::EmptyGrant,
        format!("the grant on `{}` lists no operation", target.get()),
    )
    .at(words.span_or(&target.span()), "empty")
    .help(format!("list some of {known}, or remove the grant"))
}

fn operations(
    target: &Key,
    words: &[Field<String>],
    kind: &'static dyn AnyKind,
    declared: &Place,
    at: &mut Validation<'_>,
) -> BTreeSet<usize> {
    let mut granted: BTreeMap<usize, &Field<String>> = BTreeMap::new();
    for word in words {
        let mut known = kind.operations().iter();
        let operation = known.position(|operation| operation.word == word.get());
        let operation = operation.ok_or_else(|| unknown_operation(target, word, kind, declared));
        let Some(operation) = at.keep(operation) else {
            continue;
        };
        if let Some(first) = granted.insert(operation, word) {
            at.problem(repeated_operation(word, first));
        }
    }
    granted.into_keys().collect()
}

fn unknown_operation(
    target: &Key,
    word: &Field<String>,
    kind: &'static dyn AnyKind,
    declared: &Place,
) -> Problem {
    let noun = kind.noun();
    let known = kind.operations().iter().map(|operation| operation.word);
    let message = format!("`{}` is not an operation of a {noun}", word.get());
    Problem::new(Code::UnknownOperation, message)
        .at(word.span_or(&target.span()), "unknown operation")
        .at(declared, format!("`{}` is a {noun}", target.get()))
        .help(help_one_of(word.get(), known))
}

fn repeated_operation(word: &Field<String>, first: &Field<String>) -> Problem {
    Problem::new(
        Code::UnknownOperation,
        format!("the operation `{}` is listed twice", word.get()),
    )
    .at(word.span_or(&(0..0)), "again")
    .at(first.span_or(&(0..0)), "first here")
    .help("remove one of them")
}
