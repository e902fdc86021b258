//! AWS regions and their availability zones.

use std::fmt;

use crate::hcl::Plain;
use crate::problem::{Code, Problem, help_one_of};
use crate::schema::ProviderLine;

/// The regions that the AWS provider knows; it refuses any other.
pub(crate) const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// Regions that version 5 of the provider refuses. So does Terraform itself, as the place of a state.
const NEWER: &[&str] = &["ap-southeast-6"];

/// An AWS region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region(String);

impl Region {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if REGIONS.contains(&text) {
            return Ok(Self(text.to_owned()));
        }
        Err(
            Problem::new(Code::UnknownValue, format!("unknown region `{text}`"))
                .help(help_one_of(text, REGIONS.iter().copied())),
        )
    }

    /// Whether new accounts lack some of its zones, and each account others (AWS Regions and Availability Zones
    /// user guide): of three they get two.
    pub(crate) fn hides_zones(&self) -> bool {
        self.0 == "us-west-1"
    }

    /// Whether a line of the AWS provider knows it.
    pub(crate) fn is_in(&self, line: ProviderLine) -> bool {
        line > ProviderLine::V5 || !self.is_newer()
    }

    /// Whether version 5 of the provider refuses it.
    pub(crate) fn is_newer(&self) -> bool {
        NEWER.contains(&self.0.as_str())
    }

    /// The partition that starts every ARN of this region.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        match self.0.get(..3) {
            Some("cn-") => "aws-cn",
            Some("us-") if self.0.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// The end of every host name of AWS in this region.
    #[must_use]
    pub fn dns_suffix(&self) -> &'static str {
        if self.0.starts_with("cn-") {
            "amazonaws.com.cn"
        } else {
            "amazonaws.com"
        }
    }

    /// The end of the host names of AWS that have IPv6 addresses too.
    pub(crate) fn dual_stack_suffix(&self) -> &'static str {
        if self.0.starts_with("cn-") {
            "on.amazonwebservices.com.cn"
        } else {
            "on.aws"
        }
    }
}

impl Plain for Region {}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An availability zone: its region and a letter. Local and wavelength zones are not among them,
/// since Fargate does not run there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AvailabilityZone(String);

impl AvailabilityZone {
    pub(crate) fn parse(text: &str, region: &Region) -> Result<Self, Problem> {
        let letter = text.strip_prefix(region.0.as_str()).unwrap_or_default();
        // Six zones in Northern Virginia, elsewhere four at most (AWS Regions and Availability Zones
        // user guide).
        let last = if region.0 == "us-east-1" { b'f' } else { b'd' };
        if matches!(letter.as_bytes(), [letter] if (b'a'..=last).contains(letter)) {
            return Ok(Self(text.to_owned()));
        }
        Err(Problem::new(
            Code::InvalidAvailabilityZone,
            format!("`{text}` is not an availability zone of `{region}`"),
        )
        .help(format!(
            "write the region and a letter from `a` to `{}`, such as `{region}a`",
            char::from(last)
        )))
    }

    /// The place of its letter in the alphabet, from 0 on. It stays, whatever other zones a stack has.
    pub(crate) fn number(&self) -> u8 {
        self.0.bytes().last().map_or(0, |letter| letter - b'a')
    }

    /// The first zones of a region that are open to every account; new ones have no `b` in Tokyo.
    pub(crate) fn first_two(region: &Region) -> Vec<Self> {
        let letters = if region.0 == "ap-northeast-1" {
            ["a", "c"]
        } else {
            ["a", "b"]
        };
        letters
            .map(|letter| Self(format!("{region}{letter}")))
            .to_vec()
    }
}

impl Plain for AvailabilityZone {}

impl fmt::Display for AvailabilityZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
