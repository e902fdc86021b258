//! What is wrong in the environments of one file: each mistake is told once, with those that have it.

use super::{Code, Problem, list};
use crate::source::Span;

impl Problem {
    /// Whether this is the mistake that `other` tells of, which may name other things in its words.
    fn is_that_of(&self, other: &Self) -> bool {
        let place = |problem: &Self| -> (Code, Span) { (problem.code, problem.span()) };
        place(self) == place(other) && self.location() == other.location()
    }

    /// Whether this says the same, of whatever environments.
    fn says_the_same(&self, other: &Self) -> bool {
        let said = |problem: &Self| {
            (
                problem.code,
                problem.message.clone(),
                problem.labels.clone(),
            )
        };
        said(self) == said(other)
    }

    /// The environments in which it is wrong, if it is not so in the base: `production`.
    pub(super) fn where_it_is_wrong(&self) -> Option<String> {
        let names = list(self.environments.iter().map(String::as_str));
        match self.environments.as_ref() {
            [] => None,
            [_] => Some(format!("in environment {names}")),
            _ => Some(format!("in environments {names}")),
        }
    }
}

/// The problems of the base, and of each environment those that the base does not have.
pub(crate) fn merged<'a>(
    base: Vec<Problem>,
    environments: impl IntoIterator<Item = (&'a str, Vec<Problem>)>,
) -> Vec<Problem> {
    let mut own: Vec<Problem> = Vec::new();
    for (name, problems) in environments {
        for problem in problems {
            if base.iter().any(|told| problem.is_that_of(told)) {
                continue;
            }
            let known = own.iter().position(|told| told.says_the_same(&problem));
            let index = known.unwrap_or_else(|| {
                own.push(problem);
                own.len() - 1
            });
            own[index].add_environment(name);
        }
    }
    base.into_iter().chain(own).collect()
}

impl Problem {
    fn add_environment(&mut self, name: &str) {
        let name = super::printable(name);
        if !self.environments.contains(&name) {
            let mut names = std::mem::take(&mut self.environments).into_vec();
            names.push(name);
            self.environments = names.into();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::merged;
    use crate::problem::{Code, Problem};

    fn problem(code: Code, message: &str, at: usize) -> Problem {
        Problem::new(code, message).at(at..at + 1, "here")
    }

    #[test]
    fn a_mistake_of_the_base_is_told_once() {
        let base = || vec![problem(Code::NameTooLong, "`shop-api` is too long", 3)];
        let of = problem(Code::NameTooLong, "`shop-staging-api` is too long", 3);
        let told = merged(base(), [("staging", vec![of])]);
        assert_eq!(told, base());
    }

    #[test]
    fn a_mistake_of_two_environments_names_both() {
        let of = || vec![problem(Code::OutOfRange, "`min` is 0", 3)];
        let told = merged(Vec::new(), [("staging", of()), ("production", of())]);
        assert_eq!(told.len(), 1);
        let place = told[0].where_it_is_wrong();
        let expected = "in environments `staging`, `production`";
        assert_eq!(place.as_deref(), Some(expected));
    }

    #[test]
    fn two_mistakes_at_one_place_are_both_told() {
        let of = |message| vec![problem(Code::NameTooLong, message, 3)];
        let told = merged(
            Vec::new(),
            [("a", of("`x` is long")), ("b", of("`y` is long"))],
        );
        assert_eq!(told.len(), 2);
    }
}
