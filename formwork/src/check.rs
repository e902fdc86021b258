//! check: a whole module is held to what Terraform and the provider take, as `terraform validate`
//! would, without either.

use hcl_edit::structure::Body;

use crate::bug::Bug;
use crate::verify;

mod body;
mod call;
mod checker;
mod constraint;
mod convert;
mod cycles;
mod declared;
mod exposed;
mod expression;
mod finding;
mod form;
mod functions;
mod language;
mod sensitive;
mod strings;
mod top;
mod traversal;
mod value;

use checker::Checker;
use declared::Declared;
pub(crate) use exposed::Exposed;
pub(crate) use finding::Finding;
pub(crate) use strings::{is_string, lacks_arn};

/// Holds the files of a module, by name, to the language's rules and the provider's schema.
///
/// What only the provider can tell, whether a value is one that AWS takes, is not looked at; and
/// where the type of a value is known to Terraform alone, nothing is said.
pub(crate) fn check(module: &[(&str, &Body)]) -> Vec<Finding> {
    let mut declared = Declared::new(module);
    let duplicates = std::mem::take(&mut declared.duplicates);
    let checker = Checker::new(declared);
    for (file, body) in module {
        checker.file(file, body);
    }
    checker.cycles();
    let mut findings = checker.findings.into_inner();
    findings.extend(duplicates);
    findings
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
            code: finding.code.name(),
            is_note: finding.code.is_note(),
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
