//! The lines of the AWS provider that formwork knows, and what each of them has.

use std::fmt;

use super::data::{DATA, Section};
use super::{BlockType, block};

/// A major version of the AWS provider. Of each, one release is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProviderLine {
    /// 5.100, the last one of 5.
    V5,
    /// 6.66.
    V6,
}

impl ProviderLine {
    /// All of them, the oldest first: the order of the data.
    pub const ALL: [Self; 2] = [Self::V5, Self::V6];

    /// The one that a stack gets if it says nothing.
    pub const NEWEST: Self = Self::V6;

    /// The number: `5`, `6`.
    #[must_use]
    pub fn number(self) -> &'static str {
        match self {
            Self::V5 => "5",
            Self::V6 => "6",
        }
    }

    /// The line of a number.
    pub(crate) fn parse(number: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.number() == number)
    }

    /// The release that is known, such as `5.100.0`.
    #[must_use]
    pub fn release(self) -> &'static str {
        DATA.version(self)
    }

    /// The release without what Terraform may exchange: `5.100`.
    pub(crate) fn minor(self) -> &'static str {
        let release = self.release();
        release.rsplit_once('.').map_or(release, |(minor, _)| minor)
    }

    /// The other lines, the oldest first.
    pub(crate) fn others(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |line| *line != self)
    }

    /// What `resource "TYPE" "name" {}` takes and exports.
    pub(crate) fn resource(self, of_type: &str) -> Option<&'static BlockType> {
        self.find(Section::Resources, of_type)
    }

    /// What `data "TYPE" "name" {}` takes and exports.
    pub(crate) fn data_source(self, of_type: &str) -> Option<&'static BlockType> {
        self.find(Section::DataSources, of_type)
    }

    /// What `ephemeral "TYPE" "name" {}` takes and exports.
    pub(crate) fn ephemeral(self, of_type: &str) -> Option<&'static BlockType> {
        self.find(Section::Ephemerals, of_type)
    }

    /// What `provider "aws" {}` takes.
    pub(crate) fn provider(self) -> Option<&'static BlockType> {
        self.find(Section::Providers, "aws")
    }

    /// Every type of resource, in the order of the alphabet.
    pub(crate) fn resources(self) -> impl Iterator<Item = &'static str> + Clone {
        DATA.names(self, Section::Resources)
    }

    /// Every type of data source, in the order of the alphabet.
    pub(crate) fn data_sources(self) -> impl Iterator<Item = &'static str> + Clone {
        DATA.names(self, Section::DataSources)
    }

    /// Every type of ephemeral resource, in the order of the alphabet.
    pub(crate) fn ephemerals(self) -> impl Iterator<Item = &'static str> + Clone {
        DATA.names(self, Section::Ephemerals)
    }

    fn find(self, section: Section, name: &str) -> Option<&'static BlockType> {
        DATA.find(self, section, name).map(block)
    }
}

impl fmt::Display for ProviderLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

/// What the newest of some lines has that has it at all.
pub(crate) fn newest_of<T>(
    lines: &[ProviderLine],
    find: impl Fn(ProviderLine) -> Option<T>,
) -> Option<T> {
    lines.iter().rev().find_map(|line| find(*line))
}
