//! Which expressions yield a string for sure, before anything of the module is known.

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};

use super::{BlockType, ProviderLine, Type, newest_of};

/// The functions of Terraform that give a string.
pub(crate) const STRING_FUNCTIONS: &[&str] = &[
    "abspath",
    "base64decode",
    "base64encode",
    "base64gzip",
    "base64sha256",
    "base64sha512",
    "basename",
    "bcrypt",
    "chomp",
    "cidrhost",
    "cidrnetmask",
    "cidrsubnet",
    "dirname",
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
    "formatdate",
    "indent",
    "join",
    "jsonencode",
    "lower",
    "md5",
    "pathexpand",
    "plantimestamp",
    "replace",
    "rsadecrypt",
    "sha1",
    "sha256",
    "sha512",
    "strrev",
    "substr",
    "templatestring",
    "textdecodebase64",
    "textencodebase64",
    "timeadd",
    "timestamp",
    "title",
    "tostring",
    "trim",
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "upper",
    "urlencode",
    "uuid",
    "uuidv5",
    "yamlencode",
];

/// Whether an expression yields a string, or nothing else that a conversion would change.
pub(crate) fn is_string(expression: &Expression) -> bool {
    match expression {
        Expression::String(_) | Expression::HeredocTemplate(_) => true,
        // `"${x}"` is x itself, of whatever type.
        Expression::StringTemplate(template) => template.len() > 1,
        Expression::Parenthesis(inner) => is_string(inner.inner()),
        Expression::Conditional(conditional) => {
            is_string(&conditional.true_expr) && is_string(&conditional.false_expr)
        }
        Expression::FuncCall(call) => {
            let is_core = call.name.namespace.is_empty();
            is_core && STRING_FUNCTIONS.contains(&call.name.name.as_str())
        }
        Expression::Traversal(traversal) => is_string_attribute(traversal),
        _ => false,
    }
}

/// Whether a reference leads to an attribute that is a string in every line of the provider that has it.
fn is_string_attribute(traversal: &Traversal) -> bool {
    let of_line = |line| {
        let (_, block, name) = referred(traversal, &[line])?;
        block.attributes.get(name.as_str())
    };
    let mut found = ProviderLine::ALL.into_iter().filter_map(of_line).peekable();
    found.peek().is_some() && found.all(|attribute| attribute.ty == Type::String)
}

/// The address of a resource that has an ARN, if an expression refers to something else of it.
pub(crate) fn lacks_arn(expression: &Expression) -> Option<String> {
    let Expression::Traversal(traversal) = expression else {
        return None;
    };
    let (address, block, name) = referred(traversal, &ProviderLine::ALL)?;
    let has_arn = block.attributes.contains_key("arn");
    // The id of some is their ARN.
    let may_be_one = name == "id" || name.ends_with("arn") || name.starts_with("arn");
    let is_attribute = block.attributes.contains_key(name.as_str());
    (has_arn && is_attribute && !may_be_one).then_some(address)
}

/// The address, the type and the attribute of `TYPE.NAME.attribute`, by the newest of some lines.
fn referred(
    traversal: &Traversal,
    lines: &[ProviderLine],
) -> Option<(String, &'static BlockType, String)> {
    let resource = |kind: &str| newest_of(lines, |line| line.resource(kind));
    let data_source = |kind: &str| newest_of(lines, |line| line.data_source(kind));
    let root = traversal.expr.as_variable()?.as_str();
    let operators = traversal.operators.iter();
    let names = operators.map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    });
    let names: Vec<&str> = names.collect::<Option<_>>()?;
    let (address, block, attribute) = match (root, names.as_slice()) {
        ("data", [kind, name, attribute]) => {
            let address = format!("data.{kind}.{name}");
            (address, data_source(kind)?, attribute)
        }
        ("resource", [kind, name, attribute]) => {
            (format!("{kind}.{name}"), resource(kind)?, attribute)
        }
        (kind, [name, attribute]) => (format!("{kind}.{name}"), resource(kind)?, attribute),
        _ => return None,
    };
    Some((address, block, (*attribute).to_owned()))
}
