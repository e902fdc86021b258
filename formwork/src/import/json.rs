//! Terraform in JSON, as CDKTF writes it, as the blocks and expressions that it means. (Terraform language,
//! "JSON Configuration Syntax".)

mod body;

use std::collections::BTreeMap;

use hcl_edit::structure::Body;

use crate::hcl::Unreadable;
use crate::hcl::syntax::{Way, line_and_column};
use crate::json::{self, Wrong};
use crate::schema::ProviderLine;

/// How deep values may stand in each other.
const DEEPEST: usize = 256;

/// Where the parts of a file stand.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By the order of the block and the way from there.
    of: BTreeMap<String, usize>,
    /// What may mean one thing or another, with its place.
    pub(super) doubts: Vec<(usize, String)>,
}

impl Places {
    /// The place of a block, and from there as far along a way as it is known.
    pub(super) fn locate(&self, structure: usize, way: &[Way<'_>]) -> Option<usize> {
        let lengths = (0..=way.len()).rev();
        let mut found = lengths.filter_map(|length| {
            let path = path(structure, &way[..length]);
            self.of.get(&path).copied()
        });
        found.next()
    }
}

fn path(structure: usize, way: &[Way<'_>]) -> String {
    let steps = way.iter().map(|step| match step {
        Way::Name(name) => format!("/{name}"),
        Way::Index(index) => format!("/{index}"),
    });
    structure.to_string() + &steps.collect::<String>()
}

/// Reads a file.
pub(super) fn read(
    name: &str,
    text: &str,
    lines: &[ProviderLine],
) -> Result<(Body, Places), Unreadable> {
    let start = text
        .strip_prefix('\u{feff}')
        .map_or(0, |rest| text.len() - rest.len());
    let root = json::parse(text, start, DEEPEST).map_err(|wrong| {
        let message = format!("this is not JSON: {}", wrong.message);
        Wrong::new(wrong.at, message)
    });
    let read = root.and_then(|root| body::of_file(&root, lines));
    read.map_err(|error| {
        let (line, column) = line_and_column(text, error.at);
        Unreadable {
            file: name.to_owned(),
            line,
            column,
            message: error.message,
        }
    })
}
