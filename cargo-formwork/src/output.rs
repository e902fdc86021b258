//! What a command prints, in colour or not.

use std::env;
use std::fmt;
use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use formwork::Style;

use crate::progress::Progress;

/// When to print in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR`, `CLICOLOR` or `CARGO_TERM_COLOR` say otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where findings and pages go.
pub(crate) struct Output<'a> {
    to: &'a mut dyn Write,
    style: Style,
    /// Told while nothing is printed yet.
    progress: Option<Progress>,
}

/// What a few words are, for those who see colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Bold,
    Good,
    Warning,
    Bad,
}

impl<'a> Output<'a> {
    pub(crate) fn new(to: &'a mut dyn Write, colour: Colour) -> Self {
        let style = Style {
            colour: match colour {
                Colour::Always => true,
                Colour::Never => false,
                Colour::Auto => wants_colour(io::stdout().is_terminal()),
            },
            ..Style::default()
        };
        Self {
            to,
            style,
            progress: None,
        }
    }

    /// How reports are printed.
    pub(crate) fn style(&self) -> Style {
        self.style
    }

    /// Tells what is being done if nothing is printed for a second.
    pub(crate) fn tell_if_slow(&mut self, what: &str) {
        self.progress = Progress::on_terminal(what);
    }

    /// Prints a line.
    pub(crate) fn line(&mut self, text: impl fmt::Display) -> io::Result<()> {
        self.progress = None;
        writeln!(self.to, "{text}")
    }

    /// Prints a text as it is.
    pub(crate) fn text(&mut self, text: impl fmt::Display) -> io::Result<()> {
        self.progress = None;
        write!(self.to, "{text}")
    }

    /// A few words in their colour.
    pub(crate) fn paint(&self, paint: Paint, words: impl fmt::Display) -> String {
        if !self.style.colour {
            return words.to_string();
        }
        let code = match paint {
            Paint::Bold => "1",
            Paint::Good => "32",
            Paint::Warning => "1;33",
            Paint::Bad => "1;31",
        };
        format!("\u{1b}[{code}m{words}\u{1b}[0m")
    }
}

impl fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output")
            .field("style", &self.style)
            .finish_non_exhaustive()
    }
}

/// As <https://no-color.org> and <https://bixense.com/clicolors/> say, and as Cargo is told.
fn wants_colour(is_terminal: bool) -> bool {
    colour_by(&variable, is_terminal)
}

fn colour_by(variable: &dyn Fn(&str) -> Option<String>, is_terminal: bool) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
    if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return false;
    }
    match variable("CARGO_TERM_COLOR").as_deref() {
        Some("always") => return true,
        Some("never") => return false,
        _ => {}
    }
    let is_refused = variable("CLICOLOR").as_deref() == Some("0");
    is_set("CLICOLOR_FORCE") || (is_terminal && !is_refused)
}

#[expect(
    clippy::disallowed_methods,
    reason = "how a user says what a terminal is to show"
)]
fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::colour_by;

    #[track_caller]
    fn check(set: &[(&str, &str)], is_terminal: bool, expected: bool) {
        let variable = |name: &str| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(colour_by(&variable, is_terminal), expected, "{set:?}");
    }

    #[test]
    fn colour_is_by_the_terminal_and_the_usual_variables() {
        check(&[], true, true);
        check(&[], false, false);
        check(&[("NO_COLOR", "1")], true, false);
        check(&[("NO_COLOR", "")], true, true);
        check(&[("CLICOLOR", "0")], true, false);
        check(&[("CLICOLOR_FORCE", "1")], false, true);
        check(&[("CLICOLOR_FORCE", "0")], false, false);
        check(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true, false);
        check(&[("CARGO_TERM_COLOR", "always")], false, true);
        check(&[("CARGO_TERM_COLOR", "never")], true, false);
    }
}
