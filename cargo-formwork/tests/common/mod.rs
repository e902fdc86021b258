//! Runs `cargo formwork` in this process, and holds what it prints to files.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use cargo_formwork::{Status, Tool};

/// What a command did.
pub(crate) struct Ran {
    pub(crate) status: Status,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

pub(crate) fn write(path: &Path, text: &str) {
    let mut file = fs::File::create(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// Runs `cargo formwork` with some arguments, as Cargo does.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    let arguments = ["cargo-formwork", "formwork"].iter().chain(arguments);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = Tool::default().run(arguments.map(OsString::from), &mut out, &mut err);
    Ran {
        status,
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
    }
}

#[track_caller]
pub(crate) fn golden(name: &str, made: &str) {
    let path = cases().join(name);
    if fs::read_to_string(&path).ok().as_deref() == Some(made) {
        return;
    }
    if is_update() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        write(&path, made);
        return;
    }
    panic!(
        "{} is not what is printed; UPDATE=1 writes it, read the diff:\n{made}",
        path.display()
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that writes its golden files"
)]
pub(crate) fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}
