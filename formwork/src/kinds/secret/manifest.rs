//! The keys of `[secret.NAME]`.

use serde::Deserialize;

use crate::kind::KeyFact;
use crate::manifest::{Field, Names};

/// `[secret.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// **Contract.** Where the secret is stored. Parameter Store costs nothing, takes 4 KiB instead of 64, and
    /// cannot restore a deleted secret.
    pub(crate) store: Field<Store>,
    /// The ARN or the name of a secret that exists. The stack then makes none, and grants work on the existing one.
    /// Default: none, a new one.
    pub(crate) existing: Option<Field<String>>,
    /// **Contract.** Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            store: Store::SecretsManager.into(),
            existing: None,
            renamed_from: None,
        }
    }
}

/// What keeps a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Store {
    /// AWS Secrets Manager.
    SecretsManager,
    /// AWS Systems Manager, Parameter Store: an encrypted parameter.
    ParameterStore,
}

impl Store {
    /// What `stack.rs` calls it.
    pub(super) fn marker(self) -> &'static str {
        match self {
            Self::SecretsManager => "SecretsManager",
            Self::ParameterStore => "ParameterStore",
        }
    }

    /// The word of `store`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::SecretsManager => "secrets_manager",
            Self::ParameterStore => "parameter_store",
        }
    }

    /// The name of the service in ARNs.
    pub(super) fn service(self) -> &'static str {
        match self {
            Self::SecretsManager => "secretsmanager",
            Self::ParameterStore => "ssm",
        }
    }
}

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("store", r#""parameter_store""#),
    KeyFact::new("existing", r#""prod/stripe""#),
    KeyFact::new("renamed_from", r#""payments""#),
];
