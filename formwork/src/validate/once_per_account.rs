//! What an account has once, and several environments would make.
//!
//! It is a note and no problem: an environment that is never applied makes nothing.

use super::environments::{Other, title, with_earlier};
use crate::manifest::{Document, Key};
use crate::problem::{Code, Problem};
use crate::stack::{DomainName, Stack, Zone};

/// The same stack, with what its environments should know of each other.
pub(super) fn noted(mut stack: Stack, document: &Document<'_>) -> Stack {
    let all_notes: Vec<Vec<Problem>> = with_earlier(&stack, document)
        .into_iter()
        .map(|(of, others)| {
            let zone = others.iter().find_map(|other| same_zone(of, *other));
            let provider = others.iter().find_map(|other| same_provider(of, *other));
            zone.into_iter().chain(provider).collect()
        })
        .collect();
    for (environment, notes) in stack.environments.iter_mut().zip(all_notes) {
        environment.notes = notes;
    }
    stack
}

/// The internet asks one of two zones of one name: that to which the domain above delegates.
fn same_zone(of: (&Stack, &Key), other: Other<'_>) -> Option<Problem> {
    let (zone, of_other) = (made_zone(of.0)?, made_zone(other.0)?);
    if zone != of_other || !is_applied_beside(of.0, other.0) {
        return None;
    }
    let (environment, title) = (of.1.get(), title(other.1));
    let message =
        format!("environment `{environment}` and {title} both make the hosted zone `{zone}`");
    Some(note(of.1, message).help(format!(
        "the internet asks one of them: write `zone_id` in `[env.{environment}.domain]` beside `zone = false`, or another `zone`; or `provider.offline = true` where nothing is applied"
    )))
}

fn same_provider(of: (&Stack, &Key), other: Other<'_>) -> Option<Problem> {
    let (what, id, owner) = made_provider(of.0)?;
    made_provider(other.0)?;
    if !is_applied_beside(of.0, other.0) {
        return None;
    }
    let (environment, title) = (of.1.get(), title(other.1));
    let message = format!("environment `{environment}` and {title} both make {what}");
    Some(note(of.1, message).help(format!(
        "an account has one: write its ARN as `{id}` in `[env.{environment}.{owner}]`; or `provider.allowed_account_ids` where accounts are apart, `provider.offline = true` where nothing is applied"
    )))
}

fn note(key: &Key, message: String) -> Problem {
    Problem::new(Code::OncePerAccount, message).at(key.span(), "makes it too")
}

/// What is offline cannot be applied.
fn is_applied_beside(stack: &Stack, other: &Stack) -> bool {
    !stack.offline && !other.offline && !stack.account.is_apart_from(&other.account)
}

fn made_zone(stack: &Stack) -> Option<&DomainName> {
    match &stack.domain.as_ref()?.zone {
        Zone::Created(zone) => Some(zone),
        Zone::Existing(_) | Zone::Elsewhere => None,
    }
}

/// An identity provider, the key that names one which exists, and the entry that has it.
fn made_provider(stack: &Stack) -> Option<(&'static str, &'static str, String)> {
    stack.entries.iter().find_map(|entry| {
        let (what, key) = entry.outsider()?.provider?;
        Some((what, key, format!("{}.{}", entry.kind.table(), entry.id)))
    })
}
