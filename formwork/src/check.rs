//! check: a whole module is held to what Terraform and the provider take, as `terraform validate`
//! would, without either.

use std::io;
use std::path::Path;

use hcl_edit::structure::Body;

use crate::hcl::Unreadable;
use crate::schema::ProviderLine;

mod addresses;
mod body;
mod call;
mod called;
mod checker;
mod conditions;
mod constant;
mod constraint;
mod convert;
mod cycles;
mod declared;
mod dynamic;
mod ephemeral;
mod exposed;
mod expression;
mod files;
mod finding;
mod form;
mod functions;
mod graph;
mod iteration;
mod language;
mod lines;
mod modules;
mod overrides;
mod provisioners;
mod reads;
mod rules;
mod sensitive;
mod settings;
mod steps;
mod toolchain;
mod top;
mod traversal;
mod unify;
mod value;
mod versions;

pub(crate) use exposed::Exposed;
use files::{Beside, Files, Given, OnDisk};
pub(crate) use files::{is_terraform, joined};
pub(crate) use finding::{Fault, Finding};
pub(crate) use modules::Parsed;
use modules::Tree;
pub(crate) use overrides::merge as merge_overrides;
pub(crate) use toolchain::{Toolchain, toolchains};
pub(crate) use versions::allows;

/// Holds the files of a module, by name, to the language's rules and the provider's schema, for each of
/// some toolchains.
///
/// What only the provider can tell, whether a value is one that AWS takes, is not looked at; and
/// where the type of a value is known to Terraform alone, nothing is said. Modules that it calls
/// are not read.
pub(crate) fn check(module: &[(&str, &Body)], toolchains: &[Toolchain]) -> Vec<Finding> {
    let files = module.iter().map(|(name, body)| (*name, (*body).clone()));
    let given = Given::default();
    let tree = Tree::of_bodies(files, &given);
    tree.findings_of(toolchains)
}

/// Checks Terraform that formwork did not make: files by name and text. Yields a line for each
/// finding; of those that only inform, [`Checked::is_note`] is set.
///
/// A name may have directories: the files of `network/` are the module that a block of the others
/// calls by `source = "./network"`. Files with another end than `.tf` are what `file()` and
/// `templatefile()` read. What is not given is not looked at.
///
/// Of the lines of the AWS provider it is the newest that the module allows: the one that
/// `terraform init` would take.
///
/// # Errors
///
/// A file is not HCL.
pub fn check_hcl<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<Checked>, Unreadable> {
    let given = Given::new(files);
    checked(&given, None)
}

/// Checks a directory as [`check_hcl`] does, with the modules that it calls by their paths.
///
/// # Errors
///
/// The directory cannot be read, or a file in it is not HCL: then the error's cause is an
/// [`Unreadable`].
pub fn check_directory(directory: impl AsRef<Path>) -> io::Result<Vec<Checked>> {
    on_disk(directory.as_ref(), None)
}

/// Checks a directory as [`check_directory`] does, for a line of the AWS provider whatever its modules
/// say of that.
///
/// # Errors
///
/// As [`check_directory`].
pub fn check_directory_for(
    line: ProviderLine,
    directory: impl AsRef<Path>,
) -> io::Result<Vec<Checked>> {
    on_disk(directory.as_ref(), Some(line))
}

fn on_disk(directory: &Path, line: Option<ProviderLine>) -> io::Result<Vec<Checked>> {
    let files = OnDisk::new(directory)?;
    checked(&files, line).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Checks a module in memory with what it calls, and what functions read, below a directory.
///
/// # Errors
///
/// A file of a module that is called is not HCL.
pub(crate) fn check_called<'a>(
    root: impl IntoIterator<Item = (&'a str, &'a str)>,
    directory: &Path,
    toolchains: &[Toolchain],
) -> Result<Called, Unreadable> {
    let files = Beside::new(root, directory);
    let tree = Tree::read(&files)?;
    let findings = tree.findings_of(toolchains).into_iter();
    Ok(Called {
        findings: findings
            .map(|finding| {
                let line = tree.place_of(&finding);
                (finding, line)
            })
            .collect(),
        read: tree.called_files(),
    })
}

/// What [`check_called`] found.
#[derive(Debug)]
pub(crate) struct Called {
    /// Each with its line, where that is known.
    pub(crate) findings: Vec<(Finding, Option<usize>)>,
    /// The files of the modules that are called.
    pub(crate) read: Vec<String>,
}

fn checked(files: &dyn Files, line: Option<ProviderLine>) -> Result<Vec<Checked>, Unreadable> {
    let tree = Tree::read(files)?;
    let allowed = tree.toolchain();
    let findings = tree.findings(Toolchain {
        provider: line.unwrap_or(allowed.provider),
        ..allowed
    });
    let lines = findings.iter().map(|finding| Checked {
        code: finding.code.name(),
        is_note: finding.code.is_note() || finding.is_of_plan,
        line: tree.line_of(finding),
    });
    Ok(lines.collect())
}

/// What [`check_hcl`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// The kebab-case code.
    pub code: &'static str,
    /// Whether `terraform validate` accepts the module in spite of it. Some of these a plan
    /// refuses: the message says so.
    pub is_note: bool,
    /// File and line, address, what is wrong and what to type.
    pub line: String,
}
