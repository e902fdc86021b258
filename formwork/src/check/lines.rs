//! What the lines of the AWS provider have to do with a finding: another line may have what is missing,
//! and of several that a module is checked for one may refuse what the others take.

use super::declared::of_provider;
use super::finding::{Fault, Finding, Step};
use crate::problem::Code;
use crate::schema::{Attribute, BlockType, ProviderLine};

/// What to do about what version 6 no longer takes: `PATH: HELP` a line.
const SUCCESSORS: &str = include_str!("../../schema/version_6.txt");

/// The findings of all lines, each once. What one line alone has says so.
pub(super) fn merged(of_lines: &[(ProviderLine, Vec<Finding>)]) -> Vec<Finding> {
    let is_among = |finding: &Finding, (_, others): &(ProviderLine, Vec<Finding>)| {
        let mut others = others.iter();
        others.any(|other| finding.is_same(other) && finding.fault == other.fault)
    };
    let mut merged: Vec<Finding> = Vec::new();
    for (index, (line, findings)) in of_lines.iter().enumerate().rev() {
        for finding in findings {
            let is_known = of_lines[index + 1..]
                .iter()
                .any(|newer| is_among(finding, newer));
            if is_known {
                continue;
            }
            let mut finding = finding.clone();
            let says_so = finding.elsewhere.is_some();
            if !says_so && !of_lines.iter().all(|each| is_among(&finding, each)) {
                let message = &finding.message;
                finding.message = format!("{message} (with version {line} of the AWS provider)");
            }
            merged.push(finding);
        }
    }
    merged
}

/// Says of what a line lacks that another one has it, and what took its place.
pub(super) fn explain(finding: &mut Finding, line: ProviderLine) {
    let Some(place) = Place::of(finding) else {
        return;
    };
    let differs = |other| Some((other, difference(finding, &place, line, other)?));
    let found = line.others().find_map(differs);
    let help = match (&found, finding.code) {
        (Some((other, _)), _) => help(finding, &place, line, *other),
        (None, Code::Deprecated) => successor(&place).map(str::to_owned),
        (None, Code::UnknownArgument) => unknown_to_all(finding, &place, line),
        _ => finding.help.clone(),
    };
    finding.help = help;
    if let Some((other, message)) = found {
        finding.message = message;
        finding.elsewhere = Some(other);
    }
}

/// What a line does not have or does not take, and another one does; nothing if both agree.
fn difference(
    finding: &Finding,
    place: &Place<'_>,
    line: ProviderLine,
    other: ProviderLine,
) -> Option<String> {
    let name = place.name();
    let attribute = || place.attribute_in(other);
    let lacks = |what: &str, of: &str| {
        let message = format!("version {line} of the AWS provider has no {what} `{name}`{of}");
        place.is_in(other).then_some(message)
    };
    match &finding.fault {
        Fault::Unknown(what) => return lacks(what, " here"),
        Fault::UnknownType(what) => return lacks(what, ""),
        Fault::UnknownAttribute { .. } => {
            return lacks("attribute", &format!(" of `{}`", place.of_type));
        }
        _ => {}
    }
    match finding.code {
        Code::ComputedArgument => {
            let message = format!("`{name}` is set by the provider alone since version {line}");
            attribute()?.is_settable().then_some(message)
        }
        Code::MissingArgument => {
            let message = format!("the argument `{name}` is missing, which version {line} needs");
            (!attribute()?.required && line > other).then_some(message)
        }
        _ => None,
    }
}

/// The release is named, since a newer one may have it.
fn unknown_to_all(finding: &Finding, place: &Place<'_>, line: ProviderLine) -> Option<String> {
    let is_of_provider = place.block_in(line).is_some();
    match finding.help.as_deref() {
        Some("remove it") if is_of_provider => {
            let release = line.minor();
            Some(format!(
                "remove it: version {release} of the AWS provider has none"
            ))
        }
        _ => finding.help.clone(),
    }
}

fn help(
    finding: &Finding,
    place: &Place<'_>,
    line: ProviderLine,
    other: ProviderLine,
) -> Option<String> {
    if other > line {
        return Some(format!("it came with version {other}"));
    }
    let successor = successor(place).map(str::to_owned);
    successor.or_else(|| match finding.code {
        Code::MissingArgument | Code::ComputedArgument => finding.help.clone(),
        _ => Some(format!("remove it: it went with version {line}")),
    })
}

fn successor(place: &Place<'_>) -> Option<&'static str> {
    let path = place.to_string();
    let mut lines = SUCCESSORS.lines().filter_map(|line| line.split_once(": "));
    lines.find_map(|(known, help)| (known == path).then_some(help))
}

/// Where in the schema something is missing.
struct Place<'f> {
    /// `resource`, `data`, `ephemeral`, `provider`
    mode: &'f str,
    of_type: &'f str,
    /// The blocks, and at the end the name itself; empty if that is the type.
    path: Vec<&'f str>,
}

impl<'f> Place<'f> {
    fn of(finding: &'f Finding) -> Option<Self> {
        if let Fault::UnknownAttribute { address, name } = &finding.fault {
            let (mode, of_type) = parse_address(address)?;
            return Some(Self {
                mode,
                of_type,
                path: vec![name],
            });
        }
        let (mode, of_type) = parse_address(&finding.address)?;
        // A `dynamic` block is a step of its own, and makes what its `content` is.
        let steps = finding.path.iter().filter_map(Step::name);
        let mut path: Vec<&str> = steps.filter(|step| !is_dynamic(step)).collect();
        if let Fault::ArgumentMissing(name) = &finding.fault {
            path.push(name);
        }
        Some(Self {
            mode,
            of_type,
            path,
        })
    }

    fn block_in(&self, line: ProviderLine) -> Option<&'static BlockType> {
        let mut block = match self.mode {
            "provider" => line.provider(),
            mode => of_provider(line, mode, self.of_type),
        }?;
        let (_, outer) = self.path.split_last().unwrap_or((&"", &[]));
        for name in outer {
            block = block.blocks.get(*name)?.block();
        }
        Some(block)
    }

    fn attribute_in(&self, line: ProviderLine) -> Option<&'static Attribute> {
        let block: &'static BlockType = self.block_in(line)?;
        let name: &str = self.path.last()?;
        block.attributes.get(name)
    }

    /// What is missing.
    fn name(&self) -> &str {
        self.path.last().unwrap_or(&self.of_type)
    }

    fn is_in(&self, line: ProviderLine) -> bool {
        let Some(block) = self.block_in(line) else {
            return false;
        };
        self.path.last().is_none_or(|name| {
            block.attributes.contains_key(*name) || block.blocks.contains_key(*name)
        })
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.mode != "resource" {
            write!(f, "{}.", self.mode)?;
        }
        f.write_str(self.of_type)?;
        self.path.iter().try_for_each(|step| write!(f, ".{step}"))
    }
}

pub(super) fn is_dynamic(step: &str) -> bool {
    matches!(step, "dynamic" | "content")
}

/// The mode and the type of what an address names: `aws_eip.nat[0]`, `data.aws_region.main`.
pub(super) fn parse_address(address: &str) -> Option<(&str, &str)> {
    let mut parts = address.split('.');
    match parts.next()? {
        mode @ ("data" | "ephemeral" | "provider") => Some((mode, parts.next()?)),
        of_type if parts.next().is_some() => Some(("resource", of_type)),
        _ => None,
    }
}
