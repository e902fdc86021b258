//! Each environment variable has a field of its own in `stack.rs`.

use std::collections::BTreeMap;

use crate::container::Keys;
use crate::identifier::field_name;
use crate::kind::Scope;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

pub(super) fn check_variable_fields(scope: &Scope<'_>) -> Vec<Problem> {
    let containers = scope.containers();
    containers
        .flat_map(|container| check(container.keys))
        .collect()
}

fn check(keys: &Keys) -> Vec<Problem> {
    let mut fields: BTreeMap<String, &Key> = BTreeMap::new();
    let mut names: Vec<&Key> = keys.environment.keys().collect();
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
