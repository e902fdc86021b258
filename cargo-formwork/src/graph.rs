//! `cargo formwork graph`: the picture of a stack, as `hcl-out/README.md` has it, in three languages.

mod dot;
mod layout;
mod mermaid;
mod svg;

use formwork::{Picture, Stack};

use crate::cli::{GraphFormat, GraphOptions};
use crate::explain::nearest;
use crate::outcome::{Failed, Status};
use crate::output::Output;
use crate::project::Project;

pub(crate) fn run(
    project: &Project,
    options: &GraphOptions,
    output: &mut Output<'_>,
) -> Result<Status, Failed> {
    let inspection = project.inspect()?;
    let picture = picture(inspection.stack(), options.env.as_deref())?;
    output.text(match options.format {
        GraphFormat::Svg => svg::svg(&picture, &title(options)),
        GraphFormat::Mermaid => mermaid::mermaid(&picture),
        GraphFormat::Dot => dot::dot(&picture),
    })?;
    Ok(Status::Clean)
}

fn title(options: &GraphOptions) -> String {
    match &options.env {
        Some(name) => format!("Who may talk to whom in {name}"),
        None => "Who may talk to whom".to_owned(),
    }
}

fn picture(stack: &Stack, environment: Option<&str>) -> Result<Picture, Failed> {
    let Some(wanted) = environment else {
        return Ok(stack.picture());
    };
    let mut environments = stack.environments();
    if let Some((_, of)) = environments.find(|(name, _)| *name == wanted) {
        return Ok(of.picture());
    }
    let known: Vec<&str> = stack.environments().map(|(name, _)| name).collect();
    let help = match (nearest(wanted, known.iter().copied()), known.as_slice()) {
        (Some(nearest), _) => format!("did you mean `{nearest}`?"),
        (None, []) => "the stack has none; `[env.NAME]` makes one".to_owned(),
        (None, known) => format!("use one of: {}", known.join(", ")),
    };
    Err(Failed::new(
        format!("the stack has no environment `{wanted}`"),
        help,
    ))
}
