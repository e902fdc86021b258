//! `environment` of a container: names and values of variables.

use std::collections::BTreeMap;

use crate::kind::Validation;
use crate::manifest::{Entries, Field, Key, Text};
use crate::problem::{Code, Problem};
use crate::written::Written;

/// The variables that can be read; each of the others has a problem.
pub(super) fn environment_of(
    variables: &Entries<Field<Text>>,
    at: &mut Validation<'_>,
) -> BTreeMap<VariableName, Written> {
    let mut environment = BTreeMap::new();
    for (key, value) in variables {
        let name = VariableName::parse(key.get())
            .map_err(|problem| problem.at(key.span(), "this variable"));
        let name = at.keep(name);
        let value = at.keep(variable_value(key, value));
        environment.extend(name.zip(value));
    }
    environment
}

fn variable_value(key: &Key, value: &Field<Text>) -> Result<Written, Problem> {
    if !value.get().as_written().contains('\0') {
        return Written::parse(value, &key.span());
    }
    let message = format!("the value of `{}` contains a NUL character", key.get());
    Err(Problem::new(Code::InvalidVariable, message)
        .at(
            value.span_or(&key.span()),
            "ends at the NUL for any program",
        )
        .help("remove `\\u0000`"))
}

/// The name of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct VariableName(String);

impl VariableName {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !starts_well || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Err(Problem::new(
                Code::InvalidVariable,
                format!("`{text}` is not a name of an environment variable"),
            )
            .help("use letters, digits and underscores, not starting with a digit"));
        }
        if text.starts_with("AWS_") || text.starts_with("ECS_") {
            return Err(Problem::new(
                Code::InvalidVariable,
                format!("`{text}` is set by Amazon ECS or read by the AWS SDK"),
            )
            .help("use a name that starts neither with `AWS_` nor with `ECS_`"));
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::VariableName;

    #[test]
    fn variables_leave_aws_its_own() {
        assert!(VariableName::parse("RUST_LOG").is_ok());
        for invalid in [
            "",
            "1A",
            "A-B",
            "AWS_REGION",
            "ECS_CONTAINER_METADATA_URI_V4",
            "Ü",
        ] {
            assert!(VariableName::parse(invalid).is_err(), "{invalid}");
        }
    }
}
