//! check: a whole module is held to what Terraform and the provider take, as `terraform validate`
//! would, without either.

use hcl_edit::structure::Body;

use crate::bug::Bug;
use crate::verify;

mod declared;
mod finding;

#[expect(unused_imports, reason = "the pipeline is about to use them")]
pub(crate) use finding::{Fault, Finding, Place, Step};

/// Holds the files of a module, by name, to the language's rules and the provider's schema.
///
/// What only the provider can tell, whether a value is one that AWS takes, is not looked at; and
/// where the type of a value is known to Terraform alone, nothing is said.
pub(crate) fn check(module: &[(&str, &Body)]) -> Vec<Finding> {
    declared::Declared::new(module).duplicates
}

/// Checks Terraform that formwork did not make: files by name and text. Yields a line for each
/// finding; those that only inform have the code `unchecked-provider` or `deprecated`.
///
/// # Errors
///
/// A file is not HCL.
pub fn check_hcl<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<Checked>, Bug> {
    let parse = |(name, text)| Ok((name, verify::parse_file(name, text)?));
    let bodies = files
        .into_iter()
        .map(parse)
        .collect::<Result<Vec<_>, Bug>>()?;
    let module: Vec<_> = bodies.iter().map(|(name, body)| (*name, body)).collect();
    let findings = check(&module).into_iter();
    Ok(findings
        .map(|finding| Checked {
            code: finding.fault.name(),
            is_note: finding.fault.is_note(),
            line: finding.to_string(),
        })
        .collect())
}

/// What [`check_hcl`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// The kebab-case code.
    pub code: &'static str,
    /// Whether Terraform accepts the module in spite of it.
    pub is_note: bool,
    /// File, address, what is wrong and what to type.
    pub line: String,
}
