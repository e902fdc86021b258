//! What a bare stack lacks and the file of an entry refers to: a network of others says which account it is in.

use super::Made;
use crate::kind::Origin;
use crate::problem::{Code, Problem};
use crate::stack::Stack;

/// The files that need the id of the account, in a bare stack whose raw blocks have no network by the names of formwork either.
pub(super) fn lacking(stack: &Stack, made: &[Made]) -> Vec<Problem> {
    let account = stack.network.names().account_id;
    let network = account
        .rsplit_once('.')
        .map_or(account, |(network, _)| network);
    let mut declared = made.iter().flat_map(|it| it.declarations.addresses());
    if !stack.is_bare || declared.any(|address| address == network) {
        return Vec::new();
    }
    let needing = made.iter().filter(|it| it.is_of_kind);
    let needing = needing.filter(|it| it.declarations.refers_to(network));
    needing.map(|it| problem(stack, it)).collect()
}

fn problem(stack: &Stack, made: &Made) -> Problem {
    let (what, place) = match &made.origin {
        Origin::Entry(table, id) => (
            format!("`[{table}.{id}]`"),
            stack.places.locate(&[table, id.as_str()], 2),
        ),
        _ => (format!("`{}`", made.artifact.name), None),
    };
    let message = format!("{what} needs the id of the account, which a bare stack does not know");
    let mut problem = Problem::new(Code::BareStack, message)
        .help("remove `bare`, or write raw blocks in its place");
    if let Some(place) = place {
        problem = problem.at(place, "lets a service of AWS in, of this account alone");
    }
    match stack.places.locate(&["stack", "bare"], 2) {
        Some(bare) => problem.at(bare, "leaves out the network that knows it"),
        None => problem,
    }
}
