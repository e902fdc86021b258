//! Nobody is granted to read from readers that do not exist.

use super::granted;
use crate::kind::Scope;
use crate::kinds::database::manifest::Keys;
use crate::kinds::database::operations::READ;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};

pub(super) fn check_read_without_readers(scope: &Scope<'_>) -> Vec<Problem> {
    let containers = scope.containers();
    let grants = containers.flat_map(|container| &container.keys.grants);
    grants
        .filter_map(|(target, words)| {
            let mut words = words.get().iter();
            let word = words.find(|word| word.get() == READ)?;
            let (key, keys) = granted(scope, target)?;
            let has_readers = keys.engine.get().is_aurora() && keys.existing.is_none();
            let is_known = !scope.manifest.is_unread(&["database", key.get(), "engine"]);
            (is_known && !has_readers).then(|| problem(word, key, keys))
        })
        .collect()
}

fn problem(word: &Field<String>, key: &Key, keys: &Keys) -> Problem {
    let engine = *keys.engine.get();
    let message = format!("`{READ}` on database `{}` finds no readers", key.get());
    let at = Problem::new(Code::UnknownOperation, message)
        .at(word.span_or(&key.span()), "asks a reader");
    let Some(existing) = &keys.existing else {
        return at
            .at(
                keys.engine.span_or(&key.span()),
                format!("{} on an instance of RDS", engine.title()),
            )
            .help(format!(
                "take `{READ}` out of the grant; or write `engine = \"{}\"`, which has readers: RDS makes no replica \
                 of an instance whose password it manages",
                engine.of_aurora().word()
            ));
    };
    at.at(existing.span_or(&key.span()), "one host of it is known")
        .help(format!(
            "take `{READ}` out of the grant, or declare the host of its readers as a `[database.NAME]` of its own \
             with `existing`"
        ))
}
