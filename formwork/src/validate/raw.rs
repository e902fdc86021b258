//! Raw blocks: their names and forms. What stands in them is checked as HCL, by the provider's
//! schema.

use std::collections::BTreeMap;

use super::renames;
use crate::hcl::{is_identifier, parse_bare, parse_template};
use crate::kind::{Problems, Required};
use crate::manifest::{self, Entries, Field, Key, Manifest, Text};
use crate::problem::{Code, Problem};
use crate::raw::{Defaults, no_identifier, write_block, write_structures};
use crate::schema::ProviderLine;
use crate::stack::{Import, Override, Path, Raw, RawBlock, RawKind, Removed, RequiredProvider};
use crate::tree::Tree;

/// What the file says in Terraform's own words.
pub(super) fn raw(manifest: &Manifest, problems: &mut Problems) -> Raw {
    let mut raw = Raw {
        providers: providers(manifest, problems),
        ..Raw::default()
    };
    for (kind, entries) in [
        (RawKind::Resource, &manifest.resource),
        (RawKind::Data, &manifest.data),
    ] {
        for (of_type, of_type_entries) in entries {
            for (name, body) in of_type_entries {
                let block = block(kind, Some(of_type), name, body, problems);
                raw.blocks.extend(block);
            }
        }
    }
    for (kind, entries) in [
        (RawKind::Output, &manifest.output),
        (RawKind::Variable, &manifest.variable),
        (RawKind::Local, &manifest.locals),
        (RawKind::Module, &manifest.module),
        (RawKind::ProviderAlias, &manifest.provider_alias),
    ] {
        let blocks = entries
            .iter()
            .filter_map(|(name, body)| block(kind, None, name, body, problems));
        raw.blocks.extend(blocks.collect::<Vec<_>>());
    }
    renames::take_from_blocks(&mut raw, problems);
    for (of_type, entries) in &manifest.r#override {
        let overrides = entries
            .iter()
            .filter_map(|(name, body)| change(of_type, name, body, problems));
        raw.overrides.extend(overrides.collect::<Vec<_>>());
    }
    problems.extend(unwritable(&raw));
    raw.imports = imports(manifest, problems);
    raw.removed = removed(manifest, problems);
    raw
}

/// The problems of texts that are no HCL. Whether the HCL holds is seen when all of it is there.
fn unwritable(raw: &Raw) -> Vec<Problem> {
    let defaults = Defaults::default();
    let blocks = raw.blocks.iter();
    let blocks = blocks.flat_map(|block| write_block(block, &defaults).problems);
    let overrides = raw.overrides.iter();
    let overrides = overrides.flat_map(|change| {
        let lines = &ProviderLine::ALL;
        write_structures(&change.set, &change.of_type, lines, &change.place).problems
    });
    blocks.chain(overrides).collect()
}

fn block(
    kind: RawKind,
    of_type: Option<&Key>,
    name: &Key,
    body: &Tree,
    problems: &mut Problems,
) -> Option<RawBlock> {
    let names = of_type.into_iter().chain([name]);
    let are_names = names.map(|key| problems.keep(identifier(key)).is_some());
    let are_names = are_names.collect::<Vec<_>>().into_iter().all(|is| is);
    if kind != RawKind::Local && body.table().is_none() {
        problems.extend([no_table(body, table_of(kind))]);
        return None;
    }
    are_names.then(|| RawBlock {
        kind,
        of_type: of_type.map(|key| key.get().clone()).unwrap_or_default(),
        type_place: of_type.unwrap_or(name).span().into(),
        name: name.get().clone(),
        place: name.span().into(),
        body: body.clone(),
    })
}

/// The table that declares blocks of a kind.
fn table_of(kind: RawKind) -> &'static str {
    match kind {
        RawKind::Resource => "resource",
        RawKind::Data => "data",
        RawKind::Output => "output",
        RawKind::Variable => "variable",
        RawKind::Local => "locals",
        RawKind::Module => "module",
        RawKind::ProviderAlias => "provider_alias",
    }
}

/// A name that stands in addresses.
fn identifier(key: &Key) -> Result<(), Problem> {
    if is_identifier(key.get()) {
        return Ok(());
    }
    Err(no_identifier(key.get(), &key.span().into()))
}

fn no_table(body: &Tree, key: &str) -> Problem {
    let message = format!("an entry of `{key}` is a table, not {}", body.kind());
    Problem::new(Code::WrongType, message)
        .at(&body.place, "not a table")
        .help("write keys and values in braces, or below a header in brackets")
}

fn change(of_type: &Key, name: &Key, body: &Tree, problems: &mut Problems) -> Option<Override> {
    let Some(table) = body.table() else {
        problems.extend([no_table(body, "override")]);
        return None;
    };
    let mut set = table.clone();
    let remove = set.remove("remove");
    let remove = remove.map_or(Vec::new(), |entry| removals(&entry.value, problems));
    if table.is_empty() {
        problems.extend([empty_override(name)]);
    }
    Some(Override {
        of_type: of_type.get().clone(),
        name: name.get().clone(),
        place: name.span().into(),
        set,
        remove,
    })
}

fn empty_override(name: &Key) -> Problem {
    let message = format!(
        "the override of `{}` changes nothing: it is empty",
        name.get()
    );
    Problem::new(Code::IdleOverride, message)
        .at(name.span(), "sets and removes nothing")
        .help("set an argument, name one in `remove`, or leave the override out")
}

/// `remove = ["multi_az", "health_check.matcher"]`
fn removals(value: &Tree, problems: &mut Problems) -> Vec<Path> {
    let items = value.list().unwrap_or(std::slice::from_ref(value));
    let path = |item: &Tree| match item.text() {
        Some(text) => Ok(Path {
            text: text.to_owned(),
            place: item.place.clone(),
        }),
        None => Err(Problem::new(
            Code::WrongType,
            format!("`remove` lists names of arguments, not {}", item.kind()),
        )
        .at(&item.place, "not a string")
        .help("write the names of arguments and nested blocks, such as `[\"kms_key_id\"]`")),
    };
    let paths = items.iter().filter_map(|item| problems.keep(path(item)));
    paths.collect()
}

fn imports(manifest: &Manifest, problems: &mut Problems) -> Vec<Import> {
    let entries = manifest.import.iter();
    entries
        .filter_map(|entry| {
            let table = &entry.span_or(&(0..0));
            let import = entry.get();
            let to = required(
                manifest,
                import.to.as_ref(),
                table,
                "import",
                "to",
                problems,
            );
            let id = required(
                manifest,
                import.id.as_ref(),
                table,
                "import",
                "id",
                problems,
            );
            let provider = import.provider.as_ref();
            let provider = provider.map(|field| expression(field, parse_bare, problems));
            Some(Import {
                to: expression(to?, parse_bare, problems)?,
                id: expression(id?, parse_template, problems)?,
                provider: match provider {
                    Some(provider) => Some(provider?),
                    None => None,
                },
                place: to?.span_or(table).into(),
            })
        })
        .collect()
}

fn removed(manifest: &Manifest, problems: &mut Problems) -> Vec<Removed> {
    let entries = manifest.removed.iter();
    entries
        .filter_map(|entry| {
            let table = &entry.span_or(&(0..0));
            let removed = entry.get();
            let from = required(
                manifest,
                removed.from.as_ref(),
                table,
                "removed",
                "from",
                problems,
            );
            let from = from?;
            Some(Removed {
                from: expression(from, parse_bare, problems)?,
                destroy: *removed.destroy.get(),
                place: from.span_or(table).into(),
            })
        })
        .collect()
}

fn required<'a>(
    manifest: &Manifest,
    field: Option<&'a Field<Text>>,
    table: &crate::source::Span,
    kind: &str,
    key: &str,
    problems: &mut Problems,
) -> Option<&'a Field<Text>> {
    let owner = &format!("an entry of `[[{kind}]]`");
    let example = match key {
        "id" => "id = \"the-id-in-aws\"",
        "to" => "to = \"aws_sqs_queue.jobs\"",
        "source" => "source = \"hashicorp/random\"",
        _ => "from = \"aws_sqs_queue.jobs\"",
    };
    let required = Required {
        path: &[kind, key],
        owner,
        table,
        example,
    };
    problems.require(manifest, field, &required)
}

fn expression(
    field: &Field<Text>,
    parse: fn(&str) -> Result<String, String>,
    problems: &mut Problems,
) -> Option<String> {
    let text = field.get().as_written();
    let parsed = parse(text).map_err(|reason| {
        let message = format!("`{text}` is no expression of HCL: {reason}");
        Problem::new(Code::InvalidExpression, message)
            .at(field.span_or(&(0..0)), "cannot be read")
            .help("write an address, such as `aws_sqs_queue.jobs`")
    });
    problems.keep(parsed)
}

/// `required_providers`, of which AWS is always one.
fn providers(manifest: &Manifest, problems: &mut Problems) -> BTreeMap<String, RequiredProvider> {
    let entries: &Entries<Field<manifest::RequiredProvider>> =
        &manifest.terraform.required_providers;
    let mut providers = BTreeMap::new();
    for (name, entry) in entries {
        let is_name = problems.keep(identifier(name)).is_some();
        if name.get() == "aws" {
            problems.extend([own_provider(name)]);
            continue;
        }
        let owner = &format!("the provider `{}`", name.get());
        let required = Required {
            path: &["terraform", "required_providers", name.get(), "source"],
            owner,
            table: &name.span(),
            example: "source = \"hashicorp/random\"",
        };
        let source = problems.require(manifest, entry.get().source.as_ref(), &required);
        let source = source.and_then(|source| problems.keep(source_address(source)));
        let version = entry.get().version.as_ref();
        if let (Some(source), true) = (source, is_name) {
            let version = version.map(|version| version.get().clone());
            providers.insert(name.get().clone(), RequiredProvider { source, version });
        }
    }
    providers
}

fn own_provider(name: &Key) -> Problem {
    Problem::new(
        Code::DuplicateName,
        "the provider `aws` is declared by formwork",
    )
    .at(name.span(), "declared again")
    .help("leave it out; another configuration of it is `[provider_alias.NAME]`")
}

/// `NAMESPACE/TYPE` or `HOST/NAMESPACE/TYPE`, of letters, digits, hyphens and, in the host, dots.
/// (Terraform language, "Provider Requirements", "Source Addresses".)
fn source_address(field: &Field<String>) -> Result<String, Problem> {
    let text = field.get();
    let parts: Vec<&str> = text.split('/').collect();
    let is_word = |part: &&str| {
        let all = part.bytes();
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && all
                .clone()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let is_host = |part: &&str| part.contains('.') && part.split('.').all(|part| is_word(&part));
    let is_address = match parts.as_slice() {
        [namespace, of_type] => is_word(namespace) && is_word(of_type),
        [host, namespace, of_type] => is_host(host) && is_word(namespace) && is_word(of_type),
        _ => false,
    };
    if is_address {
        return Ok(text.clone());
    }
    Err(Problem::new(
        Code::InvalidName,
        format!("`{text}` is no address of a provider"),
    )
    .at(field.span_or(&(0..0)), "of another form")
    .help("write `NAMESPACE/TYPE`, such as `hashicorp/random`"))
}
