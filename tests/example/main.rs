//! The examples: services of other workspaces, on another framework, that take all they need from
//! their own `stack.toml`.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

mod mailer;
mod minimal;

const PATIENCE: Duration = Duration::from_secs(30);

/// A workspace with a service.
struct Example {
    directory: PathBuf,
    /// The name of the service's package, and of its binary.
    package: String,
}

impl Example {
    fn new(directory: &str, package: &str) -> Self {
        Self {
            directory: repository().join("examples").join(directory),
            package: package.to_owned(),
        }
    }

    /// Cargo as a user starts it; `.ci/run` builds into the same directory.
    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args([command, "--locked", "--color", "never", "--target-dir"])
            .arg(target())
            .current_dir(&self.directory)
            .env_remove("CARGO_BUILD_TARGET")
            .env_remove("FORMWORK_SKIP");
        cargo
    }

    fn build(&self) -> Output {
        let built = self.cargo("build").output();
        built.expect("cargo can be started")
    }

    /// The service with a variable, without which it does not start.
    #[track_caller]
    fn started(&self, port: u16, variable: &str, value: &str) -> Running {
        if let Err(error) = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)) {
            panic!("this test needs port {port}: {error}; stop what listens there");
        }
        let built = self.build();
        assert!(built.status.success(), "{}", stderr(&built));

        let binary = target().join("debug").join(&self.package);
        let refused = Command::new(&binary).env_remove(variable).output();
        let refused = stderr(&refused.expect("the example starts"));
        let reason = format!("`{variable}` is not set");
        assert!(refused.contains(&reason), "{refused}");

        let running = Command::new(binary).env(variable, value).spawn();
        Running(running.expect("the example starts"))
    }

    /// A copy of the example with another manifest, and another name: in one target directory, Cargo
    /// would take two packages of one name at the root of their workspaces for the same.
    fn copy_with(&self, manifest: &str) -> Self {
        let package = format!("{}-without-grant", self.package);
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&package);
        copy(&self.directory, &directory, &|text| {
            let name = |name: &str| format!("name = \"{name}\"\n");
            let formwork = repository().join("formwork");
            let formwork = formwork.to_string_lossy();
            text.replace(&name(&self.package), &name(&package))
                .replace("../../../formwork", &formwork)
                .replace("../../formwork", &formwork)
        });
        write(&directory.join("stack.toml"), manifest);
        Self { directory, package }
    }
}

/// Copies the sources below a directory, each of them edited.
fn copy(from: &Path, to: &Path, edit: &impl Fn(&str) -> String) {
    fs::create_dir_all(to).expect("a directory can be made");
    for entry in fs::read_dir(from).expect("the example is there") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().expect("it has a name");
        if path.is_file() {
            let text = fs::read_to_string(&path).expect("the example has it");
            write(&to.join(name), &edit(&text));
        } else if name != "hcl-out" && name != "target" {
            copy(&path, &to.join(name), edit);
        }
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Shared by all builds of the examples, and kept: formwork is compiled there once.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("example")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What follows `start` in a manifest: a number, or a text up to its quote.
#[track_caller]
fn value<'a>(manifest: &'a str, start: &str) -> &'a str {
    let line = manifest.lines().find_map(|line| line.strip_prefix(start));
    let value = line.unwrap_or_else(|| panic!("no line starts with `{start}`"));
    value.split('"').next().unwrap_or(value)
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
