//! Types as they are written: `list(object({ name = string, port = optional(number) }))`.

use std::sync::Arc;

use hcl_edit::expr::{Expression, FuncCall, ObjectKey};

use super::convert::convert;
use super::value::Value;
use crate::schema::{Member, Type};

/// Reads a type; the error is a phrase that says what is wrong with it.
pub(super) fn parse(expression: &Expression) -> Result<Type, String> {
    match expression {
        Expression::Variable(name) => keyword(name.as_str()),
        Expression::FuncCall(call) if call.name.namespace.is_empty() => constructor(call),
        Expression::Parenthesis(inner) => parse(inner.inner()),
        Expression::String(text) => Err(format!(
            "a type is written without quotes: {}",
            text.value()
        )),
        _ => Err("this is not a type".to_owned()),
    }
}

fn keyword(name: &str) -> Result<Type, String> {
    Ok(match name {
        "string" => Type::String,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "any" => Type::Dynamic,
        // Of Terraform 0.11, and still read.
        "list" => Type::List(Arc::new(Type::Dynamic)),
        "map" => Type::Map(Arc::new(Type::Dynamic)),
        "set" | "object" | "tuple" => {
            return Err(format!("`{name}` needs the type of what is in it"));
        }
        _ => return Err(format!("`{name}` is not a type")),
    })
}

fn constructor(call: &FuncCall) -> Result<Type, String> {
    let name = call.name.name.as_str();
    let mut arguments = call.args.iter();
    let (Some(argument), None) = (arguments.next(), arguments.next()) else {
        return Err(format!("`{name}` takes one argument"));
    };
    match name {
        "list" => parse(argument).map(Arc::new).map(Type::List),
        "set" => parse(argument).map(Arc::new).map(Type::Set),
        "map" => parse(argument).map(Arc::new).map(Type::Map),
        "tuple" => {
            let Expression::Array(items) = argument else {
                return Err("`tuple` takes a list of types".to_owned());
            };
            items
                .iter()
                .map(parse)
                .collect::<Result<_, _>>()
                .map(Type::Tuple)
        }
        "object" => object(argument),
        "optional" => Err("`optional` is for the attributes of an `object`".to_owned()),
        _ => Err(format!("`{name}` is not a type")),
    }
}

fn object(argument: &Expression) -> Result<Type, String> {
    let Expression::Object(members) = argument else {
        return Err("`object` takes its attributes in braces".to_owned());
    };
    let members = members.iter().map(|(key, value)| {
        let name = match key {
            ObjectKey::Ident(ident) => ident.as_str().to_owned(),
            ObjectKey::Expression(Expression::String(text)) => text.value().clone(),
            ObjectKey::Expression(Expression::Variable(name)) => name.as_str().to_owned(),
            ObjectKey::Expression(_) => return Err("a name of an attribute is plain".to_owned()),
        };
        Ok((name.into(), member(value.expr())?))
    });
    members
        .collect::<Result<_, _>>()
        .map(|members| Type::Object(Arc::new(members)))
}

/// The value of a default that is written down.
fn literal(expression: &Expression) -> Option<Value> {
    Some(match expression {
        Expression::Null(_) => Value::Null,
        Expression::Bool(value) => Value::Bool(*value.value()),
        Expression::Number(number) => Value::Number(number.value().as_f64()?),
        Expression::String(text) => Value::String(text.value().clone()),
        Expression::Array(items) => Value::Tuple(items.iter().map(literal).collect::<Option<_>>()?),
        Expression::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let key = match key {
                    ObjectKey::Ident(name) => name.as_str(),
                    ObjectKey::Expression(expression) => expression.as_str()?,
                };
                Some((key.to_owned(), literal(value.expr())?))
            });
            Value::Object(members.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn member(expression: &Expression) -> Result<Member, String> {
    let optional = match expression {
        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => Some(call),
        _ => None,
    };
    let Some(call) = optional else {
        let ty = parse(expression)?;
        return Ok(Member {
            ty,
            optional: false,
        });
    };
    match call.args.len() {
        1 | 2 => {
            let first = call.args.get(0).ok_or("`optional` takes a type")?;
            let ty = parse(first)?;
            if let Some(default) = call.args.get(1).and_then(literal)
                && let Err(found) = convert(&default, &ty)
            {
                return Err(format!("the default of an attribute: {}", found.message));
            }
            Ok(Member { ty, optional: true })
        }
        _ => Err("`optional` takes a type and perhaps a default".to_owned()),
    }
}
