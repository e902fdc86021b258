//! `cargo dev` as a developer uses it: started, used, ended by Ctrl-C, and started again.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

/// What the load balancer and this test are told by `stack.toml`.
const API: u16 = 8000;

/// Longer than the API may take to shut down.
const PATIENCE: Duration = Duration::from_mins(1);

const USER: &str =
    r#"{"email":"ada@example.com","name":"Ada","password":"correct horse battery staple"}"#;
const LOGIN: &str = r#"{"email":"ada@example.com","password":"correct horse battery staple"}"#;

#[test]
fn a_second_start_finds_the_data_and_ctrl_c_ends_all() {
    let somebody = match TcpListener::bind((Ipv4Addr::UNSPECIFIED, API)) {
        Ok(listener) => listener,
        Err(error) => panic!("this test needs port {API}: {error}; stop what listens there"),
    };
    // Not that of whoever runs the tests.
    let data = tempfile::Builder::new()
        // Open to the user who runs PostgreSQL in place of root.
        .permissions(fs::Permissions::from_mode(0o755))
        .tempdir()
        .unwrap();
    let data = data.path().join("devstack");

    // Where somebody else listens it says so, before it starts anything.
    let refused = dev(&data).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    let port = format!("error: port {API}, which stack.toml gives to [service.api], is not free:");
    assert!(said.contains(&port), "{said}");
    let help = format!("\n  help: stop what listens there; `lsof -i :{API}` names it\n");
    assert!(said.ends_with(&help), "{said}");
    assert_eq!(refused.status.code(), Some(3));
    assert!(!data.join("postgres").exists());
    drop(somebody);

    let first = Dev::start(&data);
    assert_eq!(post("/api/v1/users", USER), 201);
    assert_eq!(post("/api/v1/sessions", LOGIN), 201);
    first.ends_by_ctrl_c();

    let second = Dev::start(&data);
    assert_eq!(post("/api/v1/sessions", LOGIN), 201);
    second.ends_by_ctrl_c();
}

#[test]
fn what_cannot_run_is_told_before_anything_is_built() {
    let refused = |arguments: &[&str]| {
        let nowhere = Path::new("/nonexistent");
        let output = dev(nowhere).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert_eq!(
        refused(&["run", "nightly"]),
        "error: stack.toml has no job and no task `nightly`\n  help: it has none\n"
    );
    assert_eq!(
        refused(&["run", "api"]),
        "error: `api` is a service, which `cargo formwork dev` runs as long as it runs itself\n\
         \x20 help: `cargo formwork dev --only api` runs it alone\n"
    );
    assert_eq!(
        refused(&["--only", "mailer"]),
        "error: stack.toml has no service and no worker `mailer`\n  help: it has `api`\n"
    );
}

/// `cargo dev` of this repository, with its data somewhere else.
fn dev(data: &Path) -> Command {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../stack.toml");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-formwork"));
    command
        .args(["dev", "--manifest", manifest, "--data"])
        .arg(data)
        .env("CARGO", env!("CARGO"));
    command
}

/// A `cargo dev` that runs. Where an assertion fails it is killed, and what it started ends with it.
struct Dev {
    process: Child,
    /// Of the API, PostgreSQL and S3.
    ports: Vec<u16>,
}

impl Dev {
    /// Starts one, and waits until it says where everything is.
    fn start(data: &Path) -> Self {
        let mut process = dev(data)
            .stdout(Stdio::piped())
            // As a shell does for what it runs in the foreground.
            .process_group(0)
            .spawn()
            .unwrap();
        let said = until_started(process.stdout.take().unwrap());
        assert!(said.contains("Ctrl-C ends all"), "{said}");
        assert!(
            said.contains(&format!("  api              http://localhost:{API}\n")),
            "{said}"
        );
        let ports = ["http://localhost:", "@localhost:", "http://127.0.0.1:"]
            .map(|before| port_after(&said, before));
        let dev = Self {
            process,
            ports: ports.to_vec(),
        };
        dev.all(|port| connect(port).is_ok());
        dev.until_ready();
        dev
    }

    /// The schema is made after the API listens.
    fn until_ready(&self) {
        let since = Instant::now();
        while request("GET", "/ready", "") != 200 {
            assert!(since.elapsed() < PATIENCE, "{:?}", self.process);
            sleep(Duration::from_millis(20));
        }
    }

    fn ends_by_ctrl_c(mut self) {
        // A terminal sends it to the whole group.
        let group = format!("-{}", self.process.id());
        let sent = Command::new("kill").args(["-INT", "--", &group]).status();
        assert!(sent.unwrap().success());
        let since = Instant::now();
        let status = loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                break status;
            }
            assert!(since.elapsed() < PATIENCE, "it does not end");
            sleep(Duration::from_millis(20));
        };
        assert_eq!(status.code(), Some(0));
        self.all(|port| connect(port).is_err());
    }

    #[track_caller]
    fn all(&self, holds: impl Fn(u16) -> bool) {
        for port in &self.ports {
            assert!(holds(*port), "{port} of {:?}", self.ports);
        }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        // It fails only if the process has ended, which is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What it said until it had started. What comes later is read too, or it could not be written.
fn until_started(stdout: impl Read + Send + 'static) -> String {
    let (line, lines) = mpsc::channel();
    thread::spawn(move || {
        for text in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Nobody listens any more once it has started.
            let _ = line.send(text);
        }
    });
    let mut said = String::new();
    for line in lines {
        said += &line;
        said.push('\n');
        if line.contains("Ctrl-C ends all") {
            break;
        }
    }
    said
}

fn port_after(text: &str, before: &str) -> u16 {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| {
        panic!("no `{before}` in {text}");
    });
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

fn connect(port: u16) -> std::io::Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port))
}

/// Sends JSON, gives the status.
fn post(path: &str, body: &str) -> u16 {
    request("POST", path, body)
}

fn request(method: &str, path: &str, body: &str) -> u16 {
    let mut stream = connect(API).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap_or_default();
    status.parse().unwrap_or_else(|_| panic!("{answer}"))
}
