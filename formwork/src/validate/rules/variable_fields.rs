//! Each environment variable has a field of its own in `stack.rs`.

use std::collections::BTreeMap;

use crate::manifest::{Key, Manifest, Service};
use crate::problem::{Code, Problem};
use crate::rust::field_name;

pub(super) fn check_variable_fields(manifest: &Manifest) -> Vec<Problem> {
    manifest.service.values().flat_map(check).collect()
}

fn check(service: &Service) -> Vec<Problem> {
    let mut fields: BTreeMap<String, &Key> = BTreeMap::new();
    let mut names: Vec<&Key> = service.environment.keys().collect();
    names.sort_by_key(|name| name.span().start);
    names
        .into_iter()
        .filter_map(|name| {
            let field = field_name(name.get());
            let first = *fields.entry(field.clone()).or_insert(name);
            (first != name).then(|| same_field(name, first, &field))
        })
        .collect()
}

fn same_field(name: &Key, first: &Key, field: &str) -> Problem {
    let message = format!(
        "`{}` and `{}` are both the field `{field}` in Rust",
        first.get(),
        name.get()
    );
    Problem::new(Code::InvalidVariable, message)
        .at(name.span(), "the same field")
        .at(first.span(), "as this one")
        .help("let their names differ in more than case and underscores")
}
