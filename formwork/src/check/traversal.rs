//! References, and the way from there: `aws_vpc.main.id`, `var.names[0]`, `local.zones[*].name`.

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};

use super::checker::{Checker, Scope};
use super::declared::{Repeat, Resource, resource_address};
use super::finding::Fault;
use super::steps::{Dead, attribute, index, key, numbered, unknown_index};
use super::value::{Collection, Value};
use crate::problem::{Code, closest, help_one_of};
use crate::schema::Type;

/// One operator, as a reference sees it.
#[derive(Debug, Clone)]
pub(super) enum Operator<'e> {
    Attribute(&'e str),
    /// `["a"]`
    Key(String),
    /// `[0]`
    Number(u64),
    /// `[var.index]`
    Index(&'e Expression),
    /// `.*`, which goes over attributes alone
    AttributeSplat,
    /// `[*]`
    Splat,
}

pub(super) fn operators(traversal: &Traversal) -> Vec<Operator<'_>> {
    let operators = traversal.operators.iter();
    operators
        .map(|operator| match operator.value() {
            TraversalOperator::GetAttr(name) => Operator::Attribute(name.as_str()),
            TraversalOperator::LegacyIndex(index) => Operator::Number(*index.value()),
            TraversalOperator::AttrSplat(_) => Operator::AttributeSplat,
            TraversalOperator::FullSplat(_) => Operator::Splat,
            TraversalOperator::Index(Expression::String(key)) => Operator::Key(key.value().clone()),
            TraversalOperator::Index(expression) => match expression {
                Expression::Number(number) => match number.value().as_u64() {
                    Some(number) => Operator::Number(number),
                    None => Operator::Index(expression),
                },
                _ => Operator::Index(expression),
            },
        })
        .collect()
}

impl Checker<'_> {
    pub(super) fn traversal(&self, traversal: &Traversal, scope: &mut Scope<'_>) -> Value {
        let operators = operators(traversal);
        for operator in &operators {
            if let Operator::Index(index) = operator {
                self.evaluate(index, scope);
            }
        }
        match &traversal.expr {
            Expression::Variable(root) => self.root(root.as_str(), &operators, scope),
            other => {
                let value = self.evaluate(other, scope);
                scope.followed = None;
                self.follow(value, &operators, scope, false)
            }
        }
    }

    /// The value of a reference from its first word on.
    pub(super) fn root(&self, root: &str, way: &[Operator<'_>], scope: &mut Scope<'_>) -> Value {
        let variables = scope.variables.iter().rev();
        let variable = variables.clone().find(|(name, _)| name == root);
        if let Some((_, value)) = variable {
            let value = value.clone();
            scope.followed = Some(root.to_owned());
            return self.follow(value, way, scope, false);
        }
        if scope.is_constant {
            let message = format!("`{root}` cannot be referred to here: a plain value is needed");
            self.report(scope, Code::InvalidExpression, message);
            return Value::ANY;
        }
        match root {
            "each" | "count" | "self" | "path" | "terraform" => self.named_value(root, way, scope),
            "var" | "local" | "module" => self.named_block(root, way, scope),
            "data" | "ephemeral" => match way {
                [
                    Operator::Attribute(kind),
                    Operator::Attribute(name),
                    way @ ..,
                ] => self.resource(root, kind, name, way, scope),
                _ => self.incomplete(&format!("{root}.TYPE.NAME"), scope),
            },
            "resource" => match way {
                [
                    Operator::Attribute(kind),
                    Operator::Attribute(name),
                    way @ ..,
                ] => self.resource("resource", kind, name, way, scope),
                _ => self.incomplete("resource.TYPE.NAME", scope),
            },
            kind => {
                if let [Operator::Attribute(name), way @ ..] = way {
                    self.resource("resource", kind, name, way, scope)
                } else {
                    let message = format!("`{kind}` is no reference");
                    let help = format!(
                        "a text needs quotes: \"{kind}\"; a resource is referred to as TYPE.NAME"
                    );
                    self.report_with(scope, Code::UnknownReference, message, help);
                    Value::ANY
                }
            }
        }
    }

    fn incomplete(&self, form: &str, scope: &Scope<'_>) -> Value {
        let message = format!("the reference is incomplete: it is written `{form}`");
        self.report(scope, Code::UnknownReference, message);
        Value::ANY
    }

    /// What a block may say of itself and of the module.
    fn named_value(&self, root: &str, way: &[Operator<'_>], scope: &mut Scope<'_>) -> Value {
        if root == "self" {
            let Some(own) = scope.own.clone() else {
                let message = "`self` means nothing here";
                let help = "it is for postconditions, provisioners and connections";
                self.report_with(scope, Code::OutOfScope, message, help);
                return Value::ANY;
            };
            scope.followed = Some(root.to_owned());
            return self.exported(own, way, false, scope);
        }
        let [Operator::Attribute(name), way @ ..] = way else {
            return self.incomplete(&format!("{root}.NAME"), scope);
        };
        let string = || Value::Unknown(Type::String);
        let value = match (root, *name) {
            ("each", "key" | "value") => {
                let Some((key, value)) = scope.each.clone() else {
                    let message =
                        format!("`each.{name}` means nothing in a block without `for_each`");
                    self.report(scope, Code::OutOfScope, message);
                    return Value::ANY;
                };
                if *name == "key" {
                    key
                } else if self.is_of_plan {
                    value
                } else {
                    Value::ANY
                }
            }
            ("count", "index") => {
                if !scope.has_count {
                    let message = "`count.index` means nothing in a block without `count`";
                    self.report(scope, Code::OutOfScope, message);
                }
                Value::Unknown(Type::Number)
            }
            ("path", "module") => Value::String(match self.directory {
                "" => ".".to_owned(),
                directory => directory.to_owned(),
            }),
            ("path", "root") => Value::String(".".to_owned()),
            ("path", "cwd") | ("terraform", "workspace") => string(),
            ("terraform", "applying") => Value::Unknown(Type::Bool),
            _ => {
                let known: &[&str] = match root {
                    "each" => &["key", "value"],
                    "count" => &["index"],
                    "path" => &["module", "root", "cwd"],
                    _ => &["workspace", "applying"],
                };
                let message = format!("`{root}` has no attribute `{name}`");
                let help = help_one_of(name, known.iter().copied());
                self.report_with(scope, Code::UnknownAttribute, message, help);
                return Value::ANY;
            }
        };
        scope.followed = Some(format!("{root}.{name}"));
        self.follow(value, way, scope, false)
    }

    fn named_block(&self, root: &str, way: &[Operator<'_>], scope: &mut Scope<'_>) -> Value {
        let [Operator::Attribute(name), way @ ..] = way else {
            return self.incomplete(&format!("{root}.NAME"), scope);
        };
        if root == "module" {
            return self.called(name, way, scope);
        }
        let address = format!("{root}.{name}");
        let value = if root == "var" {
            let variable = self.declared.variables.get(name);
            variable.map(|variable| Value::Unknown(variable.ty.clone()))
        } else {
            let is_declared = self.declared.locals.contains_key(name);
            is_declared.then(|| self.local(name))
        };
        self.refer(scope, &address);
        if let Some(value) = value {
            scope.followed = Some(address);
            self.follow(value, way, scope, false)
        } else {
            let declared = &self.declared;
            let near = match root {
                "var" => closest(name, declared.variables.keys().copied()),
                _ => closest(name, declared.locals.keys().copied()),
            };
            let near = near.map(|near| format!("{root}.{near}"));
            self.undeclared(&address, near.as_deref(), scope);
            Value::ANY
        }
    }

    /// What a reference to a module leads to: its outputs, whose values are those of a run.
    fn called(&self, name: &str, way: &[Operator<'_>], scope: &mut Scope<'_>) -> Value {
        let address = format!("module.{name}");
        let output = match way {
            [Operator::Attribute(output), ..] | [_, Operator::Attribute(output), ..] => {
                Some(output)
            }
            _ => None,
        };
        let to = output.map_or_else(
            || address.clone(),
            |output| format!("{address}.output.{output}"),
        );
        self.refer(scope, &to);
        let Some(call) = self.declared.modules.get(name) else {
            let near = closest(name, self.declared.modules.keys().copied());
            let near = near.map(|near| format!("module.{near}"));
            self.undeclared(&address, near.as_deref(), scope);
            return Value::ANY;
        };
        let one = self.children.get(name).map_or(Value::ANY, |child| {
            let outputs = child.outputs.keys();
            let outputs = outputs.map(|name| ((*name).to_owned(), Type::Dynamic));
            Value::Unknown(Type::object(outputs))
        });
        let value = match call.repeat {
            Repeat::Once => one,
            Repeat::Count => Value::many(Collection::List, one),
            Repeat::ForEach => Value::many(Collection::Map, one),
        };
        scope.followed = Some(address);
        self.follow(value, way, scope, true)
    }

    fn undeclared(&self, address: &str, near: Option<&str>, scope: &Scope<'_>) {
        let message = format!("`{address}` is not declared");
        let help = near.map(|near| format!("did you mean `{near}`?"));
        let fault = Fault::Reference(address.to_owned());
        self.report_fault(scope, Code::UnknownReference, fault, message, help);
    }

    fn resource(
        &self,
        mode: &str,
        kind: &str,
        name: &str,
        way: &[Operator<'_>],
        scope: &mut Scope<'_>,
    ) -> Value {
        let address = resource_address(mode, kind, name);
        self.refer(scope, &address);
        let Some(resource) = self.visible(&address, scope) else {
            let declared = self.declared.resources.keys().map(String::as_str);
            let near = closest(&address, declared);
            self.undeclared(&address, near, scope);
            return Value::ANY;
        };
        let one = resource.schema.map_or(Value::ANY, Value::Block);
        let has_index = matches!(way.first(), Some(Operator::Index(_)));
        let (value, way) = self.instance(&address, resource.repeat, one, way, scope);
        scope.followed = Some(address);
        self.exported(value, way, has_index, scope)
    }

    /// A resource by its address. A data source of a `check` is seen by that check alone.
    fn visible(&self, address: &str, scope: &Scope<'_>) -> Option<&Resource<'_>> {
        let resource = self.declared.resources.get(address)?;
        let is_seen = resource.within.is_none_or(|check| {
            scope
                .address
                .strip_prefix("check.")
                .is_some_and(|name| name == check)
        });
        is_seen.then_some(resource)
    }

    /// What a resource exports at the end of a way. Before a plan nothing is known of it but its
    /// attributes and blocks, with their types.
    fn exported(
        &self,
        value: Value,
        way: &[Operator<'_>],
        has_index: bool,
        scope: &mut Scope<'_>,
    ) -> Value {
        if self.is_of_plan {
            return self.follow(value, way, scope, true);
        }
        // Behind a computed index nothing is looked up.
        if has_index {
            return Value::ANY;
        }
        let was_caught = std::mem::replace(&mut scope.is_caught, true);
        let (mut value, mut way) = (value, way);
        while let Some((operator, rest)) = way.split_first()
            && !matches!(
                operator,
                Operator::Index(_) | Operator::Splat | Operator::AttributeSplat
            )
        {
            value = self.step(&value, operator, scope, true);
            way = rest;
        }
        scope.is_caught = was_caught;
        Value::ANY
    }

    /// The instance that a reference picks, and the rest of its way.
    fn instance<'w, 'e>(
        &self,
        address: &str,
        repeat: Repeat,
        one: Value,
        way: &'w [Operator<'e>],
        scope: &Scope<'_>,
    ) -> (Value, &'w [Operator<'e>]) {
        let argument = match repeat {
            Repeat::Once => {
                if let [Operator::Key(_) | Operator::Number(_), rest @ ..] = way {
                    let message = format!(
                        "`{address}` has neither `count` nor `for_each`, so it takes no index"
                    );
                    let help = format!("refer to `{address}` itself");
                    self.report_reference(address, message, Some(help), scope);
                    return (one, rest);
                }
                return (one, way);
            }
            Repeat::Count => "count",
            Repeat::ForEach => "for_each",
        };
        match way {
            [Operator::Attribute(_), ..] => {
                let index = if argument == "count" {
                    "[0]"
                } else {
                    "[\"KEY\"]"
                };
                let message =
                    format!("`{address}` has `{argument}`, so an instance must be picked");
                let help = format!("`{address}{index}`, or all of them in a `for`");
                self.report_reference(address, message, Some(help), scope);
                (Value::ANY, &[])
            }
            [
                Operator::Key(_) | Operator::Number(_) | Operator::Index(_),
                rest @ ..,
            ] => (one, rest),
            way if argument == "count" => (Value::many(Collection::List, one), way),
            way => (Value::many(Collection::Map, one), way),
        }
    }

    fn report_reference(&self, to: &str, message: String, help: Option<String>, scope: &Scope<'_>) {
        let fault = Fault::Reference(to.to_owned());
        self.report_fault(scope, Code::UnknownAttribute, fault, message, help);
    }

    /// Goes on from a value. `is_static` says whether Terraform sees the way before it evaluates
    /// anything, so that no `try` helps.
    pub(super) fn follow(
        &self,
        value: Value,
        way: &[Operator<'_>],
        scope: &mut Scope<'_>,
        is_static: bool,
    ) -> Value {
        let Some((operator, rest)) = way.split_first() else {
            return value;
        };
        let (inside, rest) = match operator {
            Operator::Splat => (rest, &[][..]),
            Operator::AttributeSplat => {
                let is_attribute =
                    |operator: &Operator<'_>| matches!(operator, Operator::Attribute(_));
                let border = rest.iter().position(|each| !is_attribute(each));
                rest.split_at(border.unwrap_or(rest.len()))
            }
            _ => {
                let is_static = is_static && !matches!(operator, Operator::Index(_));
                let next = self.step(&value, operator, scope, is_static);
                return self.follow(next, rest, scope, is_static);
            }
        };
        let item = match &value {
            Value::Unknown(Type::Dynamic) => Value::ANY,
            Value::Many(Collection::Map, _)
            | Value::Unknown(Type::Map(_) | Type::Object(_))
            | Value::Object(_)
            | Value::Block(_) => value.clone(),
            _ => value
                .items()
                .map_or_else(|| value.clone(), |(_, item)| item),
        };
        let item = self.follow(item, inside, scope, false);
        let item = item.ty().map_or(item, Value::Unknown);
        self.follow(Value::many(Collection::List, item), rest, scope, false)
    }

    fn step(
        &self,
        value: &Value,
        operator: &Operator<'_>,
        scope: &Scope<'_>,
        is_static: bool,
    ) -> Value {
        let stepped = match operator {
            Operator::Attribute(name) => attribute(value, name),
            Operator::Key(name) => key(value, name),
            Operator::Number(number) => index(value, Some(*number)),
            Operator::Index(index) => match self.index_of(index, scope) {
                Some(Value::Number(number)) => numbered(value, number),
                Some(Value::String(name)) => key(value, &name),
                _ => unknown_index(value),
            },
            Operator::Splat | Operator::AttributeSplat => Ok(Value::ANY),
        };
        stepped.unwrap_or_else(|Dead { message, help }| {
            if is_static || !scope.is_caught {
                if let Some(address) = &scope.followed {
                    let message = format!("{message} (in `{address}`)");
                    let fault = self.fault_of_step(address, value, operator);
                    self.report_fault(scope, Code::UnknownAttribute, fault, message, help);
                } else {
                    self.report_fault(scope, Code::UnknownAttribute, Fault::Other, message, help);
                }
            }
            Value::ANY
        })
    }
}

impl Checker<'_> {
    /// What is wrong where a step from what an address refers to leads nowhere.
    fn fault_of_step(&self, address: &str, from: &Value, step: &Operator<'_>) -> Fault {
        let address = address.to_owned();
        let resource = self.declared.resources.get(&address);
        let schema = resource.and_then(|resource| resource.schema);
        match (step, from, schema) {
            (Operator::Attribute(name), Value::Block(block), Some(schema))
                if std::ptr::eq(*block, schema) =>
            {
                let name = (*name).to_owned();
                Fault::UnknownAttribute { address, name }
            }
            _ => Fault::Reference(address),
        }
    }

    /// The value of an index that was looked at already.
    fn index_of(&self, index: &Expression, scope: &Scope<'_>) -> Option<Value> {
        let found = self.findings.borrow().len();
        let value = self.evaluate(index, &mut scope.clone());
        self.findings.borrow_mut().truncate(found);
        value.is_known().then_some(value)
    }
}
