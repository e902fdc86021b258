//! From the bytes of a `stack.toml` to every file, see `tests/pipeline/mod.rs`.

#![no_main]

#[path = "../../tests/pipeline/mod.rs"]
mod pipeline;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pipeline::check(bytes));
