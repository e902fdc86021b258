//! The proof of an import: what a build makes of the `stack.toml` means what the module means.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hcl_edit::structure::{Block, Body};

use super::ImportError;
use super::meaning::of_module;
use super::module::{Module, Spot};
use super::sections::Made;
use super::strip::Kept;
use crate::build_script::{Failure, Inspection};
use crate::check::is_terraform;
use crate::hcl::read_hcl;
use crate::kind::Kinds;
use crate::problem::{Report, list};
use crate::schema::ProviderLine;
use crate::source::SourceFile;

/// Makes Terraform of the text, and tells of each block that does not come back as it was. Yields why a build
/// refuses the text, if it does.
pub(super) fn verify(
    made: &Made,
    module: &Module,
    kept: &[(&str, Kept)],
    hcl_out: &Path,
    lines: &[ProviderLine],
) -> Result<Option<Report>, ImportError> {
    let source = SourceFile::new("stack.toml", made.text.as_str());
    let inspection = match Inspection::of_source(&source, hcl_out, &Kinds::default()) {
        Ok(inspection) => inspection,
        Err(Failure::Problems(report)) => return Ok(Some(report)),
        Err(other) => return Err(other.into()),
    };
    let files = inspection.roots().base.iter();
    let files = files.filter(|file| is_terraform(&file.name));
    let bodies = files.map(|file| read_hcl(&file.name, &file.text).map(|(body, _)| body));
    let bodies: Vec<Body> = bodies.collect::<Result<_, _>>()?;
    let back = of_module(&bodies, lines);
    compare(made, module, kept, &back, lines);
    if let Some(denied) = inspection.verdict().denied() {
        let codes = denied.problems().iter().map(|problem| problem.code().key());
        let codes: BTreeSet<String> = codes.collect();
        let file = module.files.first().map_or("", |file| file.name.as_str());
        let message = format!(
            "a build denies what {} find in this stack: `cargo formwork check` has the places, and `[lints]` can allow it",
            list(codes.iter().map(String::as_str))
        );
        module.note(&Spot::of(file, 0), message);
    }
    Ok(None)
}

fn compare(
    made: &Made,
    module: &Module,
    kept: &[(&str, Kept)],
    back: &BTreeMap<String, String>,
    lines: &[ProviderLine],
) {
    let mut known = BTreeSet::new();
    for (file, kept) in kept {
        for (block, index) in kept.body.blocks().zip(&kept.indices) {
            let spot = Spot::of(file, *index);
            let is_told = block.has_ident("moved") && module.is_lost(&spot);
            if is_told || made.left_out.contains(&((*file).to_owned(), *index)) {
                continue;
            }
            for (address, meaning) in of_module([&alone(block)], lines) {
                match back.get(&address) {
                    None => module.lost(
                        &spot,
                        format!("`{address}` does not come back from stack.toml"),
                    ),
                    Some(back) if *back != meaning => {
                        let message =
                            format!("`{address}` comes back from stack.toml in another way");
                        module.changed(&spot, message);
                    }
                    Some(_) => {}
                }
                known.insert(address);
            }
        }
    }
    let first = module.files.first().map_or("", |file| file.name.as_str());
    for address in back.keys() {
        if !known.contains(address) {
            let message = format!("stack.toml makes `{address}`, which the module does not have");
            module.changed(&Spot::of(first, 0), message);
        }
    }
}

fn alone(block: &Block) -> Body {
    let mut body = Body::new();
    body.push(block.clone());
    body
}
