//! Texts of entries that are templates, whatever the kind makes of them.

use crate::kind::{Problems, Scope};
use crate::written::{EntryText, Written};

/// The texts of entries of which Terraform computes something. formwork's own kinds say themselves which
/// of theirs is no template; for others it is said here, before they are asked for files.
pub(super) fn texts(scope: &Scope<'_>, problems: &mut Problems) -> Vec<EntryText> {
    let mut texts = Vec::new();
    for template in scope.manifest.templates() {
        let [table, name, ..] = template.path.as_slice() else {
            continue;
        };
        let mut kinds = scope.kinds.iter();
        let Some(kind) = kinds.find(|kind| kind.table() == table) else {
            continue;
        };
        let written = match Written::parse_at(&template.text, template.span.clone().into()) {
            Ok(written) => written,
            Err(problem) => {
                problems.extend(kind.is_foreign().then_some(problem));
                continue;
            }
        };
        if written.plain().is_none() {
            texts.push(EntryText {
                table: table.clone(),
                name: name.clone(),
                written,
            });
        }
    }
    texts
}
