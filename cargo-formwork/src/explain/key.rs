//! The page of a key of `stack.toml`, and where this stack sets it.

use formwork::kind::Kinds;
use formwork::{KeyPage, SourceFile};

use super::nearest;
use crate::ablation::{Ablation, NAME, WrittenKey, differing, is_at};
use crate::blocks::Blocks;
use crate::outcome::Failed;
use crate::output::{Output, Paint};
use crate::project::Project;

/// How the meaning of a key starts that the code is compiled against.
const CONTRACT: &str = "**Contract.** ";

/// Prints the page of one key, or a list if several are meant.
pub(super) fn print(
    what: &str,
    project: Option<&Project>,
    kinds: &Kinds,
    output: &mut Output<'_>,
) -> Result<(), Failed> {
    let pages = KeyPage::all(kinds);
    let wanted: Vec<&str> = what
        .split('.')
        .map(|step| step.trim_end_matches("[]"))
        .collect();
    match select(&pages, &wanted).as_slice() {
        [] => Err(unknown(what, &pages, kinds)),
        [page] => {
            print_page(page, output)?;
            match project {
                Some(project) => print_use(page, &wanted, project, output),
                None => Ok(()),
            }
        }
        several => print_list(what, several, output),
    }
}

fn unknown(what: &str, pages: &[KeyPage], kinds: &Kinds) -> Failed {
    let codes = kinds.codes();
    let codes = codes.iter().map(|code| code.name());
    let known = pages.iter().map(|page| page.path.as_str()).chain(codes);
    let help = match nearest(what, known) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "codes stand at the head of a report, keys in docs/stack-toml.md, addresses in \
                 hcl-out"
            .to_owned(),
    };
    Failed::new(
        format!("`{what}` is no code, no key of stack.toml and no address"),
        help,
    )
}

/// The key that is meant, or the keys of the table that is, or those that end so.
fn select<'p>(pages: &'p [KeyPage], wanted: &[&str]) -> Vec<&'p KeyPage> {
    let with = |is_meant: &dyn Fn(&[&str]) -> bool| -> Vec<&'p KeyPage> {
        let meant = pages.iter().filter(|page| is_meant(&steps(page)));
        meant.collect()
    };
    let whole = with(&|steps| matches(wanted, steps));
    if !whole.is_empty() {
        return whole;
    }
    let of_table = with(&|steps| (1..steps.len()).any(|end| matches(wanted, &steps[..end])));
    if !of_table.is_empty() {
        return of_table;
    }
    with(&|steps| steps.ends_with(wanted))
}

fn steps(page: &KeyPage) -> Vec<&str> {
    let steps = page.path.split('.');
    steps.map(|step| step.trim_end_matches("[]")).collect()
}

/// Whether a path is meant; the names of entries may be left out.
fn matches(wanted: &[&str], steps: &[&str]) -> bool {
    match (wanted, steps) {
        ([], []) => true,
        (_, [NAME, rest @ ..]) => {
            let is_named = wanted
                .split_first()
                .is_some_and(|(_, left)| matches(left, rest));
            is_named || matches(wanted, rest)
        }
        ([first, wanted @ ..], [step, rest @ ..]) => first == step && matches(wanted, rest),
        _ => false,
    }
}

fn print_page(page: &KeyPage, output: &mut Output<'_>) -> Result<(), Failed> {
    let title = output.paint(Paint::Bold, &page.path);
    let (meaning, is_contract) = match page.meaning.strip_prefix(CONTRACT) {
        Some(meaning) => (meaning, true),
        None => (page.meaning.as_str(), false),
    };
    output.line(format_args!("{title}\n\n{meaning}\n"))?;
    output.line(format_args!("  type     {}", page.type_text))?;
    output.line(format_args!("  default  {}", page.default))?;
    output.line(format_args!("  example  `{}`", page.example))?;
    let reach = page.reach();
    let reached = match reach.as_slice() {
        [] => "nothing that Terraform makes".to_owned(),
        types => types.join(", "),
    };
    output.line(format_args!("  reaches  {reached}"))?;
    if is_contract {
        output.line("  contract the code is compiled against it; one for all environments")?;
    }
    Ok(())
}

fn print_list(what: &str, pages: &[&KeyPage], output: &mut Output<'_>) -> Result<(), Failed> {
    let title = output.paint(Paint::Bold, format_args!("{} keys of {what}", pages.len()));
    output.line(format_args!("{title}\n"))?;
    let longest = pages.iter().map(|page| page.path.len()).max().unwrap_or(0);
    for page in pages {
        output.line(format_args!(
            "  {:<longest$}  {}",
            page.path,
            page.meaning.trim_start_matches(CONTRACT)
        ))?;
    }
    output.line("\n`cargo formwork explain KEY` has the page of each.")?;
    Ok(())
}

/// Where a stack sets a key, and what is made of it there.
fn print_use(
    page: &KeyPage,
    wanted: &[&str],
    project: &Project,
    output: &mut Output<'_>,
) -> Result<(), Failed> {
    let source = project.source()?;
    let Some(ablation) = Ablation::new(&source, project.kinds()) else {
        return Ok(());
    };
    let pattern = steps(page);
    let keys = ablation.keys().iter();
    let used: Vec<&WrittenKey> = keys.filter(|key| is_use(key, &pattern, wanted)).collect();
    output.line("")?;
    if used.is_empty() {
        output.line(format_args!("{} does not set it.", source.name()))?;
        return Ok(());
    }
    let whole = ablation.whole();
    for key in used {
        output.line(set_at(key, &source))?;
        let made = whole.as_ref().zip(ablation.without(&key.path));
        for line in made
            .iter()
            .flat_map(|(with, without)| made_of(with, without))
        {
            output.line(format_args!("  {line}"))?;
        }
    }
    Ok(())
}

/// Whether a key of the file is the one of a page, and of the entry that is named, if one is.
fn is_use(key: &WrittenKey, pattern: &[&str], wanted: &[&str]) -> bool {
    let path: Vec<&str> = key.path.iter().map(String::as_str).collect();
    let is_of_page = is_at(&path, pattern);
    let names_all = wanted.len() < pattern.len() || wanted.contains(&NAME);
    is_of_page && (names_all || path == wanted)
}

fn set_at(key: &WrittenKey, source: &SourceFile) -> String {
    let (line, column) = source.position(key.span.start);
    let value = source.text().get(key.value.clone()).unwrap_or_default();
    let value = value.lines().next().unwrap_or_default();
    format!(
        "{}:{line}:{column}: {} = {value}",
        source.name(),
        key.path.join(".")
    )
}

/// What goes or differs without a key, a line for each block.
fn made_of(with: &Blocks, without: &Blocks) -> Vec<String> {
    let differing = with
        .iter()
        .filter_map(|(address, block)| match without.get(address) {
            None => Some(format!("{address}: made because of it")),
            Some(other) => {
                let paths = differing(block, other);
                (!paths.is_empty()).then(|| format!("{address}: {}", paths.join(", ")))
            }
        });
    differing.collect()
}

#[cfg(test)]
mod tests {
    use super::{matches, select};
    use crate::ablation::NAME;
    use formwork::KeyPage;
    use formwork::kind::Kinds;

    #[test]
    fn names_of_entries_may_be_left_out() {
        let page = ["service", NAME, "health_check", "path"];
        assert!(matches(&["service", "api", "health_check", "path"], &page));
        assert!(matches(&["service", "health_check", "path"], &page));
        assert!(!matches(&["worker", "api", "health_check", "path"], &page));
        assert!(!matches(&["service", "api"], &page));
    }

    #[test]
    fn a_table_is_all_its_keys_and_an_end_is_enough() {
        let pages = KeyPage::all(&Kinds::default());
        let paths = |wanted: &[&str]| -> Vec<String> {
            let selected = select(&pages, wanted);
            selected.iter().map(|page| page.path.clone()).collect()
        };
        let of_check = paths(&["service", "api", "health_check"]);
        assert!(of_check.len() > 1, "{of_check:?}");
        assert!(
            of_check
                .iter()
                .all(|path| path.starts_with("service.NAME.health_check."))
        );
        assert_eq!(paths(&["nat_gateways"]), ["network.nat_gateways"]);
        assert!(paths(&["nat_gateway"]).is_empty());
    }
}
