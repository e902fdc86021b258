//! Grants on raw resources, by their addresses: `"aws_s3_bucket.old" = ["read"]`.

use std::collections::BTreeMap;

use super::{Grant, RawTarget, grantable, operations};
use crate::container::Keys;
use crate::hcl::is_identifier;
use crate::kind::{Added, AnyKind, RawDeclaration, RawResource, Scope, Validation};
use crate::manifest::{Field, Key};
use crate::names::LogicalId;
use crate::problem::{Code, Problem, closest, list};
use crate::tree::Place;

/// Whether a target is written as an address; no name of an entry has a point.
pub(super) fn is_address(target: &str) -> bool {
    target.contains('.')
}

/// Whether a target is a resource that `build.rs` may yet add.
pub(super) fn is_awaited(scope: &Scope<'_>, target: &str) -> bool {
    let Some((of_type, name)) = target.split_once('.') else {
        return false;
    };
    matches!(scope.added, Added::Pending)
        && scope.kind_of_type(of_type).is_some()
        && scope.raw_resource(of_type, name).is_none()
        && is_identifier(name)
}

/// Arguments that make several resources of one block.
const REPEATED: &[&str] = &["count", "for_each"];

pub(super) fn grant(
    target: &Key,
    words: &[Field<String>],
    at: &mut Validation<'_>,
) -> Option<Grant> {
    let (kind, declared) = at.keep(resolve(at.scope, target))?;
    let (_, name) = target.get().split_once('.')?;
    let id = LogicalId::parse(name).map_err(|problem| no_variable(problem, target, name));
    let id = at.keep(id);
    let granted = operations(target, words, kind, &declared.place, at);
    let table = declared.body.table()?;
    if let Some((argument, entry)) = REPEATED.iter().find_map(|argument| {
        let entry = table.get(argument)?;
        Some((argument, entry))
    }) {
        at.problem(repeated(target, argument, &entry.key));
        return None;
    }
    let operation = |index: &usize| &kind.operations()[*index];
    let mut resource = RawResource {
        scope: at.scope,
        address: target.get(),
        table,
        place: declared.place,
        granted: target.span().into(),
        words: granted.iter().map(|index| operation(index).word).collect(),
        problems: at.problems,
    };
    let listens = kind.adopt(&mut resource);
    let connects = granted.iter().any(|index| operation(index).connects);
    Some(Grant {
        kind,
        raw: Some(RawTarget {
            address: target.get().clone(),
            listens: listens.filter(|_| connects),
            lists: kind.raw_lists(&resource),
            contract: kind.raw_contract(&resource, id?.in_aws()),
        }),
        granted,
        mount: None,
    })
}

/// The kind of an address, and the resource.
fn resolve<'a>(
    scope: &Scope<'a>,
    target: &Key,
) -> Result<(&'static dyn AnyKind, RawDeclaration<'a>), Problem> {
    let address = target.get();
    let parts: Vec<&str> = address.split('.').collect();
    let [of_type, name] = parts[..] else {
        return Err(no_resource(target));
    };
    if matches!(of_type, "data" | "module" | "var" | "local") {
        return Err(no_resource(target));
    }
    let Some(kind) = scope.kind_of_type(of_type) else {
        return Err(unknown_type(scope, target, of_type));
    };
    let declared = scope.raw_resource(of_type, name).map(|it| (kind, it));
    declared.ok_or_else(|| not_declared(scope, target, kind, name))
}

fn no_resource(target: &Key) -> Problem {
    let address = target.get();
    let what = if address.starts_with("data.") {
        "a data source, which only reads what others made"
    } else if address.contains('[') || address.matches('.').count() > 1 {
        "more than the address of a resource"
    } else {
        "no address of a resource"
    };
    let message = format!("`{address}` is {what}");
    Problem::new(Code::UnknownGrantTarget, message)
        .at(target.span(), "an address is `TYPE.NAME`")
        .help(
            "name a resource of this file, such as `\"aws_s3_bucket.old\"`; for what another stack made use `allow`",
        )
}

fn unknown_type(scope: &Scope<'_>, target: &Key, of_type: &str) -> Problem {
    let known: Vec<&str> = grantable(scope).map(AnyKind::resource).collect();
    let help = match closest(of_type, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "grants know {}; for others list actions and resources in `allow`, and hand over what the code needs in `environment`",
            list(known)
        ),
    };
    let message = format!("no kind knows what to grant on `{of_type}`");
    Problem::new(Code::UnknownGrantTarget, message)
        .at(target.span(), "of another type")
        .help(help)
}

fn not_declared(
    scope: &Scope<'_>,
    target: &Key,
    kind: &'static dyn AnyKind,
    name: &str,
) -> Problem {
    let address = target.get();
    let problem = |message: String| {
        Problem::new(Code::UnknownGrantTarget, message).at(target.span(), "not declared")
    };
    if let Some((of_kind, declared)) = scope.declared(name)
        && of_kind == kind
    {
        return Problem::new(
            Code::UnknownGrantTarget,
            format!("`{address}` is made of `[{}.{name}]`", kind.table()),
        )
        .at(target.span(), "no raw resource")
        .at(declared.span(), "declared here")
        .help(format!("grant by its name: `{name} = [...]`"));
    }
    let addresses: Vec<String> = addresses(scope).collect();
    let help = match closest(address, addresses.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `\"{near}\"`?"),
        None => format!(
            "declare it as `[resource.{address}]`, or as `[{}.{name}]`",
            kind.table()
        ),
    };
    let by_whom = match scope.added {
        Added::Known([]) | Added::Pending => "this file declares no",
        Added::Known(_) => "neither this file nor build.rs declares",
    };
    problem(format!("{by_whom} `{address}`")).help(help)
}

/// The raw resources of the types that kinds know.
fn addresses<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = String> + 'a {
    grantable(scope).flat_map(|kind| {
        let of_type = kind.resource();
        let resources = scope.raw_resources(of_type);
        resources.map(move |resource| format!("{of_type}.{}", resource.name))
    })
}

/// The address of a raw resource that can be granted, by its name.
pub(super) fn address_of(scope: &Scope<'_>, name: &str) -> Option<String> {
    let mut addresses = addresses(scope);
    addresses.find(|address| address.split_once('.').is_some_and(|(_, of)| of == name))
}

/// Its name becomes a part of variables and of Rust.
fn no_variable(problem: Problem, target: &Key, name: &str) -> Problem {
    let help = problem.help_text().unwrap_or_default().to_owned();
    problem
        .at(target.span(), "becomes part of variables and of Rust")
        .help(format!(
            "{help}; where it is declared, add `renamed_from = \"{name}\"`, so that Terraform keeps the resource"
        ))
}

fn repeated(target: &Key, argument: &str, place: &Place) -> Problem {
    let message = format!(
        "`{}` has `{argument}`, so it is not one resource",
        target.get()
    );
    Problem::new(Code::UnknownGrantTarget, message)
        .at(target.span(), "which of them?")
        .at(place, "makes several")
        .help("declare the one that is granted by itself, or list the ARNs in `allow`")
}

/// Names of raw targets must leave those of entries, and each other, alone: they become variables and
/// types.
pub(super) fn check_names(keys: &Keys, at: &mut Validation<'_>) {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let scope = at.scope;
    let mut seen: BTreeMap<String, &Key> = BTreeMap::new();
    let mut targets: Vec<&Key> = keys.grants.keys().collect();
    targets.retain(|key| is_address(key.get()));
    targets.sort_by_key(|key| key.span().start);
    for target in targets {
        let Some((_, name)) = target.get().split_once('.') else {
            continue;
        };
        let entry = scope.keys().find(|(_, key)| {
            let id = scope.id(key.get());
            let in_aws = id.is_some_and(|id| plain(id.in_aws()) == plain(name));
            in_aws || plain(key.get()) == plain(name)
        });
        let entry = entry.map(|(_, key)| key);
        let other = entry.or_else(|| seen.insert(plain(name), target));
        // What cannot be granted at all has another problem.
        let other = other.filter(|_| resolve(scope, target).is_ok());
        if let Some(other) = other {
            at.problem(same_name(target, name, other));
        }
    }
}

fn same_name(target: &Key, name: &str, other: &Key) -> Problem {
    let message = format!(
        "`{}` and `{}` have the same variables and the same type in Rust",
        target.get(),
        other.get()
    );
    Problem::new(Code::DuplicateName, message)
        .at(target.span(), "named so again")
        .at(other.span(), "first named so")
        .help(format!(
            "rename the resource, with `renamed_from = \"{name}\"` in it, so that Terraform keeps it"
        ))
}
