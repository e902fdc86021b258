//! A secret in Terraform that somebody wrote.

use super::manifest::Store;
use crate::kind::{Found, Proposal, Recognition};

/// The default is that of the provider's schema.
pub(super) const RECOGNITION: Recognition =
    Recognition::new(&["aws_secretsmanager_secret", "aws_ssm_parameter"], propose)
        .with_twins(&[
            ("aws_secretsmanager_secret", ["id", "arn"]),
            ("aws_ssm_parameter", ["id", "name"]),
        ])
        .with_defaults(&[
            (
                "aws_secretsmanager_secret",
                "force_overwrite_replica_secret",
                "false",
            ),
            ("aws_secretsmanager_secret", "recovery_window_in_days", "30"),
        ]);

fn propose(secret: &Found<'_>) -> Result<Option<Proposal>, String> {
    if secret.of_type() == "aws_secretsmanager_secret" {
        let stack = secret.stack("name_prefix", '/', "-")?;
        return Ok(Some(Proposal::in_stack(stack)));
    }
    // Other parameters are settings.
    if secret.text("type") != Some("SecureString") {
        return Ok(None);
    }
    let stack = secret.stack("name", '/', "")?;
    let stack = stack.strip_prefix('/').unwrap_or(&stack);
    let store = Store::ParameterStore.word();
    Ok(Some(Proposal::in_stack(stack).with("store", store)))
}
