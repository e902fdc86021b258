//! `cargo formwork diff`: what stack.toml as it is now changes, by resource and as HCL.

mod change;
mod module;
mod moves;
mod old;
mod plan;
mod replacements;
mod value;

use similar::TextDiff;

use crate::blocks::written;
use crate::cli::DiffOptions;
use crate::outcome::{Failed, Status};
use crate::output::{Output, Paint};
use crate::project::{Project, shown};
use change::{Change, Kind, changes};
use old::{Files, of_disk, of_revision};
use plan::Fate;

pub(crate) fn run(
    project: &Project,
    options: &DiffOptions,
    output: &mut Output<'_>,
) -> Result<Status, Failed> {
    let inspection = project.inspect()?;
    let old = match &options.against {
        Some(revision) => of_revision(project.hcl_out(), revision)?,
        None => of_disk(project.hcl_out())?,
    };
    let new = Files::of_roots(inspection.roots());
    if project.has_computed_blocks() {
        let warning = output.paint(Paint::Warning, "warning:");
        output.line(format_args!(
            "{warning} build.rs adds blocks to the stack, which only a build knows: they show as destroyed"
        ))?;
    }
    let mut differs = false;
    for root in old.roots_with(&new) {
        let changes = changes_of(&old, &new, root)?;
        if !changes.is_empty() {
            differs = true;
            print_changes(root, &changes, output)?;
        }
    }
    let differing = old.differing(&new);
    differs |= !differing.is_empty();
    if !differs {
        output.line("nothing changes")?;
    } else if !options.no_hcl {
        print_hcl(project, &old, &new, &differing, output)?;
    }
    Ok(if differs && options.exit_code {
        Status::Found
    } else {
        Status::Clean
    })
}

fn changes_of(old: &Files, new: &Files, root: &str) -> Result<Vec<Change>, Failed> {
    let read = |files: &Files| {
        let of_root = files.of_root(root);
        written(of_root).map_err(|error| {
            Failed::new(
                error.to_string(),
                "`cargo build` writes hcl-out anew; empty the file first",
            )
        })
    };
    Ok(changes(&read(old)?, &read(new)?))
}

fn print_changes(root: &str, changes: &[Change], output: &mut Output<'_>) -> Result<(), Failed> {
    if !root.is_empty() {
        let heading = output.paint(Paint::Bold, root.trim_end_matches('/'));
        output.line(format_args!("{heading}:"))?;
    }
    for change in changes {
        let (paint, sign) = match change.kind {
            Kind::Added => (Paint::Good, "+"),
            Kind::Removed | Kind::Forgotten => (Paint::Bad, "-"),
            Kind::Replaced { new_first: true } => (Paint::Bad, "+/-"),
            Kind::Replaced { new_first: false } => (Paint::Bad, "-/+"),
            Kind::Stays(_) => (Paint::Warning, "~"),
        };
        let sign = output.paint(paint, sign);
        output.line(format_args!("{sign} {}{}", change.address, change.phrase()))?;
        for line in change.lines() {
            output.line(format_args!("    {line}"))?;
        }
    }
    output.line(format_args!("\n{}", summary(changes)))?;
    Ok(())
}

/// How many resources are touched: other blocks make nothing in AWS.
fn summary(changes: &[Change]) -> String {
    let count = |is: &dyn Fn(&Change) -> bool| -> usize {
        let resources = changes.iter().filter(|change| change.is_resource);
        let counted = resources.filter(|change| is(change));
        counted.map(|change| change.instances).sum()
    };
    let of_kind = |kind: Kind| count(&|change| change.kind == kind);
    let added = of_kind(Kind::Added);
    let edited = of_kind(Kind::Stays(Fate::InPlace));
    let replaced = count(&|change| matches!(change.kind, Kind::Replaced { .. }));
    let moved = count(&|change| change.moved_from.is_some());
    let removed = of_kind(Kind::Removed);
    let open = of_kind(Kind::Stays(Fate::Unsure)) + of_kind(Kind::Stays(Fate::Perhaps));
    let open = match open {
        0 => String::new(),
        open => format!(", and {open} of which a plan tells"),
    };
    let tagged = if changes.iter().any(Change::changes_default_tags) {
        ", and all with tags to change"
    } else {
        ""
    };
    format!(
        "resources: {added} to add, {edited} to change, {replaced} to replace, {moved} to move, \
         {removed} to destroy{open}{tagged}\n"
    )
}

fn print_hcl(
    project: &Project,
    old: &Files,
    new: &Files,
    differing: &[&str],
    output: &mut Output<'_>,
) -> Result<(), Failed> {
    for name in differing {
        let (before, after) = (old.text(name), new.text(name));
        let path = shown(&project.hcl_out().join(name));
        let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
        let heading = |text: Option<&str>| {
            if text.is_some() {
                path.clone()
            } else {
                "/dev/null".to_owned()
            }
        };
        let (before, after) = (heading(before), heading(after));
        let mut unified = diff.unified_diff();
        let text = unified
            .context_radius(3)
            .header(&before, &after)
            .to_string();
        for line in text.lines() {
            let painted = match line.as_bytes().first() {
                Some(b'+') => output.paint(Paint::Good, line),
                Some(b'-') => output.paint(Paint::Bad, line),
                _ => line.to_owned(),
            };
            output.line(painted)?;
        }
    }
    Ok(())
}
