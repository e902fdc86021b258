//! Values in synthesized files.

use hcl_edit::expr::{Expression, Object};

/// What `jsonencode` takes as an argument of a resource.
#[track_caller]
pub(crate) fn encoded(file: &str, resource: [&str; 2], argument: &str) -> Expression {
    let body = hcl_edit::parser::parse_body(file).expect("it is verified");
    let mut resources = body.get_blocks("resource");
    let block = resources.find(|block| block.has_exact_labels(&resource));
    let value = block.and_then(|block| block.body.get_attribute(argument));
    let call = value.and_then(|argument| argument.value.as_func_call());
    let encoded = call.and_then(|call| call.args.get(0));
    encoded
        .unwrap_or_else(|| panic!("{resource:?} has no `{argument} = jsonencode(…)`\n{file}"))
        .clone()
}

/// The value of a key of an object.
#[track_caller]
pub(crate) fn value<'a>(object: &'a Object, key: &str) -> &'a Expression {
    let mut entries = object.iter();
    entries
        .find(|(name, _)| name.as_ident().is_some_and(|name| name.as_str() == key))
        .unwrap_or_else(|| panic!("`{key}` is missing"))
        .1
        .expr()
}
