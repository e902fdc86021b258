//! The pipeline from a [`Stack`] to the text of every file, all of it in memory.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::thread;

use crate::bug::Bug;
use crate::emit::{Artifact, BANNER};
use crate::format::format;
use crate::lint::{FileBlocks, Module, Verdict, judge};
use crate::render::Renderer;
use crate::stack::{Contract, Stack};
use crate::verify::{self, Declarations};
use crate::view::{self, FileView, Syntax};

/// Synthesizes the files of `hcl-out/`.
///
/// # Errors
///
/// A [`Bug`] of formwork: the text of a file would not be what Terraform accepts.
pub fn synth(stack: &Stack) -> Result<Vec<Artifact>, Bug> {
    synthesize(stack).map(|synthesis| synthesis.files)
}

/// Holds what a stack becomes to the policy that its `[lints]` and its environment set.
///
/// # Errors
///
/// A [`Bug`] of formwork, as of [`synth`].
pub fn lint(stack: &Stack) -> Result<Verdict, Bug> {
    synthesize(stack).map(|synthesis| judge(stack, &synthesis.module))
}

/// The files of `hcl-out/`, and what they say to lints.
pub(crate) struct Synthesis {
    pub(crate) files: Vec<Artifact>,
    pub(crate) module: Module,
}

pub(crate) fn synthesize(stack: &Stack) -> Result<Synthesis, Bug> {
    let files = view::files(stack);
    let renderer = Renderer::new(files.iter().map(|file| &file.view))?;
    let made = make_all(&renderer, &files)?;
    verify::verify_references(
        made.iter()
            .map(|made| (made.artifact.name.as_str(), &made.declarations)),
    )?;
    let mut synthesis = Synthesis {
        files: Vec::with_capacity(made.len()),
        module: Module::default(),
    };
    for made in made {
        synthesis.files.push(made.artifact);
        synthesis.module.add(made.blocks);
    }
    Ok(synthesis)
}

/// Synthesizes `stack.rs`, the Rust side of one service; nothing if the stack has no such service.
///
/// # Errors
///
/// A [`Bug`] of formwork.
pub fn synth_rust(stack: &Stack, service: &str) -> Result<Option<Artifact>, Bug> {
    let Some((id, service)) = stack.services.iter().find(|(id, _)| id.as_str() == service) else {
        return Ok(None);
    };
    let view = view::Rust::new(stack, &Contract::new(id, service));
    let body = Renderer::for_rust()?.render("stack.rs", &view)?;
    Ok(Some(Artifact {
        name: "stack.rs".to_owned(),
        text: with_banner("// ", "", &body),
    }))
}

/// A finished file and what it declares.
struct Made {
    artifact: Artifact,
    declarations: Declarations,
    blocks: FileBlocks,
}

/// Makes all files, on every core: the first takes files 0, 2, 4, … if there are two. The large
/// files stand together, so runs of neighbours would be unequal shares.
fn make_all(renderer: &Renderer, files: &[FileView]) -> Result<Vec<Made>, Bug> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let make_share = |first| {
        let share = files.iter().enumerate().skip(first).step_by(cores);
        share
            .map(|(index, file)| Ok((index, make(renderer, file)?)))
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

fn make(renderer: &Renderer, file: &FileView) -> Result<Made, Bug> {
    let body = renderer.render(file.view.template(), &file.view)?;
    let (text, declarations, blocks) = match file.view.syntax() {
        Syntax::Hcl => {
            let text = with_banner("# ", "", &body);
            let parsed = verify::parse_file(&file.name, &text)?;
            let blocks = FileBlocks::new(&file.name, &parsed);
            (format(&text), verify::declarations(&parsed), blocks)
        }
        Syntax::Markdown => nothing_declared(with_banner("<!-- ", " -->", &body)),
        Syntax::Gitignore => nothing_declared(with_banner("# ", "", &body)),
    };
    Ok(Made {
        artifact: Artifact {
            name: file.name.clone(),
            text,
        },
        declarations,
        blocks,
    })
}

fn nothing_declared(text: String) -> (String, Declarations, FileBlocks) {
    (text, Declarations::default(), FileBlocks::default())
}

fn with_banner(open: &str, close: &str, body: &str) -> String {
    format!("{open}{BANNER}{close}\n{body}")
}
