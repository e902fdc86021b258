//! A raw resource as the target of a grant: what it must say so that grants on it work.

use super::{Problems, Scope};
use crate::hcl::{Expr, parse_template};
use crate::problem::{Code, Problem};
use crate::tree::{Place, Table, Value};

/// A resource that `stack.toml` or `build.rs` declares in Terraform's own words, of the type that a
/// kind has its entries' resources of.
#[derive(Debug)]
pub struct RawResource<'a> {
    pub(crate) scope: &'a Scope<'a>,
    pub(crate) address: &'a str,
    pub(crate) table: &'a Table,
    /// Where it is named.
    pub(crate) place: Place,
    /// Where the grant names it.
    pub(crate) granted: Place,
    /// The operations that are granted on it.
    pub(crate) words: Vec<&'static str>,
    pub(crate) problems: &'a mut Problems,
}

/// Where a raw resource accepts connections.
#[derive(Debug, Clone)]
pub struct RawListens {
    /// The port.
    pub port: u16,
    /// The id of a security group of its own.
    pub group: Expr,
    /// What goes over the connection: `Queries`.
    pub carries: &'static str,
}

impl RawResource<'_> {
    /// Its address.
    #[must_use]
    pub fn address(&self) -> &str {
        self.address
    }

    /// Whether an operation is granted on it.
    #[must_use]
    pub fn is_granted(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    /// Whether an argument is set.
    #[must_use]
    pub fn has(&self, argument: &str) -> bool {
        self.table.get(argument).is_some()
    }

    /// The text that an argument is set to, as it is written.
    #[must_use]
    pub fn text(&self, argument: &str) -> Option<&str> {
        self.table.get(argument)?.value.text()
    }

    /// The number that an argument is set to.
    #[must_use]
    pub fn number(&self, argument: &str) -> Option<i64> {
        match self.table.get(argument)?.value.value {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// Whether an argument is `true`.
    #[must_use]
    pub fn is_on(&self, argument: &str) -> bool {
        self.flag(argument) == Some(true)
    }

    /// Whether an argument is `true` or `false`, if it is one of them.
    #[must_use]
    pub fn flag(&self, argument: &str) -> Option<bool> {
        match self.table.get(argument)?.value.value {
            Value::Bool(flag) => Some(flag),
            _ => None,
        }
    }

    /// The first item of an argument that is written as an array, as HCL.
    #[must_use]
    pub fn first_item(&self, argument: &str) -> Option<Expr> {
        let first = self.table.get(argument)?.value.list()?.first()?;
        parse_template(first.text()?).ok().map(Expr::new)
    }

    /// Says that a grant does not work as the resource is; `argument` is what has to be changed.
    pub fn problem(&mut self, argument: &str, message: &str, help: &str) {
        let entry = self.table.get(argument);
        let place = entry.map_or(&self.place, |entry| &entry.key);
        let message = format!("the grant on `{}` cannot work: {message}", self.address);
        let problem = Problem::new(Code::UnknownGrantTarget, message)
            .at(place, "declared so")
            .at(&self.granted, "granted here")
            .help(help);
        self.problems.extend([problem]);
    }

    /// The argument of another raw resource that is set, of those that are named.
    #[must_use]
    pub fn other_has(&self, of_type: &str, name: &str, arguments: &[&str]) -> Option<String> {
        let table = self.scope.raw_resource(of_type, name)?.body.table()?;
        let mut arguments = arguments.iter();
        let set = arguments.find(|argument| table.get(argument).is_some());
        set.map(|argument| (*argument).to_owned())
    }
}
