//! `[secret.NAME]`: a text that people set from outside, and that the code fetches when it runs.

use std::collections::BTreeMap;

use crate::kind::{
    Fact, File, Guard, Handle, Injection, KeyFact, Kind, Names, Operation, Output, RawResource,
    Recognition, Resource, Runbook, Site, Target, Template, Validation, Word,
};

mod entry;
mod existing;
mod manifest;
mod operations;
mod recognition;
mod runbook;
mod view;
mod words;

use crate::secret::PLACEHOLDER;
use manifest::Store;

/// The kind of `[secret.NAME]`.
///
/// AWS Secrets Manager API, `CreateSecret`: a name has at most 512 characters; AWS Systems Manager API,
/// `PutParameter`: at most 1011, its ARN with them. The names of a stack and of an entry are shorter.
#[derive(Debug)]
pub(crate) struct Secret;

impl Kind for Secret {
    const TABLE: &str = "secret";
    const RESOURCE: &str = "aws_secretsmanager_secret";
    const ABOUT: &str = "Texts that people set from outside and the code fetches when it runs, by name: keys of other services and the like.";

    const EXAMPLE: &str = "[secret.stripe]";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[manifest::KEYS]
    }

    fn words() -> &'static [&'static [Word]] {
        &[words::WORDS]
    }

    fn also_called() -> &'static [&'static str] {
        &["secrets", "secrets_manager", "ssm"]
    }

    #[cfg(any(test, feature = "schema"))]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Self::Manifest>()
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

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        runbook::runbook(entry, site)
    }

    fn stands_alone() -> bool {
        true
    }

    fn recognition() -> Option<&'static Recognition> {
        Some(&recognition::RECOGNITION)
    }

    fn summary(entry: &Self::Entry) -> String {
        let store = match entry.store {
            Store::SecretsManager => "Secrets Manager",
            Store::ParameterStore => "Parameter Store",
        };
        let origin = match entry.existing {
            Some(_) => "one that exists",
            None => "its value is set from outside",
        };
        format!("{store}, encrypted, {origin}")
    }

    fn operations() -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn resources(target: &Target<'_>) -> Vec<Resource> {
        operations::resources(target)
    }

    fn facts() -> &'static [Fact] {
        operations::FACTS
    }

    /// An address of `RESOURCE` is a secret of Secrets Manager.
    fn tells(_: &Operation, fact: &Fact, entry: Option<&Self::Entry>) -> bool {
        operations::is_of(
            fact,
            entry.map_or(Store::SecretsManager, |entry| entry.store),
        )
    }

    fn endpoint(operation: &Operation, keys: &Self::Manifest) -> Option<&'static str> {
        match keys.store.get() {
            Store::SecretsManager => operation.endpoint,
            Store::ParameterStore => Some("ssm"),
        }
    }

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        contract(entry.store, name)
    }

    fn raw_contract(_resource: &RawResource<'_>, name: &str) -> Vec<String> {
        contract(Store::SecretsManager, name)
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    fn injection() -> Option<&'static Injection> {
        Some(&operations::INJECTION)
    }

    fn handle() -> &'static Handle {
        const SHARED: Template = Template::new("secrets.rs", include_str!("shared.rs.hbs"));
        const METHOD: Template = Template::new("secret_method.rs", include_str!("method.rs.hbs"));
        const ITEM: Template = Template::new("secret.rs", include_str!("handle.rs.hbs"));
        const HANDLE: Handle = Handle::new(&SHARED, &METHOD, &ITEM);
        &HANDLE
    }

    fn lists(entry: &Self::Entry, _: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        let placeholder = entry.has_placeholder().then(|| PLACEHOLDER.to_owned());
        lists(entry.store, placeholder)
    }

    fn raw_lists(_resource: &RawResource<'_>) -> BTreeMap<&'static str, Vec<String>> {
        lists(Store::SecretsManager, None)
    }
}

fn contract(store: Store, name: &str) -> Vec<String> {
    vec![format!("secret {name} in {}", store.marker())]
}

/// What the templates of the handle see.
fn lists(store: Store, placeholder: Option<String>) -> BTreeMap<&'static str, Vec<String>> {
    BTreeMap::from([
        ("store", vec![store.marker().to_owned()]),
        ("placeholder", placeholder.into_iter().collect()),
    ])
}
