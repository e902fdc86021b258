//! Which account a stack is deployed to, and under whose rules: `[provider]` and
//! `stack.permissions_boundary`.

use crate::arn::{Arn, is_account};
use crate::kind::Problems;
use crate::manifest::{Field, Manifest};
use crate::problem::{Code, Problem};
use crate::stack::{Account, Region};

/// What the provider may act on; a key that cannot be read has a problem.
pub(super) fn account(
    manifest: &Manifest,
    region: Option<&Region>,
    problems: &mut Problems,
) -> Account {
    let section = &manifest.provider;
    let listed = section.allowed_account_ids.iter().flat_map(Field::get);
    let allowed_ids: Vec<String> = listed
        .filter_map(|id| problems.text(id, &(0..0), "not an account", parse_account))
        .collect();
    let arn = |field: &Field<String>, label: &str, form: &Form, problems: &mut Problems| {
        let parse = |text: &str| parse_arn(text, region?, form).transpose();
        match parse(field.get())? {
            Ok(arn) => Some(arn),
            Err(problem) => {
                problems.extend([problem.at(field.span_or(&(0..0)), label)]);
                None
            }
        }
    };
    let role = section.assume_role.as_ref();
    let role_arn = role.and_then(|field| arn(field, "not a role", &ROLE, problems));
    let boundary = manifest.stack.get().permissions_boundary.as_ref();
    let boundary = boundary.and_then(|field| arn(field, "not a policy", &POLICY, problems));
    if let (Some(field), Some(role_arn)) = (role, &role_arn) {
        problems.extend(foreign_role(field, role_arn, &allowed_ids));
    }
    Account {
        allowed_ids,
        role_arn,
        boundary,
    }
}

fn parse_account(text: &str) -> Result<String, Problem> {
    if is_account(text) {
        return Ok(text.to_owned());
    }
    let message = format!("`{text}` is not the id of an account");
    Err(Problem::new(Code::InvalidName, message)
        .help("write its twelve digits in quotes, such as `\"123456789012\"`"))
}

/// What an ARN of IAM names.
struct Form {
    /// `role` or `policy`.
    kind: &'static str,
    /// Whether AWS has some of its own, in no account.
    is_of_aws_too: bool,
}

const ROLE: Form = Form {
    kind: "role",
    is_of_aws_too: false,
};

const POLICY: Form = Form {
    kind: "policy",
    is_of_aws_too: true,
};

/// The ARN of something of IAM, in the partition of the region (IAM user guide, "IAM identifiers").
fn parse_arn(text: &str, region: &Region, form: &Form) -> Result<Option<String>, Problem> {
    let (partition, kind) = (region.partition(), form.kind);
    let is_of_iam = |arn: &Arn<'_>| {
        let name = arn.resource.strip_prefix(kind);
        let name = name.and_then(|it| it.strip_prefix('/'));
        let is_of_aws = form.is_of_aws_too && arn.account == "aws";
        let is_of_iam = arn.service == "iam" && arn.region.is_empty();
        is_of_iam
            && arn.partition == partition
            && (is_account(arn.account) || is_of_aws)
            && name.is_some_and(is_path)
    };
    if Arn::split(text).is_some_and(|arn| is_of_iam(&arn)) {
        return Ok(Some(text.to_owned()));
    }
    let message = format!("`{text}` is not the ARN of a {kind} in `{partition}`");
    Err(Problem::new(Code::InvalidArn, message).help(format!(
        "write it like `arn:{partition}:iam::123456789012:{kind}/name`"
    )))
}

/// A path and a name of IAM.
fn is_path(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
    };
    text.len() <= 512 && text.split('/').all(is_name)
}

/// A role of an account that is not allowed would never be used.
fn foreign_role(field: &Field<String>, arn: &str, allowed: &[String]) -> Option<Problem> {
    let account = Arn::split(arn)?.account;
    if allowed.is_empty() || allowed.iter().any(|id| id == account) {
        return None;
    }
    let message = format!("`assume_role` is of the account `{account}`, which is not allowed");
    Some(
        Problem::new(Code::InvalidArn, message)
            .at(field.span_or(&(0..0)), "a role of another account")
            .help(format!("add `\"{account}\"` to `allowed_account_ids`, or name a role of an account that is there")),
    )
}
