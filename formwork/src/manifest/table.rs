//! Tables of entries whose keys are known to a kind alone.

use std::any::Any;
use std::fmt::Debug;

use super::{Entries, Key, ReadError, Value, Word};

/// The entries of one kind, with the type of their keys erased.
pub(crate) trait AnyTable: Debug + Send + Sync {
    /// The names of the entries, in order.
    fn keys(&self) -> Box<dyn Iterator<Item = &Key> + '_>;

    /// A name as it is written in the file.
    fn get_key(&self, name: &str) -> Option<&Key>;

    /// The [`Entries`].
    fn as_any(&self) -> &dyn Any;
}

impl<M: Debug + Send + Sync + 'static> AnyTable for Entries<M> {
    fn keys(&self) -> Box<dyn Iterator<Item = &Key> + '_> {
        Box::new(Entries::keys(self))
    }

    fn get_key(&self, name: &str) -> Option<&Key> {
        let name = Key::from(name.to_owned());
        self.get_key_value(&name).map(|(key, _)| key)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Reads the table of a kind.
pub(crate) trait ReadTable {
    /// The name of the table.
    fn table(&self) -> &'static str;

    /// Words of other tools for what an entry has.
    fn words(&self) -> &'static [&'static [Word]];

    /// What other tools call such entries.
    fn also_called(&self) -> &'static [&'static str];

    /// The keys of numbers that it adds to `[alarms]`.
    fn alarm_keys(&self) -> Vec<&'static str>;

    /// Its entries; none where the file has no such table.
    fn read(&self, value: Option<Value<'_>>) -> Result<Box<dyn AnyTable>, ReadError>;
}
