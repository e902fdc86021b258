//! `for` expressions: item by item where the items are known, else once for all of them.

use std::collections::BTreeMap;

use hcl_edit::expr::ForExpr;

use super::checker::{Checker, Scope};
use super::value::{Collection, Value};
use crate::problem::Code;
use crate::schema::Type;

/// Over how many items a `for` is followed one by one.
const MOST: usize = 100;

impl Checker<'_> {
    pub(super) fn for_expression(&self, each: &ForExpr, scope: &mut Scope<'_>) -> Value {
        let collection = self.evaluate(&each.intro.collection_expr, scope);
        match items(&collection) {
            Some(items) if items.is_empty() => {
                self.of_nothing(each, &collection, scope);
                if each.key_expr.is_some() {
                    Value::Object(BTreeMap::new())
                } else {
                    Value::Tuple(Vec::new())
                }
            }
            Some(items) if items.len() <= MOST => self.one_by_one(each, items, scope),
            _ => self.all_at_once(each, &collection, scope),
        }
    }

    /// Over nothing, a body is not evaluated; what it refers to is there all the same.
    fn of_nothing(&self, each: &ForExpr, collection: &Value, scope: &mut Scope<'_>) {
        let was_caught = std::mem::replace(&mut scope.is_caught, true);
        self.all_at_once(each, collection, scope);
        scope.is_caught = was_caught;
    }

    fn one_by_one(
        &self,
        each: &ForExpr,
        items: Vec<(Value, Value)>,
        scope: &mut Scope<'_>,
    ) -> Value {
        let mut made = Made::default();
        for (key, value) in items {
            let key_name = each.intro.key_var.as_ref();
            let mut variables = Vec::new();
            variables.extend(key_name.map(|name| (name.as_str().to_owned(), key)));
            variables.push((each.intro.value_var.as_str().to_owned(), value));
            scope.with_variables(variables, |scope| self.item(each, &mut made, scope));
        }
        match (made, each.key_expr.is_some()) {
            (Made { is_open: true, .. }, _) => Value::ANY,
            (Made { items, .. }, false) => Value::Tuple(items),
            (Made { members, .. }, true) => {
                let members = members.into_iter().map(|(key, mut values)| {
                    let value = if each.grouping {
                        Value::Tuple(values)
                    } else {
                        values.swap_remove(0)
                    };
                    (key, value)
                });
                Value::Object(members.collect())
            }
        }
    }

    fn item(&self, each: &ForExpr, made: &mut Made, scope: &mut Scope<'_>) {
        if let Some(condition) = &each.cond {
            let condition = self.evaluate(&condition.expr, scope);
            self.operand(&condition, &Type::Bool, scope);
            match condition {
                Value::Bool(true) => {}
                Value::Bool(false) => return,
                _ => made.is_open = true,
            }
        }
        let key = each.key_expr.as_ref().map(|key| {
            let key = self.evaluate(key, scope);
            self.operand(&key, &Type::String, scope);
            key
        });
        let value = self.evaluate(&each.value_expr, scope);
        let key = match key {
            None => return made.items.push(value),
            Some(Value::String(key)) => key,
            Some(Value::Number(key)) => key.to_string(),
            Some(Value::Bool(key)) => key.to_string(),
            Some(_) => {
                made.is_open = true;
                return;
            }
        };
        let values = made.members.entry(key.clone()).or_default();
        values.push(value);
        if values.len() > 1 && !each.grouping && !made.is_open {
            let message = format!("the key `{key}` is made twice");
            let help = "add `...` after the value, to have a list for each key";
            if !scope.is_caught {
                self.report_with(scope, Code::InvalidExpression, message, help);
            }
        }
    }

    /// Evaluates the body once. Before a plan, nothing is known of what comes out.
    fn all_at_once(&self, each: &ForExpr, collection: &Value, scope: &mut Scope<'_>) -> Value {
        let key = each.intro.key_var.as_ref().map(|name| name.as_str());
        let value = each.intro.value_var.as_str();
        let variables = self.iterated(collection, key, value, scope);
        let was_caught = scope.is_caught;
        scope.is_caught |= !self.is_of_plan;
        let made = scope.with_variables(variables, |scope| self.body_of(each, scope));
        scope.is_caught = was_caught;
        if self.is_of_plan { made } else { Value::ANY }
    }

    fn body_of(&self, each: &ForExpr, scope: &mut Scope<'_>) -> Value {
        if let Some(condition) = &each.cond {
            let condition = self.evaluate(&condition.expr, scope);
            self.operand(&condition, &Type::Bool, scope);
        }
        if let Some(key) = &each.key_expr {
            let key = self.evaluate(key, scope);
            self.operand(&key, &Type::String, scope);
        }
        let item = self.evaluate(&each.value_expr, scope);
        let item = item.ty().map_or(item, Value::Unknown);
        match (&each.key_expr, each.grouping) {
            (None, _) => Value::many(Collection::List, item),
            (Some(_), false) => Value::many(Collection::Map, item),
            (Some(_), true) => Value::many(Collection::Map, Value::many(Collection::List, item)),
        }
    }
}

/// What the items of a `for` become.
#[derive(Debug, Default)]
struct Made {
    items: Vec<Value>,
    members: BTreeMap<String, Vec<Value>>,
    /// Whether some of it is left to a run.
    is_open: bool,
}

/// The keys and values of a collection that is written down.
#[expect(clippy::cast_precision_loss, reason = "there are not so many items")]
fn items(collection: &Value) -> Option<Vec<(Value, Value)>> {
    match collection {
        Value::Tuple(items) => {
            let items = items.iter().enumerate();
            let items = items.map(|(index, item)| (Value::Number(index as f64), item.clone()));
            Some(items.collect())
        }
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| (Value::String(name.clone()), value.clone()));
            Some(members.collect())
        }
        _ => None,
    }
}
