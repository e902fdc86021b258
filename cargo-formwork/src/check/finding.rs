//! A problem of a report as other programs read it: with lines and columns.

use formwork::{Mark, Problem, Report, SourceFile};
use serde::Serialize;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    /// A build fails.
    Error,
    /// A build warns.
    Warning,
    /// Terraform accepts it; a build warns of it too.
    Note,
}

/// One finding.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// The environments in which it is wrong, if it is not wrong without an overlay.
    pub(super) environments: Vec<String>,
    /// Where it is wrong, with what is said there; none if it is nowhere in the file.
    #[serde(flatten)]
    pub(super) place: Option<Place>,
    /// What it has to do with.
    pub(super) related: Vec<Place>,
}

/// A region of a file. Lines and columns count from 1, columns in characters; the end is behind the last one.
#[derive(Debug, Serialize)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
    pub(super) label: String,
}

impl Finding {
    /// Those of a report, in its order.
    pub(super) fn all_of(
        report: &Report,
        severity: Severity,
    ) -> impl Iterator<Item = Self> + use<'_> {
        let problems = report.problems().iter();
        problems.map(move |problem| Self::new(problem, report.source(), severity))
    }

    fn new(problem: &Problem, source: &SourceFile, severity: Severity) -> Self {
        let mut places = problem.marks().map(|mark| Place::new(&mark, source));
        Self {
            code: problem.code().name(),
            severity,
            message: problem.message().to_owned(),
            help: problem.help_text().map(str::to_owned),
            environments: problem.environments().to_vec(),
            place: places.next(),
            related: places.collect(),
        }
    }
}

impl Place {
    fn new(mark: &Mark<'_>, source: &SourceFile) -> Self {
        let label = mark.text.to_owned();
        if let Some(location) = mark.location {
            let (line, column) = (location.line() as usize, location.column() as usize);
            return Self {
                file: location.file().to_owned(),
                line,
                column,
                end_line: line,
                end_column: column,
                label,
            };
        }
        let span = mark.span.cloned().unwrap_or(0..0);
        let (line, column) = source.position(span.start);
        let (end_line, end_column) = source.position(span.end);
        Self {
            file: source.name().to_owned(),
            line,
            column,
            end_line,
            end_column,
            label,
        }
    }
}
