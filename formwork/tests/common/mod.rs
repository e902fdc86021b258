//! What several tests share: the cases, and Terraform.
#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use formwork::{SourceFile, Stack};

/// The files of one synthesis by name.
pub type Files = BTreeMap<String, String>;

/// The directories of `tests/cases`, by name.
pub fn cases() -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(&root).expect("tests/cases is there");
    let cases = entries.map(|entry| entry.expect("tests/cases can be listed"));
    cases.map(|case| (case.file_name().to_string_lossy().into_owned(), case.path())).collect()
}

/// Synthesizes the text of a manifest.
#[track_caller]
pub fn synth(text: &str) -> Files {
    let source = SourceFile::new("stack.toml", text);
    let stack = Stack::from_source(&source).unwrap_or_else(|report| panic!("{report}"));
    let files = formwork::synth(&stack).unwrap_or_else(|bug| panic!("{bug}"));
    files.into_iter().map(|file| (file.name, file.text)).collect()
}

/// Synthesizes the manifest of a case.
#[track_caller]
pub fn synth_case(case: &Path) -> Files {
    synth(&read(&case.join("stack.toml")))
}

/// Reads a file that must be there.
#[track_caller]
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether Terraform can be asked. Where it is missing the test says so and passes, but on CI it
/// fails.
pub fn has_terraform(test: &str) -> bool {
    if Command::new("terraform").arg("version").output().is_ok() {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "terraform is not on PATH, and CI must not skip `{test}`");
    eprintln!("SKIPPED: `{test}` needs terraform on PATH");
    false
}

/// `terraform` in `directory`, without an account, a CLI configuration or a question home.
pub fn terraform(directory: &Path) -> Command {
    let mut command = Command::new("terraform");
    command.current_dir(directory).env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    if std::env::var_os("TF_CLI_CONFIG_FILE").is_some_and(|file| !Path::new(&file).exists()) {
        command.env_remove("TF_CLI_CONFIG_FILE");
    }
    command
}

/// Runs a command that must succeed and returns what it printed.
#[track_caller]
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{printed}", output.status);
    printed
}

/// The provider mirror of this machine, if it has one: the directory that holds
/// `registry.terraform.io`.
pub fn provider_mirror() -> Option<PathBuf> {
    let named = std::env::var_os("TF_PLUGIN_DIR").map(PathBuf::from);
    let home = std::env::home_dir().map(|home| home.join(".terraform.d/plugins"));
    let opt = fs::read_dir("/opt").into_iter().flatten().flatten().map(|entry| entry.path());
    let usual = opt.chain([PathBuf::from("/usr/local/share/terraform/plugins")]).chain(home);
    named.into_iter().chain(usual).find(|directory| directory.join("registry.terraform.io").is_dir())
}
