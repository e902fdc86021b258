//! Edits of a manifest by the paths of its keys.

use toml::{Table, Value};

#[derive(Debug, Clone, Copy)]
pub(crate) enum Edit {
    /// A path and its new value, as TOML.
    Set(&'static str, &'static str),
    Remove(&'static str),
    /// A path and what its last key is called instead.
    Rename(&'static str, &'static str),
}

/// The manifest after edits, each of which changes it.
#[track_caller]
pub(crate) fn edit(manifest: &str, edits: &[Edit]) -> String {
    let mut root: Table = manifest.parse().expect("the manifest is TOML");
    for edit in edits {
        let before = root.clone();
        edit.apply(&mut root);
        assert_ne!(root, before, "{edit:?} changes nothing");
    }
    toml::to_string(&root).expect("a table is TOML")
}

impl Edit {
    #[track_caller]
    fn apply(&self, root: &mut Table) {
        let (Self::Set(path, _) | Self::Remove(path) | Self::Rename(path, _)) = self;
        let mut steps: Vec<&str> = path.split('.').collect();
        let key = steps.pop().expect("a path has a key");
        let table = steps.into_iter().fold(root, |table, step| {
            let inner = table.entry(step).or_insert_with(|| Table::new().into());
            inner.as_table_mut().expect("a table is on the way")
        });
        match self {
            Self::Set(_, value) => table.insert(key.to_owned(), value_of(value)),
            Self::Remove(_) => table.remove(key),
            Self::Rename(_, other) => {
                let entry = table.remove(key).expect("what is renamed is there");
                table.insert((*other).to_owned(), entry)
            }
        };
    }
}

#[track_caller]
fn value_of(text: &str) -> Value {
    let table: Table = format!("value = {text}").parse().expect("a value is TOML");
    table["value"].clone()
}
