//! `[volume.NAME]`: a file system of EFS that containers mount by `mounts`.

use crate::kind::{
    Alarm, Condition, Fact, File, Guard, Handle, KeyFact, Kind, Listens, Mounting, Names,
    Operation, Output, Resource, Rule, Site, Target, Template, Validation, Word,
};
use crate::problem::Code;

mod alarms;
mod codes;
mod entry;
mod existing;
mod manifest;
mod operations;
mod rules;
mod user;
mod view;
mod words;

/// The kind of `[volume.NAME]`.
///
/// Amazon EFS API, `CreateFileSystem`: a creation token has at most 64 characters. The longest one here has
/// 63: the longest names of a stack and of an entry, and a hyphen.
#[derive(Debug)]
pub(crate) struct Volume;

impl Kind for Volume {
    const TABLE: &str = "volume";
    const RESOURCE: &str = "aws_efs_file_system";
    const ABOUT: &str = "Files on EFS, by name, which containers have in a directory by `mounts`: they outlive tasks, and tasks share them.";

    const EXAMPLE: &str = "[volume.files]";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[manifest::KEYS]
    }

    fn words() -> &'static [&'static [Word]] {
        &[words::WORDS]
    }

    fn also_called() -> &'static [&'static str] {
        &["volumes", "efs", "filesystem", "file_system"]
    }

    #[cfg(any(test, feature = "schema"))]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Self::Manifest>()
    }

    fn codes() -> &'static [Code] {
        codes::CODES
    }

    fn validate(keys: &Self::Manifest, at: &mut Validation<'_>) -> Option<Self::Entry> {
        entry::Entry::from_keys(keys, at)
    }

    fn renamed_from(keys: &Self::Manifest) -> Option<&Names> {
        keys.renamed_from.as_ref()
    }

    fn files(entry: &Self::Entry, site: &Site<'_>) -> Vec<File> {
        view::file(entry, site).into_iter().collect()
    }

    fn alarm_words() -> &'static [&'static str] {
        alarms::WORDS
    }

    fn alarms(entry: &Self::Entry, site: &Site<'_>) -> Vec<Alarm> {
        alarms::alarms(entry, site)
    }

    fn summary(entry: &Self::Entry) -> String {
        if entry.existing.is_some() {
            return "EFS, one that exists".to_owned();
        }
        let throughput = entry.throughput.word();
        let backups = match entry.backups {
            Some(true) => "daily backups",
            Some(false) => "no backups",
            None => "daily backups in production",
        };
        format!(
            "EFS in each zone, {throughput} throughput, encrypted at rest and on its way, {backups}"
        )
    }

    fn operations() -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn resources(target: &Target<'_>) -> Vec<Resource> {
        operations::resources(target)
    }

    fn condition(target: &Target<'_>, _resource: &str) -> Option<Condition> {
        Some(operations::condition(target))
    }

    fn mounting() -> Option<&'static Mounting> {
        Some(&operations::MOUNTING)
    }

    fn facts() -> &'static [Fact] {
        operations::FACTS
    }

    fn listens(entry: &Self::Entry) -> Option<Listens> {
        const NFS: u16 = 2049;
        let listens = Listens::new(NFS, "volume", "Files");
        Some(match &entry.existing {
            Some(existing) => listens.behind(existing.security_group_id.as_string()),
            None => listens,
        })
    }

    fn contract(_entry: &Self::Entry, name: &str) -> Vec<String> {
        vec![format!("volume {name}")]
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    /// A mount target in each zone, and a stack has two of them at least.
    fn private_addresses(keys: &Self::Manifest) -> u64 {
        if keys.existing.is_some() { 0 } else { 2 }
    }

    fn handle() -> &'static Handle {
        const SHARED: Template = Template::new("volumes.rs", include_str!("shared.rs.hbs"));
        const ITEM: Template = Template::new("volume.rs", include_str!("handle.rs.hbs"));
        const HANDLE: Handle = Handle::new(&SHARED, Handle::STANDARD.method, &ITEM);
        &HANDLE
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}
