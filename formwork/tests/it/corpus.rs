//! The corpus of the fuzzer (`fuzz/`), replayed: inputs that once reached something new.

use std::fs;
use std::path::Path;

use crate::pipeline;

#[test]
fn the_corpus_of_the_fuzzer_passes() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/pipeline");
    let entries = fs::read_dir(&corpus).expect("the corpus is there");
    let mut count = 0;
    for entry in entries {
        let path = entry.expect("the corpus can be listed").path();
        pipeline::check(&fs::read(&path).expect("the corpus can be read"));
        count += 1;
    }
    assert!(count > 100, "the corpus has {count} inputs");
}
