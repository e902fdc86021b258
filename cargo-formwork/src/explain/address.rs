//! The page of a block of Terraform: which key of `stack.toml` made it, and which others shape it.

use formwork::{Inspection, Maker, SourceFile};

use super::nearest;
use crate::ablation::{Ablation, WrittenKey, differing};
use crate::blocks::{Blocks, blocks};
use crate::outcome::Failed;
use crate::output::{Output, Paint};
use crate::project::{Project, shown};

/// More arguments than this are not told one by one.
const MOST_PATHS: usize = 4;

pub(super) fn print(
    project: &Project,
    address: &str,
    output: &mut Output<'_>,
) -> Result<(), Failed> {
    let inspection = project.inspect()?;
    let made = made(&inspection)?;
    let address = address_of(address);
    if !made.contains_key(&address) {
        return Err(unknown(&address, &made));
    }
    let title = output.paint(Paint::Bold, &address);
    output.line(format_args!("{title}\n"))?;
    let source = inspection.source();
    if let Some(maker) = inspection.maker(&address) {
        print_maker(project, source, &maker, output)?;
    }
    let Some(ablation) = Ablation::new(source, project.kinds()) else {
        return Ok(());
    };
    print_keys(&ablation, &made, &address, source, output)
}

/// An address without what picks one of several instances: `aws_subnet.public["a"]`.
fn address_of(address: &str) -> String {
    address.split('[').next().unwrap_or(address).to_owned()
}

fn made(inspection: &Inspection) -> Result<Blocks, Failed> {
    let files = inspection.roots().base.iter();
    let files = files.map(|file| (file.name.as_str(), file.text.as_str()));
    blocks(files)
        .map_err(|error| Failed::new(error.to_string(), "this is a bug in formwork: report it"))
}

fn unknown(address: &str, made: &Blocks) -> Failed {
    let (of_type, _) = address.rsplit_once('.').unwrap_or((address, ""));
    let start = format!("{of_type}.");
    let same: Vec<&str> = made
        .keys()
        .map(String::as_str)
        .filter(|known| known.starts_with(&start))
        .collect();
    let help = match nearest(address, made.keys().map(String::as_str)) {
        _ if !same.is_empty() => format!("the stack has {}", same.join(", ")),
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "`cargo formwork diff` and hcl-out have the addresses".to_owned(),
    };
    Failed::new(format!("the stack has no `{address}`"), help)
}

fn print_maker(
    project: &Project,
    source: &SourceFile,
    maker: &Maker,
    output: &mut Output<'_>,
) -> Result<(), Failed> {
    let file = shown(&project.hcl_out().join(&maker.file));
    let place = |start: usize| {
        let (line, column) = source.position(start);
        format!("{}:{line}:{column}", source.name())
    };
    let by = match maker.keys.as_slice() {
        [] => "the stack as a whole".to_owned(),
        keys => format!("[{}]", keys.join(".")),
    };
    let at = maker
        .span
        .as_ref()
        .map(|span| format!(", {}", place(span.start)));
    output.line(format_args!("of      {by}{}", at.unwrap_or_default()))?;
    output.line(format_args!("in      {file}"))?;
    if let Some(span) = &maker.changed_at {
        output.line(format_args!(
            "changed by an override, {}",
            place(span.start)
        ))?;
    }
    Ok(())
}

/// What becomes of a block without a key.
enum Effect<'a> {
    Gone,
    Other(Vec<&'a str>),
}

fn print_keys(
    ablation: &Ablation<'_>,
    made: &Blocks,
    address: &str,
    source: &SourceFile,
    output: &mut Output<'_>,
) -> Result<(), Failed> {
    let Some(block) = made.get(address) else {
        return Ok(());
    };
    let all = ablation.without_each();
    let effects = all.iter().filter_map(|(key, tried)| {
        let mut effects = tried.iter().flatten().map(|made| match made.get(address) {
            None => Effect::Gone,
            Some(other) => Effect::Other(differing(block, other)),
        });
        let seen =
            effects.find(|effect| !matches!(effect, Effect::Other(paths) if paths.is_empty()));
        Some((*key, seen?))
    });
    let effects: Vec<(&WrittenKey, Effect<'_>)> = effects.collect();
    let is_deepest = |key: &WrittenKey| {
        let below = |other: &WrittenKey| {
            other.path.len() > key.path.len() && other.path.starts_with(&key.path)
        };
        let gone = effects
            .iter()
            .filter(|(_, effect)| matches!(effect, Effect::Gone));
        !gone.map(|(other, _)| *other).any(below)
    };
    let line = |key: &WrittenKey| {
        let (line, _) = source.position(key.span.start);
        format!("{}:{line}  {}", source.name(), key.path.join("."))
    };
    for (key, _) in effects
        .iter()
        .filter(|(key, effect)| matches!(effect, Effect::Gone) && is_deepest(key))
    {
        output.line(format_args!("made by {}", line(key)))?;
    }
    let mut is_first = true;
    for (key, effect) in &effects {
        let Effect::Other(paths) = effect else {
            continue;
        };
        // A table is told by its keys.
        let is_told = effects.iter().any(|(other, effect)| {
            let is_below = other.path.len() > key.path.len() && other.path.starts_with(&key.path);
            is_below && matches!(effect, Effect::Other(_))
        });
        if is_told {
            continue;
        }
        if is_first {
            output.line("\nKeys that shape it:\n")?;
            is_first = false;
        }
        output.line(format_args!("  {}: {}", line(key), list(paths)))?;
    }
    Ok(())
}

fn list(paths: &[&str]) -> String {
    match paths.get(MOST_PATHS..) {
        Some(rest) if !rest.is_empty() => {
            format!("{} and {} more", paths[..MOST_PATHS].join(", "), rest.len())
        }
        _ => paths.join(", "),
    }
}
