//! Arguments of the language that are written in a way of their own.

use hcl_edit::expr::{Expression, Traversal};

use super::checker::{Checker, Scope};
use super::constraint;
use super::convert::convert;
use super::finding::Step;
use super::language::Form;
use super::traversal::{Operator, operators};
use super::unify::type_of;
use super::value::{Collection, Value, describe};
use crate::problem::Code;
use crate::schema::{BlockType, Type};

/// What a list of references is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Referred {
    /// `depends_on`: whole blocks.
    Whole,
    /// `replace_triggered_by`: resources, or attributes of them.
    Resource,
}

impl Checker<'_> {
    /// Holds the value of an argument to the form that Terraform reads it in.
    pub(super) fn form(&self, form: Form, value: &Expression, scope: &mut Scope<'_>) {
        match form {
            Form::Value => {
                self.evaluate(value, scope);
            }
            Form::StringValue => self.value_of(&Type::String, value, scope),
            Form::BoolValue => self.value_of(&Type::Bool, value, scope),
            Form::Bool => self.literal(value, &Type::Bool, scope),
            Form::Text => self.literal(value, &Type::String, scope),
            Form::Constant => {
                self.constant(value, scope);
            }
            Form::Type => {
                if let Err(message) = constraint::parse(value) {
                    self.report(scope, Code::InvalidExpression, message);
                }
            }
            Form::Address => self.address(value, scope),
            Form::Provider => self.provider(value, scope),
            Form::References => self.each_reference(value, Referred::Whole, scope),
            Form::Triggers => self.each_reference(value, Referred::Resource, scope),
            Form::Arguments => self.arguments(value, scope),
            Form::Count => scope.outside_of_instances(|scope| self.count(value, scope)),
            Form::ForEach => scope.outside_of_instances(|scope| {
                self.for_each(value, scope);
            }),
            Form::Other => {}
        }
    }

    fn value_of(&self, ty: &Type, value: &Expression, scope: &mut Scope<'_>) {
        let found = self.evaluate(value, scope);
        // What holds something that is not known is looked at by a plan.
        if self.is_of_plan || found.is_primitive() != Some(false) || found.is_known() {
            self.expect(scope, &found, ty);
        }
    }

    /// What Terraform reads before it evaluates anything.
    fn literal(&self, value: &Expression, ty: &Type, scope: &mut Scope<'_>) {
        let found = self.constant(value, scope);
        self.expect(scope, &found, ty);
    }

    /// A value without references and calls.
    pub(super) fn constant(&self, value: &Expression, scope: &mut Scope<'_>) -> Value {
        scope.is_constant = true;
        let found = self.evaluate(value, scope);
        scope.is_constant = false;
        found
    }

    /// An address of `moved`, `import` and `removed`: names and keys, nothing computed but the keys
    /// of `import`.
    fn address(&self, value: &Expression, scope: &mut Scope<'_>) {
        let is_address = match value {
            Expression::Traversal(traversal) => {
                let is_name = |operator: &Operator<'_>| {
                    !matches!(operator, Operator::Splat | Operator::AttributeSplat)
                };
                matches!(traversal.expr, Expression::Variable(_))
                    && operators(traversal).iter().all(is_name)
            }
            _ => false,
        };
        if !is_address {
            let message = "an address is needed";
            let help = "write it without quotes: TYPE.NAME, or module.NAME.TYPE.NAME";
            self.report_with(scope, Code::InvalidExpression, message, help);
        }
    }

    /// `aws` or `aws.west`
    fn provider(&self, value: &Expression, scope: &mut Scope<'_>) {
        let name = match value {
            Expression::Variable(name) => Some(name.as_str().to_owned()),
            Expression::String(text) => Some(text.value().clone()),
            Expression::Traversal(traversal) => {
                match (&traversal.expr, operators(traversal).as_slice()) {
                    (Expression::Variable(name), [Operator::Attribute(alias)]) => {
                        Some(format!("{}.{alias}", name.as_str()))
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        let Some(name) = name else {
            let message = "a provider is needed";
            let help = "write `aws`, or `aws.ALIAS`, without quotes";
            self.report_with(scope, Code::InvalidExpression, message, help);
            return;
        };
        self.refer(scope, &format!("provider.{name}"));
        let has_default = !name.contains('.');
        if has_default || self.declared.providers.contains_key(&name) {
            return;
        }
        let message = format!("there is no provider `{name}`");
        let (local, alias) = name.split_once('.').unwrap_or((&name, ""));
        let help = format!("declare provider \"{local}\" {{ alias = \"{alias}\" }}");
        self.report_with(scope, Code::UndeclaredProvider, message, help);
    }

    /// A list of references, to whole objects or to attributes too.
    fn each_reference(&self, value: &Expression, wanted: Referred, scope: &mut Scope<'_>) {
        let Expression::Array(items) = value else {
            let message = "a list of references is needed";
            self.report_with(
                scope,
                Code::InvalidExpression,
                message,
                "write `[TYPE.NAME]`",
            );
            return;
        };
        for (index, item) in items.iter().enumerate() {
            scope.within(Step::Index(index), |scope| {
                self.one_reference(item, wanted, scope);
            });
        }
    }

    fn one_reference(&self, item: &Expression, wanted: Referred, scope: &mut Scope<'_>) {
        match item {
            Expression::Traversal(traversal) => {
                let way = operators(traversal);
                let found = self.reference(traversal, wanted, scope);
                let root = traversal
                    .expr
                    .as_variable()
                    .map_or("", |root| root.as_str());
                let names = match root {
                    "data" | "ephemeral" | "resource" => 2,
                    _ => 1,
                };
                // An index picks an instance; what follows is an attribute of it.
                let rest = way.iter().skip(names);
                let has_attribute = rest
                    .clone()
                    .any(|operator| !matches!(operator, Operator::Key(_) | Operator::Number(_)));
                let is_resource = !matches!(
                    root,
                    "ephemeral" | "var" | "local" | "module" | "path" | "terraform"
                );
                if wanted == Referred::Resource && !is_resource {
                    let message = "only resources and their attributes trigger a replacement";
                    self.report(scope, Code::InvalidExpression, message);
                }
                // Of a module, an output may be waited for alone.
                if wanted == Referred::Whole
                    && root != "module"
                    && (has_attribute || rest.count() > 1)
                    && !found.is_null()
                {
                    let message = "a whole block is referred to here, not an attribute of it";
                    self.report(scope, Code::InvalidExpression, message);
                }
            }
            // As Terraform 0.11 had it; the text is read as a reference.
            Expression::String(text) => {
                if let Ok(expression @ Expression::Traversal(_)) =
                    text.value().parse::<Expression>()
                {
                    self.one_reference(&expression, wanted, scope);
                } else {
                    self.report(scope, Code::InvalidExpression, "a reference is needed");
                }
            }
            _ => self.report(scope, Code::InvalidExpression, "a reference is needed"),
        }
    }

    /// Follows a reference. To depend on itself changes nothing, so Terraform takes it.
    fn reference(&self, to: &Traversal, wanted: Referred, scope: &mut Scope<'_>) -> Value {
        let own = scope.address.clone();
        let had_own = self.refers(&own, &own);
        let found = self.traversal(to, scope);
        if wanted == Referred::Whole && !had_own {
            self.forget(&own, &own);
        }
        found
    }

    /// `ignore_changes`: `all`, or arguments of the resource.
    fn arguments(&self, value: &Expression, scope: &mut Scope<'_>) {
        match value {
            Expression::Variable(name) if name.as_str() == "all" => {}
            Expression::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    scope.within(Step::Index(index), |scope| self.ignored(item, scope));
                }
            }
            _ => {
                let message = "a list of arguments is needed, or `all`";
                self.report(scope, Code::InvalidExpression, message);
            }
        }
    }

    fn ignored(&self, item: &Expression, scope: &mut Scope<'_>) {
        let text;
        let item = match item {
            Expression::String(quoted) => match quoted.value().parse::<Expression>() {
                Ok(parsed) => {
                    text = parsed;
                    &text
                }
                Err(_) => item,
            },
            _ => item,
        };
        let (name, way) = match item {
            Expression::Variable(name) => (name.as_str(), Vec::new()),
            Expression::Traversal(traversal) => match &traversal.expr {
                Expression::Variable(name) => (name.as_str(), operators(traversal)),
                _ => return self.report(scope, Code::InvalidExpression, "an argument is needed"),
            },
            _ => return self.report(scope, Code::InvalidExpression, "an argument is needed"),
        };
        if way.iter().any(|step| matches!(step, Operator::Index(_))) {
            let message = "an argument is named here, with no computed index";
            return self.report(scope, Code::InvalidExpression, message);
        }
        let resource = self.declared.resources.get(&scope.address);
        let schema: Option<&'static BlockType> = resource.and_then(|resource| resource.schema);
        if let Some(schema) = schema {
            let mut way = way;
            scope.followed = Some(scope.address.clone());
            way.insert(0, Operator::Attribute(name));
            self.follow(Value::Block(schema), &way, scope, true);
        }
    }

    /// What says how many instances there are is neither ephemeral nor, as a whole, sensitive.
    fn kept_out(&self, value: &Expression, name: &str, scope: &Scope<'_>) {
        if self.is_ephemeral(value) {
            let message = format!("`{name}` is kept in the state, and the value is ephemeral");
            self.report(scope, Code::InvalidExpression, message);
        }
        if name == "for_each" && self.is_sensitive_whole(value) {
            let message = "the keys are sensitive, and would show in addresses";
            let help = "take `nonsensitive(…)` of the keys, if they may be seen";
            self.report_with(scope, Code::InvalidExpression, message, help);
        }
    }

    /// The number of instances.
    fn count(&self, value: &Expression, scope: &mut Scope<'_>) {
        let found = self.evaluate(value, scope);
        self.kept_out(value, "count", scope);
        let refused = match &found {
            Value::Null => Some("`count` is needed, and this is null".to_owned()),
            Value::Number(number) if *number < 0.0 || number.fract() != 0.0 => Some(format!(
                "`count` is a whole number from 0, and this is {number}"
            )),
            _ => convert(&found, &Type::Number)
                .err()
                .map(|found| found.message),
        };
        if let Some(message) = refused {
            self.report_value(scope, Code::WrongType, message);
        }
    }

    /// The keys of the instances; gives `each.key` and `each.value`.
    pub(super) fn for_each(&self, value: &Expression, scope: &mut Scope<'_>) -> (Value, Value) {
        let found = self.evaluate(value, scope);
        self.kept_out(value, "for_each", scope);
        let refused = match &found {
            Value::Unknown(Type::Dynamic | Type::Map(_) | Type::Object(_))
            | Value::Object(_)
            | Value::Many(Collection::Map, _)
            | Value::Block(_) => None,
            // What it is of, of a set that is not known, a plan looks at.
            Value::Unknown(Type::Set(_)) if !self.is_of_plan => None,
            Value::Unknown(Type::Set(item)) => match item.as_ref() {
                Type::String | Type::Dynamic => None,
                other => Some(format!("a set of {} has no keys", describe(other))),
            },
            Value::Many(Collection::Set, item) => match type_of(item) {
                Type::String => None,
                Type::Dynamic if !item.is_null() => None,
                _ => Some("keys are strings, and the set is of others".to_owned()),
            },
            other => Some(format!(
                "a map or a set of strings is needed, and this is {}",
                other.describe()
            )),
        };
        if let Some(message) = refused {
            let help = "make a set of it: `toset(…)`";
            if !scope.is_caught {
                self.report_with(scope, Code::WrongType, message, help);
            }
        }
        let key = Value::Unknown(Type::String);
        match found.items() {
            Some((_, item)) => (key, item),
            None => (key, Value::ANY),
        }
    }
}
