//! The functions of Terraform and of the AWS provider, from `schema/functions.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hcl_edit::parser::parse_expr;

use super::constraint;
use super::toolchain::Toolchain;
use crate::manifest::Engine;
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

/// What is behind the name, and who alone has the function.
type Line = (&'static str, Option<&'static str>);

static LINES: LazyLock<BTreeMap<&'static str, Line>> = LazyLock::new(|| {
    let lines = include_str!("../../schema/functions.txt").lines();
    let lines = lines.filter_map(|line| line.split_once('('));
    let lines = lines.map(|(name, rest)| match rest.split_once(" # ") {
        Some((rest, owner)) => (name, (rest, Some(owner))),
        None => (name, (rest, None)),
    });
    lines.collect()
});

/// The function of a name: `cidrhost`, `core::cidrhost`, `provider::aws::arn_parse`.
pub(super) fn find(name: &str, toolchain: Toolchain) -> Option<Function> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    let (rest, owner) = LINES.get(name)?;
    is_in(*owner, toolchain).then(|| parse(rest)).flatten()
}

/// Who has a function of a name, if not this toolchain: `version 6 of the AWS provider`.
pub(super) fn owner(name: &str, toolchain: Toolchain) -> Option<String> {
    let (_, owner) = LINES.get(name.strip_prefix("core::").unwrap_or(name))?;
    match (*owner)? {
        _ if is_in(*owner, toolchain) => None,
        OPENTOFU => Some("OpenTofu".to_owned()),
        line => Some(format!("version {line} of the AWS provider")),
    }
}

/// All names but those with `core::` in front.
pub(super) fn names(toolchain: Toolchain) -> impl Iterator<Item = &'static str> + Clone {
    let known = LINES.iter();
    let known = known.filter(move |(_, (_, owner))| is_in(*owner, toolchain));
    known.map(|(name, _)| *name)
}

const OPENTOFU: &str = "opentofu";

fn is_in(owner: Option<&str>, toolchain: Toolchain) -> bool {
    match owner {
        None => true,
        Some(OPENTOFU) => toolchain.engine == Engine::OpenTofu,
        Some(line) => toolchain.provider.number() == line,
    }
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
    use super::{find, names, owner};
    use crate::check::Toolchain;
    use crate::manifest::Engine;
    use crate::schema::{ProviderLine, Type};

    const BOTH: [Toolchain; 2] = [
        Toolchain {
            engine: Engine::Terraform,
            provider: ProviderLine::V5,
        },
        Toolchain {
            engine: Engine::OpenTofu,
            provider: ProviderLine::V6,
        },
    ];

    #[test]
    fn every_line_is_read() {
        // 118 functions of Terraform and 3 of the provider; 4 of OpenTofu, and 1 more of the provider.
        let counts = BOTH.map(|toolchain| names(toolchain).count());
        assert_eq!(counts, [121, 126]);
        for toolchain in BOTH {
            for name in names(toolchain) {
                assert!(find(name, toolchain).is_some(), "{name}");
                assert_eq!(owner(name, toolchain), None, "{name}");
            }
            assert!(find("nosuch", toolchain).is_none());
        }
    }

    #[test]
    fn a_function_that_others_have_is_told_apart_from_none() {
        let [first, _] = BOTH;
        assert!(find("cidrcontains", first).is_none());
        assert_eq!(owner("cidrcontains", first).unwrap(), "OpenTofu");
        let of_provider = owner("provider::aws::user_agent", first);
        assert_eq!(of_provider.unwrap(), "version 6 of the AWS provider");
        assert_eq!(owner("nosuch", first), None);
    }

    #[test]
    fn a_line_says_what_a_function_takes() {
        let join = find("core::join", BOTH[0]).unwrap();
        assert_eq!(join.parameters.len(), 1);
        assert_eq!(join.returns, Type::String);
        assert!(matches!(join.variadic.unwrap().ty, Type::List(_)));
        let encode = find("jsonencode", BOTH[0]).unwrap();
        assert!(encode.parameters[0].is_nullable);
        let Type::Object(members) = find("provider::aws::arn_parse", BOTH[0]).unwrap().returns
        else {
            panic!("it gives an object");
        };
        assert_eq!(members.len(), 5);
    }

    #[test]
    fn those_that_give_a_string_are_known_to_the_schema() {
        let gives_string = |name: &&str| {
            let function = find(name, BOTH[0]);
            !name.contains(':') && function.is_some_and(|of| of.returns == Type::String)
        };
        let found: Vec<&str> = names(BOTH[0]).filter(gives_string).collect();
        assert_eq!(found, crate::schema::STRING_FUNCTIONS);
    }
}
