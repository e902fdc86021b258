//! Modules that a stack calls by a path below `hcl-out`: read, and held to the rest of the stack.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::check::{Called, Finding, check_called, toolchains};
use crate::emit::Artifact;
use crate::hcl::Unreadable;
use crate::problem::{Code, Problem, Report};
use crate::raw::{Aim, nearest_place_of};
use crate::stack::{RawBlock, Stack};
use crate::tree::Place;

/// Checks a stack with the modules that it calls by their paths; gives the files that were read.
pub(super) fn check(
    stack: &Stack,
    files: &[Artifact],
    hcl_out: &Path,
) -> Result<Vec<PathBuf>, Report> {
    let placed: Vec<Cow<'_, RawBlock>> =
        stack.raw.blocks.iter().map(|it| stack.placed(it)).collect();
    let calls: Vec<(&RawBlock, &str)> = placed.iter().filter_map(|it| local_call(it)).collect();
    if calls.is_empty() {
        return Ok(Vec::new());
    }
    let files = files.iter();
    let files = files.map(|file| (file.name.as_str(), file.text.as_str()));
    let problems = match check_called(files, hcl_out, &toolchains(stack)) {
        Ok(Called { findings, read }) => {
            let problems: Vec<Problem> = findings
                .iter()
                .filter_map(|(finding, line)| problem(stack, &calls, finding, *line))
                .collect();
            if problems.is_empty() {
                return Ok(read.into_iter().map(|name| hcl_out.join(name)).collect());
            }
            problems
        }
        Err(error) => vec![unreadable(&calls, &error)],
    };
    Err(Report::new(stack.source.clone(), problems))
}

/// A call of a module by a path.
fn local_call(block: &RawBlock) -> Option<(&RawBlock, &str)> {
    Some((block, block.local_source()?))
}

/// What a finding is to the author of the stack; nothing if it concerns nobody but formwork.
fn problem(
    stack: &Stack,
    calls: &[(&RawBlock, &str)],
    finding: &Finding,
    line: Option<usize>,
) -> Option<Problem> {
    if finding.code.is_note() || finding.is_of_plan {
        return None;
    }
    let help = finding.help.clone();
    if finding.file.contains('/') {
        let line = line.map_or_else(String::new, |line| format!(":{line}"));
        let message = format!("{}{line}: {}", finding.file, finding.message);
        let problem = Problem::new(finding.code, message);
        let place = place_of_call(calls, &finding.file)?;
        let help = help.unwrap_or_else(|| "mend it in the module".to_owned());
        return Some(problem.at(place, "calls the module").help(help));
    }
    let place = nearest_place_of(&stack.raw, &finding.address, &finding.path, Aim::Value)?;
    let help = help.unwrap_or_else(|| "see the variables and outputs of the module".to_owned());
    let problem = Problem::new(finding.code, finding.message.as_str());
    Some(problem.at(&place, "here").help(help))
}

fn unreadable(calls: &[(&RawBlock, &str)], error: &Unreadable) -> Problem {
    let problem = Problem::new(Code::Syntax, error.headline());
    let problem = problem.help("mend it in the module");
    match place_of_call(calls, &error.file) {
        Some(place) => problem.at(place, "calls the module"),
        None => problem,
    }
}

/// Where the module is called that a file is of, or the one that calls that.
fn place_of_call<'s>(calls: &[(&'s RawBlock, &str)], file: &str) -> Option<&'s Place> {
    let directory =
        |source: &str| format!("{}/", source.trim_start_matches("./").trim_end_matches('/'));
    let mut calls_of_it = calls.iter();
    let found = calls_of_it.find(|(_, source)| file.starts_with(&directory(source)));
    found.or(calls.first()).map(|(block, _)| &block.place)
}
