//! The names of keys and indexes as constants of a table's handle.

use super::attribute::Attribute;
use super::entry::{Entry, Index};
use crate::identifier::MAX_WIDTH;

/// The constants that a table has beside those of its indexes.
const OF_TABLE: [&str; 3] = ["PARTITION_KEY", "SORT_KEY", "TTL"];

/// The constant of an index: `by-owner` becomes `BY_OWNER`.
pub(super) fn of_index(name: &str) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let constant: String = name.chars().map(sign).collect();
    let constant = constant.to_ascii_uppercase();
    if constant.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{constant}");
    }
    constant
}

/// Whether a constant is one that tables have.
pub(super) fn is_of_table(constant: &str) -> bool {
    OF_TABLE.contains(&constant)
}

/// The items of Rust, each with its comment, as they stand in the `impl` of a handle.
pub(super) fn constants(entry: &Entry) -> Vec<String> {
    let [partition, sort, ttl] = OF_TABLE;
    let attribute = |attribute: &Attribute| (attribute.name.clone(), attribute.of_type.word());
    let key = |constant, comment: &str, of: &Attribute| {
        let (name, of_type) = attribute(of);
        let comment = format!("{comment}, an attribute of the type {of_type}.");
        text(constant, &comment, &name)
    };
    let mut items = vec![key(partition, "The partition key", &entry.partition_key)];
    items.extend(
        entry
            .sort_key
            .as_ref()
            .map(|of| key(sort, "The sort key", of)),
    );
    let comment = "The attribute that holds when an item is to be deleted, in seconds since 1970.";
    items.extend(entry.ttl.as_ref().map(|name| text(ttl, comment, name)));
    items.extend(entry.indexes.iter().map(|(name, of)| index(name, of)));
    items
}

fn text(constant: &str, comment: &str, value: &str) -> String {
    let start = format!("    pub(crate) const {constant}: &'static str =");
    let literal = format!("\"{value}\";");
    let fits = start.len() + 1 + literal.len() <= MAX_WIDTH;
    let space = if fits { " " } else { "\n        " };
    format!("    /// {comment}\n{start}{space}{literal}")
}

fn index(name: &str, index: &Index) -> String {
    let constant = of_index(name);
    let sort_key = match &index.sort_key {
        Some(of) => format!("Some(\"{}\")", of.name),
        None => "None".to_owned(),
    };
    let partition_key = &index.partition_key.name;
    format!(
        "    /// The index `{name}`.\n    pub(crate) const {constant}: table::Index = table::Index {{\n\
         \x20       name: \"{name}\",\n        partition_key: \"{partition_key}\",\n\
         \x20       sort_key: {sort_key},\n    }};"
    )
}

#[cfg(test)]
mod tests {
    use super::of_index;

    #[test]
    fn names_of_indexes_are_constants() {
        for (name, constant) in [
            ("by_owner", "BY_OWNER"),
            ("by-owner.v2", "BY_OWNER_V2"),
            ("GSI1", "GSI1"),
            ("2nd", "_2ND"),
        ] {
            assert_eq!(of_index(name), constant);
        }
    }
}
