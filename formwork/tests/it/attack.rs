//! A build in a hostile place: what stands as `stack.toml`, and what its names could lead to.
//!
//! The binary `emission` has what is hostile about the output directory.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use formwork::{Build, Failure, SourceFile, Stack};
use tempfile::TempDir;

use crate::common::{files_in, run, synth, write};
use crate::manifests::RICH;

const STACK: &str = "[stack]\nname = \"shop\"\n\n[service.web]\nimage = \"nginx:1.29\"\n";

/// A package: its manifest is `stack.toml`, `hcl-out` and `out` lie beside it.
struct Package {
    directory: TempDir,
}

impl Package {
    fn new() -> Self {
        Self {
            directory: TempDir::new().expect("a directory can be made"),
        }
    }

    fn with(text: &str) -> Self {
        let package = Self::new();
        write(&package.manifest(), text);
        package
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn manifest(&self) -> PathBuf {
        self.path("stack.toml")
    }

    fn build(&self) -> Result<(), Failure> {
        self.build_to(&self.path("hcl-out"))
    }

    fn build_to(&self, hcl_out: &Path) -> Result<(), Failure> {
        let out = self.path("out");
        fs::create_dir_all(&out).expect("a directory can be made");
        Build::of_service("web")
            .manifest(self.manifest())
            .hcl_out(hcl_out)
            .run(&out)
            .map(|_| ())
    }

    /// Checks that the manifest cannot be read, that the report says why, and that there is no
    /// output.
    #[track_caller]
    fn is_unreadable(&self, why: &str) {
        let failure = self.build().expect_err("it must not be read");
        let headline = format!("cannot read `{}`: {why}", self.manifest().display());
        assert_eq!(failure.headlines(), [headline]);
        assert!(failure.to_string().contains("\n  help: "), "{failure}");
        self.has_no_output();
    }

    /// Checks that the manifest is refused for what stands in it, and that there is no output.
    #[track_caller]
    fn is_refused(&self) -> Vec<String> {
        let failure = self.build().expect_err("it must be refused");
        assert!(matches!(failure, Failure::Problems(_)), "{failure}");
        self.has_no_output();
        failure.headlines()
    }

    #[track_caller]
    fn has_no_output(&self) {
        assert!(!self.path("hcl-out").exists());
        assert!(files_in(&self.path("out")).is_empty());
    }
}

#[test]
fn a_manifest_may_be_a_link() {
    let package = Package::new();
    write(&package.path("real.toml"), STACK);
    symlink("real.toml", package.manifest()).unwrap();
    package.build().unwrap();
    assert_eq!(files_in(&package.path("hcl-out")), synth(STACK));
}

#[test]
fn a_link_to_nothing_or_to_itself_is_unreadable() {
    let package = Package::new();
    symlink("nowhere.toml", package.manifest()).unwrap();
    package.is_unreadable("No such file or directory (os error 2)");

    let package = Package::new();
    symlink("stack.toml", package.manifest()).unwrap();
    let headline = package.build().unwrap_err().headlines().concat();
    assert!(headline.contains("symbolic links"), "{headline}");
}

/// To open a pipe is to wait for somebody who writes to it, and a device never ends.
#[test]
fn what_is_no_file_is_not_opened() {
    let package = Package::new();
    run(Command::new("mkfifo").arg(package.manifest()));
    package.is_unreadable("it is not a regular file");

    for other in ["/dev/zero", "/dev/null", "/"] {
        let package = Package::new();
        symlink(other, package.manifest()).unwrap();
        package.is_unreadable("it is not a regular file");
    }
}

#[test]
fn a_manifest_ends_somewhere() {
    const LIMIT: usize = 8 << 20;
    let package = Package::new();
    let file = File::create(package.manifest()).unwrap();
    file.set_len(50 << 20).unwrap();
    package.is_unreadable("it has more than 8 MiB");

    let text = format!("{STACK}#{}", "x".repeat(LIMIT - STACK.len() - 1));
    let package = Package::with(&text);
    package.build().unwrap();
    assert_eq!(files_in(&package.path("hcl-out")), synth(STACK));
    write(&package.manifest(), &format!("{text}x"));
    package.build().unwrap_err();
}

#[test]
fn bytes_that_are_no_text_have_a_place() {
    let package = Package::new();
    let mut bytes = STACK.as_bytes().to_vec();
    bytes.extend("# ü".as_bytes());
    bytes.push(0xFF);
    #[expect(clippy::disallowed_methods, reason = "no one else reads it")]
    fs::write(package.manifest(), bytes).unwrap();
    package.is_unreadable("it is not UTF-8 at line 6, column 4");
}

#[test]
fn control_characters_are_problems() {
    for text in [
        "\u{0}",
        "a = \"\u{7}\"",
        "# \u{1b}[2J",
        "\u{feff}\u{feff}",
        "a\rb = 1",
    ] {
        let headlines = Package::with(&format!("{STACK}{text}")).is_refused();
        assert!(
            headlines
                .iter()
                .all(|line| !line.contains(char::is_control)),
            "{headlines:?}"
        );
    }
}

/// Of a depth at which a parser that calls itself would run out of stack.
#[test]
fn deep_nesting_is_a_problem() {
    const DEPTH: usize = 200_000;
    let nested =
        |open: &str, close: &str| format!("x = {}{}\n", open.repeat(DEPTH), close.repeat(DEPTH));
    for text in [
        nested("[", "]"),
        nested("[", ""),
        nested("{ a = ", " }"),
        nested("[{ a = ", "}]"),
        format!("{}x = 1\n", "a.".repeat(DEPTH)),
        format!("[{}x]\ny = 1\n", "a.".repeat(DEPTH)),
        format!("[[{}x]]\ny = 1\n", "a.".repeat(DEPTH)),
        format!("x = {{ {}x = 1 }}\n", "a.".repeat(DEPTH)),
        format!("[stack.tags]\n{}x = 1\n", "a.".repeat(DEPTH)),
    ] {
        let headlines = Package::with(&format!("{text}{STACK}")).is_refused();
        assert!(!headlines.is_empty());
    }
}

/// Many things at one level are as many problems: none hides another.
#[test]
fn two_thousand_keys_are_as_many_problems() {
    let keys = (0..2_000)
        .map(|i| format!("key{i} = 1\n"))
        .collect::<Vec<_>>()
        .concat();
    let headlines = Package::with(&format!("{STACK}{keys}")).is_refused();
    assert_eq!(headlines.len(), 2_000);
}

/// A key becomes a part of file names; none may lead anywhere, on any system.
#[test]
fn keys_that_would_lead_elsewhere_are_refused() {
    let long = "a".repeat(300);
    let keys = [
        "../../x",
        "..",
        ".",
        "/etc/passwd",
        "a/b",
        "a\\\\b",
        "C:x",
        "CON",
        "a:b",
        "a\\u0000b",
        "~",
        "-rf",
        " ",
        "",
        "a.tf",
        "ä",
        "%2e%2e",
        "${x}",
        "a\\nb",
        &long,
    ];
    for kind in [
        "service",
        "database",
        "bucket",
        "secret",
        "queue",
        "topic",
        "table",
        "repository",
        "cache",
        "volume",
        "site",
    ] {
        for key in keys {
            let image = if kind == "service" {
                "image = \"nginx:1\"\n"
            } else {
                ""
            };
            let package = Package::with(&format!("{STACK}\n[{kind}.\"{key}\"]\n{image}"));
            let headlines = package.is_refused();
            assert!(
                headlines.iter().any(|line| line.contains("name")),
                "{key}: {headlines:?}"
            );
        }
    }
}

/// `con`, `nul` and the like name devices on Windows, whatever follows the point.
#[test]
fn no_file_has_the_name_of_a_device() {
    let devices = ["con", "prn", "aux", "nul", "com1", "lpt1"];
    let entries = devices
        .map(|name| format!("[bucket.{name}]\n[database.{name}_db]\n"))
        .concat();
    let files = synth(&format!("{STACK}{entries}"));
    assert!(files.len() > 2 * devices.len());
    for name in files.keys() {
        let base = name.split('.').next().unwrap();
        assert!(!devices.contains(&base), "{name}");
    }
}

/// An editor that replaces the file: each build sees the one or the other, whole.
#[test]
fn a_manifest_that_is_replaced_meanwhile_is_read_whole() {
    let texts = [
        STACK.to_owned(),
        format!("{STACK}# {}\n", "x".repeat(100_000)),
    ];
    let package = Package::with(&texts[0]);
    let (manifest, draft) = (package.manifest(), package.path("draft"));
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for text in texts
                .iter()
                .cycle()
                .take_while(|_| !is_over.load(Ordering::Relaxed))
            {
                write(&draft, text);
                fs::rename(&draft, &manifest).unwrap();
            }
        });
        for _ in 0..500 {
            let source = SourceFile::read(&manifest).expect("it is there at any moment");
            let is_whole = texts.iter().any(|text| text == source.text());
            assert!(is_whole, "{} bytes are neither", source.text().len());
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

/// An editor that writes into the file: what is read is what the file was at one moment.
#[test]
fn a_manifest_that_grows_meanwhile_is_read_to_its_end() {
    use std::io::Write as _;
    let package = Package::with("");
    let mut file = File::create(package.manifest()).unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            // Each line is written at once, so each moment has whole lines only.
            while !is_over.load(Ordering::Relaxed) && file.metadata().unwrap().len() < 4 << 20 {
                file.write_all(b"# a comment\n").unwrap();
            }
        });
        for _ in 0..200 {
            match SourceFile::read(&package.manifest()) {
                Ok(source) => assert!(source.text().lines().all(|line| line == "# a comment")),
                Err(error) => assert_eq!(error.to_string(), "it changes while it is read"),
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

/// The temporary files lie beside their targets, so nothing is renamed from one file system to
/// another.
#[test]
fn the_output_may_lie_on_another_file_system() {
    let package = Package::with(RICH_WEB);
    let Ok(memory) = tempfile::tempdir_in("/dev/shm") else {
        eprintln_skipped("the_output_may_lie_on_another_file_system", "/dev/shm");
        return;
    };
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    if device(memory.path()) == device(package.directory.path()) {
        eprintln_skipped(
            "the_output_may_lie_on_another_file_system",
            "a second file system",
        );
        return;
    }
    let hcl_out = memory.path().join("hcl-out");
    package.build_to(&hcl_out).unwrap();
    assert_eq!(files_in(&hcl_out), synth(RICH_WEB));
}

const RICH_WEB: &str = "[stack]\nname = \"shop\"\n[service.web]\nimage = \"nginx:1.29\"\n\
    grants = { orders = [\"connect\"] }\n[database.orders]\n[bucket.pictures]\n";

/// Whatever the manifest, a build writes to its two directories and nowhere else.
#[test]
fn nothing_outside_of_the_two_directories_is_written() {
    for text in [STACK, RICH_WEB, &RICH.replace("service.api", "service.web")] {
        let package = Package::with(text);
        assert!(Stack::from_source(&SourceFile::new("stack.toml", text)).is_ok());
        package.build().unwrap();
        let mut names: Vec<_> = fs::read_dir(package.directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["hcl-out", "out", "stack.toml"]);
        assert_eq!(
            files_in(&package.path("out"))
                .into_keys()
                .collect::<Vec<_>>(),
            ["stack.containers", "stack.rs"]
        );
    }
}

/// Says that a test was not run, past the harness, which shows only what failing tests print.
fn eprintln_skipped(test: &str, needs: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "SKIPPED: `{test}` needs {needs}");
}
