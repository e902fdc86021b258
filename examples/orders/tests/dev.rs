//! An order on its way through all of the stack, as `cargo formwork dev` runs it: priced, stored, published, mailed,
//! counted and shown. It needs PostgreSQL, Valkey or Redis, and the ports of `stack.toml`.
//!
//! It takes half a minute once everything is built: five programs start, and messages wait for those who poll.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use redis::AsyncCommands;
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

const API: &str = "http://localhost:8000";

/// Longer than a message may wait, or a program may take to start.
const PATIENCE: Duration = Duration::from_secs(120);

/// What ends what `cargo formwork dev` says once everything runs.
const STARTED: &str = "Ctrl-C ends all";

#[tokio::test]
async fn an_order_is_priced_mailed_counted_and_shown() {
    let data = tempfile::Builder::new()
        // Open to the user who runs PostgreSQL in place of root.
        .permissions(fs::Permissions::from_mode(0o755))
        .tempdir()
        .unwrap();
    let data = data.path();
    // Somebody sets it on AWS too before the first deployment.
    fs::create_dir(data.join("secrets")).unwrap();
    fs::write(data.join("secrets/signing"), "a key\n").unwrap();
    let dev = Dev::start(data);
    run_once(data, "migrate");

    // Nothing has a price before there is a list.
    let http = reqwest::Client::new();
    let cart = format!("{API}/carts/ada/tea");
    let put = http.put(&cart).json(&json!({ "quantity": 2 }));
    assert_eq!(put.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let order = Uuid::new_v4();
    let url = format!("{API}/orders/{order}");
    let place = || {
        let placing = json!({ "customer": "ada", "email": "ada@example.com" });
        http.put(&url).json(&placing).send()
    };
    assert_eq!(place().await.unwrap().status(), StatusCode::CONFLICT);
    upload(&dev, "prices/today.csv", "tea,250\ncup,990\n").await;

    // The bucket tells the queue, pricing takes the list over, and the order is stored.
    let placed = until(async || {
        let answer = place().await.unwrap();
        (answer.status() == StatusCode::CREATED).then_some(answer)
    });
    let placed: Value = placed.await.json().await.unwrap();
    assert_eq!(placed["total_cents"], 500);
    assert_eq!(dev.cached("price:tea").await, "250");
    let again = place().await.unwrap();
    assert_eq!(again.status(), StatusCode::OK);
    let left = http.get(format!("{API}/carts/ada")).send().await.unwrap();
    assert_eq!(left.text().await.unwrap(), "[]");
    let link = placed["link"].as_str().unwrap();
    let shown = http.get(format!("{API}{link}")).send().await.unwrap();
    let shown: Value = shown.json().await.unwrap();
    assert_eq!(shown["items"], json!([{ "sku": "tea", "quantity": 2 }]));
    let guessed = http.get(format!("{url}?key=00")).send().await.unwrap();
    assert_eq!(guessed.status(), StatusCode::NOT_FOUND);

    // By way of the topic to both queues.
    let mail = dev.bucket("outbox").join(format!("mails/{order}.txt"));
    let mail = until(async || fs::read_to_string(&mail).ok()).await;
    let expected = format!(
        "To: ada@example.com\nSubject: Your order {order}\n\n\
         Thank you for your order:\n    2 x tea\nTogether: 5.00\n"
    );
    assert_eq!(mail, expected);
    run_once(data, "nightly");
    let page = http.get(dev.line("site www")).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(page.headers()["content-type"], "text/html");
    let page = page.text().await.unwrap();
    let day = shown["day"].as_str().unwrap();
    let row = format!("<tr><td>{day}<td>1<td>5.00\n");
    assert!(page.contains(&row), "{page}");
    // What was counted is counted once.
    run_once(data, "nightly");
    let page = http.get(dev.line("site www")).send().await.unwrap();
    assert!(page.text().await.unwrap().contains(&row));

    dev.ends_by_ctrl_c();
    assert!(http.get(API).send().await.is_err());
}

/// Tries until there is something.
async fn until<T>(mut attempt: impl AsyncFnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = attempt().await {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "nothing comes");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// As whoever makes price lists does.
async fn upload(dev: &Dev, key: &str, text: &str) {
    let endpoint = dev.line("bucket imports").split(' ').next().unwrap();
    let credentials = dev.line("AWS");
    let credentials = credentials.strip_prefix("key ").unwrap();
    let (id, secret) = credentials.split_once(" with ").unwrap();
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(id, secret, None, None, "test"))
        .endpoint_url(endpoint)
        .force_path_style(true)
        .http_client(http)
        .build();
    let put = aws_sdk_s3::Client::from_conf(config).put_object();
    let put = put.bucket("orders-imports").key(key);
    put.body(text.as_bytes().to_vec().into())
        .send()
        .await
        .unwrap();
}

/// `cargo formwork dev` of this crate, by the tool of this repository.
fn dev(data: &Path) -> Command {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.join("../..");
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "--package", "cargo-formwork"])
        .arg("--manifest-path")
        .arg(root.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(root.join("target"))
        .args(["--", "formwork", "dev", "--manifest"])
        .arg(here.join("stack.toml"))
        .arg("--data")
        .arg(data)
        // Where this test was built, so that nothing is built twice.
        .env("CARGO_TARGET_DIR", target_directory())
        .env("RUST_LOG", "info");
    // Build scripts that watch what Cargo tells this test would run again.
    for (name, _) in env::vars() {
        let told = ["CARGO_MANIFEST_", "CARGO_PKG_", "OUT_DIR"];
        if told.iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command
}

fn target_directory() -> PathBuf {
    let test = env::current_exe().unwrap();
    // TARGET/debug/deps/dev-0123
    test.ancestors().nth(3).unwrap().to_owned()
}

/// Runs a job or a task beside what runs.
#[track_caller]
fn run_once(data: &Path, name: &str) {
    let output = dev(data).args(["run", name]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
}

/// A `cargo formwork dev` that runs. Where an assertion fails it is killed, and what it started ends with it.
struct Dev {
    process: Child,
    said: String,
}

impl Dev {
    fn start(data: &Path) -> Self {
        let mut process = dev(data)
            .stdout(Stdio::piped())
            // As a shell does for what it runs in the foreground.
            .process_group(0)
            .spawn()
            .unwrap();
        let stdout = process.stdout.take().unwrap();
        let (line, lines) = mpsc::channel();
        thread::spawn(move || {
            for text in BufReader::new(stdout).lines().map_while(Result::ok) {
                // Shown where the test fails; nobody reads it once all runs.
                println!("{text}");
                let _ = line.send(text);
            }
        });
        let mut dev = Self {
            process,
            said: String::new(),
        };
        for line in lines {
            dev.said += &line;
            dev.said.push('\n');
            if line.contains(STARTED) {
                return dev;
            }
        }
        panic!("it ended before all ran:\n{}", dev.said);
    }

    /// Where something is, as it was said.
    #[track_caller]
    fn line(&self, what: &str) -> &str {
        let mut lines = self.said.lines().map(str::trim_start);
        let found = lines.find_map(|line| line.strip_prefix(what)?.strip_prefix("  "));
        let found = found.unwrap_or_else(|| panic!("no `{what}` in {}", self.said));
        found.trim()
    }

    /// The directory of a bucket.
    fn bucket(&self, name: &str) -> PathBuf {
        let line = self.line(&format!("bucket {name}"));
        PathBuf::from(line.split_once(" in ").unwrap().1)
    }

    /// What the cache has.
    async fn cached(&self, key: &str) -> String {
        let client = redis::Client::open(self.line("cache quotes")).unwrap();
        let mut cache = client.get_multiplexed_async_connection().await.unwrap();
        cache.get(key).await.unwrap()
    }

    fn ends_by_ctrl_c(mut self) {
        // A terminal sends it to the whole group.
        let group = format!("-{}", self.process.id());
        let sent = Command::new("kill").args(["-INT", "--", &group]).status();
        assert!(sent.unwrap().success());
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().unwrap() {
                assert_eq!(status.code(), Some(0));
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("it does not end");
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        // It fails only if the process has ended, which is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
