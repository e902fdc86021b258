//! The pipeline from a [`Stack`] to the text of every file, all of it in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZero;
use std::thread;

use hcl_edit::structure::Body;

use crate::bug::Bug;
use crate::contract::Contract;
use crate::emit::{Artifact, BANNER, Roots};
use crate::format::format;
use crate::hcl::module::{FileBlocks, Module};
use crate::hcl::print::print;
use crate::kind::{AnyKind, File, Origin, Syntax};
use crate::lint::{Origins, Verdict, judge};
use crate::problem::{Problem, Report, merged};
use crate::raw::{self, Applied};
use crate::render::Renderer;
use crate::stack::Stack;
use crate::verify::{self, Declarations};
use crate::view::{self, RawText};
use crate::wiring::Wiring;
use crate::written::Spots;

mod foreign;
mod judged;
mod moves;
mod rust;
mod rust_modules;
mod texts;

/// Synthesizes the files of `hcl-out/`.
///
/// # Errors
///
/// What raw blocks and overrides say does not hold in the final HCL; or a [`Bug`] of formwork.
pub fn synth(stack: &Stack) -> Result<Vec<Artifact>, SynthError> {
    synthesize(stack).map(|synthesis| synthesis.files)
}

/// Synthesizes the root modules of a stack: the files of `hcl-out/`, and those of `hcl-out/env/NAME/` for
/// each of its [environments](Stack::environments).
///
/// # Errors
///
/// As of [`synth`]; what is wrong in several of them is told once.
pub fn synth_roots(stack: &Stack) -> Result<Roots, SynthError> {
    synthesize_each(stack).map(|made| into_roots(stack, made))
}

/// The files of a stack, and those of each environment by its name.
pub(crate) fn into_roots(stack: &Stack, made: Vec<Synthesis>) -> Roots {
    let mut files = made.into_iter().map(|made| made.files);
    let base = files.next().unwrap_or_default();
    let names = stack.environments().map(|(name, _)| name.to_owned());
    Roots {
        base,
        environments: names.zip(files).collect(),
    }
}

/// Holds what a stack becomes to the policy that its `[lints]` and its environment set.
///
/// # Errors
///
/// As of [`synth`].
pub fn lint(stack: &Stack) -> Result<Verdict, SynthError> {
    synthesize(stack).map(|synthesis| judge(stack, &synthesis.module, &synthesis.origins))
}

/// Why a stack has no files.
#[derive(Debug)]
#[non_exhaustive]
pub enum SynthError {
    /// A raw block or an override is wrong. Stacks without them have no such problems.
    Problems(Report),
    /// formwork is wrong.
    Bug(Bug),
}

impl fmt::Display for SynthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(report) => report.fmt(f),
            Self::Bug(bug) => bug.fmt(f),
        }
    }
}

impl std::error::Error for SynthError {}

impl From<Bug> for SynthError {
    fn from(bug: Bug) -> Self {
        Self::Bug(bug)
    }
}

/// The files of `hcl-out/`, and what they say to lints.
pub(crate) struct Synthesis {
    pub(crate) files: Vec<Artifact>,
    pub(crate) module: Module,
    /// What each file of the module comes from.
    pub(crate) origins: Origins,
    /// What Terraform accepts and an author should know.
    pub(crate) notes: Option<Report>,
}

impl Synthesis {
    fn add_notes(&mut self, stack: &Stack, notes: &[Problem]) {
        if !notes.is_empty() {
            let own = self.notes.take().map_or(Vec::new(), Report::into_problems);
            self.notes = Some(report(stack, [own, notes.to_vec()].concat()));
        }
    }
}

/// What is made of a stack, and then of each of its environments.
///
/// # Errors
///
/// As of [`synth`]; what is wrong in several of them is told once.
pub(crate) fn synthesize_each(stack: &Stack) -> Result<Vec<Synthesis>, SynthError> {
    let mut made = Vec::new();
    let mut reports: Vec<Option<Report>> = Vec::new();
    let environments = stack
        .environments
        .iter()
        .map(|of| (&of.stack, &of.notes[..]));
    let mut renderer = Renderer::new();
    for (stack, notes) in [(stack, &[][..])].into_iter().chain(environments) {
        match synthesize_with(&mut renderer, stack) {
            Ok(mut synthesis) => {
                synthesis.add_notes(stack, notes);
                made.push(synthesis);
                reports.push(None);
            }
            Err(SynthError::Problems(report)) => reports.push(Some(report)),
            Err(bug) => return Err(bug),
        }
    }
    match merged_reports(stack, reports) {
        Some(report) => Err(SynthError::Problems(report)),
        None => Ok(made),
    }
}

/// One report of those of a stack and of its environments, in their order.
pub(crate) fn merged_reports(
    stack: &Stack,
    reports: impl IntoIterator<Item = Option<Report>>,
) -> Option<Report> {
    let mut reports = reports
        .into_iter()
        .map(|report| report.map_or(Vec::new(), Report::into_problems));
    let base = reports.next().unwrap_or_default();
    let names = stack.environments().map(|(name, _)| name);
    let problems = merged(base, names.zip(reports));
    (!problems.is_empty()).then(|| report(stack, problems))
}

pub(crate) fn synthesize(stack: &Stack) -> Result<Synthesis, SynthError> {
    synthesize_with(&mut Renderer::new(), stack)
}

/// Synthesizes with the templates that are parsed already, and parses what is missing.
fn synthesize_with(renderer: &mut Renderer, stack: &Stack) -> Result<Synthesis, SynthError> {
    pipeline(renderer, stack).map_err(|error| match error {
        SynthError::Bug(bug) => match foreign::fault_of_bug(stack, &bug) {
            Some(fault) => SynthError::Problems(report(stack, vec![fault])),
            None => bug.into(),
        },
        problems @ SynthError::Problems(_) => problems,
    })
}

fn pipeline(renderer: &mut Renderer, stack: &Stack) -> Result<Synthesis, SynthError> {
    refuse_if_any(stack, foreign::check_entries(stack))?;
    refuse_if_any(stack, raw::check_blocks(stack))?;
    refuse_if_any(stack, raw::check_guards(stack))?;
    let moves = moves::moves(stack)?;
    let raw = RawText::new(stack, &moves)
        .map_err(|problems| SynthError::Problems(report(stack, problems)))?;
    let files = view::files(stack, &Wiring::new(stack), raw)?;
    refuse_if_any(stack, foreign::check_files(stack, &files))?;
    renderer.register_all(&files)?;
    let made = make_all(renderer, &files, stack)?;
    let notes = if is_checked(stack) {
        judged::check_module(stack, &moves, &made)?
    } else {
        verify_references(&made)?;
        None
    };
    let mut synthesis = Synthesis {
        files: Vec::with_capacity(made.len()),
        module: Module::default(),
        origins: Origins::new(),
        notes,
    };
    for made in made {
        let name = made.artifact.name.clone();
        synthesis.origins.insert(name, made.origin);
        synthesis.files.push(made.artifact);
        synthesis.module.add(made.blocks);
    }
    Ok(synthesis)
}

/// Whether the module is held to the schema. What formwork makes alone holds for every stack, as tests
/// prove; what users and other crates add need not.
fn is_checked(stack: &Stack) -> bool {
    !stack.raw.is_empty()
        || !stack.texts.is_empty()
        || Spots::new(stack).has_computed()
        || foreign::is_any(stack)
}

fn report(stack: &Stack, problems: Vec<Problem>) -> Report {
    Report::new(stack.source.clone(), problems)
}

fn refuse_if_any(stack: &Stack, problems: Vec<Problem>) -> Result<(), SynthError> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(SynthError::Problems(report(stack, problems)))
}

fn verify_references(made: &[Made]) -> Result<(), Bug> {
    verify::verify_references(
        made.iter()
            .map(|made| (made.artifact.name.as_str(), &made.declarations)),
    )
}

/// Synthesizes `stack.rs`, the Rust side of one service or of another entry that runs a container;
/// nothing if the stack has none of this name.
///
/// # Errors
///
/// A [`Bug`] of formwork.
pub fn synth_rust(stack: &Stack, name: &str) -> Result<Option<Artifact>, Bug> {
    let entry = stack.entries.named(name);
    let Some(contract) = entry.and_then(|entry| Contract::new(stack, entry)) else {
        return Ok(None);
    };
    let body = rust::rust(stack, &contract)?;
    Ok(Some(Artifact {
        name: "stack.rs".to_owned(),
        text: with_banner("// ", "", &body),
    }))
}

/// Synthesizes `stack.rs` of a crate that implements several entries, and the files that it includes: a module for
/// each, by its name, and once what their handles share; nothing if the stack lacks one of them.
///
/// # Errors
///
/// A [`Bug`] of formwork.
pub fn synth_rust_of(stack: &Stack, names: &[&str]) -> Result<Option<Vec<Artifact>>, Bug> {
    let contract = |name: &&str| Contract::new(stack, stack.entries.named(name)?);
    let contracts: Option<Vec<Contract<'_>>> = names.iter().map(contract).collect();
    let Some(contracts) = contracts else {
        return Ok(None);
    };
    let texts = rust_modules::modules(stack, &contracts)?;
    let artifacts = texts.into_iter().map(|(name, text)| Artifact {
        name,
        text: with_banner("// ", "", &text),
    });
    Ok(Some(artifacts.collect()))
}

/// A finished file and what it declares.
struct Made {
    artifact: Artifact,
    origin: Origin,
    /// The kind of another crate that makes the file, if one does.
    kind: Option<&'static dyn AnyKind>,
    /// What is to be checked: nothing, for a file that is not HCL or a stack that need not be.
    body: Option<Body>,
    declarations: Declarations,
    blocks: FileBlocks,
    applied: Applied,
}

/// Makes all files, on every core: the first takes files 0, 2, 4, … if there are two. The large
/// files stand together, so runs of neighbours would be unequal shares.
fn make_all(renderer: &Renderer, files: &[File], stack: &Stack) -> Result<Vec<Made>, Bug> {
    let is_checked = is_checked(stack);
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let make_share = |first| {
        let share = files.iter().enumerate().skip(first).step_by(cores);
        share
            .map(|(index, file)| Ok((index, make(renderer, file, stack, is_checked)?)))
            .collect::<Result<Vec<_>, Bug>>()
    };
    thread::scope(|scope| {
        let shares: Vec<_> = (0..cores.min(files.len()))
            .map(|first| scope.spawn(move || make_share(first)))
            .collect();
        let mut made = BTreeMap::new();
        for share in shares {
            made.extend(
                share
                    .join()
                    .map_err(|_| Bug::new("hcl-out", "a thread of the synthesis panicked"))??,
            );
        }
        Ok(made.into_values().collect())
    })
}

fn make(renderer: &Renderer, file: &File, stack: &Stack, is_checked: bool) -> Result<Made, Bug> {
    let body = renderer.render_parsed(file)?;
    match file.syntax {
        Syntax::Hcl => {
            let text = with_banner("# ", "", &body);
            let made = make_hcl(file, text, stack)?;
            Ok(if is_checked { made } else { made.unchecked() })
        }
        Syntax::Markdown => Ok(Made::other(file, with_banner("<!-- ", " -->", &body))),
        Syntax::Gitignore => Ok(Made::other(file, with_banner("# ", "", &body))),
    }
}

fn make_hcl(file: &File, text: String, stack: &Stack) -> Result<Made, Bug> {
    let parsed = verify::parse_file(&file.name, &text);
    let mut body = parsed.map_err(|bug| file.blame(bug))?;
    // A raw block is changed where it is written.
    let overrides = if file.origin == Origin::Raw {
        &[][..]
    } else {
        &stack.raw.overrides
    };
    let boundary = stack.account.boundary.as_ref();
    let is_bounded = boundary.is_some_and(|boundary| raw::bound(&mut body, boundary));
    let applied = raw::apply(&mut body, overrides, &stack.provider_lines);
    let text = if applied.addresses.is_empty() && !is_bounded {
        text
    } else {
        print(&body)
    };
    Ok(Made {
        artifact: Artifact {
            name: file.name.clone(),
            text: format(&text),
        },
        declarations: verify::declarations(&body),
        blocks: FileBlocks::new(&file.name, &body),
        origin: file.origin.clone(),
        kind: file.foreign(),
        body: Some(body),
        applied,
    })
}

impl Made {
    /// The same, of which nothing is to be checked.
    fn unchecked(self) -> Self {
        Self { body: None, ..self }
    }

    fn other(file: &File, text: String) -> Self {
        Self {
            artifact: Artifact {
                name: file.name.clone(),
                text,
            },
            origin: file.origin.clone(),
            kind: file.foreign(),
            body: None,
            declarations: Declarations::default(),
            blocks: FileBlocks::default(),
            applied: Applied::default(),
        }
    }
}

fn with_banner(open: &str, close: &str, body: &str) -> String {
    format!("{open}{BANNER}{close}\n{body}")
}
