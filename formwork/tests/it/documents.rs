//! Every manifest that a page shows is one: the examples of raw blocks are synthesized.

use std::path::Path;

use crate::common::{read, try_synth};
use crate::documented::{completed, fenced};

#[test]
fn every_example_of_a_raw_block_is_valid() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/raw-blocks.md");
    let page = read(&page);
    let examples = fenced(&page, "toml");
    assert!(examples.len() >= 11, "{}", examples.len());
    for example in examples {
        if let Err(report) = try_synth(&completed(example)) {
            panic!("{example}\n{report}");
        }
    }
}
