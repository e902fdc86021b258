//! `[provider]`: the lines of the AWS provider that the stack must hold in.

use crate::kind::Problems;
use crate::manifest::Provider;
use crate::problem::{Code, Problem, help_one_of};
use crate::schema::ProviderLine;

/// The lines that are named, the oldest first; nothing if one of them is not known.
pub(super) fn lines(section: &Provider, problems: &mut Problems) -> Option<Vec<ProviderLine>> {
    let listed = &section.versions;
    if listed.get().is_empty() {
        let problem = Problem::new(
            Code::UnknownValue,
            "`versions` names no version of the provider",
        )
        .at(listed.span_or(&(0..0)), "empty")
        .help("write `[\"6\"]`, `[\"5\"]` or `[\"5\", \"6\"]`");
        problems.extend([problem]);
        return None;
    }
    let parsed = listed.get().iter().map(|field| {
        let span = listed.span_or(&(0..0));
        problems.text(field, &span, "not known to formwork", parse)
    });
    // All of them first: each may have a problem.
    let parsed: Vec<Option<ProviderLine>> = parsed.collect();
    let mut lines: Vec<ProviderLine> = parsed.into_iter().collect::<Option<_>>()?;
    lines.sort_unstable();
    lines.dedup();
    Some(lines)
}

fn parse(text: &str) -> Result<ProviderLine, Problem> {
    ProviderLine::parse(text).ok_or_else(|| {
        let numbers = ProviderLine::ALL.map(ProviderLine::number);
        // `6.66` or `~> 6.0` mean a line too.
        let major = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        let major = major.split('.').next().unwrap_or_default();
        let near = if numbers.contains(&major) {
            major
        } else {
            text
        };
        let help = if numbers.contains(&near) {
            format!("write `{near}`: formwork knows one release of it")
        } else {
            help_one_of(near, numbers)
        };
        let message = format!("there is no version `{text}` of the AWS provider here");
        Problem::new(Code::UnknownValue, message).help(help)
    })
}
