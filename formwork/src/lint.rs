//! lint: the final HCL is held to a policy. Each lint has a file under `lints`; what it finds is
//! allowed, warned of or denied, by `[lints]` or by the kind of environment.

use std::collections::BTreeMap;

use crate::hcl::module::{FileBlocks, Module};
use crate::hcl::{Unreadable, read_hcl};
use crate::kind::Origin;
use crate::level::Level;
use crate::problem::{Code, Problem, Report};
use crate::source::Span;
use crate::stack::Stack;

mod codes;
mod finding;
mod lints;
mod policy;

pub(crate) use codes::CODES;
pub(crate) use finding::Finding;
pub(crate) use lints::LINTS;

/// What each file of a module comes from, by its name.
pub(crate) type Origins = BTreeMap<String, Origin>;

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

impl Code {
    /// Whether it is a lint: a matter of policy, which `[lints]` decides.
    #[must_use]
    pub fn is_lint(self) -> bool {
        Lint::of(self).is_some()
    }

    /// What becomes of its findings unless `[lints]` says otherwise; nothing if it is no lint.
    #[must_use]
    pub fn default_level(self, is_production: bool) -> Option<Level> {
        Lint::of(self).map(|lint| lint.default_level(is_production))
    }
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

    pub(crate) fn new(denied: Option<Report>, warned: Option<Report>) -> Self {
        Self { denied, warned }
    }

    pub(crate) fn into_parts(self) -> (Option<Report>, Option<Report>) {
        (self.denied, self.warned)
    }
}

/// Holds a stack's module to the policy.
pub(crate) fn judge(stack: &Stack, module: &Module, origins: &Origins) -> Verdict {
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
        found.extend(
            (lint.check)(module)
                .into_iter()
                .map(|finding| (lint, finding)),
        );
    }
    let report = |found: Vec<(&Lint, Finding)>| {
        (!found.is_empty())
            .then(|| Report::new(stack.source.clone(), problems(stack, origins, &found)))
    };
    Verdict {
        denied: report(denied),
        warned: report(warned),
    }
}

/// What the findings are to the user, each with its place in `stack.toml`.
fn problems(stack: &Stack, origins: &Origins, found: &[(&Lint, Finding)]) -> Vec<Problem> {
    let problem = |(lint, finding): &(&Lint, Finding)| {
        let help = format!(
            "{}; or waive it: `[lints]` `{} = {{ level = \"allow\", reason = \"…\" }}`",
            finding.help,
            lint.code.key()
        );
        let problem = Problem::new(lint.code, finding.message.as_str())
            .at(finding.place(stack, origins), "comes from here")
            .help(help);
        match (stack.lints.get(&lint.code), by_environment(stack, lint)) {
            (Some(setting), _) => {
                problem.at(setting.span.clone(), format!("`{}` here", setting.level))
            }
            (None, Some(span)) => problem.at(span, "production is held to more"),
            (None, None) => problem,
        }
    };
    found.iter().map(problem).collect()
}

/// Where the environment is named, if it is what makes a lint stricter.
fn by_environment(stack: &Stack, lint: &Lint) -> Option<Span> {
    let is_stricter = stack.environment.is_production() && lint.production > lint.development;
    let span = || stack.places.locate(&["stack", "environment"], 2);
    is_stricter.then(span).flatten()
}

/// Lints Terraform that formwork did not make: files by name and text. Yields what each lint found
/// with the address of its block, whatever the lint's level.
///
/// # Errors
///
/// A file is not HCL.
pub fn lint_hcl<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<(Code, String)>, Unreadable> {
    let mut module = Module::default();
    for (name, text) in files {
        module.add(FileBlocks::new(name, &read_hcl(name, text)?.0));
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
