//! What several test binaries share: synthesis, files, and Terraform.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use formwork::emit::{Artifact, Roots};
use formwork::{Report, SourceFile, Stack, SynthError};

/// The files of one synthesis by name.
pub(crate) type Files = BTreeMap<String, String>;

/// Synthesizes the text of a manifest with all its environments, or says what is wrong with it.
#[track_caller]
pub(crate) fn try_synth(text: &str) -> Result<Files, Report> {
    let stack = Stack::from_source(&SourceFile::new("stack.toml", text))?;
    match formwork::synth_roots(&stack) {
        Ok(Roots { base, environments }) => {
            let of_environments = environments.into_iter().flat_map(|(name, files)| {
                let file = move |file: Artifact| (format!("env/{name}/{}", file.name), file.text);
                files.into_iter().map(file)
            });
            let base = base.into_iter().map(|file| (file.name, file.text));
            Ok(base.chain(of_environments).collect())
        }
        Err(SynthError::Problems(report)) => Err(report),
        Err(bug) => panic!("{text}\n{bug}"),
    }
}

/// Synthesizes the text of a manifest.
#[track_caller]
pub(crate) fn synth(text: &str) -> Files {
    try_synth(text).unwrap_or_else(|report| panic!("{report}"))
}

/// Reads a file that must be there.
#[track_caller]
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of a directory; none if there is no directory.
#[allow(dead_code, reason = "not every binary has a use for it")]
#[track_caller]
pub(crate) fn files_in(directory: &Path) -> Files {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let paths = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file());
    paths
        .filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), read(&path))))
        .collect()
}

/// Writes a file that only this test reads.
#[allow(dead_code, reason = "not every binary has a use for it")]
#[track_caller]
#[expect(
    clippy::disallowed_methods,
    reason = "no one else reads it while it is written"
)]
pub(crate) fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// An environment variable of the test run.
#[expect(
    clippy::disallowed_methods,
    reason = "no service: these are variables of a test run"
)]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Whether Terraform can be asked. Where it is missing the test says so and passes, but on CI it
/// fails.
pub(crate) fn has_terraform(test: &str) -> bool {
    if Command::new("terraform").arg("version").output().is_ok() {
        return true;
    }
    assert!(
        variable("CI").is_none(),
        "terraform is not on PATH, and CI must not skip `{test}`"
    );
    // Not by `eprintln!`, which the test harness shows only if the test fails.
    let _ = writeln!(io::stderr(), "SKIPPED: `{test}` needs terraform on PATH");
    false
}

/// `terraform` in `directory`, without an account, a CLI configuration that is missing or a
/// question home.
pub(crate) fn terraform(directory: &Path) -> Command {
    let mut command = Command::new("terraform");
    command
        .current_dir(directory)
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_IN_AUTOMATION", "1");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    if variable("TF_CLI_CONFIG_FILE").is_some_and(|file| !Path::new(&file).exists()) {
        command.env_remove("TF_CLI_CONFIG_FILE");
    }
    command
}

/// Runs a command that must succeed and returns what it printed.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let printed = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.status.success(),
        "{command:?}: {}\n{printed}",
        output.status
    );
    printed
}

/// The provider mirror of this machine, if it has one: the directory that holds
/// `registry.terraform.io`.
#[allow(dead_code, reason = "not every binary has a use for it")]
pub(crate) fn provider_mirror() -> Option<PathBuf> {
    let named = variable("TF_PLUGIN_DIR").map(PathBuf::from);
    let home = std::env::home_dir().map(|home| home.join(".terraform.d/plugins"));
    let opt = fs::read_dir("/opt")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let usual = opt
        .chain([PathBuf::from("/usr/local/share/terraform/plugins")])
        .chain(home);
    named
        .into_iter()
        .chain(usual)
        .find(|directory| directory.join("registry.terraform.io").is_dir())
}
