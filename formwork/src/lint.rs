//! lint: the final HCL is held to a policy. Each lint has a file under `lints`; what it finds is
//! allowed, warned of or denied, by `[lints]` or by the kind of environment.

use std::fmt;

use serde::Deserialize;

use crate::bug::Bug;
use crate::problem::{Code, Problem, Report};
use crate::source::Span;
use crate::stack::Stack;
use crate::verify;

mod finding;
mod lints;
mod module;
mod policy;

pub(crate) use finding::Finding;
pub(crate) use lints::LINTS;
pub(crate) use module::{FileBlocks, Module};

/// What becomes of a lint's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(serde::Serialize, schemars::JsonSchema))]
pub enum Level {
    /// Nothing.
    Allow,
    /// A warning of the build.
    Warn,
    /// The build fails, and nothing is written.
    Deny,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        })
    }
}

/// One rule of the policy.
#[derive(Debug)]
pub(crate) struct Lint {
    pub(crate) code: Code,
    check: fn(&Module) -> Vec<Finding>,
    development: Level,
    production: Level,
}

impl Lint {
    /// The level that it has unless `[lints]` says otherwise.
    pub(crate) fn default_level(&self, is_production: bool) -> Level {
        if is_production {
            self.production
        } else {
            self.development
        }
    }

    /// The lint of a code, if it is one.
    pub(crate) fn of(code: Code) -> Option<&'static Self> {
        LINTS.iter().find(|lint| lint.code == code)
    }
}

/// One entry of `[lints]`.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) level: Level,
    /// Why; a waiver has a reason.
    pub(crate) reason: Option<String>,
    pub(crate) span: Span,
}

/// What the lints say of a stack.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    denied: Option<Report>,
    warned: Option<Report>,
}

impl Verdict {
    /// The findings that fail a build.
    #[must_use]
    pub fn denied(&self) -> Option<&Report> {
        self.denied.as_ref()
    }

    /// The findings that a build warns of.
    #[must_use]
    pub fn warned(&self) -> Option<&Report> {
        self.warned.as_ref()
    }

    pub(crate) fn into_parts(self) -> (Option<Report>, Option<Report>) {
        (self.denied, self.warned)
    }
}

/// Holds a stack's module to the policy.
pub(crate) fn judge(stack: &Stack, module: &Module) -> Verdict {
    let is_production = stack.environment.is_production();
    let (mut denied, mut warned) = (Vec::new(), Vec::new());
    for lint in LINTS {
        let setting = stack.lints.get(&lint.code);
        let default = lint.default_level(is_production);
        let found = match setting.map_or(default, |setting| setting.level) {
            Level::Allow => continue,
            Level::Warn => &mut warned,
            Level::Deny => &mut denied,
        };
        let findings = (lint.check)(module).into_iter();
        found.extend(findings.map(|finding| problem(stack, &finding, setting)));
    }
    let report = |problems: Vec<Problem>| {
        (!problems.is_empty()).then(|| Report::new(stack.source.clone(), problems))
    };
    Verdict {
        denied: report(denied),
        warned: report(warned),
    }
}

fn problem(stack: &Stack, finding: &Finding, setting: Option<&Setting>) -> Problem {
    let key = finding.code.key();
    let help = format!(
        "{}; or waive it: `[lints]` `{key} = {{ level = \"allow\", reason = \"…\" }}`",
        finding.help
    );
    let problem = Problem::new(finding.code, finding.message.as_str())
        .at(finding.span(stack.source.text()), "comes from here")
        .help(help);
    match setting {
        Some(setting) => problem.at(setting.span.clone(), format!("`{}` here", setting.level)),
        None => problem,
    }
}

/// Lints Terraform that formwork did not make: files by name and text. Yields what each lint found
/// with the address of its block, whatever the lint's level.
///
/// # Errors
///
/// A file is not HCL.
pub fn lint_hcl<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<(Code, String)>, Bug> {
    let mut module = Module::default();
    for (name, text) in files {
        module.add(FileBlocks::new(name, &verify::parse_file(name, text)?));
    }
    let findings = LINTS.iter().flat_map(|lint| (lint.check)(&module));
    Ok(findings
        .map(|finding| (finding.code, finding.address))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::{LINTS, lint_hcl};
    use crate::problem::Code;

    /// The fenced blocks of HCL below a heading of an explanation.
    fn blocks(code: Code, heading: &str) -> Vec<&'static str> {
        let (_, part) = code.explain().split_once(heading).unwrap_or_default();
        let part = part.split("\n### ").next().unwrap_or(part);
        let blocks = part.split("```hcl\n").skip(1);
        blocks
            .map(|rest| rest.split("```").next().unwrap_or(rest))
            .collect()
    }

    #[track_caller]
    fn found(code: Code, hcl: &str) -> bool {
        let found = lint_hcl([("main.tf", hcl)]).unwrap_or_else(|bug| panic!("{hcl}\n{bug}"));
        found.iter().any(|(found, _)| *found == code)
    }

    #[test]
    fn every_lint_finds_its_examples_and_accepts_their_fixes() {
        for lint in LINTS {
            let examples = blocks(lint.code, "### Example");
            let fixes = blocks(lint.code, "### How to fix");
            assert!(!examples.is_empty() && !fixes.is_empty(), "{:?}", lint.code);
            for example in examples {
                assert!(found(lint.code, example), "{:?}\n{example}", lint.code);
            }
            for fix in fixes {
                assert!(!found(lint.code, fix), "{:?}\n{fix}", lint.code);
            }
        }
    }

    #[test]
    fn production_is_held_to_no_less() {
        for lint in LINTS {
            assert!(lint.development <= lint.production, "{:?}", lint.code);
        }
    }
}
