//! What raw blocks cannot say is taken out of a module, each with the reason.

use std::collections::BTreeMap;

use hcl_edit::Decorate;
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};

use super::meaning::address;
use super::module::{Module, Spot};
use super::shape_of;
use crate::hcl::is_identifier;
use crate::hcl::syntax::Way;
use crate::raw::{Level, Shape};
use crate::schema::ProviderLine;

const PROVISIONER: &str = "stack.toml has no provisioners: they run when a resource is made or destroyed, so the plan is the same without";

/// The files of a module by name, each with the blocks that raw blocks can say; and where the blocks stood.
pub(super) fn files<'m>(module: &'m Module, lines: &[ProviderLine]) -> Vec<(&'m str, Kept)> {
    let mut seen = BTreeMap::new();
    let files = module.files.iter();
    files
        .map(|file| {
            let name = file.name.as_str();
            let mut stripper = Stripper {
                module,
                file: name,
                lines,
                seen: &mut seen,
            };
            (name, stripper.file(&file.body))
        })
        .collect()
}

/// What is left of a file.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) body: Body,
    /// The order of each structure of the body in the file.
    pub(super) indices: Vec<usize>,
}

struct Stripper<'a, 'm> {
    module: &'m Module,
    file: &'m str,
    lines: &'a [ProviderLine],
    /// The addresses that are declared, with the file.
    seen: &'a mut BTreeMap<String, &'m str>,
}

impl<'m> Stripper<'_, 'm> {
    fn file(&mut self, body: &Body) -> Kept {
        let mut kept = Kept {
            body: Body::new(),
            indices: Vec::new(),
        };
        *kept.body.decor_mut() = body.decor().clone();
        for (index, structure) in body.iter().enumerate() {
            let spot = Spot::of(self.file, index);
            if let Some(block) = self.top(structure, &spot) {
                kept.body.push(block);
                kept.indices.push(index);
            }
        }
        kept
    }

    fn top(&mut self, structure: &Structure, spot: &Spot<'m>) -> Option<Block> {
        let Structure::Block(block) = structure else {
            self.module.lost(
                spot,
                "an argument outside of all blocks means nothing to Terraform",
            );
            return None;
        };
        let ident = block.ident.as_str();
        let labels = match ident {
            "resource" | "data" => 2,
            "module" | "variable" | "output" | "provider" => 1,
            "terraform" | "locals" | "moved" | "import" | "removed" => 0,
            _ => {
                self.module
                    .lost(spot, format!("stack.toml has no `{ident}` blocks"));
                return None;
            }
        };
        if block.labels.len() != labels {
            let message = format!(
                "a `{ident}` block has {labels} labels, not {}",
                block.labels.len()
            );
            self.module.lost(spot, message);
            return None;
        }
        if !self.has_names(block, spot) || self.is_repeated(block, spot) {
            return None;
        }
        match ident {
            "locals" => Some(self.locals(block, spot)),
            "terraform" | "moved" | "import" | "removed" => Some(block.clone()),
            _ => {
                let (shape, level) = shape_of(block, self.lines);
                let mut kept = block.clone();
                kept.body = self.body(&block.body, shape, level, spot, block);
                Some(kept)
            }
        }
    }

    fn has_names(&self, block: &Block, spot: &Spot<'m>) -> bool {
        let mut labels = block.labels.iter().map(BlockLabel::as_str);
        let Some(wrong) = labels.find(|label| !is_identifier(label)) else {
            return true;
        };
        let message =
            format!("`{wrong}` is no name that stack.toml can have: letters, digits, `_` and `-`");
        self.module.lost(spot, message);
        false
    }

    fn is_repeated(&mut self, block: &Block, spot: &Spot<'m>) -> bool {
        let ident = block.ident.as_str();
        if block.labels.is_empty() || ident == "provider" {
            return false;
        }
        let address = address(block);
        if let Some(first) = self.seen.insert(address.clone(), self.file) {
            let message = format!("`{address}` is declared in {first} already");
            self.module.lost(spot, message);
            return true;
        }
        false
    }

    fn locals(&mut self, block: &Block, spot: &Spot<'m>) -> Block {
        let mut kept = block.clone();
        kept.body = Body::new();
        for structure in &block.body {
            let Structure::Attribute(attribute) = structure else {
                self.module
                    .lost(spot, "`locals` takes arguments and no blocks");
                continue;
            };
            let name = attribute.key.as_str();
            let address = format!("local.{name}");
            let steps: Vec<Way<'_>> = vec![Way::Name(name)];
            let spot = Spot {
                way: steps,
                ..spot.clone()
            };
            if !is_identifier(name) {
                self.module.lost(
                    &spot,
                    format!("`{name}` is no name that stack.toml can have"),
                );
            } else if let Some(first) = self.seen.insert(address.clone(), self.file) {
                self.module
                    .lost(&spot, format!("`{address}` is declared in {first} already"));
            } else {
                kept.body.push(attribute.clone());
            }
        }
        kept
    }

    /// What is left of a body; `top` is the block of the file that it stands in.
    fn body(
        &self,
        body: &Body,
        shape: Shape<'_>,
        level: Level,
        spot: &Spot<'_>,
        top: &Block,
    ) -> Body {
        let mut kept = Body::new();
        *kept.decor_mut() = body.decor().clone();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => {
                    let name = attribute.key.as_str();
                    match no_argument(name, shape, level, top) {
                        Some(reason) => self.module.lost(&spot.to([Way::Name(name)]), reason),
                        None => kept.push(attribute.clone()),
                    }
                }
                Structure::Block(block) => {
                    let is_dynamic = block.has_ident("dynamic");
                    let label = block.labels.first().filter(|_| is_dynamic);
                    let name = label.map_or(block.ident.as_str(), BlockLabel::as_str);
                    let count = counts.entry(block.ident.as_str()).or_default();
                    let way = match label {
                        Some(_) => spot.to([Way::Name("dynamic"), Way::Name(name), Way::Index(0)]),
                        None => spot.to([Way::Name(name), Way::Index(*count)]),
                    };
                    *count += 1;
                    if let Some(block) = self.nested(block, name, (shape, level), &way, top) {
                        kept.push(block);
                    }
                }
            }
        }
        kept
    }

    /// What is left of a nested block, which makes blocks of a name.
    fn nested(
        &self,
        block: &Block,
        name: &str,
        (shape, level): (Shape<'_>, Level),
        spot: &Spot<'_>,
        top: &Block,
    ) -> Option<Block> {
        let module = self.module;
        let of = address(top);
        let ident = block.ident.as_str();
        if level == Level::Resource && matches!(ident, "provisioner" | "connection") {
            let label = block.labels.first();
            let label = label.map_or(String::new(), |label| format!(" \"{}\"", label.as_str()));
            module.lost(spot, format!("`{ident}{label}` of `{of}`: {PROVISIONER}"));
            return None;
        }
        let is_dynamic = ident == "dynamic" && block.labels.len() == 1;
        if !is_dynamic && block.is_labeled() {
            let message =
                format!("`{ident}` of `{of}`: stack.toml has no nested blocks with labels");
            module.lost(spot, message);
            return None;
        }
        let Some((nested, nested_level)) = shape.block(name, level).filter(|_| is_identifier(name))
        else {
            module.lost(spot, format!("`{of}` takes no blocks `{name}`"));
            return None;
        };
        let mut kept = block.clone();
        if is_dynamic {
            for content in kept.body.get_blocks_mut("content") {
                content.body = self.body(&content.body.clone(), nested, nested_level, spot, top);
            }
        } else {
            kept.body = self.body(&block.body, nested, nested_level, spot, top);
        }
        Some(kept)
    }
}

/// Why raw blocks cannot set an argument, if they cannot.
fn no_argument(name: &str, shape: Shape<'_>, level: Level, top: &Block) -> Option<String> {
    if !is_identifier(name) {
        return Some(format!("`{name}` is no name that stack.toml can have"));
    }
    let is_renamed = matches!(top.ident.as_str(), "resource" | "module");
    if name == "renamed_from" && level == Level::Resource && is_renamed {
        return Some("stack.toml reads `renamed_from` as the former name of the block".to_owned());
    }
    if name == "dynamic" && !shape.is_argument(name) {
        return Some("stack.toml reads `dynamic` as dynamic blocks".to_owned());
    }
    None
}
