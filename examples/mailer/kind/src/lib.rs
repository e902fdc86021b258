//! `[mailer.NAME]`: a domain that Amazon SES sends mails from, with the records by which their
//! receivers know them as genuine.
//!
//! Nothing here is known to formwork: `build.rs` registers the kind.

mod entry;
mod keys;
mod operations;
mod view;

use formwork::kind::{
    Code, Fact, File, Guard, Instead, KeyFact, Kind, Names, Operation, Output, Resource, Site,
    Target, Validation,
};

/// The kind of `[mailer.NAME]`.
#[derive(Debug)]
pub struct Mailer;

impl Kind for Mailer {
    const TABLE: &'static str = "mailer";
    const ABOUT: &'static str = "Domains that Amazon SES sends mails from, by name.";
    const RESOURCE: &'static str = "aws_sesv2_email_identity";
    const EXAMPLE: &'static str = "[mailer.post]\ndomain = \"mail.acme.example\"";

    type Manifest = keys::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[keys::KEYS]
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Self::Manifest>()
    }

    fn codes() -> &'static [Code] {
        entry::CODES
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

    fn summary(entry: &Self::Entry) -> String {
        let (domain, policy) = (&entry.domain, entry.dmarc_policy.word());
        format!("SES, mails from `{domain}`, signed by DKIM; DMARC: {policy}")
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

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        vec![format!("mailer {name} domain {}", entry.domain)]
    }

    fn guards() -> &'static [Guard] {
        const GUARDS: &[Guard] = &[Guard::new(
            "aws_sesv2_email_identity",
            "",
            "email_identity",
            Instead::Keys(&["domain"]),
        )];
        GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }
}
