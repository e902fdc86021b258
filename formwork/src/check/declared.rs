//! What a module declares, by address.

use std::collections::BTreeMap;

use hcl_edit::structure::{Block, BlockLabel, Body};

use super::finding::{Fault, Finding, Place};

/// Every block of a module with an address.
#[derive(Debug, Default)]
pub(super) struct Declared<'a> {
    pub(super) blocks: BTreeMap<String, (&'a str, &'a Block)>,
    pub(super) duplicates: Vec<Finding>,
}

impl<'a> Declared<'a> {
    pub(super) fn new(module: &[(&'a str, &'a Body)]) -> Self {
        let mut declared = Self::default();
        for (file, body) in module {
            for block in body.blocks() {
                if let Some(address) = address(block) {
                    declared.add(file, block, address);
                }
            }
        }
        declared
    }

    fn add(&mut self, file: &'a str, block: &'a Block, address: String) {
        match self.blocks.get(&address) {
            Some((other, _)) => self.duplicates.push(Finding {
                fault: Fault::DuplicateAddress,
                file: file.to_owned(),
                message: format!("`{address}` is declared twice"),
                help: Some("give one of them another name".to_owned()),
                path: Vec::new(),
                other: Some(Place {
                    file: (*other).to_owned(),
                    address: address.clone(),
                    path: Vec::new(),
                }),
                address,
            }),
            None => {
                self.blocks.insert(address, (file, block));
            }
        }
    }
}

/// `aws_sqs_queue.jobs`, `data.T.N`, `var.N`.
fn address(block: &Block) -> Option<String> {
    let labels: Vec<&str> = block.labels.iter().map(BlockLabel::as_str).collect();
    match (block.ident.as_str(), labels.as_slice()) {
        ("resource", [kind, name]) => Some(format!("{kind}.{name}")),
        ("variable", [name]) => Some(format!("var.{name}")),
        (kind @ ("data" | "ephemeral"), [of, name]) => Some(format!("{kind}.{of}.{name}")),
        (kind @ ("output" | "module" | "check"), [name]) => Some(format!("{kind}.{name}")),
        _ => None,
    }
}
