//! `[stack]`, and the whole put together.

use std::collections::BTreeMap;

use super::{
    accounts, alarms, backend, domain, lints, load_balancer, logs, network, provider, raw, renames,
    tags, texts,
};
use crate::container::check_policy_size;
use crate::kind::{AnyKind, Entries, Problems, Required, Scope, Validation, faulty, optional};
use crate::manifest::{AnyTable, Key, Manifest};
use crate::names::{EnvironmentName, LogicalId, StackName};
use crate::problem::Problem;
use crate::source::{SourceFile, Span};
use crate::stack::{Raw, Region, Stack};

/// The whole stack, as far as its values can be read one by one. What is known of the scope of its
/// entries is added to `scope`.
pub(super) fn stack(
    source: &SourceFile,
    scope: &mut Scope<'_>,
    problems: &mut Problems,
) -> Option<Stack> {
    let manifest = scope.manifest;
    let table = &manifest.stack.span_or(&(0..0));
    let section = manifest.stack.get();
    let (project, name, environment) = names(scope, table, problems);
    let tag_names = tags::names(section, problems);
    let tags = tags::tags(section, &tag_names, problems);
    let region = problems.text(&section.region, table, "not a region of AWS", Region::parse);
    scope.name.clone_from(&name);
    scope.region.clone_from(&region);
    let renames = renames::renames(scope, problems);
    scope.ids = ids(scope, problems);
    let region = region.as_ref();
    let account = accounts::account(manifest, region, problems);
    let provider_lines = provider::lines(&manifest.provider, problems);
    let backend = backend::backend(manifest, region, problems);
    let network = network::network(scope, region, problems);
    let load_balancer = load_balancer::load_balancer(manifest, region, network.as_ref(), problems);
    let domain = optional(manifest.domain.as_ref(), |section| {
        domain::domain(manifest, section, region, problems)
    });
    let texts = texts::texts(scope, problems);
    let entries = entries(scope, problems);
    problems.extend(check_policy_size(scope, &entries));
    let log_retention_days = logs::retention_days(&manifest.logs, problems);
    let lints = lints::lints(manifest, problems);
    let alarms = alarms::alarms(scope, region, problems);
    let raw = Raw {
        renames,
        ..raw::raw(manifest, problems)
    };
    Some(Stack {
        source: source.clone(),
        places: manifest.places().clone(),
        overlay: scope
            .environment
            .and_then(|key| EnvironmentName::parse(key.get()).ok()),
        environments: Vec::new(),
        project: project?,
        name: name?,
        environment: environment?,
        region: region?.clone(),
        is_bare: *section.bare.get(),
        account,
        tag_names,
        tags,
        provider_lines: provider_lines?,
        offline: *manifest.provider.offline.get(),
        engine: *manifest.terraform.engine.get(),
        backend: backend?,
        network: network?,
        load_balancer: load_balancer?,
        domain: domain.ok()?,
        entries,
        texts,
        log_retention_days: log_retention_days?,
        alarms: alarms?,
        lints,
        raw,
    })
}

/// The ids of all entries, with the names that AWS knows them by.
fn ids<'a>(scope: &Scope<'a>, problems: &mut Problems) -> BTreeMap<&'a str, LogicalId> {
    let mut ids = BTreeMap::new();
    for (kind, table) in scope.tables() {
        for key in table.keys() {
            let id = problems.keep(id(kind, table, key));
            ids.extend(id.map(|id| (key.get().as_str(), id)));
        }
    }
    ids
}

fn id(kind: &dyn AnyKind, table: &dyn AnyTable, key: &Key) -> Result<LogicalId, Problem> {
    let id = LogicalId::parse(key.get())
        .map_err(|problem| problem.at(key.span(), "becomes part of addresses and names"))?;
    let names = kind.renamed_from(table, key);
    match names.and_then(|names| names.oldest()).map(LogicalId::parse) {
        Some(Ok(oldest)) => Ok(id.known_as(&oldest)),
        _ => Ok(id),
    }
}

/// The entries of every kind; one that cannot be read is left out, and has a problem.
fn entries(scope: &Scope<'_>, problems: &mut Problems) -> Entries {
    let mut entries = Entries::default();
    for (kind, table) in scope.tables() {
        let mut of_kind = BTreeMap::new();
        for key in table.keys() {
            let known = problems.len();
            let mut at = Validation {
                scope,
                kind,
                key,
                problems,
            };
            let entry = kind.validate(table, &mut at);
            if entry.is_none() && problems.len() == known {
                problems.extend(lost(scope, kind, key));
            }
            of_kind.extend(scope.id(key.get()).cloned().zip(entry));
        }
        entries.add(kind, of_kind);
    }
    entries
}

/// An entry of another crate's kind that is not there although nothing is said to be wrong with it.
fn lost(scope: &Scope<'_>, kind: &'static dyn AnyKind, key: &Key) -> Option<Problem> {
    let path = [kind.table(), key.get().as_str()];
    if !kind.is_foreign() || scope.manifest.is_unread(&path) {
        return None;
    }
    let what = format!("takes `{}` away without a problem", key.get());
    let mend = "let `validate` report a problem whenever it gives no entry";
    Some(faulty(kind, what, mend).at(key.span(), "this entry"))
}

/// The stack's name as it is written and as AWS sees it, and that of the environment.
fn names(
    scope: &Scope<'_>,
    table: &Span,
    problems: &mut Problems,
) -> (
    Option<StackName>,
    Option<StackName>,
    Option<EnvironmentName>,
) {
    let project = name(scope.manifest, table, problems);
    let in_aws = name_in_aws(scope, project.as_ref(), problems);
    let environment = problems.text(
        &scope.manifest.stack.get().environment,
        table,
        "the environment's name",
        EnvironmentName::parse,
    );
    (project, in_aws, environment)
}

fn name(manifest: &Manifest, table: &Span, problems: &mut Problems) -> Option<StackName> {
    let example = if manifest.stack.is_written() {
        "name = \"task-api\""
    } else {
        "stack.name = \"task-api\""
    };
    let required = Required {
        path: &["stack", "name"],
        owner: "the stack",
        table,
        example,
    };
    let field = manifest.stack.get().name.as_ref();
    let field = problems.require(manifest, field, &required)?;
    problems.text(field, table, "the stack's name", StackName::parse)
}

/// The start of all names in AWS: that of the stack and, if there is one, that of the environment.
fn name_in_aws(
    scope: &Scope<'_>,
    project: Option<&StackName>,
    problems: &mut Problems,
) -> Option<StackName> {
    let (name, Some(environment)) = (project?, scope.environment) else {
        return project.cloned();
    };
    // A name that is no word has a problem of its own.
    EnvironmentName::parse(environment.get()).ok()?;
    let written = scope.manifest.stack.get().name.as_ref()?;
    let name = name.in_environment(environment.get()).map_err(|problem| {
        problem
            .at(environment.span(), "is part of the name")
            .at(written.span_or(&(0..0)), "so is this")
    });
    problems.keep(name)
}
