//! What a task role may do: the AWS on this machine refuses what AWS would refuse.
//!
//! The statements are those in `hcl-out/`, which `formwork` makes from `grants`. So an operation
//! that nobody has granted fails on the machine where it is written. Conditions are not looked at.

use std::io;
use std::sync::Arc;

use formwork::testing::{Argument, Block};

use crate::terraform::Terraform;

/// The policies of task roles, as the last build wrote them.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    terraform: Arc<Terraform>,
}

/// Whose task role it is: by its name in `stack.toml`. None is whoever may do something.
pub(crate) type Caller<'a> = Option<&'a str>;

impl Policy {
    pub(crate) fn new(terraform: Terraform) -> Self {
        Self {
            terraform: Arc::new(terraform),
        }
    }

    /// The one that `cargo build` writes in this workspace.
    pub(crate) fn of_workspace() -> Self {
        Self::new(Terraform::new(&Terraform::workspace()))
    }

    /// Whether the caller may do `action` with some resource.
    pub(crate) fn allows(&self, caller: Caller<'_>, action: &str) -> io::Result<bool> {
        self.allows_on(caller, action, |_| true)
    }

    /// Whether the caller may do `action` with a resource, which `is_meant` by a statement or not.
    pub(crate) fn allows_on(
        &self,
        caller: Caller<'_>,
        action: &str,
        is_meant: impl Fn(&Argument) -> bool,
    ) -> io::Result<bool> {
        let module = self.terraform.module()?;
        // A role without grants has no policy.
        let mut policies = module
            .resources("aws_iam_role_policy")
            .filter(|policy| is_of(caller, policy.address()));
        Ok(policies.any(|policy| is_allowed_by(policy, action, &is_meant)))
    }
}

/// Whether a policy is that of a caller's task role.
fn is_of(caller: Caller<'_>, address: &str) -> bool {
    let label = address.rsplit('.').next().unwrap_or_default();
    let owner = label.strip_suffix("_task");
    owner.is_some_and(|owner| caller.is_none_or(|caller| caller == owner))
}

fn is_allowed_by(policy: &Block, action: &str, is_meant: &impl Fn(&Argument) -> bool) -> bool {
    let statements = policy.values("policy.Statement");
    let statements = statements.iter().flat_map(Argument::items);
    let concerned = statements.filter(|statement| {
        let has = |key, holds: &dyn Fn(&Argument) -> bool| {
            let value = statement.get(key);
            value.is_some_and(|value| value.items().iter().any(holds))
        };
        has("Action", &|pattern| is_action(pattern, action)) && has("Resource", is_meant)
    });
    let effects: Vec<_> = concerned.map(|statement| statement.get("Effect")).collect();
    let has = |effect| {
        let mut effects = effects.iter().flatten();
        effects.any(|of_statement| of_statement.as_text() == Some(effect))
    };
    has("Allow") && !has("Deny")
}

fn is_action(pattern: &Argument, action: &str) -> bool {
    let pattern = pattern.as_text().unwrap_or_default();
    matches(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase())
}

/// Whether a text is as a pattern of IAM: `*` is anything, `?` one character.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.chars().next() else {
        return text.is_empty();
    };
    let rest = &pattern[first.len_utf8()..];
    let mut characters = text.chars();
    match first {
        '*' => {
            let mut ends = text.char_indices().map(|(index, _)| index);
            ends.any(|index| matches(rest, &text[index..])) || matches(rest, "")
        }
        '?' => characters.next().is_some() && matches(rest, characters.as_str()),
        plain => characters.next() == Some(plain) && matches(rest, characters.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(statements: &str) -> (tempfile::TempDir, Policy) {
        let directory = tempfile::tempdir().expect("a directory");
        let policy = format!(
            "resource \"aws_iam_role_policy\" \"api_task\" {{\n  policy = jsonencode({{\n    \
             Statement = [\n{statements}\n    ]\n  }})\n}}\n"
        );
        let file = std::fs::File::create(directory.path().join("service_api.tf"));
        io::Write::write_all(&mut file.expect("a file"), policy.as_bytes()).expect("written");
        let policy = Policy::new(Terraform::new(directory.path()));
        (directory, policy)
    }

    #[test]
    fn takes_the_actions_of_all_statements_and_of_no_comment() {
        let (_directory, policy) = policy(
            r#"
            # Action = ["s3:ListBucket"]
            { Effect = "Allow", Action = ["s3:DeleteObject", "s3:GetObject"], Resource = "*" },
            { Effect = "Allow", Action = "s3:Put*", Resource = ["${aws_s3_bucket.a.arn}/*"] },
            { Effect = "Deny", Action = "s3:PutObjectAcl", Resource = "*" },
            "#,
        );
        for action in [
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:PutObject",
            "S3:getobject",
        ] {
            assert!(
                policy.allows(Some("api"), action).expect("readable"),
                "{action}"
            );
        }
        for action in [
            "s3:ListBucket",
            "s3:PutObjectAcl",
            "s3:Get",
            "s3:GetObjectTagging",
        ] {
            assert!(
                !policy.allows(Some("api"), action).expect("readable"),
                "{action}"
            );
        }
    }

    #[test]
    fn each_container_has_a_role_of_its_own() {
        let statement = r#"{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" },"#;
        let (_directory, policy) = policy(statement);
        let may = |caller| policy.allows(caller, "sqs:SendMessage").expect("readable");
        assert!(may(Some("api")) && may(None));
        assert!(!may(Some("mailer")));
    }

    #[test]
    fn is_read_again_when_a_build_has_changed_it() {
        let (directory, before) = policy("");
        assert!(!before.allows(None, "s3:GetObject").expect("readable"));
        let (other, _) = policy(r#"{ Effect = "Allow", Action = "s3:*", Resource = "*" },"#);
        let name = "service_api.tf";
        std::fs::rename(other.path().join(name), directory.path().join(name)).expect("renamed");
        assert!(before.allows(None, "s3:GetObject").expect("readable"));
    }

    #[test]
    fn finds_the_policy_that_the_build_writes() {
        let policy = Policy::of_workspace();
        assert!(
            policy
                .allows(None, "s3:GetObject")
                .expect("hcl-out is there")
        );
        assert!(
            !policy
                .allows(None, "s3:PutBucketPolicy")
                .expect("hcl-out is there")
        );
    }

    #[test]
    fn stars_and_question_marks_stand_for_others() {
        assert!(matches("*", "") && matches("a*c", "abbc") && matches("a?c", "aäc"));
        assert!(!matches("a", "ab") && !matches("a?c", "ac") && !matches("*b", "abc"));
    }
}
