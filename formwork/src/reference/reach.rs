//! What a key reaches: the kinds of resources that differ once it has its example for a value.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::SourceFile;
use crate::stack::Stack;
use crate::synth::synth;
#[cfg(test)]
use crate::synth::{synth_rust, synthesize};

/// The blocks of all files by their header, such as `resource aws_lb main`.
pub(super) type Blocks = BTreeMap<String, String>;

/// The kinds of blocks that stand in one and not, or differently, in the other.
pub(super) fn changed(before: &Blocks, after: &Blocks) -> BTreeSet<String> {
    let headers: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    headers
        .into_iter()
        .filter(|header| before.get(*header) != after.get(*header))
        .filter_map(|header| kind(header))
        .collect()
}

/// The type of a resource, or the word of a block that configures Terraform itself.
fn kind(header: &str) -> Option<String> {
    let mut words = header.split(' ');
    match words.next()? {
        "resource" => words.next().map(str::to_owned),
        word @ ("terraform" | "provider" | "variable" | "import" | "removed" | "moved") => {
            Some(word.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
/// The fingerprints of the contracts with all containers.
pub(super) fn fingerprints(manifest: &str) -> Vec<String> {
    let stack = stack(manifest);
    let containers = stack.entries.iter();
    let containers = containers.filter(|entry| entry.container().is_some());
    containers
        .map(|entry| {
            let rust = synth_rust(&stack, entry.id.as_str()).expect("no bug");
            let rust = rust.expect("it is there");
            let mut lines = rust.text.lines();
            let line = lines.find(|line| line.contains("const FINGERPRINT"));
            line.expect("stack.rs has a fingerprint").to_owned()
        })
        .collect()
}

#[cfg(test)]
/// The values of resources by address and path; a path has several where blocks repeat.
pub(super) type Arguments = BTreeMap<String, BTreeMap<String, Vec<String>>>;

#[cfg(test)]
/// What the resources of a manifest are set to.
pub(super) fn arguments(manifest: &str) -> Arguments {
    let synthesis = synthesize(&stack(manifest)).unwrap_or_else(|error| panic!("{error}"));
    let mut all = Arguments::new();
    for block in synthesis.module.blocks() {
        if block.kind().is_none() {
            continue;
        }
        let of_block = all.entry(block.address()).or_default();
        block.every_argument(&mut |path, value| {
            let values = of_block.entry(path.to_owned()).or_default();
            values.push(format!("{value:?}"));
        });
    }
    all
}

#[cfg(test)]
/// The arguments that differ in resources that are there before and after.
pub(super) fn changed_arguments(before: &Arguments, after: &Arguments) -> Vec<(String, String)> {
    let mut changed = Vec::new();
    for (address, old) in before {
        let Some(new) = after.get(address) else {
            continue;
        };
        let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let differing = paths
            .into_iter()
            .filter(|path| old.get(*path) != new.get(*path));
        changed.extend(differing.map(|path| (address.clone(), path.clone())));
    }
    changed
}

#[track_caller]
pub(super) fn stack(manifest: &str) -> Stack {
    Stack::from_source(&SourceFile::new("stack.toml", manifest))
        .unwrap_or_else(|report| panic!("{manifest}\n{report}"))
}

/// The blocks of all files.
pub(super) fn blocks(manifest: &str) -> Blocks {
    let mut blocks = Blocks::new();
    for artifact in synth(&stack(manifest)).expect("no bug") {
        let path = std::path::Path::new(&artifact.name);
        if path.extension().is_none_or(|extension| extension != "tf") {
            continue;
        }
        let body = hcl_edit::parser::parse_body(&artifact.text).expect("it is HCL");
        for block in body.blocks() {
            let labels = block
                .labels
                .iter()
                .map(hcl_edit::structure::BlockLabel::as_str);
            let header: Vec<&str> = [block.ident.as_str()].into_iter().chain(labels).collect();
            let text = hcl_edit::structure::Body::builder()
                .block(block.clone())
                .build();
            blocks.insert(header.join(" "), text.to_string());
        }
    }
    blocks
}
