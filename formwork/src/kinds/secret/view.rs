//! `secret_<name>.tf`: one secret without its value. One that exists has no file.

use serde::Serialize;

use super::entry::Entry;
use super::manifest::Store;
use crate::hcl::{Literal, Word};
use crate::kind::{File, Optional, Present, Site, Template, present_if};
use crate::secret::PLACEHOLDER;
use crate::stack::Region;

const TEMPLATE: Template = Template::new("secret.tf", include_str!("secret.tf.hbs"));

/// What `secret.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    id: Word,
    /// There, if an output says how its value is set.
    told: Optional<Present>,
    secret: Optional<InSecretsManager>,
    parameter: Optional<InParameterStore>,
}

#[derive(Debug, Serialize)]
struct InSecretsManager {
    name: Word,
    description: Literal,
    /// How long one that was deleted can be had back.
    recovery_days: u32,
}

#[derive(Debug, Serialize)]
struct InParameterStore {
    name: Word,
    description: Literal,
    placeholder: Literal,
}

/// The file of one secret, unless it exists.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> Option<File> {
    if entry.existing.is_some() {
        return None;
    }
    let id = site.id();
    let name = Word::joined(&[&site.stack.name, &id.kebab()], '/');
    let description = Literal::new(format!("Secret {}, set from outside", id.in_aws()));
    let mut view = View {
        id: id.into(),
        told: present_if(site.has_outputs()),
        secret: Vec::new(),
        parameter: Vec::new(),
    };
    match entry.store {
        Store::SecretsManager => view.secret.push(InSecretsManager {
            name,
            description,
            recovery_days: if site.is_production() { 30 } else { 0 },
        }),
        Store::ParameterStore => view.parameter.push(InParameterStore {
            name,
            description,
            placeholder: Literal::new(PLACEHOLDER),
        }),
    }
    Some(File::new(format!("secret_{id}.tf"), &TEMPLATE, &view))
}

/// The command that sets the value, as HCL. It reads a file: what is typed stays in the history of the
/// shell.
pub(super) fn command(store: Store, region: &Region, secret_id: &str) -> String {
    let id = inside(secret_id);
    match store {
        Store::SecretsManager => format!(
            "\"aws secretsmanager put-secret-value --region {region} --secret-id {id} --secret-string file://value\""
        ),
        Store::ParameterStore => format!(
            "\"aws ssm put-parameter --region {region} --name {id} --type SecureString --overwrite --value file://value\""
        ),
    }
}

/// An expression as a part of a quoted text.
fn inside(expression: &str) -> String {
    let quoted = expression
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    quoted.map_or_else(|| format!("${{{expression}}}"), str::to_owned)
}
