//! Keys of KMS that entries are encrypted with.

use super::{Refused, Validation, optional};
use crate::arn::{Arn, is_account};
use crate::manifest::{Field, Text};
use crate::problem::{Code, Problem};
use crate::stack::Region;
use crate::written::Written;

impl Validation<'_> {
    /// The key of `kms_key`, if there is one: by its ARN, or by a reference to one.
    pub(crate) fn kms_key(
        &mut self,
        field: Option<&Field<Text>>,
    ) -> Result<Option<Written>, Refused> {
        optional(field, |field| {
            let region = self.region()?.clone();
            let arn = self.keep(Written::parse(field, &self.key().span()))?;
            let checked = arn.plain().map_or(Ok(()), |text| check(text, &region));
            self.keep(checked.map_err(|problem| problem.at(arn.place(), "the key")))?;
            Some(arn)
        })
    }
}

/// `arn:PARTITION:kms:REGION:ACCOUNT:key/ID`. An alias would be a change in every plan: AWS returns the key
/// that it stands for.
fn check(text: &str, region: &Region) -> Result<(), Problem> {
    let partition = region.partition();
    let example = format!(
        "arn:{partition}:kms:{region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    );
    let invalid = |why: &str| {
        Problem::new(Code::InvalidArn, format!("`{text}` {why}")).help(format!(
            "write it like `{example}`, or as a reference: `${{aws_kms_key.data.arn}}`"
        ))
    };
    if text.starts_with("alias/") {
        return Err(invalid("is an alias, which AWS replaces by its key"));
    }
    let Some(arn) = Arn::split(text).filter(|arn| arn.service == "kms") else {
        return Err(invalid("is not the ARN of a key"));
    };
    let id = arn.resource.strip_prefix("key/");
    let Some(id) = id.filter(|_| is_account(arn.account)) else {
        return Err(invalid(if arn.resource.starts_with("alias/") {
            "is an alias, which AWS replaces by its key"
        } else {
            "is not the ARN of a key"
        }));
    };
    let is_id = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !is_id {
        return Err(invalid("is not the ARN of a key"));
    }
    if arn.partition != partition || arn.region != region.to_string() {
        return Err(invalid(&format!(
            "lies elsewhere than the stack, in `{}`",
            arn.region
        )));
    }
    Ok(())
}
