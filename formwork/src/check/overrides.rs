//! Override files: `override.tf` and `NAME_override.tf` change the blocks of the other files.

use hcl_edit::structure::{Attribute, Block, BlockLabel, Body, Structure};

use super::finding::Finding;
use super::modules::Parsed;
use crate::problem::Code;

pub(super) fn is_override(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.strip_suffix(".json").unwrap_or(file);
    let stem = stem.strip_suffix(".tf").unwrap_or(stem);
    stem == "override" || stem.ends_with("_override")
}

/// Merges the overrides into the files of a module; what is left of them is what no file has.
pub(crate) fn merge(files: Vec<Parsed>) -> (Vec<Parsed>, Vec<Finding>) {
    let (overrides, mut base): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| is_override(&file.name));
    let mut findings = Vec::new();
    for file in overrides {
        for (index, structure) in file.body.iter().enumerate() {
            if let Structure::Block(block) = structure
                && let Err(message) = apply(&mut base, block)
            {
                let address = block.ident.as_str();
                findings.push(Finding {
                    structure: Some(index),
                    ..Finding::new(Code::InvalidBlock, &file.name, address, message)
                });
            }
        }
        // It stays for its text and its outline.
        base.push(Parsed {
            body: Body::new(),
            ..file
        });
    }
    (base, findings)
}

/// Changes what a block overrides.
fn apply(base: &mut [Parsed], change: &Block) -> Result<(), String> {
    let kind = change.ident.as_str();
    match kind {
        "locals" => {
            return change
                .body
                .attributes()
                .try_for_each(|local| override_local(base, local));
        }
        "terraform" => {
            override_settings(base, change);
            return Ok(());
        }
        "moved" | "import" | "removed" | "check" => {
            return Err(format!("`{kind}` cannot be overridden"));
        }
        _ => {}
    }
    if change.body.has_attribute("depends_on")
        && matches!(kind, "resource" | "data" | "output" | "module")
    {
        return Err("`depends_on` cannot be overridden".to_owned());
    }
    let mut blocks = base.iter_mut().flat_map(|file| file.body.blocks_mut());
    if let Some(block) = blocks.find(|block| is_same(block, change)) {
        override_body(&mut block.body, &change.body);
        return Ok(());
    }
    drop(blocks);
    // Configurations of providers may stand in an override alone.
    if kind == "provider" {
        add(base, change);
        return Ok(());
    }
    let labels: Vec<&str> = change.labels.iter().map(BlockLabel::as_str).collect();
    let labels = labels.join(".");
    let message = format!("no other file declares `{kind}` `{labels}`, so nothing is overridden");
    Err(message)
}

fn add(base: &mut [Parsed], block: &Block) {
    if let Some(file) = base.first_mut() {
        file.body.push(block.clone());
    }
}

fn is_same(block: &Block, change: &Block) -> bool {
    let labels = |block: &Block| -> Vec<String> {
        let labels = block.labels.iter();
        labels.map(|label| label.as_str().to_owned()).collect()
    };
    let alias = |block: &Block| {
        let alias = block.body.get_attribute("alias");
        alias.and_then(|alias| alias.value.as_str().map(str::to_owned))
    };
    block.ident.as_str() == change.ident.as_str()
        && labels(block) == labels(change)
        && (block.ident.as_str() != "provider" || alias(block) == alias(change))
}

fn override_local(base: &mut [Parsed], local: &Attribute) -> Result<(), String> {
    let name = local.key.as_str();
    let mut blocks = base
        .iter_mut()
        .flat_map(|file| file.body.get_blocks_mut("locals"));
    let block = blocks.find(|block| block.body.has_attribute(name));
    match block.and_then(|block| {
        block
            .body
            .get_attribute_mut(name)
            .map(|mut found| *found.value_mut() = local.value.clone())
    }) {
        Some(()) => Ok(()),
        None => Err(format!(
            "no other file declares `local.{name}`, so nothing is overridden"
        )),
    }
}

/// Arguments replace each other, and so do all nested blocks of a name; `lifecycle` is merged.
fn override_body(base: &mut Body, change: &Body) {
    for attribute in change.attributes() {
        set(base, attribute);
    }
    let mut replaced: Vec<String> = Vec::new();
    for block in change.blocks() {
        let name = made_name(block);
        if name == "lifecycle" && base.has_blocks("lifecycle") {
            for lifecycle in base.get_blocks_mut("lifecycle") {
                override_body(&mut lifecycle.body, &block.body);
            }
            continue;
        }
        if !replaced.contains(&name) {
            remove_blocks(base, &name);
            replaced.push(name);
        }
        base.push(block.clone());
    }
}

/// The name of a block, of `dynamic` that of the blocks that it makes.
fn made_name(block: &Block) -> String {
    let label = block
        .labels
        .first()
        .filter(|_| block.ident.as_str() == "dynamic");
    label
        .map_or(block.ident.as_str(), BlockLabel::as_str)
        .to_owned()
}

fn remove_blocks(body: &mut Body, name: &str) {
    let mut index = 0;
    while let Some(structure) = body.get(index) {
        match structure {
            Structure::Block(block) if made_name(block) == name => {
                body.remove(index);
            }
            _ => index += 1,
        }
    }
}

/// Settings are merged, providers one by one; a backend replaces another.
fn override_settings(base: &mut [Parsed], change: &Block) {
    let mut bodies = base.iter_mut().map(|file| &mut file.body);
    let Some(body) = bodies.find(|body| body.has_blocks("terraform")) else {
        drop(bodies);
        add(base, change);
        return;
    };
    let Some(block) = body.get_blocks_mut("terraform").next() else {
        return;
    };
    for attribute in change.body.attributes() {
        set(&mut block.body, attribute);
    }
    for inner in change.body.blocks() {
        let name = inner.ident.as_str();
        if !block.body.has_blocks(name) {
            block.body.push(inner.clone());
        }
        for known in block.body.get_blocks_mut(name) {
            if name == "required_providers" {
                override_body(&mut known.body, &inner.body);
            } else {
                *known = inner.clone();
            }
        }
    }
}

fn set(body: &mut Body, attribute: &Attribute) {
    match body.get_attribute_mut(attribute.key.as_str()) {
        Some(mut found) => *found.value_mut() = attribute.value.clone(),
        None => body.push(attribute.clone()),
    }
}
