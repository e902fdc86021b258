//! Services do not call each other in a circle.

use std::collections::BTreeMap;

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};

/// What a service calls, by its name.
type Calls<'a> = BTreeMap<&'a str, Vec<&'a Key>>;

/// A task knows the names that were there when its deployment began (Amazon ECS developer guide, "Amazon ECS Service
/// Connect components"): whoever is called comes first.
pub(super) fn check_circular_calls(scope: &Scope<'_>) -> Vec<Problem> {
    let services = || entries::<Service>(scope.manifest);
    let names: Vec<&str> = services().map(|(key, _)| key.get().as_str()).collect();
    let calls = services().map(|(key, keys)| {
        let grants = keys.shared.grants.iter();
        let called = grants.filter(|(target, words)| {
            names.contains(&target.get().as_str()) && words.get().iter().any(is_call)
        });
        (
            key.get().as_str(),
            called.map(|(target, _)| target).collect(),
        )
    });
    let calls: Calls<'_> = calls.collect();
    let mut left = calls.clone();
    let mut problems = Vec::new();
    while let Some(circle) = circle(&left) {
        problems.push(problem(&circle));
        // A circle is told once: without one of its calls it is none.
        let [(caller, target), ..] = circle[..] else {
            break;
        };
        let of_caller = left.entry(caller).or_default();
        of_caller.retain(|call| call.get() != target.get());
    }
    problems
}

fn is_call(word: &Field<String>) -> bool {
    word.get() == "call"
}

/// The calls of some circle: who calls, and where the grant names whom.
fn circle<'a>(calls: &Calls<'a>) -> Option<Vec<(&'a str, &'a Key)>> {
    let mut done = Vec::new();
    calls
        .keys()
        .find_map(|name| walk(calls, name, &mut Vec::new(), &mut done))
}

fn walk<'a>(
    calls: &Calls<'a>,
    name: &'a str,
    way: &mut Vec<(&'a str, &'a Key)>,
    done: &mut Vec<&'a str>,
) -> Option<Vec<(&'a str, &'a Key)>> {
    if let Some(start) = way.iter().position(|(caller, _)| *caller == name) {
        return Some(way[start..].to_vec());
    }
    if done.contains(&name) {
        return None;
    }
    for target in calls.get(name).into_iter().flatten() {
        way.push((name, *target));
        let found = walk(calls, target.get(), way, done);
        way.pop();
        if found.is_some() {
            return found;
        }
    }
    done.push(name);
    None
}

fn problem(circle: &[(&str, &Key)]) -> Problem {
    let names = circle.iter().map(|(caller, _)| format!("`{caller}`"));
    let names: Vec<String> = names.collect();
    let message = match &names[..] {
        [only] => format!("{only} calls itself"),
        several => format!("{} call each other in a circle", several.join(", ")),
    };
    let help = if names.len() == 1 {
        "remove the grant: the code is there already, at `localhost`"
    } else {
        "let one of them answer by a `[queue]`, to which it is granted `send`: none of them could be deployed first"
    };
    let mut problem = Problem::new(Code::CircularCalls, message);
    for (caller, target) in circle {
        problem = problem.at(
            target.span(),
            format!("`{caller}` calls `{}`", target.get()),
        );
    }
    problem.help(help)
}
