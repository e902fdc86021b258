//! What an expression evaluates to, as far as that is known, and what is wrong in it.

use std::collections::BTreeMap;

use hcl_edit::expr::{
    Array, BinaryOp, BinaryOperator, Conditional, Expression, Object, ObjectKey, UnaryOp,
    UnaryOperator,
};
use hcl_edit::template::{Directive, Element, Strip, Template};

use super::checker::{Checker, Scope};
use super::convert::convert;
use super::finding::Step;
use super::unify::{type_of, unify};
use super::value::{Collection, Value};
use crate::problem::Code;
use crate::schema::Type;

/// How much stack one level of an expression may take before more is asked for.
const RED_ZONE: usize = 128 * 1024;
const MORE_STACK: usize = 2 * 1024 * 1024;

impl Checker<'_> {
    /// The value of an expression. What is wrong in it is reported.
    pub(super) fn evaluate(&self, expression: &Expression, scope: &mut Scope<'_>) -> Value {
        if scope.skips_values {
            return Value::ANY;
        }
        stacker::maybe_grow(RED_ZONE, MORE_STACK, || self.evaluated(expression, scope))
    }

    fn evaluated(&self, expression: &Expression, scope: &mut Scope<'_>) -> Value {
        match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(value) => Value::Bool(*value.value()),
            Expression::Number(value) => {
                let number = value.value().as_f64();
                number.map_or(Value::Unknown(Type::Number), Value::Number)
            }
            Expression::String(text) => Value::String(text.value().clone()),
            Expression::Array(items) => self.array(items, scope),
            Expression::Object(members) => self.object(members, scope),
            Expression::StringTemplate(template) => {
                match template.iter().collect::<Vec<_>>().as_slice() {
                    // `"${x}"` is x itself, of whatever type.
                    [Element::Interpolation(only)] => self.evaluate(&only.expr, scope),
                    _ => self.elements(template.iter(), scope),
                }
            }
            Expression::HeredocTemplate(heredoc) => {
                let text = self.template(&heredoc.template, scope);
                match heredoc.indent() {
                    // Its indentation goes, and nobody looks at what is left.
                    Some(_) => Value::Unknown(Type::String),
                    None => text,
                }
            }
            Expression::Parenthesis(inner) => self.evaluate(inner.inner(), scope),
            Expression::Variable(name) => self.root(name.as_str(), &[], scope),
            Expression::Traversal(traversal) => self.traversal(traversal, scope),
            Expression::Conditional(conditional) => self.conditional(conditional, scope),
            Expression::FuncCall(call) => self.call(call, scope),
            Expression::UnaryOp(operation) => self.unary(operation, scope),
            Expression::BinaryOp(operation) => self.binary(operation, scope),
            Expression::ForExpr(each) => self.for_expression(each, scope),
        }
    }

    fn array(&self, items: &Array, scope: &mut Scope<'_>) -> Value {
        let items = items.iter().enumerate().map(|(index, item)| {
            scope.within(Step::Index(index), |scope| self.evaluate(item, scope))
        });
        Value::Tuple(items.collect())
    }

    fn object(&self, members: &Object, scope: &mut Scope<'_>) -> Value {
        let mut known = BTreeMap::new();
        let mut all_known = true;
        for (key, value) in members {
            let name = self.key(key, scope);
            let step = Step::Name(name.clone().unwrap_or_else(|| "(key)".to_owned()));
            let value = scope.within(step, |scope| self.evaluate(value.expr(), scope));
            match name {
                Some(name) => {
                    known.insert(name, value);
                }
                None => all_known = false,
            }
        }
        if all_known {
            Value::Object(known)
        } else {
            Value::many(Collection::Map, Value::ANY)
        }
    }

    /// The name that a key of an object has, if it is known.
    fn key(&self, key: &ObjectKey, scope: &mut Scope<'_>) -> Option<String> {
        match key {
            ObjectKey::Ident(name) | ObjectKey::Expression(Expression::Variable(name)) => {
                Some(name.as_str().to_owned())
            }
            ObjectKey::Expression(expression) => match self.evaluate(expression, scope) {
                Value::String(text) => Some(text),
                Value::Number(number) => Some(number.to_string()),
                Value::Bool(value) => Some(value.to_string()),
                value => {
                    if matches!(value, Value::Null) || convert(&value, &Type::String).is_err() {
                        let message =
                            format!("a key is a string, and this is {}", value.describe());
                        self.report_value(scope, Code::InvalidExpression, message);
                    }
                    None
                }
            },
        }
    }

    pub(super) fn template(&self, template: &Template, scope: &mut Scope<'_>) -> Value {
        self.elements(template.iter(), scope)
    }

    fn elements<'e>(
        &self,
        elements: impl Iterator<Item = &'e Element>,
        scope: &mut Scope<'_>,
    ) -> Value {
        let mut text = Some(String::new());
        for element in elements {
            match element {
                Element::Literal(literal) => {
                    if let Some(text) = &mut text {
                        text.push_str(literal);
                    }
                }
                Element::Interpolation(interpolation) => {
                    let value = self.evaluate(&interpolation.expr, scope);
                    let part = self.interpolated(&value, scope);
                    // A `~` takes away of the text around.
                    let part = part.filter(|_| interpolation.strip == Strip::None);
                    text = text.zip(part).map(|(text, part)| text + &part);
                }
                Element::Directive(directive) => {
                    self.directive(directive, scope);
                    text = None;
                }
            }
        }
        text.map_or(Value::Unknown(Type::String), Value::String)
    }

    /// The text that a value becomes within a template, if it is known.
    fn interpolated(&self, value: &Value, scope: &Scope<'_>) -> Option<String> {
        if matches!(value, Value::Null) || convert(value, &Type::String).is_err() {
            let message = format!(
                "a template takes a string, and this is {}",
                value.describe()
            );
            self.report_value(scope, Code::InvalidExpression, message);
        }
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                Some(number.to_string())
            }
            _ => None,
        }
    }

    fn directive(&self, directive: &Directive, scope: &mut Scope<'_>) {
        match directive {
            Directive::If(directive) => {
                let condition = self.evaluate(&directive.if_expr.cond_expr, scope);
                self.operand(&condition, &Type::Bool, scope);
                self.template(&directive.if_expr.template, scope);
                if let Some(otherwise) = &directive.else_expr {
                    self.template(&otherwise.template, scope);
                }
            }
            Directive::For(directive) => {
                let each = &directive.for_expr;
                let collection = self.evaluate(&each.collection_expr, scope);
                let key = each.key_var.as_ref().map(|name| name.as_str());
                let variables = self.iterated(&collection, key, each.value_var.as_str(), scope);
                scope.with_variables(variables, |scope| self.template(&each.template, scope));
            }
        }
    }

    fn conditional(&self, conditional: &Conditional, scope: &mut Scope<'_>) -> Value {
        let condition = self.evaluate(&conditional.cond_expr, scope);
        self.operand(&condition, &Type::Bool, scope);
        // What is wrong with a value shows only where its branch is taken.
        let taken = match &condition {
            Value::Bool(taken) => Some(*taken),
            Value::String(text) => text.parse::<bool>().ok(),
            _ => None,
        };
        let was_caught = scope.is_caught;
        scope.is_caught = was_caught || taken != Some(true);
        let yes = self.evaluate(&conditional.true_expr, scope);
        scope.is_caught = was_caught || taken != Some(false);
        let no = self.evaluate(&conditional.false_expr, scope);
        scope.is_caught = was_caught;
        match (yes, no) {
            (Value::Null, other) | (other, Value::Null) => match other.ty() {
                Some(ty) => Value::Unknown(ty),
                None => other,
            },
            (yes, no) => match unify(&[type_of(&yes), type_of(&no)]) {
                None => {
                    let (yes, no) = (yes.describe(), no.describe());
                    let message = format!("the results have no type in common: {yes} and {no}");
                    self.report_value(scope, Code::InvalidExpression, message);
                    Value::ANY
                }
                Some(_) if matches!(yes, Value::Block(_)) => Value::common([&yes, &no]),
                Some(ty) => Value::Unknown(ty),
            },
        }
    }

    fn unary(&self, operation: &UnaryOp, scope: &mut Scope<'_>) -> Value {
        let value = self.evaluate(&operation.expr, scope);
        match operation.operator.value() {
            UnaryOperator::Neg => {
                self.operand(&value, &Type::Number, scope);
                match value {
                    Value::Number(number) => Value::Number(-number),
                    _ => Value::Unknown(Type::Number),
                }
            }
            UnaryOperator::Not => {
                self.operand(&value, &Type::Bool, scope);
                Value::Unknown(Type::Bool)
            }
        }
    }

    fn binary(&self, operation: &BinaryOp, scope: &mut Scope<'_>) -> Value {
        let left = self.evaluate(&operation.lhs_expr, scope);
        let right = self.evaluate(&operation.rhs_expr, scope);
        let (operands, result) = match operation.operator.value() {
            BinaryOperator::Eq | BinaryOperator::NotEq => return Value::Unknown(Type::Bool),
            BinaryOperator::And | BinaryOperator::Or => (Type::Bool, Type::Bool),
            BinaryOperator::Less
            | BinaryOperator::LessEq
            | BinaryOperator::Greater
            | BinaryOperator::GreaterEq => (Type::Number, Type::Bool),
            BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Mul
            | BinaryOperator::Div
            | BinaryOperator::Mod => (Type::Number, Type::Number),
        };
        self.operand(&left, &operands, scope);
        self.operand(&right, &operands, scope);
        Value::Unknown(result)
    }

    /// Holds an operand to the type that its operator takes; null is none.
    pub(super) fn operand(&self, value: &Value, ty: &Type, scope: &Scope<'_>) {
        let refused = match value {
            Value::Null => Some(format!(
                "{} is needed, and this is null",
                super::value::describe(ty)
            )),
            _ => convert(value, ty).err().map(|found| found.message),
        };
        if let Some(message) = refused {
            self.report_value(scope, Code::InvalidExpression, message);
        }
    }

    /// The variables of a `for` over a collection.
    pub(super) fn iterated(
        &self,
        collection: &Value,
        key_name: Option<&str>,
        value_name: &str,
        scope: &Scope<'_>,
    ) -> Vec<(String, Value)> {
        let (key, value) = collection.items().unwrap_or_else(|| {
            let message = format!(
                "`for` goes over a list, a set or a map, and this is {}",
                collection.describe()
            );
            self.report_value(scope, Code::InvalidExpression, message);
            (Value::ANY, Value::ANY)
        });
        let key = key_name.map(|name| (name.to_owned(), key));
        key.into_iter()
            .chain([(value_name.to_owned(), value)])
            .collect()
    }
}
