//! `push_from`: workflows of GitHub that push, as AWS gets to know them.
//!
//! (GitHub documentation, "OpenID Connect reference": the subject of a token.)

use super::manifest;
use crate::kind::Validation;
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::source::Span;

/// A workflow, by the subjects that its tokens may have.
#[derive(Debug, Clone)]
pub(super) struct PushFrom {
    pub(super) subjects: Vec<String>,
}

pub(super) fn push_from(
    entries: &[Field<manifest::PushFrom>],
    at: &mut Validation<'_>,
) -> Option<Vec<PushFrom>> {
    let read: Vec<Option<PushFrom>> = entries.iter().map(|entry| workflow(entry, at)).collect();
    read.into_iter().collect()
}

fn workflow(entry: &Field<manifest::PushFrom>, at: &mut Validation<'_>) -> Option<PushFrom> {
    let table = &entry.span_or(&at.key().span());
    let owner = &format!("an entry of `push_from` of {}", at.owner());
    let keys = entry.get();
    let example = "github = \"acme/api\"";
    let path = ["push_from", "github"];
    let github = at.require_of(&path, keys.github.as_ref(), owner, table, example);
    let names = github.and_then(|field| {
        at.keep(
            names(field.get()).map_err(|problem| problem.at(field.span_or(table), "a repository")),
        )
    });
    let end = at.keep(end(keys, table));
    let ids = at.keep(ids(keys, table));
    let ((owner, name), end, ids) = (names?, end?, ids?);
    let by_name = format!("repo:{owner}/{name}:{end}");
    let by_id = ids.map(|(owner_id, id)| format!("repo:{owner}@{owner_id}/{name}@{id}:{end}"));
    Some(PushFrom {
        subjects: [by_name].into_iter().chain(by_id).collect(),
    })
}

/// Owner and name of a repository.
fn names(text: &str) -> Result<(String, String), Problem> {
    let is_owner = |text: &str| {
        (1..=39).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_name = |text: &str| {
        (1..=100).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    match text.split_once('/') {
        Some((owner, name)) if is_owner(owner) && is_name(name) => {
            Ok((owner.to_owned(), name.to_owned()))
        }
        _ => {
            let message = format!("`{text}` is no repository of GitHub");
            Err(Problem::new(Code::InvalidPush, message)
                .help("write owner and name, without a star: `acme/api`"))
        }
    }
}

/// The end of the subject: a branch, or an environment. One of both must be named, or every pull request
/// could push.
fn end(keys: &manifest::PushFrom, table: &Span) -> Result<String, Problem> {
    match (&keys.branch, &keys.environment) {
        (Some(branch), None) => {
            part(branch, table, "branch").map(|it| format!("ref:refs/heads/{it}"))
        }
        (None, Some(environment)) => {
            part(environment, table, "environment").map(|it| format!("environment:{it}"))
        }
        (Some(branch), Some(environment)) => {
            let message = "a token of GitHub names its branch or its environment, not both";
            Err(Problem::new(Code::InvalidPush, message)
                .at(environment.span_or(table), "names the environment")
                .at(branch.span_or(table), "names the branch")
                .help("keep `environment`, and let GitHub bind it to the branch"))
        }
        (None, None) => {
            let message = "an entry of `push_from` names no branch and no environment";
            Err(Problem::new(Code::InvalidPush, message)
                .at(table.clone(), "every pull request could push")
                .help("add `branch = \"main\"`, or `environment = \"production\"`"))
        }
    }
}

/// A name in the subject, of which IAM compares each character.
fn part(field: &Field<String>, table: &Span, what: &str) -> Result<String, Problem> {
    let text = field.get();
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "._-/ #+@".contains(c);
    if !text.is_empty() && text.len() <= 255 && text.chars().all(is_allowed) {
        return Ok(text.clone());
    }
    let message = format!("`{text}` is no {what} that can be named to AWS");
    let help = if text.contains('*') {
        "name one, without a star: several take an entry each"
    } else {
        "use letters, digits and any of `._-/`, such as `main`"
    };
    Err(Problem::new(Code::InvalidPush, message)
        .at(field.span_or(table), "this one")
        .help(help))
}

/// The numbers of the owner and of the repository, which belong together.
fn ids(keys: &manifest::PushFrom, table: &Span) -> Result<Option<(u32, u32)>, Problem> {
    let lonely = |field: &Field<u32>, missing: &str| {
        let message = format!("the number stands without `{missing}`");
        Err(Problem::new(Code::InvalidPush, message)
            .at(field.span_or(table), "GitHub names both or none")
            .help(format!(
                "add `{missing}`: `gh api repos/OWNER/NAME` prints both"
            )))
    };
    match (&keys.owner_id, &keys.repository_id) {
        (Some(owner), Some(id)) => Ok(Some((*owner.get(), *id.get()))),
        (Some(owner), None) => lonely(owner, "repository_id"),
        (None, Some(id)) => lonely(id, "owner_id"),
        (None, None) => Ok(None),
    }
}
