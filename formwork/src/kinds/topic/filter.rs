//! Filter policies: which messages a subscription gets.
//!
//! (Amazon SNS developer guide, "Subscription filter policies" and "Filter policy constraints".)

use crate::hcl::{Expr, Literal, parts_of};
use crate::problem::{Code, Problem, help_one_of, list};
use crate::tree::{Place, Table, Tree, Value};

use super::manifest::Part;

/// A filter policy that SNS takes, as an object of HCL.
#[derive(Debug, Clone)]
pub(super) struct Filter(Expr);

/// A policy has at most so many keys with values.
const MOST_KEYS: usize = 5;

/// The numbers of values of all keys, multiplied; in the text of a message each counts as often as it
/// lies deep.
const MOST_COMBINATIONS: usize = 150;

/// What a value may be beside a text, a number and a boolean: `{ prefix = "eu-" }`.
const OPERATORS: [&str; 8] = [
    "anything-but",
    "cidr",
    "equals-ignore-case",
    "exists",
    "numeric",
    "prefix",
    "suffix",
    "wildcard",
];

impl Filter {
    pub(super) fn read(tree: &Tree, on: Part) -> Result<Self, Problem> {
        let mut reading = Reading {
            on,
            keys: 0,
            combinations: 1,
        };
        let Some(table) = tree.table().filter(|table| !table.is_empty()) else {
            let what = match &tree.value {
                Value::Table(_) => "empty",
                _ => tree.kind(),
            };
            return Err(wrong(
                &tree.place,
                format!("a filter is {what}, not a table of attributes"),
                "write each attribute with its values, such as `{ kind = [\"order\"] }`",
            ));
        };
        let object = reading.object(table, 1)?;
        if reading.keys > MOST_KEYS {
            let message = format!("a filter has {} attributes", reading.keys);
            let help = format!("name at most {MOST_KEYS}: SNS takes no more");
            return Err(wrong(&tree.place, message, &help));
        }
        if reading.combinations > MOST_COMBINATIONS {
            let message = format!(
                "a filter has {} combinations of values",
                reading.combinations
            );
            let help = format!("list fewer values: SNS takes {MOST_COMBINATIONS} combinations");
            return Err(wrong(&tree.place, message, &help));
        }
        Ok(Self(object))
    }

    pub(super) fn object(&self) -> Expr {
        self.0.clone()
    }
}

struct Reading {
    on: Part,
    keys: usize,
    combinations: usize,
}

impl Reading {
    fn object(&mut self, table: &Table, depth: usize) -> Result<Expr, Problem> {
        let items = table.iter().map(|(name, entry)| {
            let key = Expr::key(&plain(name, &entry.key)?);
            let values = match &entry.value.value {
                Value::List(items) if !items.is_empty() => self.values(items, depth)?,
                Value::Table(inner) if self.on == Part::Body && !inner.is_empty() => {
                    self.object(inner, depth + 1)?
                }
                _ => return Err(self.no_values(name, &entry.value)),
            };
            Ok(format!("{key} = {values}"))
        });
        let items: Result<Vec<String>, Problem> = items.collect();
        Ok(Expr::new(format!("{{ {} }}", items?.join(", "))))
    }

    fn no_values(&self, name: &str, tree: &Tree) -> Problem {
        let message = format!("the attribute `{name}` of a filter has no list of values");
        let help = match (&tree.value, self.on) {
            (Value::Table(table), Part::Attributes) if !table.is_empty() => {
                "write a list, such as `[\"order\"]`; tables are for `filter_on = \"body\"`"
            }
            _ => "write the values that a message may have, such as `[\"order\"]`",
        };
        wrong(&tree.place, message, help)
    }

    fn values(&mut self, items: &[Tree], depth: usize) -> Result<Expr, Problem> {
        self.keys += 1;
        self.combinations = self.combinations.saturating_mul(items.len() * depth);
        let items: Result<Vec<Expr>, Problem> = items.iter().map(value).collect();
        Ok(Expr::list(items?))
    }
}

/// One value: a message has it, or what an operator says of it.
fn value(tree: &Tree) -> Result<Expr, Problem> {
    let Some(table) = tree.table() else {
        return operand(tree);
    };
    let mut operators = table.iter();
    let (Some((name, entry)), None) = (operators.next(), operators.next()) else {
        let message = "a value of a filter is a table without one operator".to_owned();
        let help = "write one operator in each, such as `{ prefix = \"eu-\" }`";
        return Err(wrong(&tree.place, message, help));
    };
    if !OPERATORS.contains(&name) {
        let message = format!("`{name}` is no operator of a filter");
        return Err(wrong(&entry.key, message, &help_one_of(name, OPERATORS)));
    }
    check_operand(name, &entry.value)?;
    let (key, operand) = (Expr::key(name), operand(&entry.value)?);
    Ok(Expr::new(format!("{{ {key} = {operand} }}")))
}

/// What an operator takes: `exists` a boolean, `numeric` pairs of a comparison and a number, the others
/// texts.
fn check_operand(operator: &str, tree: &Tree) -> Result<(), Problem> {
    let (is_right, help) = match (operator, &tree.value) {
        ("exists", value) => (matches!(value, Value::Bool(_)), "write `true` or `false`"),
        ("numeric", Value::List(items)) => (
            items.len().is_multiple_of(2) && items.chunks(2).all(is_comparison),
            NUMERIC,
        ),
        ("numeric", _) => (false, NUMERIC),
        ("anything-but", value) => (
            !matches!(value, Value::Bool(_) | Value::List(_))
                || tree.list().is_some_and(|it| !it.is_empty()),
            "write what a message may not have, such as `[\"test\"]`",
        ),
        (_, value) => (matches!(value, Value::Text(_)), "write a string"),
    };
    if is_right {
        return Ok(());
    }
    let message = format!("`{operator}` of a filter takes no such value");
    Err(wrong(&tree.place, message, help))
}

const NUMERIC: &str = "write comparisons with numbers, such as `[\">=\", 10, \"<\", 100]`";

fn is_comparison(pair: &[Tree]) -> bool {
    let [operator, number] = pair else {
        return false;
    };
    let is_known = operator
        .text()
        .is_some_and(|text| ["=", "<", "<=", ">", ">="].contains(&text));
    is_known && matches!(number.value, Value::Integer(_) | Value::Float(_))
}

fn operand(tree: &Tree) -> Result<Expr, Problem> {
    Ok(match &tree.value {
        Value::Text(text) => Literal::new(plain(text, &tree.place)?).into(),
        Value::Integer(number) => Expr::new(number.to_string()),
        Value::Float(number) => Expr::new(number.to_string()),
        Value::Bool(value) => Expr::new(value.to_string()),
        Value::List(items) => {
            let items: Result<Vec<Expr>, Problem> = items.iter().map(operand).collect();
            Expr::list(items?)
        }
        // `anything-but` knows what begins or ends in some way.
        Value::Table(_) => return value(tree),
    })
}

/// A text in which Terraform computes nothing.
fn plain(text: &str, place: &Place) -> Result<String, Problem> {
    let parts = parts_of(text).ok();
    let plain = parts.and_then(|parts| parts.plain().map(str::to_owned));
    plain.ok_or_else(|| {
        Problem::new(
            Code::TemplateNotRead,
            format!("`{text}` would be computed, and a filter is not"),
        )
        .at(place, "a template")
        .help(format!(
            "write the text itself, and `$${{` for the characters {}",
            list(["${"])
        ))
    })
}

fn wrong(place: &Place, message: String, help: &str) -> Problem {
    Problem::new(Code::InvalidSubscription, message)
        .at(place, "SNS refuses it")
        .help(help)
}
