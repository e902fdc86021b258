//! The binary as a container runs it: a port, signals, lines on standard output.
//!
//! One test after the other, since `stack.toml` fixes the port.

#[path = "process/log.rs"]
mod log;
#[path = "process/service.rs"]
mod service;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use formwork::testing::{Argument, module};
use serde_json::{Value, json};
use task_api::stack;

use self::service::Service;

/// What ECS gives a task from SIGTERM on, and what no step of a test needs.
const PATIENCE: Duration = Duration::from_secs(STOP_TIMEOUT as u64);
const STOP_TIMEOUT: u32 = 30;

const PASSWORD: &str = "correct horse battery staple";

#[test]
fn it_waits_as_long_as_ecs() {
    let module = module("stack.toml");
    let definition = module.resource("aws_ecs_task_definition.api");
    definition.has("container_definitions.stopTimeout", STOP_TIMEOUT);
}

#[test]
fn serves_logs_and_stops_as_ecs_expects() {
    let _port = port();
    let variables = tenant();
    assert_it_says_what_is_missing();
    let mut service = Service::start(&variables);
    service.wait_until_it_accepts();

    let answer = request("GET /ready");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let answer = request(&format!("GET {}?token=secret", stack::HEALTH_PATH));
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nok"), "{answer}");
    let answer = request("HEAD /nowhere");
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");

    let answer = request("GET /version");
    let version = parse(answer.lines().last().expect("a body"));
    assert_eq!(version[0]["fingerprint"]["code"], stack::FINGERPRINT);
    assert_eq!(
        version[0]["fingerprint"]["infrastructure"],
        stack::FINGERPRINT
    );

    assert!(health_check().success());
    assert_a_second_one_says_why_it_fails(&variables);

    service.terminate();
    let (status, log) = service.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert_eq!(health_check().code(), Some(1));
    assert!(!log.contains("secret"), "{log}");
    // Our own lines: the migrations log too.
    let lines: Vec<_> = parse(&log)
        .into_iter()
        .filter(|line| line["target"].as_str().is_some_and(is_ours))
        .collect();
    assert_eq!(lines[0]["message"], "listening", "{log}");
    assert_eq!(lines[0]["address"], "0.0.0.0", "{log}");
    assert_eq!(lines[0]["port"], stack::PORT, "{log}");
    assert_eq!(lines[1]["message"], "the schema is ready", "{log}");
    assert_access(&lines[2], ["GET", "/ready"], 200);
    assert_access(&lines[3], ["GET", stack::HEALTH_PATH], 200);
    assert_eq!(lines[3]["route"], stack::HEALTH_PATH);
    assert_access(&lines[4], ["HEAD", "/nowhere"], 404);
    assert_eq!(lines[4]["route"], Value::Null);
    assert_access(&lines[5], ["GET", "/version"], 200);
    // The container's own check.
    assert_access(&lines[6], ["GET", stack::HEALTH_PATH], 200);
    assert!(
        lines[7]["message"]
            .as_str()
            .is_some_and(|m| m.starts_with("shutting down")),
        "{log}"
    );
    assert_eq!(lines[8]["message"], "stopped", "{log}");
    // Nothing else: both sides of the contract are equal.
    assert_eq!(lines.len(), 9, "{log}");
}

/// Both need the database after the signal; the log-in needs a second connection even.
#[test]
fn requests_in_flight_are_finished_at_sigterm() {
    let _port = port();
    let mut service = Service::start(&tenant());
    service.wait_until_ready();
    let user = json!({ "email": "ada@example.com", "name": "Ada", "password": PASSWORD });
    let login = json!({ "email": "ada@example.com", "password": PASSWORD });
    let registered = InFlight::start("/users", None, &user).finish();
    assert!(registered.starts_with("HTTP/1.1 201 "), "{registered}");
    let session = InFlight::start("/sessions", None, &login).finish();
    let session = parse(session.lines().last().expect("a body")).remove(0);

    let task = json!({ "title": "Water the plants" });
    let requests = [
        InFlight::start("/tasks", session["token"].as_str(), &task),
        InFlight::start("/sessions", None, &login),
    ];
    service.terminate();
    wait_until_nobody_accepts();
    for request in requests {
        let answer = request.finish();
        assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    }
    let (status, log) = service.wait();
    assert_eq!(status.code(), Some(0), "{log}");

    let token = session["token"].as_str().expect("a token");
    for secret in [PASSWORD, token, "Water the plants", "ada@example.com"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    let created = parse(&log)
        .into_iter()
        .find(|line| line["path"] == "/api/v1/tasks")
        .expect("the creation");
    assert_access(&created, ["POST", "/api/v1/tasks"], 201);
    assert!(created["user_id"].is_string(), "{created}");
}

/// Rocket waits for its whole period of grace, 20 s, as soon as one connection is open.
#[test]
fn connections_at_rest_do_not_hold_up_the_end() {
    let _port = port();
    let mut service = Service::start(&tenant());
    service.wait_until_ready();
    let mut at_rest = connect().expect("it accepts");
    write!(at_rest, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    at_rest.read_exact(&mut [0; 12]).expect("an answer");
    let since = Instant::now();
    service.terminate();
    let (status, log) = service.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(since.elapsed() < Duration::from_secs(15), "{since:?}");
}

#[expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a skipped test must not go unseen, nor what was measured"
)]
#[test]
fn ten_thousand_idle_connections_are_borne() {
    const CONNECTIONS: usize = 10_000;
    let _port = port();
    if let Err(reason) = allow_open_files(CONNECTIONS + 500) {
        eprintln!("skipped: {reason}");
        return;
    }
    let mut service = Service::start(&tenant());
    service.wait_until_ready();
    let before = service.resident_mib();
    let idle: Vec<_> = (0..CONNECTIONS)
        .map(|n| {
            let mut stream = connect().expect("one more");
            // Some are at rest between two requests, the others before the first.
            if n % 100 == 0 {
                write!(stream, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
            }
            stream
        })
        .collect();
    let answer = request("GET /ready");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(health_check().success());
    let after = service.resident_mib();
    println!("resident: {before} MiB, with {CONNECTIONS} idle connections {after} MiB");
    // The task has 512 MiB.
    assert!(after < 256, "{after} MiB");

    service.terminate();
    let (status, log) = service.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    drop(idle);
}

/// Who comes then waits until somebody leaves; nothing ends, and the log says what is wrong.
#[expect(clippy::print_stderr, reason = "a skipped test must not go unseen")]
#[test]
fn more_connections_than_files_may_be_open_only_wait() {
    const FILES: usize = 128;
    let _port = port();
    let mut limited = Command::new("prlimit");
    limited.arg(format!("--nofile={FILES}:{FILES}"));
    limited.arg(env!("CARGO_BIN_EXE_task-api"));
    if Command::new("prlimit").arg("--version").output().is_err() {
        eprintln!("skipped: `prlimit` of util-linux is not installed");
        return;
    }
    let mut service = Service::run(configured(limited, &tenant()));
    service.wait_until_ready();
    let mut many: Vec<_> = (0..FILES + FILES / 4)
        .map(|_| connect().expect("queued"))
        .collect();
    let mut last = many.pop().expect("there are many");
    write!(
        last,
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .expect("sent");
    // Who leaves before the service came to accept them takes no file.
    service.wait_until_it_says("accept error");
    drop(many);
    let mut answer = String::new();
    last.set_read_timeout(Some(PATIENCE)).expect("not zero");
    last.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    service.terminate();
    let (status, log) = service.wait();
    assert_eq!(status.code(), Some(0), "{log}");
}

/// Lets this process, and what it starts, open that many files.
fn allow_open_files(count: usize) -> Result<(), String> {
    let this = std::process::id().to_string();
    let raised = Command::new("prlimit")
        .args(["--pid", &this, &format!("--nofile={count}:")])
        .output()
        .map_err(|error| format!("`prlimit` of util-linux does not start: {error}"))?;
    if raised.status.success() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&raised.stderr);
    Err(format!("{count} files can't be opened: {reason}"))
}

/// A request whose head was read, and whose body is still to come.
struct InFlight {
    stream: TcpStream,
    body: String,
}

impl InFlight {
    fn start(path: &str, token: Option<&str>, body: &Value) -> Self {
        let body = body.to_string();
        let mut stream = connect().expect("the service accepts");
        stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
        let authorization = token.map_or(String::new(), |token| {
            format!("Authorization: Bearer {token}\r\n")
        });
        write!(
            stream,
            "POST /api/v1{path} HTTP/1.1\r\nHost: localhost\r\n{authorization}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\
             Expect: 100-continue\r\nConnection: close\r\n\r\n",
            body.len()
        )
        .expect("the service reads");
        // It says so when it begins to read the body.
        let expected = b"HTTP/1.1 100 Continue\r\n\r\n";
        let mut continued = vec![0; expected.len()];
        stream
            .read_exact(&mut continued)
            .expect("an interim answer");
        assert_eq!(continued, expected);
        Self { stream, body }
    }

    fn finish(mut self) -> String {
        write!(self.stream, "{}", self.body).expect("the service reads");
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).expect("an answer");
        answer
    }
}

fn is_ours(target: &str) -> bool {
    target.starts_with("task_api")
}

/// The container's health check, as the image runs it.
fn health_check() -> ExitStatus {
    bare(&mut Command::new(env!("CARGO_BIN_EXE_task-api")))
        .arg("health")
        .stdout(Stdio::null())
        .status()
        .expect("the binary starts")
}

/// As `cargo run` does on a machine where nothing is set.
fn assert_it_says_what_is_missing() {
    let output = bare(&mut Command::new(env!("CARGO_BIN_EXE_task-api")))
        .output()
        .expect("the binary starts");
    assert_eq!(output.status.code(), Some(1));
    let lines = parse(&String::from_utf8_lossy(&output.stdout));
    let message = lines[0]["message"].as_str().expect("a message");
    for expected in ["`TASKDB_HOST`", "`PGSSLROOTCERT`", "`cargo dev`"] {
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(lines.len(), 1);
}

/// A port that is taken, a `RUST_LOG` that doesn't parse, infrastructure of another commit: two
/// warnings, an error, no panic.
fn assert_a_second_one_says_why_it_fails(variables: &BTreeMap<String, String>) {
    let Output {
        status,
        stdout,
        stderr,
    } = binary(variables)
        .env("RUST_LOG", "task_api=loud")
        .env("FORMWORK_FINGERPRINT", "of another commit")
        .output()
        .expect("the binary starts");
    assert_eq!(status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&stderr), "");
    let lines = parse(&String::from_utf8_lossy(&stdout));
    assert_eq!(lines[0]["level"], "WARN");
    assert_eq!(lines[0]["rust_log"], "task_api=loud");
    assert_eq!(lines[1]["level"], "WARN");
    assert_eq!(lines[1]["code"], stack::FINGERPRINT);
    assert_eq!(lines[1]["infrastructure"], "of another commit");
    assert_eq!(lines[2]["level"], "ERROR");
    let message = lines[2]["message"].as_str().expect("a message");
    let expected = format!("cannot listen on port {}: ", stack::PORT);
    assert!(message.starts_with(&expected), "{message}");
    assert_eq!(lines.len(), 3);
}

#[track_caller]
fn assert_access(line: &Value, [method, path]: [&str; 2], status: u16) {
    assert_eq!(line["level"], "INFO", "{line}");
    assert_eq!(line["method"], method, "{line}");
    assert_eq!(line["path"], path, "{line}");
    assert_eq!(line["status"], status, "{line}");
    assert!(
        line["latency_ms"].as_f64().is_some_and(|ms| ms >= 0.0),
        "{line}"
    );
}

/// The port of `stack.toml`, for one test at a time.
fn port() -> MutexGuard<'static, ()> {
    static PORT: Mutex<()> = Mutex::new(());
    // A test that failed has killed its service.
    let port = PORT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(error) = TcpListener::bind((Ipv4Addr::UNSPECIFIED, stack::PORT)) {
        panic!(
            "this test needs port {}, which `stack.toml` gives to the service: {error}; stop \
             what listens there",
            stack::PORT
        );
    }
    port
}

/// The binary on a tenant of the development stack.
fn binary(variables: &BTreeMap<String, String>) -> Command {
    configured(Command::new(env!("CARGO_BIN_EXE_task-api")), variables)
}

/// Without the variables of this process, but for where an instrumented binary counts.
fn bare(command: &mut Command) -> &mut Command {
    let counts = std::env::vars_os().filter(|(name, _)| name == "LLVM_PROFILE_FILE");
    command.env_clear().envs(counts)
}

/// With variables that try to move it elsewhere.
fn configured(mut command: Command, variables: &BTreeMap<String, String>) -> Command {
    bare(&mut command)
        .envs(variables)
        .env("FORMWORK_FINGERPRINT", fingerprint())
        .env("ROCKET_PORT", "1")
        .env("ROCKET_ADDRESS", "127.0.0.1");
    command
}

/// What the task definition hands over.
fn fingerprint() -> String {
    let module = module("stack.toml");
    let definition = module.resource("aws_ecs_task_definition.api");
    let environment = definition.values("container_definitions.environment");
    let mut variables = environment.iter().flat_map(Argument::items);
    let text = |variable: &Argument, key| Some(variable.get(key)?.as_text()?.to_owned());
    variables
        .find(|variable| text(variable, "name").as_deref() == Some("FORMWORK_FINGERPRINT"))
        .and_then(|variable| text(variable, "value"))
        .expect("the container has a fingerprint")
}

fn tenant() -> BTreeMap<String, String> {
    rocket::execute(async {
        let stack = devstack::shared().await.expect("PostgreSQL is installed");
        stack.fresh().await.expect("a tenant").variables().clone()
    })
}

/// Sends one request and reads until the service closes the connection.
fn request(method_and_target: &str) -> String {
    let mut stream = connect().expect("the service accepts");
    stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
    write!(
        stream,
        "{method_and_target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .expect("the service reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("a whole answer");
    answer
}

fn connect() -> std::io::Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, stack::PORT))
}

/// As a service does from SIGTERM on.
fn wait_until_nobody_accepts() {
    let deadline = Instant::now() + PATIENCE;
    while connect().is_ok() {
        assert!(Instant::now() < deadline, "it still accepts");
        sleep(Duration::from_millis(20));
    }
}

#[track_caller]
fn parse(log: &str) -> Vec<Value> {
    log.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect()
}
