//! The pipeline from a [`Stack`] to the text of every file, all of it in memory.

use std::num::NonZero;
use std::thread;

use crate::bug::Bug;
use crate::emit::{Artifact, BANNER};
use crate::format::format;
use crate::render::Renderer;
use crate::stack::{LogicalId, Service, Stack};
use crate::verify::{self, Declarations};
use crate::view::{self, FileView, Syntax};

/// Synthesizes the files of `hcl-out/`.
///
/// # Errors
///
/// A [`Bug`] of formwork: the text of a file would not be what Terraform accepts.
pub fn synth(stack: &Stack) -> Result<Vec<Artifact>, Bug> {
    let files = view::files(stack);
    let renderer = Renderer::new(files.iter().map(|file| &file.view))?;
    let made = make_all(&renderer, &files)?;
    verify::verify_references(
        made.iter()
            .map(|made| (made.artifact.name.as_str(), &made.declarations)),
    )?;
    Ok(made.into_iter().map(|made| made.artifact).collect())
}

/// Synthesizes `stack.rs`, the Rust side of one service.
///
/// # Errors
///
/// A [`Bug`] of formwork.
pub(crate) fn synth_rust(id: &LogicalId, service: &Service) -> Result<Artifact, Bug> {
    let body = Renderer::for_rust()?.render("stack.rs", &view::Rust::new(id, service))?;
    Ok(Artifact {
        name: "stack.rs".to_owned(),
        text: with_banner("// ", "", &body),
    })
}

/// A finished file and what it declares.
struct Made {
    artifact: Artifact,
    declarations: Declarations,
}

/// Makes all files, on every core where there are enough of them to be worth a thread.
fn make_all(renderer: &Renderer, files: &[FileView]) -> Result<Vec<Made>, Bug> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = files.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let shares: Vec<_> = files
            .chunks(share)
            .map(|share| {
                scope.spawn(move || {
                    share
                        .iter()
                        .map(|file| make(renderer, file))
                        .collect::<Result<Vec<_>, _>>()
                })
            })
            .collect();
        let mut made = Vec::with_capacity(files.len());
        for share in shares {
            made.extend(
                share
                    .join()
                    .map_err(|_| Bug::new("hcl-out", "a thread of the synthesis panicked"))??,
            );
        }
        Ok(made)
    })
}

fn make(renderer: &Renderer, file: &FileView) -> Result<Made, Bug> {
    let body = renderer.render(file.view.template(), &file.view)?;
    let (text, declarations) = match file.view.syntax() {
        Syntax::Hcl => {
            let text = with_banner("# ", "", &body);
            let declarations = verify::parse_file(&file.name, &text)?;
            (format(&text), declarations)
        }
        Syntax::Markdown => (with_banner("<!-- ", " -->", &body), Declarations::default()),
        Syntax::Gitignore => (with_banner("# ", "", &body), Declarations::default()),
    };
    Ok(Made {
        artifact: Artifact {
            name: file.name.clone(),
            text,
        },
        declarations,
    })
}

fn with_banner(open: &str, close: &str, body: &str) -> String {
    format!("{open}{BANNER}{close}\n{body}")
}
