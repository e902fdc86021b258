//! A crate that uses formwork, and what Cargo says of it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::STACK;
use crate::common::{self, Files, files_in, read, write};

/// A crate with a `build.rs` as the documentation has it.
pub(crate) struct Scratch {
    name: String,
    directory: PathBuf,
    /// Held as long as the crate is in use: another run of the tests would take the same one.
    _lock: File,
}

impl Scratch {
    /// A new crate of that name, with [`STACK`].
    #[track_caller]
    pub(crate) fn new(name: &str) -> Self {
        let crates = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build_script/crates");
        let directory = crates.join(name);
        fs::create_dir_all(&crates).expect("a directory can be made");
        let lock = File::create(directory.with_extension("lock")).expect("a file can be made");
        lock.lock().expect("a file can be locked");
        if directory.exists() {
            fs::remove_dir_all(&directory).expect("an old crate can be removed");
        }
        fs::create_dir_all(directory.join("src")).expect("a directory can be made");

        let scratch = Self {
            name: format!("scratch-{name}"),
            directory,
            _lock: lock,
        };
        let formwork = Path::new(env!("CARGO_MANIFEST_DIR"));
        let lock = read(&formwork.join("../Cargo.lock"));
        scratch.write("Cargo.lock", &lock);
        scratch.write("Cargo.toml", &scratch.cargo_toml(formwork));
        scratch.write(
            "build.rs",
            &documented_build_script(&read(&formwork.join("README.md"))),
        );
        scratch.write("src/main.rs", MAIN);
        scratch.write_stack(STACK);
        scratch
    }

    fn cargo_toml(&self, formwork: &Path) -> String {
        format!(
            r#"
            [package]
            name = "{}"
            version = "0.1.0"
            edition = "2024"

            [build-dependencies]
            build-rs = "0.3.5"
            formwork = {{ path = '{}' }}

            [profile.dev]
            debug = false

            [workspace]
            "#,
            self.name,
            formwork.display(),
        )
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    #[track_caller]
    pub(crate) fn write(&self, name: &str, text: &str) {
        write(&self.path(name), text);
    }

    #[track_caller]
    pub(crate) fn write_stack(&self, text: &str) {
        self.write("stack.toml", text);
    }

    pub(crate) fn hcl_out(&self) -> Files {
        files_in(&self.path("hcl-out"))
    }

    /// How Cargo begins what it says about the build script.
    pub(crate) fn package_id(&self) -> String {
        format!("{}@0.1.0", self.name)
    }

    #[track_caller]
    pub(crate) fn build(&self) -> Build {
        self.build_with(|cargo| cargo)
    }

    #[track_caller]
    pub(crate) fn build_with(&self, customize: impl FnOnce(&mut Command) -> &mut Command) -> Build {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--offline", "-v"])
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", target_directory())
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("CARGO_BUILD_TARGET")
            .env_remove("FORMWORK_SKIP")
            .env_remove("FORMWORK_LINTS");
        let output = customize(&mut cargo)
            .output()
            .expect("cargo can be started");
        let stderr = String::from_utf8(output.stderr).expect("cargo writes UTF-8");
        Build {
            name: self.name.clone(),
            succeeded: output.status.success(),
            stderr,
        }
    }

    /// What the built program prints: service, port and health path.
    #[track_caller]
    pub(crate) fn run(&self) -> String {
        common::run(&mut Command::new(
            target_directory().join("debug").join(&self.name),
        ))
    }
}

const MAIN: &str = r#"
mod stack {
    include!(concat!(env!("OUT_DIR"), "/stack.rs"));
}

fn main() {
    println!("{} {} {}", stack::SERVICE, stack::PORT, stack::HEALTH_PATH);
}
"#;

pub(crate) fn target_directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("build_script/target")
}

/// The `build.rs` of formwork's documentation.
#[track_caller]
fn documented_build_script(readme: &str) -> String {
    let blocks = readme.split("```").skip(1).step_by(2);
    let script = blocks
        .filter_map(|block| block.strip_prefix("rust,no_run\n"))
        .find(|block| block.contains("fn main()"));
    script
        .expect("the documentation has a build script")
        .to_owned()
}

/// A build and what Cargo said.
pub(crate) struct Build {
    name: String,
    succeeded: bool,
    pub(crate) stderr: String,
}

impl Build {
    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        assert!(self.succeeded, "{}", self.stderr);
        self
    }

    #[track_caller]
    pub(crate) fn fails(self) -> Self {
        assert!(!self.succeeded, "{}", self.stderr);
        self
    }

    /// How often the build script of the crate ran.
    pub(crate) fn script_runs(&self) -> usize {
        let of_crate = format!("/{}-", self.name);
        let runs = self
            .stderr
            .lines()
            .filter(|line| line.trim_start().starts_with("Running `"));
        runs.filter(|line| line.contains(&of_crate) && line.ends_with("/build-script-build`"))
            .count()
    }

    /// Whether nothing was run or compiled.
    pub(crate) fn is_fresh(&self) -> bool {
        let is_fresh = self.stderr.contains(&format!("Fresh {} v0.1.0", self.name));
        is_fresh
            && !["Compiling", "Running", "Dirty"]
                .iter()
                .any(|word| self.stderr.contains(&format!(" {word} ")))
    }

    /// What follows `error: ` at the start of a line.
    pub(crate) fn errors(&self) -> Vec<&str> {
        self.stderr
            .lines()
            .filter_map(|line| line.strip_prefix("error: "))
            .collect()
    }
}
