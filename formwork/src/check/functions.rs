//! The functions of Terraform and of the AWS provider, from `schema/functions.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hcl_edit::parser::parse_expr;

use super::constraint;
use crate::schema::Type;

/// What a function takes and gives.
#[derive(Debug, Clone)]
pub(super) struct Function {
    pub(super) parameters: Vec<Parameter>,
    /// What all further arguments are.
    pub(super) variadic: Option<Parameter>,
    pub(super) returns: Type,
}

/// One argument of a function.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) ty: Type,
    pub(super) is_nullable: bool,
}

static LINES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../schema/functions.txt").lines();
    lines.filter_map(|line| line.split_once('(')).collect()
});

/// The function of a name: `cidrhost`, `core::cidrhost`, `provider::aws::arn_parse`.
pub(super) fn find(name: &str) -> Option<Function> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    LINES.get(name).and_then(|rest| parse(rest))
}

/// All names but those with `core::` in front.
pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    LINES.keys().copied()
}

/// Reads `string, number?, ...string) list(string)`.
fn parse(rest: &str) -> Option<Function> {
    let (parameters, returns) = split_parameters(rest)?;
    let mut function = Function {
        parameters: Vec::new(),
        variadic: None,
        returns: parse_type(returns)?,
    };
    for written in parameters {
        let (written, is_variadic) = match written.strip_prefix("...") {
            Some(rest) => (rest, true),
            None => (written, false),
        };
        let (written, is_nullable) = match written.strip_suffix('?') {
            Some(rest) => (rest, true),
            None => (written, false),
        };
        let parameter = Parameter {
            ty: parse_type(written)?,
            is_nullable,
        };
        if is_variadic {
            function.variadic = Some(parameter);
        } else {
            function.parameters.push(parameter);
        }
    }
    Some(function)
}

/// Splits at the commas, and at the parenthesis that ends the parameters.
fn split_parameters(rest: &str) -> Option<(Vec<&str>, &str)> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_u32, 0);
    for (at, c) in rest.char_indices() {
        match c {
            '(' | '{' => depth += 1,
            ')' if depth == 0 => {
                parts.push(rest[start..at].trim());
                parts.retain(|part| !part.is_empty());
                return Some((parts, rest[at + 1..].trim()));
            }
            ')' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(rest[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    None
}

fn parse_type(written: &str) -> Option<Type> {
    match written {
        "string" => Some(Type::String),
        "number" => Some(Type::Number),
        "bool" => Some(Type::Bool),
        "any" => Some(Type::Dynamic),
        _ => constraint::parse(&parse_expr(written).ok()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{find, names};
    use crate::schema::Type;

    #[test]
    fn every_line_is_read() {
        // 118 functions of Terraform and 3 of the provider.
        assert_eq!(names().count(), 121);
        for name in names() {
            assert!(find(name).is_some(), "{name}");
        }
        assert!(find("nosuch").is_none());
    }

    #[test]
    fn a_line_says_what_a_function_takes() {
        let join = find("core::join").unwrap();
        assert_eq!(join.parameters.len(), 1);
        assert_eq!(join.returns, Type::String);
        assert!(matches!(join.variadic.unwrap().ty, Type::List(_)));
        let encode = find("jsonencode").unwrap();
        assert!(encode.parameters[0].is_nullable);
        let Type::Object(members) = find("provider::aws::arn_parse").unwrap().returns else {
            panic!("it gives an object");
        };
        assert_eq!(members.len(), 5);
    }

    #[test]
    fn those_that_give_a_string_are_known_to_the_schema() {
        let gives_string = |name: &&str| {
            let function = find(name);
            !name.contains(':') && function.is_some_and(|of| of.returns == Type::String)
        };
        let found: Vec<&str> = names().filter(gives_string).collect();
        assert_eq!(found, crate::schema::STRING_FUNCTIONS);
    }
}
