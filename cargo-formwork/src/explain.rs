//! `cargo formwork explain`: the page of a code, of a key, or of a resource.

mod address;
mod code;
mod key;

use crate::Tool;
use crate::cli::{ExplainOptions, Global};
use crate::outcome::{Failed, Status};
use crate::output::Output;
use crate::project::Project;

/// How a word must start to be an address whatever the stack has.
const OF_ADDRESSES: [&str; 6] = ["aws_", "data.", "module.", "output.", "var.", "local."];

pub(crate) fn run(
    tool: &Tool,
    global: &Global,
    options: &ExplainOptions,
    output: &mut Output<'_>,
) -> Result<Status, Failed> {
    let what = options
        .what
        .trim()
        .trim_start_matches('[')
        .trim_end_matches(']');
    if let Some(code) = code::find(what, &tool.kinds) {
        code::print(code, output)?;
        return Ok(Status::Clean);
    }
    let project = Project::find(global, tool);
    let what = what.strip_prefix("resource.").unwrap_or(what);
    if OF_ADDRESSES.iter().any(|start| what.starts_with(start)) {
        address::print(&project?, what, output)?;
        return Ok(Status::Clean);
    }
    // A key is explained outside of a project too.
    key::print(what, project.ok().as_ref(), &tool.kinds, output)?;
    Ok(Status::Clean)
}

/// The words that are most like one, for a help.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let rated = known
        .into_iter()
        .map(|it| (strsim::damerau_levenshtein(word, it), it));
    let (distance, nearest) = rated.min()?;
    (distance <= 3.max(word.len() / 3)).then_some(nearest)
}
