//! `mounts` of a container: directories with the files of entries, which outlive a task.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Keys, WritablePath};
use crate::kind::{AnyKind, Scope, Validation};
use crate::manifest::{Entries, Field, Key};
use crate::names::LogicalId;
use crate::problem::{Code, Problem, help_one_of};

/// `mounts = { files = "/mnt/files" }` or `mounts = { files = { path = "/mnt/files", read_only = true } }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(any(test, feature = "schema"), derive(serde::Serialize))]
pub(crate) struct Mount {
    pub(crate) path: Option<Field<String>>,
    pub(crate) read_only: Field<bool>,
}

/// A path, or a table with one.
#[cfg(any(test, feature = "schema"))]
impl schemars::JsonSchema for Mount {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Mount".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "string", "pattern": "^/" },
                {
                    "type": "object",
                    "properties": {
                        "path": {
                            "type": "string",
                            "pattern": "^/",
                            "description": "The directory.",
                        },
                        "read_only": {
                            "type": "boolean",
                            "description": "Whether the container only reads.",
                        },
                    },
                    "required": ["path"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

/// An entry whose files a container has in a directory.
#[derive(Debug, Clone)]
pub(crate) struct Mounted {
    pub(crate) kind: &'static dyn AnyKind,
    pub(crate) path: WritablePath,
    pub(crate) is_read_only: bool,
}

impl Mounted {
    /// The operations that it is.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        let mounting = self.kind.mounting();
        let write = mounting.filter(|_| !self.is_read_only).map(|it| it.write);
        mounting.map(|it| it.read).into_iter().chain(write)
    }
}

/// Whose keys they are: `&[]` for the container of the entry, `&["sidecar", "otel"]` for one beside it.
pub(super) type Owner<'a> = &'a [&'a str];

/// The directories of one container; each that cannot be read has a problem.
pub(super) fn mounts(
    keys: &Entries<Field<Mount>>,
    owner: Owner<'_>,
    writable: &[WritablePath],
    at: &mut Validation<'_>,
) -> BTreeMap<LogicalId, Mounted> {
    let mut mounts: BTreeMap<LogicalId, Mounted> = BTreeMap::new();
    let mut names: Vec<&Key> = keys.keys().collect();
    names.sort_by_key(|name| name.span().start);
    for name in names {
        let Some(field) = keys.get(name) else {
            continue;
        };
        let path = path(name, field, owner, at);
        let kind = kind(name, at);
        let Some((path, (kind, id))) = path.zip(kind) else {
            continue;
        };
        let mut others = mounts.values().map(|mounted| &mounted.path);
        let help = if writable.contains(&path) {
            Some("remove it from `writable_paths`, or use another directory")
        } else {
            let is_taken = others.any(|other| *other == path);
            is_taken.then_some("use another directory for one of them")
        };
        if let Some(help) = help {
            at.problem(taken(name, field, &path, help));
            continue;
        }
        let mounted = Mounted {
            kind,
            path,
            is_read_only: *field.get().read_only.get(),
        };
        mounts.insert(id, mounted);
    }
    mounts
}

fn path(
    name: &Key,
    field: &Field<Mount>,
    owner: Owner<'_>,
    at: &mut Validation<'_>,
) -> Option<WritablePath> {
    let table = &field.span_or(&name.span());
    let of = format!("the mount of `{}`", name.get());
    let path: Vec<&str> = owner
        .iter()
        .copied()
        .chain(["mounts", name.get(), "path"])
        .collect();
    let example = "path = \"/mnt/files\"";
    let written = at.require_of(&path, field.get().path.as_ref(), &of, table, example)?;
    at.text(written, "where it is mounted", WritablePath::parse)
}

/// The kind and the id of the entry whose files are mounted.
fn kind(name: &Key, at: &mut Validation<'_>) -> Option<(&'static dyn AnyKind, LogicalId)> {
    let scope = at.scope;
    match scope.declared(name.get()) {
        Some((kind, _)) if kind.mounting().is_some() => Some((kind, scope.id(name.get())?.clone())),
        Some((kind, declared)) => {
            let message = format!("`{}` is a {}, no volume", name.get(), kind.noun());
            let problem = Problem::new(Code::UnknownVolume, message)
                .at(name.span(), "cannot be mounted")
                .at(declared.span(), "declared here")
                .help(help(scope, name.get()));
            at.problem(problem);
            None
        }
        None => {
            let mut kinds = scope.kinds.iter();
            let is_unread = kinds.any(|kind| scope.manifest.is_unread(&[kind.table(), name.get()]));
            if !is_unread {
                let message = format!("no volume `{}` is declared", name.get());
                let problem = Problem::new(Code::UnknownVolume, message)
                    .at(name.span(), "not declared")
                    .help(help(scope, name.get()));
                at.problem(problem);
            }
            None
        }
    }
}

/// The volumes that there are, or how to declare one.
fn help(scope: &Scope<'_>, name: &str) -> String {
    let known = scope.keys().filter(|(kind, _)| kind.mounting().is_some());
    let known: Vec<&str> = known.map(|(_, key)| key.get().as_str()).collect();
    if known.is_empty() {
        return "declare a `[volume.NAME]`, and write its name here".to_owned();
    }
    help_one_of(name, known.iter().copied())
}

fn taken(name: &Key, field: &Field<Mount>, path: &WritablePath, help: &str) -> Problem {
    let message = format!("`{}` is mounted twice", path.as_str());
    Problem::new(Code::InvalidPath, message)
        .at(field.span_or(&name.span()), "again")
        .help(help)
}

/// Gives the entries other ids.
pub(super) fn rename(
    mounts: &mut BTreeMap<LogicalId, Mounted>,
    names: &BTreeMap<LogicalId, LogicalId>,
) {
    let renamed = std::mem::take(mounts).into_iter();
    *mounts = renamed
        .map(|(id, mounted)| (names.get(&id).cloned().unwrap_or(id), mounted))
        .collect();
}

impl Keys {
    /// The mounts of all containers of a task.
    pub(crate) fn all_mounts(&self) -> impl Iterator<Item = (&Key, &Field<Mount>)> {
        let of_init = self.init.values().flat_map(|keys| &keys.mounts);
        let of_sidecars = self.sidecar.values().flat_map(|keys| &keys.mounts);
        self.mounts.iter().chain(of_init).chain(of_sidecars)
    }
}
