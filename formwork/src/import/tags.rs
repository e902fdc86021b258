//! The default tags of the provider as `stack.tags`.

use hcl_edit::expr::Expression;

use super::constants::{Constants, key_of};
use super::expression;
use super::item::{Item, Member};
use crate::hcl::parts_of;

/// The most tags that a resource has beside `Name`. (AWS General Reference, "Tag naming limits and requirements".)
const MAX: usize = 49;

/// The tags, or why `stack.tags` cannot say them.
pub(super) fn tags<'b>(
    value: &'b Expression,
    constants: &Constants<'b>,
) -> Result<Vec<Member>, String> {
    let Expression::Object(object) = constants.resolve_local(value) else {
        return Err("they are computed".to_owned());
    };
    let tags: Vec<Member> = object
        .iter()
        .map(|(key, value)| {
            let name = key_of(key).ok_or_else(|| "a key of theirs is computed".to_owned())?;
            check_key(name)?;
            let item = match expression::item(constants.resolve_local(value.expr())) {
                Item::Text(text) => checked(name, text)?,
                Item::Bool(value) => value.to_string(),
                Item::Integer(number) => number.to_string(),
                _ => return Err(format!("the value of `{name}` is no text")),
            };
            Ok(Member::new(name, Item::Text(item)))
        })
        .collect::<Result<_, String>>()?;
    if tags.len() > MAX {
        return Err(format!("stack.toml has room for {MAX}"));
    }
    Ok(tags)
}

fn check_key(name: &str) -> Result<(), String> {
    let is_of_aws = name.to_lowercase().starts_with("aws:");
    if name.is_empty() || name.chars().count() > 128 || is_of_aws {
        return Err(format!("`{name}` is no key of a tag"));
    }
    if name.eq_ignore_ascii_case("name") {
        return Err(
            "`stack.tags` takes no `Name`, which formwork sets on each resource of its own"
                .to_owned(),
        );
    }
    Ok(())
}

/// A value that refers to variables alone.
fn checked(name: &str, text: String) -> Result<String, String> {
    let template = parts_of(&text)?;
    let others = |reference: &&String| !reference.starts_with("var.");
    match template.references().iter().find(others) {
        Some(other) => Err(format!(
            "`{name}` refers to `{other}`, and `stack.tags` refers to variables"
        )),
        None => Ok(text),
    }
}
