//! What the AWS provider refuses beside its schema: words that are no choice of an argument, and arguments
//! that do not go together.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Body, Structure};

use super::body::Tally;
use super::checker::{Checker, Scope};
use super::declared::of_provider;
use super::finding::{Fault, Finding, Step};
use super::lines::{is_dynamic, parse_address};
use super::value::Value;
use crate::problem::{Code, help_one_of, list, or};
use crate::schema::{BlockType, ProviderLine, Rule, Rules, Type, Words, rules_of};

/// The first number that 64 bits with a sign do not hold.
const TOO_LARGE: f64 = 9_223_372_036_854_775_808.0;

/// Whether an argument or a block is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    There,
    Absent,
    /// It is for a run to say, or for the provider: an empty list.
    Unknown,
}

/// What stands in a body.
#[derive(Debug, Clone, Copy)]
struct Present<'b> {
    body: &'b Body,
    tally: &'b BTreeMap<&'b str, Tally>,
}

impl Checker<'_> {
    /// Holds the value of an argument to the choices of the provider.
    pub(super) fn choice(&self, found: &Value, scope: &Scope<'_>) {
        let rules = rules_at(scope);
        // A later version may have more choices, and nobody can be asked.
        if rules.is_empty() || self.line() != ProviderLine::V5 || scope.skips_values {
            return;
        }
        let words = match found {
            Value::String(word) => vec![word.as_str()],
            Value::Tuple(items) => items.iter().filter_map(as_word).collect(),
            _ => return,
        };
        for rule in rules.at(&dotted(scope)) {
            let (allowed, is_allowed): (_, fn(&str, &str) -> bool) = match rule {
                Rule::In(allowed) => (allowed, |one, other| one == other),
                Rule::InAnyCase(allowed) => (allowed, str::eq_ignore_ascii_case),
                _ => continue,
            };
            let is_wrong = |word: &&&str| !allowed.iter().any(|each| is_allowed(each, word));
            if let Some(word) = words.iter().find(is_wrong) {
                let name = last_name(scope);
                let message = format!("`{word}` is no choice of `{name}`");
                let help = help_one_of(word, allowed.iter().filter(|each| !each.is_empty()));
                self.refuse(scope, Code::UnknownValue, message, help);
            }
        }
    }

    /// Holds the number that an argument is given to what the provider reads it into.
    pub(super) fn whole_number(&self, found: &Value, ty: &Type, scope: &Scope<'_>) {
        if *ty != Type::Number {
            return;
        }
        let number = match found {
            Value::Number(number) => Some(*number),
            Value::String(text) => text.parse::<f64>().ok(),
            _ => None,
        };
        let Some(number) = number else {
            return;
        };
        let of_type = scope.address.trim_start_matches("data.");
        let is_too_large = number.abs() >= TOO_LARGE && of_type.starts_with("aws_");
        let is_whole = || {
            rules_at(scope)
                .at(&dotted(scope))
                .any(|it| it == Rule::Whole)
        };
        let is_broken = number.fract() != 0.0 && is_whole();
        if !(is_too_large || is_broken) {
            return;
        }
        let name = last_name(scope);
        let message = if number.fract() == 0.0 {
            format!("`{name}` holds 64 bits, and {number} is larger")
        } else {
            format!("`{name}` is a whole number, and this is {number}")
        };
        self.report_value(scope, Code::WrongType, message);
    }

    /// Holds the arguments and blocks of a body to what the provider wants of them together.
    pub(super) fn together(
        &self,
        body: &Body,
        schema: &BlockType,
        tally: &BTreeMap<&str, Tally>,
        scope: &mut Scope<'_>,
    ) {
        let rules = rules_at(scope);
        if rules.is_empty() || scope.skips_values {
            return;
        }
        // Few blocks have any, so what costs more comes after that.
        let rules: Vec<Rule> = rules.at(&dotted(scope)).collect();
        if rules.is_empty() || !self.has_same_arguments(schema, scope) {
            return;
        }
        let present = Present { body, tally };
        // Of two arguments that exclude each other the provider says so twice.
        let mut told: Vec<[&str; 2]> = Vec::new();
        for rule in rules {
            match rule {
                Rule::One(words) => self.just_one(words, present, scope),
                Rule::Some(words) => {
                    let absent = self.those(Presence::Absent, words, present, scope);
                    if absent.len() == words.iter().count() {
                        self.none_of(words, "at least one of", scope);
                    }
                }
                Rule::Not(words) => {
                    let pair = self.pair(words, Presence::There, present, scope);
                    if let Some([first, other]) = pair
                        && !told.contains(&[other, first])
                    {
                        told.push([first, other]);
                        self.too_many(&[first, other], scope);
                    }
                }
                Rule::With(words) => {
                    if let Some([first, other]) = self.pair(words, Presence::Absent, present, scope)
                    {
                        let message = format!("`{first}` needs `{other}` beside it");
                        let help = format!("add `{other}`, or remove `{first}`");
                        self.refuse(scope, Code::MissingArgument, message, help);
                    }
                }
                Rule::In(_) | Rule::InAnyCase(_) | Rule::Whole => {}
            }
        }
    }

    fn just_one(&self, words: Words, present: Present<'_>, scope: &mut Scope<'_>) {
        let there = self.those(Presence::There, words, present, scope);
        let unknown = self.those(Presence::Unknown, words, present, scope);
        if there.len() > 1 && self.are_certain(&there, present.body, scope) {
            self.too_many(&there, scope);
        } else if there.is_empty() && unknown.is_empty() {
            self.none_of(words, "one of", scope);
        }
    }

    /// The first word, which is there, with one of the others that is there or is not.
    fn pair(
        &self,
        words: Words,
        of_other: Presence,
        present: Present<'_>,
        scope: &mut Scope<'_>,
    ) -> Option<[&'static str; 2]> {
        let (first, others) = words.first_and_others();
        let is_there = self.presence(first, present, scope) == Presence::There;
        let other = *self.those(of_other, others, present, scope).first()?;
        (is_there && self.are_certain(&[first], present.body, scope)).then_some([first, other])
    }

    fn those(
        &self,
        presence: Presence,
        words: Words,
        present: Present<'_>,
        scope: &mut Scope<'_>,
    ) -> Vec<&'static str> {
        let is = |name: &&str| self.presence(name, present, scope) == presence;
        words.iter().filter(is).collect()
    }

    fn too_many(&self, there: &[&str], scope: &Scope<'_>) {
        let message = match there {
            [one, other] => format!("`{one}` and `{other}` do not go together"),
            _ => format!("only one of {} may be there", list(there.iter().copied())),
        };
        self.refuse(scope, Code::InvalidBlock, message, "keep one of them");
    }

    fn none_of(&self, words: Words, how_many: &str, scope: &Scope<'_>) {
        let message = match words.iter().count() {
            1 => format!("{} is needed", list(words.iter())),
            _ => format!("{how_many} {} is needed", list(words.iter())),
        };
        let help = format!("add {}", or(words.iter().map(|word| format!("`{word}`"))));
        self.refuse(scope, Code::MissingArgument, message, help);
    }

    fn refuse(&self, scope: &Scope<'_>, code: Code, message: String, help: impl Into<String>) {
        self.report_fault(scope, code, Fault::Provider, message, Some(help.into()));
    }

    /// Checks a nested block. Where anything in it is unknown, the provider looks at none of it before a
    /// plan.
    pub(super) fn as_far_as_known(
        &self,
        body: &Body,
        scope: &mut Scope<'_>,
        check: impl FnOnce(&mut Scope<'_>),
    ) {
        let before = self.findings.borrow().len();
        check(scope);
        let is_refused = |finding: &Finding| finding.fault == Fault::Provider;
        let has_any = self.findings.borrow()[before..].iter().any(is_refused);
        if has_any && !self.is_of_plan && !self.is_all_known(body, scope) {
            let mut findings = self.findings.borrow_mut();
            let found = findings.split_off(before);
            findings.extend(found.into_iter().filter(|finding| !is_refused(finding)));
        }
    }

    fn is_all_known(&self, body: &Body, scope: &mut Scope<'_>) -> bool {
        body.iter().all(|structure| match structure {
            Structure::Attribute(attribute) => self.quietly(&attribute.value, scope).is_known(),
            Structure::Block(block) => {
                block.ident.as_str() != "dynamic" && self.is_all_known(&block.body, scope)
            }
        })
    }

    /// The value of an expression of which it was told already what is wrong with it.
    fn quietly(&self, value: &Expression, scope: &mut Scope<'_>) -> Value {
        let was_caught = std::mem::replace(&mut scope.is_caught, true);
        let found = self.evaluate(value, scope);
        scope.is_caught = was_caught;
        found
    }

    /// Whether all blocks of these names are known; before a plan the provider looks at no others.
    fn are_certain(&self, names: &[&str], body: &Body, scope: &mut Scope<'_>) -> bool {
        self.is_of_plan
            || names.iter().all(|name| {
                let mut blocks = body.get_blocks(name);
                blocks.all(|block| self.is_all_known(&block.body, scope))
            })
    }

    /// Whether the version that was asked for rules has the arguments of the one that is checked.
    fn has_same_arguments(&self, schema: &BlockType, scope: &Scope<'_>) -> bool {
        if self.line() == ProviderLine::V5 {
            return true;
        }
        let mut block = parse_address(&scope.address)
            .and_then(|(mode, of_type)| of_provider(ProviderLine::V5, mode, of_type));
        for name in names(scope) {
            block = block.and_then(|block| Some(block.blocks.get(name)?.block()));
        }
        block.is_some_and(|block| {
            block.attributes.keys().eq(schema.attributes.keys())
                && block.blocks.keys().eq(schema.blocks.keys())
        })
    }

    fn presence(&self, name: &str, present: Present<'_>, scope: &mut Scope<'_>) -> Presence {
        if let Some(tally) = present.tally.get(name) {
            return match tally.count {
                0 if tally.is_open => Presence::Unknown,
                0 => Presence::Absent,
                _ => Presence::There,
            };
        }
        let Some(argument) = present.body.get_attribute(name) else {
            return Presence::Absent;
        };
        match scope.at(name, |scope| self.quietly(&argument.value, scope)) {
            Value::Null => Presence::Absent,
            Value::String(text) if text.is_empty() => Presence::Unknown,
            Value::Bool(_) | Value::Number(_) | Value::String(_) => Presence::There,
            Value::Tuple(items) if !items.is_empty() => Presence::There,
            Value::Object(members) if !members.is_empty() => Presence::There,
            _ => Presence::Unknown,
        }
    }
}

fn as_word(value: &Value) -> Option<&str> {
    match value {
        Value::String(word) => Some(word),
        _ => None,
    }
}

/// The argument that a scope is in.
fn last_name<'s>(scope: &'s Scope<'_>) -> &'s str {
    let name = scope.path.iter().rev().find_map(Step::name);
    name.unwrap_or_default()
}

/// The rules of the resource that a scope is in.
fn rules_at(scope: &Scope<'_>) -> Rules {
    rules_of(type_of(scope))
}

/// The type of the resource or the data source: `aws_vpc` of `aws_vpc.main`, `data.aws_vpc` of
/// `data.aws_vpc.main`.
fn type_of<'s>(scope: &'s Scope<'_>) -> &'s str {
    let address = scope.address.as_str();
    let mode = if address.starts_with("data.") {
        "data.".len()
    } else {
        0
    };
    let end = address[mode..]
        .find('.')
        .map_or(address.len(), |end| mode + end);
    &address[..end]
}

/// The way to a place without what the schema has no name for.
fn names<'s>(scope: &'s Scope<'_>) -> impl Iterator<Item = &'s str> {
    let names = scope.path.iter().filter_map(Step::name);
    names.filter(|name| !is_dynamic(name))
}

fn dotted(scope: &Scope<'_>) -> String {
    names(scope).collect::<Vec<_>>().join(".")
}
