//! A user's mistake: one [`Problem`] per finding, a [`Report`] of all of them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::panic::Location;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::source::{SourceFile, Span};
use crate::tree::Place;

mod code;
mod environments;

pub use code::Code;
pub(crate) use code::{CODES, codes};
pub(crate) use environments::merged;

/// One mistake in `stack.toml`, or in what `build.rs` adds: what it is, where it stands, and what
/// to type instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    message: String,
    labels: Vec<Label>,
    help: Option<String>,
    /// What no report may print: a secret.
    hidden: Option<Span>,
    /// The environments in which it is wrong, if it is not wrong without an overlay.
    environments: Box<[String]>,
}

/// A marked place with a few words; the first label of a problem is where the mistake is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Label {
    place: Place,
    text: String,
}

impl Label {
    /// Where it stands in the manifest.
    fn span(&self) -> Option<&Span> {
        match &self.place {
            Place::Manifest(span) => Some(span),
            Place::Code(_) => None,
        }
    }
}

/// A marked place of a problem, as a tool shows it: in the manifest, or in Rust code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mark<'a> {
    /// Where it stands in the manifest, if it stands there.
    pub span: Option<&'a Span>,
    /// Where it stands in Rust code, if it stands there.
    pub location: Option<&'static Location<'static>>,
    /// A few words about it.
    pub text: &'a str,
}

impl Problem {
    /// Starts a problem; `message` is a phrase with the offending value in backticks.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: printable(&message.into()),
            labels: Vec::new(),
            help: None,
            hidden: None,
            environments: Box::default(),
        }
    }

    /// Marks a place. The first one is the primary: it gives the report its line and column.
    #[must_use]
    pub fn at(mut self, place: impl Into<Place>, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            place: place.into(),
            text: printable(&text.into()),
        });
        self
    }

    /// Says what to type.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(printable(&help.into()));
        self
    }

    /// Keeps the text at `span` out of the report, which may end up in a log.
    #[must_use]
    pub fn hiding(mut self, span: Span) -> Self {
        self.hidden = Some(span);
        self
    }

    /// The kebab-case code, stable across versions.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// The phrase that says what is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to type instead.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The marked places: first where the mistake is, then what it has to do with.
    pub fn marks(&self) -> impl Iterator<Item = Mark<'_>> {
        self.labels.iter().map(|label| Mark {
            span: label.span(),
            location: match label.place {
                Place::Code(location) => Some(location),
                Place::Manifest(_) => None,
            },
            text: &label.text,
        })
    }

    /// The place of the mistake, as a byte range of the manifest; empty if it is not there.
    #[must_use]
    pub fn span(&self) -> Span {
        let label = self.labels.first();
        label.and_then(Label::span).cloned().unwrap_or(0..0)
    }

    /// The place of the mistake in Rust code, if it was made there.
    #[must_use]
    pub fn location(&self) -> Option<&'static Location<'static>> {
        match self.labels.first()?.place {
            Place::Code(location) => Some(location),
            Place::Manifest(_) => None,
        }
    }

    /// By what reports are ordered: the manifest first, then code.
    fn position(&self) -> (Option<&'static Location<'static>>, usize) {
        (self.location(), self.span().start)
    }

    /// Whether a label of this problem lies at or around `span`.
    fn touches(&self, span: &Span) -> bool {
        self.labels.iter().filter_map(Label::span).any(|label| {
            label.start < span.end.max(span.start + 1)
                && span.start < label.end.max(label.start + 1)
        })
    }

    /// The environments in which it is wrong; none if it is so without an overlay too.
    #[must_use]
    pub fn environments(&self) -> &[String] {
        &self.environments
    }

    fn headline(&self, source: &SourceFile) -> String {
        let place = if let Some(location) = self.location() {
            location.to_string()
        } else {
            let (line, column) = source.position(self.span().start);
            format!("{}:{line}:{column}", source.name())
        };
        match self.where_it_is_wrong() {
            Some(environments) => format!("{place}: {} ({environments})", self.message),
            None => format!("{place}: {}", self.message),
        }
    }

    fn render(&self, source: &SourceFile, renderer: &Renderer) -> String {
        let labels = self.labels.iter().enumerate();
        let marked = labels.filter_map(|(index, label)| Some((index, label, label.span()?)));
        let marked: Vec<(usize, &Label, Span)> = marked
            .map(|(index, label, span)| (index, label, clamp(span, source.text())))
            .collect();
        let spans = || marked.iter().map(|(_, _, span)| span);
        let start = spans().map(|span| span.start).min().unwrap_or(0);
        let end = spans().map(|span| span.end).max().unwrap_or(0);
        // Only these lines: to read the whole file for each problem would be slow.
        let (offset, line, text) = source.lines_around(&(start..end));
        let snippet = Snippet::source(without_c1(text))
            .path(source.name())
            .line_start(line)
            .annotations(marked.iter().map(|(index, label, span)| {
                let kind = if *index == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                kind.span(span.start - offset..span.end - offset)
                    .label(label.text.as_str())
            }));
        let explained = self.code.note();
        let title = Level::ERROR
            .primary_title(self.message.as_str())
            .id(self.code.name());
        let group = Group::with_title(title);
        let in_code = self.labels.iter().filter_map(|label| match label.place {
            Place::Code(location) => Some((location, label.text.as_str())),
            Place::Manifest(_) => None,
        });
        let mut group = in_code.fold(group, |group, (location, text)| {
            let origin = Origin::path(location.file()).line(location.line() as usize);
            group
                .element(origin.char_column(location.column() as usize))
                .element(Level::NOTE.message(text))
        });
        if !marked.is_empty() || self.labels.is_empty() {
            group = group.element(snippet);
        }
        let wrong_in = self.where_it_is_wrong().map(|it| format!("wrong {it}"));
        let group = match &wrong_in {
            Some(environments) => group.element(Level::NOTE.message(environments.as_str())),
            None => group,
        };
        let group = match &self.help {
            Some(help) => group.element(Level::HELP.message(help.as_str())),
            None => group,
        };
        let group = group.element(Level::NOTE.message(explained));
        renderer.render(&[group])
    }
}

/// Escapes control characters: a headline is one line, and no terminal obeys what it quotes.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || is_direction(c) {
            printable.extend(c.escape_default());
        } else {
            printable.push(c);
        }
    }
    printable
}

/// Shows the control characters U+0080 to U+009F as a dot: some terminals obey them, and the
/// renderer leaves them as they are. The dot has as many bytes, so that spans stay right.
fn without_c1(text: &str) -> Cow<'_, str> {
    let is_c1 = |c| matches!(c, '\u{80}'..='\u{9f}');
    if text.contains(is_c1) {
        text.replace(is_c1, "\u{b7}").into()
    } else {
        text.into()
    }
}

/// Whether a character turns the direction of text, by which a line can lie about its order.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A span that lies inside the text and on character borders, so that rendering cannot fail.
fn clamp(span: &Span, text: &str) -> Span {
    let floor = |index: usize| {
        (0..=index.min(text.len()))
            .rev()
            .find(|&i| text.is_char_boundary(i))
            .unwrap_or(0)
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

/// Every problem of one manifest, in order of position.
#[derive(Debug, Clone)]
pub struct Report {
    source: SourceFile,
    problems: Vec<Problem>,
}

impl Report {
    /// Orders `problems` by position, drops the same finding twice and masks secrets.
    pub(crate) fn new(source: SourceFile, mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| {
            (a.position(), a.code, &a.message).cmp(&(b.position(), b.code, &b.message))
        });
        problems.dedup();
        let hidden = problems
            .iter()
            .filter_map(|problem| problem.hidden.as_ref());
        let source = hidden.fold(source, |source, span| {
            source.masked(&clamp(span, source.text()))
        });
        Self { source, problems }
    }

    /// The problems alone.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// The problems, in order of position.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The manifest that spans point into, with asterisks for what no report may print.
    #[must_use]
    pub fn source(&self) -> &SourceFile {
        &self.source
    }

    /// One line per problem: `stack.toml:12:8: what is wrong`.
    pub fn headlines(&self) -> impl Iterator<Item = String> {
        self.problems
            .iter()
            .map(|problem| problem.headline(&self.source))
    }
}

impl Report {
    /// One line per problem, with what to do: `stack.toml:12:8: what is wrong (its-code): help`.
    pub fn advice_lines(&self) -> impl Iterator<Item = String> {
        self.problems.iter().map(|problem| {
            let help = problem.help_text().unwrap_or_default();
            let (headline, code) = (problem.headline(&self.source), problem.code.name());
            format!("{headline} ({code}): {help}")
        })
    }
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether in colour, by ANSI escape sequences.
    pub colour: bool,
    /// Columns; longer lines of the manifest are cut around what is marked.
    pub width: usize,
}

impl Default for Style {
    /// Without colour, for 140 columns.
    fn default() -> Self {
        Self {
            colour: false,
            width: 140,
        }
    }
}

impl Report {
    /// The full report in a style; [`Display`](fmt::Display) has the default one.
    #[must_use]
    pub fn styled(&self, style: Style) -> impl fmt::Display {
        Styled {
            report: self,
            style,
        }
    }
}

struct Styled<'a> {
    report: &'a Report,
    style: Style,
}

impl fmt::Display for Report {
    /// The full report: each problem with its lines of the manifest, its labels and its help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.styled(Style::default()).fmt(f)
    }
}

impl fmt::Display for Styled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let renderer = if self.style.colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let renderer = renderer.term_width(self.style.width);
        let Report { source, problems } = self.report;
        for problem in problems {
            writeln!(f, "{}\n", problem.render(source, &renderer))?;
        }
        let count = problems.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        let files = files(source, problems).join(" and ");
        writeln!(f, "{count} {noun} in {files}; nothing was written")
    }
}

/// The files that have problems: the manifest first.
fn files<'a>(source: &'a SourceFile, problems: &[Problem]) -> Vec<&'a str> {
    let code: BTreeSet<&'static str> = problems
        .iter()
        .filter_map(|problem| Some(problem.location()?.file()))
        .collect();
    let in_manifest = problems.iter().any(|problem| problem.location().is_none());
    let manifest = in_manifest.then_some(source.name());
    manifest.into_iter().chain(code).collect()
}

/// Drops each of `found` that marks the place of one of `structural`.
///
/// A value of the wrong type is read as if its key were absent, so a later rule would judge a
/// default that the user never wrote: such a finding has a label at the faulty value.
pub(crate) fn without_echoes(structural: &[Problem], found: Vec<Problem>) -> Vec<Problem> {
    found
        .into_iter()
        .filter(|problem| {
            !structural
                .iter()
                .any(|cause| problem.touches(&cause.span()))
        })
        .collect()
}

/// The entry of `allowed` that was probably meant by `word`: one edit away, or else with the word at its
/// beginning, as `cidr_block` has `cidr`, or else at most three edits away.
pub(crate) fn closest<'a>(
    word: &str,
    allowed: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let mut nearest: Option<(usize, &str)> = None;
    let mut longer: Option<&str> = None;
    for candidate in allowed {
        if begins_with(candidate, word) {
            let shortest = longer.into_iter().chain([candidate]);
            longer = shortest.min_by_key(|it| (it.len(), *it));
        }
        // A name that differs more in length alone is no typing mistake, and costs time to compare.
        if candidate.len().abs_diff(word.len()) <= 3 {
            let distance = strsim::damerau_levenshtein(word, candidate);
            if distance <= 3.min(candidate.len().max(word.len()) / 2) {
                nearest = nearest.into_iter().chain([(distance, candidate)]).min();
            }
        }
    }
    match (nearest, longer) {
        (Some((0 | 1, nearest)), _) => Some(nearest),
        (_, Some(longer)) => Some(longer),
        (nearest, None) => nearest.map(|(_, nearest)| nearest),
    }
}

/// Whether a name is another one and further words.
fn begins_with(name: &str, start: &str) -> bool {
    start.len() > 2
        && name
            .strip_prefix(start)
            .is_some_and(|rest| rest.starts_with('_'))
}

/// Help for a closed set: the nearest name if there is one, else the whole set.
pub(crate) fn help_one_of<'a>(
    word: &str,
    allowed: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    match closest(word, allowed.clone()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("use one of: {}", list(allowed)),
    }
}

/// `a`, `b`, `c`
pub(crate) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words
        .into_iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// `a`, `a or b`, `a, b or c`
pub(crate) fn or(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

/// `a bucket`, `an index`
pub(crate) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {noun}")
}
