//! What Cargo tells of a package: its binaries, where a build puts them, and what they are built of.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use formwork::CONTAINERS;
use serde::Deserialize;
use serde_json::Value;

use super::Failure;
use crate::{Program, background};

/// The package whose build script makes the stack.
#[derive(Debug)]
pub(super) struct Package {
    cargo_toml: PathBuf,
    id: String,
    pub(super) name: String,
    /// The names of its binaries.
    pub(super) binaries: Vec<String>,
    /// The one that `cargo run` takes, if the manifest says so.
    pub(super) default_binary: Option<String>,
    pub(super) target_directory: PathBuf,
}

/// What a build made.
#[derive(Debug, Default)]
pub(super) struct Built {
    /// Where each binary is, by its name.
    pub(super) executables: BTreeMap<String, PathBuf>,
    /// The entries of the stack that the crate implements.
    containers: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Described>,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Described {
    id: String,
    name: String,
    manifest_path: PathBuf,
    default_run: Option<String>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Package {
    /// The package of a `Cargo.toml`.
    pub(super) fn find(cargo_toml: &Path) -> Result<Self, Failure> {
        let cargo_toml = fs::canonicalize(cargo_toml).map_err(|error| {
            format!(
                "cannot read {}: {error}\n\
                 help: stack.toml lies beside the Cargo.toml of the crate whose build.rs reads it",
                cargo_toml.display()
            )
        })?;
        let metadata = metadata(&cargo_toml)?;
        let mut packages = metadata.packages.into_iter();
        let package = packages.find(|package| package.manifest_path == cargo_toml);
        let Some(package) = package else {
            return Err(format!(
                "{} is a workspace, which has no binaries\n\
                 help: put stack.toml beside the Cargo.toml of the crate whose build.rs reads it",
                cargo_toml.display()
            )
            .into());
        };
        let targets = package.targets.into_iter();
        let binaries = targets.filter(|target| target.kind.iter().any(|kind| kind == "bin"));
        Ok(Self {
            id: package.id,
            name: package.name,
            binaries: binaries.map(|target| target.name).collect(),
            default_binary: package.default_run,
            target_directory: metadata.target_directory,
            cargo_toml,
        })
    }

    /// One with these binaries, for tests.
    #[cfg(test)]
    pub(super) fn with_binaries(name: &str, binaries: &[&str]) -> Self {
        Self {
            cargo_toml: PathBuf::new(),
            id: name.to_owned(),
            name: name.to_owned(),
            binaries: binaries.iter().map(|name| (*name).to_owned()).collect(),
            default_binary: None,
            target_directory: PathBuf::new(),
        }
    }

    /// Builds its binaries; nothing if Cargo has said why that fails.
    pub(super) async fn build(&self) -> Result<Option<Built>, Failure> {
        let mut arguments = self.arguments("build");
        let own = ["--bins", "--message-format", "json-render-diagnostics"];
        arguments.extend(["--package", self.name.as_str()].map(OsString::from));
        arguments.extend(own.map(OsString::from));
        let nothing = BTreeMap::<String, String>::new();
        let mut cargo = Program::start_with(&cargo(), &arguments, &nothing, |command| {
            command.stdout(Stdio::piped());
        })?;
        let (stdout, _) = cargo.output();
        let id = self.id.clone();
        let read = background::run_blocking(move || read(stdout, &id));
        let (built, status) = tokio::join!(read, cargo.wait());
        let built = built?;
        if !status?.success() {
            return Ok(None);
        }
        if built.containers.is_empty() {
            return Err(no_build_script().into());
        }
        Ok(Some(built))
    }

    fn arguments(&self, command: &str) -> Vec<OsString> {
        let manifest = self.cargo_toml.clone().into();
        vec![command.into(), "--manifest-path".into(), manifest]
    }
}

fn no_build_script() -> String {
    "the build script of the crate implements nothing of stack.toml\n\
     help: its `main` returns `formwork::Build::of_service(\"NAME\").main(&build_rs::input::out_dir())`"
        .to_owned()
}

fn metadata(cargo_toml: &Path) -> Result<Metadata, Failure> {
    let mut command = Command::new(cargo());
    command
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--manifest-path",
        ])
        .arg(cargo_toml);
    let output = command.output().map_err(|error| {
        format!(
            "cannot run {}: {error}\n\
             help: install Rust from https://rustup.rs, or put `cargo` into PATH",
            cargo().display()
        )
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo cannot read {}:\n{said}", cargo_toml.display()).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What a build says, line by line, of the package of an id.
fn read(messages: Option<impl Read>, id: &str) -> std::io::Result<Built> {
    let mut built = Built::default();
    let Some(messages) = messages else {
        return Ok(built);
    };
    for line in BufReader::new(messages).lines() {
        let line = line?;
        // Others than Cargo may write there too: build scripts of a very verbose build.
        let Ok(message) = serde_json::from_str::<Value>(&line) else {
            continue;
        };
        if message["package_id"].as_str() == Some(id) {
            built.take(&message);
        }
    }
    Ok(built)
}

impl Built {
    fn take(&mut self, message: &Value) {
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                let target = message["target"]["name"].as_str();
                let executable = message["executable"].as_str();
                let named = target.zip(executable);
                self.executables
                    .extend(named.map(|(name, path)| (name.to_owned(), path.into())));
            }
            Some("build-script-executed") => {
                let out_dir = message["out_dir"].as_str().unwrap_or_default();
                let names = fs::read_to_string(Path::new(out_dir).join(CONTAINERS));
                self.containers = names_in(&names.unwrap_or_default());
            }
            _ => {}
        }
    }

    /// Whether the crate implements an entry of the stack.
    pub(super) fn implements(&self, container: &str) -> bool {
        self.containers.contains(container)
    }

    /// What the binaries are built of, as their lists of dependencies say.
    pub(super) fn sources(&self) -> Vec<PathBuf> {
        let lists = self.executables.values();
        let lists = lists.filter_map(|path| fs::read_to_string(path.with_extension("d")).ok());
        lists.flat_map(|list| sources_in(&list)).collect()
    }
}

fn names_in(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// The files of a list for make: `binary: one two\ with\ blanks`.
fn sources_in(list: &str) -> Vec<PathBuf> {
    let lines = list.lines().filter_map(|line| line.split_once(": "));
    let mut sources = Vec::new();
    for (_, files) in lines {
        let mut file = String::new();
        let mut characters = files.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => file.extend(characters.next()),
                ' ' => sources.push(PathBuf::from(std::mem::take(&mut file))),
                plain => file.push(plain),
            }
        }
        sources.push(PathBuf::from(file));
    }
    sources.retain(|path| !path.as_os_str().is_empty());
    sources
}

/// The Cargo that runs this, as it tells those whom it runs.
fn cargo() -> OsString {
    #[expect(
        clippy::disallowed_methods,
        reason = "Cargo sets it, no task definition does"
    )]
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_dependencies_has_blanks_in_names() {
        let list = "/t/debug/api: /a/build.rs /a/my\\ file.rs /a/src/main.rs\n";
        let files = ["/a/build.rs", "/a/my file.rs", "/a/src/main.rs"];
        assert_eq!(sources_in(list), files.map(PathBuf::from));
        assert_eq!(sources_in("/t/debug/api:\n"), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_build_tells_binaries_and_entries_of_its_own_package_alone() {
        let out_dir = tempfile::tempdir().expect("a directory");
        let file = out_dir.path().join(CONTAINERS);
        let list = std::fs::File::create(file).expect("a file");
        std::io::Write::write_all(&mut &list, b"# comment\napi\nmailer\n").expect("written");
        let messages = format!(
            r#"{{"reason":"compiler-artifact","package_id":"shop","target":{{"name":"shop"}},"executable":"/t/shop"}}
{{"reason":"compiler-artifact","package_id":"shop","target":{{"name":"shop-lib"}},"executable":null}}
{{"reason":"compiler-artifact","package_id":"other","target":{{"name":"other"}},"executable":"/t/other"}}
{{"reason":"build-script-executed","package_id":"shop","out_dir":{:?}}}
warning: not JSON
"#,
            out_dir.path()
        );
        let built = read(Some(messages.as_bytes()), "shop").expect("read");
        let executables: Vec<_> = built.executables.keys().collect();
        assert_eq!(executables, ["shop"]);
        assert!(built.implements("api") && built.implements("mailer"));
        assert!(!built.implements("# comment"));
    }
}
