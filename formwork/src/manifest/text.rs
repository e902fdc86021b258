//! Strings that become values in Terraform.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Visitor};

use super::read::{PLAIN, TEXT};
use crate::hcl::parts_of;

/// A string that becomes a value in Terraform, and is a template as a quoted string there is:
/// `${aws_lb.main.dns_name}` is a reference, `$${` stands for the characters `${`.
///
/// A plain `String` of a manifest is refused where it holds `${` or `%{`, since nothing would read
/// them.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(
    any(test, feature = "schema"),
    schemars(
        transparent,
        description = "A template, as a quoted string in Terraform is: `${...}` is an expression, `$${` the characters `${`."
    )
)]
pub struct Text(String);

impl Text {
    /// As it is written.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.0
    }

    /// The text that it is, if Terraform computes nothing in it.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        parts_of(&self.0).ok()?.plain().map(str::to_owned)
    }
}

/// A string that becomes a value in Terraform at a place where nothing can be computed. It is written as
/// a [`Text`] is, `$${` for the characters `${`, and may not refer to anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(
    any(test, feature = "schema"),
    schemars(
        transparent,
        description = "A text that refers to nothing; `$${` stands for the characters `${`."
    )
)]
pub struct Plain(String);

impl AsRef<str> for Plain {
    /// The characters that are meant.
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_newtype_struct(PLAIN, TextVisitor)?;
        // The reader has refused what is computed.
        Ok(Self(text.plain().unwrap_or(text.0)))
    }
}

/// Whether a string holds a mark of HCL's templates.
pub(crate) fn is_template(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TEXT, TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_newtype_struct<D: de::Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Text, D::Error> {
        String::deserialize(deserializer).map(Text)
    }
}
