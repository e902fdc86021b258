//! The attributes of keys: their names and types.

use super::manifest::{KeyAttribute, Type};
use crate::kind::Validation;
use crate::manifest::Field;
use crate::problem::{Code, Problem};

/// An attribute that is a key of a table or of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) of_type: Type,
}

/// Amazon DynamoDB API, `KeySchemaElement`: `AttributeName`.
const MAX: usize = 255;

/// What a name may have beside letters and digits. DynamoDB takes any text; these stand in HCL and in Rust
/// as they are.
const SIGNS: &str = "_-.:#@";

impl Attribute {
    /// The attribute of `partition_key` or `sort_key` at `path` below the entry.
    pub(super) fn from_keys(
        field: &Field<KeyAttribute>,
        path: &[&str],
        at: &mut Validation<'_>,
    ) -> Option<Self> {
        let keys = field.get();
        let table = field.span_or(&at.key().span());
        let path: Vec<&str> = path.iter().copied().chain(["name"]).collect();
        let owner = match path.as_slice() {
            ["index", index, key, _] => format!("`{key}` of index `{index}` of {}", at.owner()),
            _ => format!("`{}` of {}", path[0], at.owner()),
        };
        // Neither the two keys of a table nor those of an index may be the same.
        let example = match path.as_slice() {
            ["index", _, "partition_key", _] => r#"name = "owner""#,
            ["partition_key", _] => r#"name = "id""#,
            _ => r#"name = "created_at""#,
        };
        let name = at.require_of(&path, keys.name.as_ref(), &owner, &table, example)?;
        let name = at.text(name, "the name of an attribute", attribute_name)?;
        Some(Self {
            name,
            of_type: *keys.r#type.get(),
        })
    }
}

/// The name of an attribute.
pub(super) fn attribute_name(text: &str) -> Result<String, Problem> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || SIGNS.contains(c);
    if !text.is_empty() && text.len() <= MAX && text.chars().all(is_allowed) {
        return Ok(text.to_owned());
    }
    let message = format!("`{text}` cannot be the name of an attribute here");
    Err(Problem::new(Code::InvalidName, message).help(format!(
        "use 1 to {MAX} letters, digits and any of `{SIGNS}`, such as `created_at`"
    )))
}
