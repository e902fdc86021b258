//! What came with a newer line of the AWS provider than one that the stack must hold in.

use super::Scope;
use crate::manifest::{Field, Provider};
use crate::problem::{Code, Problem};
use crate::schema::ProviderLine;
use crate::source::Span;

/// The lines that a stack must hold in, as far as they can be read.
fn known_lines(section: &Provider) -> impl Iterator<Item = (ProviderLine, &Field<String>)> {
    let named = section.versions.get().iter();
    named.filter_map(|field| Some((ProviderLine::parse(field.get())?, field)))
}

impl Scope<'_> {
    /// The problem of a value at `place`, if some line `lacks` it: `says` what that line does not do. Version 6 has all
    /// that is asked for so; `instead` is what else to write.
    pub(crate) fn newer_provider(
        &self,
        place: Span,
        lacks: impl Fn(ProviderLine) -> bool,
        says: impl Fn(ProviderLine) -> String,
        instead: Option<&str>,
    ) -> Option<Problem> {
        let mut lines = known_lines(&self.manifest.provider);
        let (line, version) = lines.find(|(line, _)| lacks(*line))?;
        let help = "write `versions = [\"6\"]` in `[provider]`";
        let problem = Problem::new(Code::NewerProvider, says(line))
            .at(place, "came with version 6")
            .at(
                version.span_or(&(0..0)),
                "the version that the stack must hold in",
            )
            .help(match instead {
                Some(instead) => format!("{help}, or {instead}"),
                None => help.to_owned(),
            });
        Some(problem)
    }
}
