//! `examples/minimal`: a service of another workspace, on another framework, that takes all it
//! needs from its own `stack.toml`.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

const STACK: &str = include_str!("../examples/minimal/stack.toml");
const README: &str = include_str!("../README.md");
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn it_serves_the_port_and_the_health_path_of_its_manifest() {
    let port: u16 = value("port = ").parse().expect("a port");
    let path = value("health_check = { path = \"");
    if let Err(error) = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)) {
        panic!("this test needs port {port}: {error}; stop what listens there");
    }
    let built = build(&example());
    assert!(built.status.success(), "{}", stderr(&built));

    let binary = target().join("debug/hello");
    let refused = Command::new(&binary)
        .env_remove("GREETINGS_BUCKET")
        .output();
    let refused = stderr(&refused.expect("the example starts"));
    assert!(
        refused.contains("`GREETINGS_BUCKET` is not set"),
        "{refused}"
    );

    let mut running = Running(
        Command::new(binary)
            .env("GREETINGS_BUCKET", "hello-greetings-1")
            .spawn()
            .expect("the example starts"),
    );
    let health = running.request(port, path);
    assert!(health.starts_with("HTTP/1.1 200 OK\r\n"), "{health}");
    let root = running.request(port, "/");
    assert!(root.ends_with("in hello-greetings-1"), "{root}");
    let other = running.request(port, &format!("{path}/x"));
    assert!(other.starts_with("HTTP/1.1 404 Not Found\r\n"), "{other}");
}

/// The README shows an edit of the manifest and, below it, what the compiler says.
#[test]
fn without_its_grant_it_does_not_compile_as_the_readme_says() {
    let mut manifest = STACK.to_owned();
    let (_, story) = README.split_once("```diff\n").expect("an edit");
    let (edit, story) = story.split_once("```").expect("the edit ends");
    let mut lines = edit.lines();
    let (Some(old), Some(new), None) = (lines.next(), lines.next(), lines.next()) else {
        panic!("the edit is not of one line: {edit}");
    };
    let old = old.strip_prefix('-').expect("what goes");
    let new = new.strip_prefix('+').expect("what comes");
    assert_eq!(manifest.matches(old).count(), 1, "{old}");
    manifest = manifest.replace(old, new);
    let (_, answer) = story.split_once("```text\n").expect("an answer");
    let (answer, _) = answer.split_once("```").expect("the answer ends");

    let built = build(&copy_with(&manifest));
    let said = stderr(&built);
    assert!(!built.status.success(), "it compiles");
    assert!(said.contains(answer), "{answer}\nis not in\n{said}");
    assert_eq!(said.matches("\nerror[").count(), 1, "{said}");
}

/// The tutorial is the documentation of the crate `formwork`.
#[test]
fn it_is_what_the_tutorial_leads_to() {
    let tutorial = include_str!("../formwork/README.md");
    let manifest = format!("```toml\n{STACK}```\n");
    assert!(tutorial.contains(&manifest), "{manifest}");
    let sources = [
        include_str!("../examples/minimal/build.rs"),
        include_str!("../examples/minimal/src/main.rs"),
    ];
    let fences = tutorial.split("\n```rust,").skip(1);
    let shown: Vec<&str> = fences
        .filter_map(|block| Some(block.split_once('\n')?.1.split_once("```")?.0))
        .collect();
    assert_eq!(shown.len(), 5, "{shown:?}");
    for block in shown {
        let is_there = sources.iter().any(|source| source.contains(block));
        assert!(is_there, "the example does not have\n{block}");
    }
}

/// What follows `start` in the manifest: a number, or a text up to its quote.
#[track_caller]
fn value(start: &str) -> &'static str {
    let line = STACK.lines().find_map(|line| line.strip_prefix(start));
    let value = line.unwrap_or_else(|| panic!("no line starts with `{start}`"));
    value.split('"').next().unwrap_or(value)
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/minimal")
}

/// Shared by all builds of the example, and kept: formwork is compiled there once.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("example")
}

/// Builds as a user does; `.ci/run` builds into the same directory.
fn build(directory: &Path) -> Output {
    Command::new(env!("CARGO"))
        .args(["build", "--locked", "--color", "never", "--target-dir"])
        .arg(target())
        .current_dir(directory)
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("FORMWORK_SKIP")
        .output()
        .expect("cargo can be started")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A copy of the example with another manifest, and another name: in one target directory, Cargo
/// would take two packages of one name at the root of their workspaces for the same.
fn copy_with(manifest: &str) -> PathBuf {
    let name = "hello-without-grant";
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(copy.join("src")).expect("a directory can be made");
    let formwork = Path::new(env!("CARGO_MANIFEST_DIR")).join("formwork");
    for file in ["Cargo.lock", "Cargo.toml", "build.rs", "src/main.rs"] {
        let text = fs::read_to_string(example().join(file)).expect("the example has it");
        let text = text
            .replace("name = \"hello\"\n", &format!("name = \"{name}\"\n"))
            .replace("../../formwork", &formwork.to_string_lossy());
        write(&copy.join(file), &text);
    }
    write(&copy.join("stack.toml"), manifest);
    copy
}

#[expect(
    clippy::disallowed_methods,
    reason = "no one else reads it while it is written"
)]
fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file can be written");
}

/// The running example; killed when it is dropped.
struct Running(Child);

impl Running {
    /// Sends one request, as soon as the example accepts, and reads the answer.
    #[track_caller]
    fn request(&mut self, port: u16, path: &str) -> String {
        let mut stream = self.connect(port);
        stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        .expect("the example reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("a whole answer");
        answer
    }

    #[track_caller]
    fn connect(&mut self, port: u16) -> TcpStream {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
                Ok(stream) => return stream,
                Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionRefused, "{error}"),
            }
            let ended = self.0.try_wait().expect("our own child");
            assert!(ended.is_none(), "the example ended: {ended:?}");
            assert!(Instant::now() < deadline, "nothing accepts on port {port}");
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It fails only if the process has ended, which is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
