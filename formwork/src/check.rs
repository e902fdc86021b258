//! check: a whole module is held to what Terraform and the provider take, as `terraform validate`
//! would, without either.

use std::io;
use std::path::Path;

use hcl_edit::structure::Body;

use crate::hcl::Unreadable;

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
mod modules;
mod numbers;
mod overrides;
mod provisioners;
mod reads;
mod sensitive;
mod settings;
mod steps;
mod top;
mod traversal;
mod unify;
mod value;

pub(crate) use exposed::Exposed;
use files::{Beside, Files, Given, OnDisk};
pub(crate) use finding::{Fault, Finding};
use modules::Tree;

/// Holds the files of a module, by name, to the language's rules and the provider's schema.
///
/// What only the provider can tell, whether a value is one that AWS takes, is not looked at; and
/// where the type of a value is known to Terraform alone, nothing is said. Modules that it calls
/// are not read.
pub(crate) fn check(module: &[(&str, &Body)]) -> Vec<Finding> {
    let files = module.iter().map(|(name, body)| (*name, (*body).clone()));
    let given = Given::default();
    let tree = Tree::of_bodies(files, &given);
    tree.findings()
}

/// Checks Terraform that formwork did not make: files by name and text. Yields a line for each
/// finding; of those that only inform, [`Checked::is_note`] is set.
///
/// A name may have directories: the files of `network/` are the module that a block of the others
/// calls by `source = "./network"`. Files with another end than `.tf` are what `file()` and
/// `templatefile()` read. What is not given is not looked at.
///
/// # Errors
///
/// A file is not HCL.
pub fn check_hcl<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<Checked>, Unreadable> {
    let given = Given::new(files);
    checked(&given)
}

/// Checks a directory as [`check_hcl`] does, with the modules that it calls by their paths.
///
/// # Errors
///
/// The directory cannot be read, or a file in it is not HCL: then the error's cause is an
/// [`Unreadable`].
pub fn check_directory(directory: impl AsRef<Path>) -> io::Result<Vec<Checked>> {
    let files = OnDisk::new(directory.as_ref())?;
    checked(&files).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Checks a module in memory with what it calls, and what functions read, below a directory.
///
/// # Errors
///
/// A file of a module that is called is not HCL.
pub(crate) fn check_called<'a>(
    root: impl IntoIterator<Item = (&'a str, &'a str)>,
    directory: &Path,
) -> Result<Called, Unreadable> {
    let files = Beside::new(root, directory);
    let tree = Tree::read(&files)?;
    let findings = tree.findings().into_iter();
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

fn checked(files: &dyn Files) -> Result<Vec<Checked>, Unreadable> {
    let tree = Tree::read(files)?;
    let findings = tree.findings();
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
