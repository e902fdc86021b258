//! Nobody is granted an operation of users where a database has one login for all.

use super::granted;
use crate::kind::Scope;
use crate::kinds::database::manifest::{Keys, Login};
use crate::kinds::database::operations::{CONNECT, OF_USERS};
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};

pub(super) fn check_words_of_users(scope: &Scope<'_>) -> Vec<Problem> {
    let containers = scope.containers();
    let grants = containers.flat_map(|container| &container.keys.grants);
    grants
        .flat_map(|(target, words)| words.get().iter().map(move |word| (target, word)))
        .filter(|(_, word)| OF_USERS.contains(&word.get().as_str()))
        .filter_map(|(target, word)| {
            let (key, keys) = granted(scope, target)?;
            let is_known = !scope.manifest.is_unread(&["database", key.get(), "login"]);
            let has_one = *keys.login.get() == Login::Secret;
            (is_known && has_one).then(|| problem(word, key, keys))
        })
        .collect()
}

fn problem(word: &Field<String>, key: &Key, keys: &Keys) -> Problem {
    let (word_text, name) = (word.get(), key.get());
    let message = format!("`{word_text}` on database `{name}` needs a user for each container");
    let problem = Problem::new(Code::UnknownOperation, message).at(
        word.span_or(&key.span()),
        "an operation of `login = \"iam\"`",
    );
    if let Some(existing) = &keys.existing {
        return problem
            .at(existing.span_or(&key.span()), "one login for all")
            .help(format!("write `{CONNECT}` instead of `{word_text}`"));
    }
    problem
        .at(keys.login.span_or(&key.span()), "one login for all")
        .help(format!(
            "write `login = \"iam\"` in `[database.{name}]`; or `{CONNECT}` instead of `{word_text}`, which is the login \
             of the master user"
        ))
}
