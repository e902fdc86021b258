//! `stack.rs` in the hands of the compiler: one crate of two files in a directory of its own,
//! without Cargo.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output};

use formwork::{SourceFile, Stack};
use tempfile::TempDir;

use crate::common::{variable, write};

/// Synthesizes `stack.rs` of a service that the manifest has.
#[track_caller]
pub(crate) fn stack_rs(manifest: &str, service: &str) -> String {
    let source = SourceFile::new("stack.toml", manifest);
    let stack = Stack::from_source(&source).unwrap_or_else(|report| panic!("{report}"));
    stack_rs_of(&stack, service)
}

/// Synthesizes `stack.rs` of a service that the stack has.
#[track_caller]
pub(crate) fn stack_rs_of(stack: &Stack, service: &str) -> String {
    let file = formwork::synth_rust(stack, service).unwrap_or_else(|bug| panic!("{bug}"));
    file.unwrap_or_else(|| panic!("there is no service `{service}`"))
        .text
}

/// A crate whose module `stack` is a given `stack.rs`.
pub(crate) struct Crate {
    directory: TempDir,
}

impl Crate {
    /// Writes `stack.rs`, and `code` behind the declaration of the module.
    #[track_caller]
    pub(crate) fn new(stack_rs: &str, code: &str) -> Self {
        let directory = TempDir::new().expect("a temporary directory can be made");
        write(&directory.path().join("stack.rs"), stack_rs);
        let module =
            "/// Both sides of the contract.\npub mod stack {\n    include!(\"stack.rs\");\n}\n";
        let root = format!("//! Uses `stack.rs`.\n{module}\n{code}");
        write(&directory.path().join("main.rs"), &root);
        Self { directory }
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Type-checks the crate as a library with `compiler`, `rustc` or `clippy-driver`.
    #[track_caller]
    pub(crate) fn check(&self, compiler: &str, flags: &[String]) -> Output {
        self.compile(compiler)
            .args(["--crate-type", "lib", "--emit=metadata"])
            .args(flags)
            .output()
            .unwrap_or_else(|error| panic!("{compiler}: {error}"))
    }

    /// Compiles the crate and runs its `main`.
    #[track_caller]
    pub(crate) fn run(&self) -> Output {
        let built = self.compile("rustc").output().expect("rustc can be run");
        assert!(built.status.success(), "{}", stderr(&built));
        Command::new(self.path().join("main"))
            .env_clear()
            .output()
            .expect("what was compiled can be run")
    }

    fn compile(&self, compiler: &str) -> Command {
        let mut command = Command::new(compiler);
        command
            .current_dir(self.path())
            .env("CLIPPY_CONF_DIR", workspace())
            .args(["--edition", "2024", "--color", "never", "main.rs"]);
        command
    }
}

/// What a process said on standard error.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The directory of `stack.toml`.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("formwork lies in a workspace")
}

/// Whether a tool of the toolchain is installed. Where it is missing the test says so and passes,
/// but on CI it fails.
pub(crate) fn has_tool(tool: &str, test: &str) -> bool {
    let asked = Command::new(tool).arg("--version").output();
    if asked.is_ok_and(|output| output.status.success()) {
        return true;
    }
    assert!(
        variable("CI").is_none(),
        "{tool} is not installed, and CI must not skip `{test}`"
    );
    // Not by `eprintln!`, which the test harness shows only if the test fails.
    let _ = writeln!(io::stderr(), "SKIPPED: `{test}` needs {tool}");
    false
}

/// Code that reads the environment and then has these statements.
pub(crate) fn code(statements: &str) -> String {
    format!(
        "/// Reads every variable and uses what is granted.\n\
         #[must_use]\n\
         #[allow(clippy::used_underscore_binding, reason = \"`_1A` is a name of a variable\")]\n\
         pub fn run() -> bool {{\n    \
             let Ok(environment) = stack::Environment::from_env() else {{\n        \
                 return false;\n    \
             }};\n\
         {statements}    \
             let _ = environment;\n    \
             true\n\
         }}\n"
    )
}
