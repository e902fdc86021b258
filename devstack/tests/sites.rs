//! A site answers as CloudFront would, and a browser runs what is in it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use devstack::{Missing, Site};
use tempfile::TempDir;

fn write(file: &Path, text: &str) {
    let created = fs::File::create(file);
    let written = created.and_then(|mut file| file.write_all(text.as_bytes()));
    written.expect("a file");
}

/// A folder of files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a directory");
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().expect("a file is in a directory")).expect("a directory");
        write(&file, text);
    }
    folder
}

/// Status, type and text.
async fn get(site: &Site, path: &str) -> (u16, String, String) {
    let response = reqwest::get(format!("{}{path}", site.url()))
        .await
        .expect("an answer");
    let of_type = response.headers().get("content-type");
    let of_type = of_type
        .and_then(|it| it.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    (
        response.status().as_u16(),
        of_type,
        response.text().await.expect("a text"),
    )
}

fn is(status: u16, of_type: &str, text: &str) -> (u16, String, String) {
    (status, of_type.to_owned(), text.to_owned())
}

#[tokio::test]
async fn one_page_answers_for_every_path_that_is_no_file() {
    let folder = folder(&[
        ("index.html", "page"),
        ("app.js", "code"),
        ("a b.txt", "text"),
    ]);
    let site = Site::start(folder.path(), Missing::SinglePage, None)
        .await
        .expect("a port");
    let html = is(200, "text/html", "page");
    for path in ["/", "/orders/7", "/orders/", "/app.css?v=1"] {
        assert_eq!(get(&site, path).await, html, "{path}");
    }
    assert_eq!(
        get(&site, "/app.js?v=2").await,
        is(200, "text/javascript", "code")
    );
    assert_eq!(
        get(&site, "/a%20b.txt").await,
        is(200, "text/plain", "text")
    );
    // What is written anew is served anew.
    write(&folder.path().join("app.js"), "other");
    assert_eq!(get(&site, "/app.js").await.2, "other");
}

#[tokio::test]
async fn a_folder_has_a_page_and_what_is_missing_another() {
    let folder = folder(&[
        ("index.html", "home"),
        ("guide/index.html", "guide"),
        ("404.html", "nothing here"),
    ]);
    let missing = Missing::Page("404.html".to_owned());
    let site = Site::start(folder.path(), missing, None)
        .await
        .expect("a port");
    assert_eq!(get(&site, "/").await, is(200, "text/html", "home"));
    assert_eq!(get(&site, "/guide/").await, is(200, "text/html", "guide"));
    for path in ["/guide", "/other/", "/x.js"] {
        assert_eq!(
            get(&site, path).await,
            is(404, "text/html", "nothing here"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn nothing_outside_of_the_folder_is_served() {
    let outside = folder(&[("secret.txt", "secret")]);
    let folder = folder(&[("site/index.html", "home"), ("beside.txt", "beside")]);
    let root = folder.path().join("site");
    symlink(outside.path().join("secret.txt"), root.join("link.txt")).expect("a link");
    let site = Site::start(&root, Missing::Nothing, None)
        .await
        .expect("a port");
    for path in [
        "/%2e%2e/beside.txt",
        "/..%2fbeside.txt",
        "/link.txt",
        "/%",
        "/%00",
        "/%ff",
    ] {
        let (status, _, text) = get(&site, path).await;
        assert_eq!(
            (status, text.as_str()),
            (403, "there is no such file"),
            "{path}"
        );
    }
    let posted = reqwest::Client::new()
        .post(site.url())
        .send()
        .await
        .expect("an answer");
    assert_eq!(posted.status(), 405);
}

#[test]
fn what_answers_for_a_path_is_as_the_terraform_says() {
    let module = formwork::testing::module_of(
        "stack.name = 'shop'\nworker.mailer.image = 'mailer:1'\n\
         site.app = { bucket = 'pages', single_page = true }\n\
         site.docs = { bucket = 'pages', not_found = 'e/404.html' }\n\
         site.plain = { bucket = 'pages' }\nbucket.pages = {}\n",
    );
    let of = |site| Missing::of(&module, site);
    assert_eq!(of("app"), Some(Missing::SinglePage));
    assert_eq!(of("docs"), Some(Missing::Page("e/404.html".to_owned())));
    assert_eq!(of("plain"), Some(Missing::Nothing));
    assert_eq!(of("other"), None);
}

/// A page of one, whose code reads the path, as a browser sees it.
#[tokio::test]
async fn a_browser_runs_a_single_page() {
    let Some(browser) = browser() else {
        // Not by `eprintln!`, which the test harness shows only if the test fails.
        let _ = writeln!(std::io::stderr(), "SKIPPED: no Chromium is installed");
        return;
    };
    let folder = folder(&[
        (
            "index.html",
            "<!doctype html><title>shop</title><body><script type=\"module\" src=\"/app.js\"></script></body>",
        ),
        (
            "app.js",
            "document.body.append('You are at ' + location.pathname);",
        ),
    ]);
    let site = Site::start(folder.path(), Missing::SinglePage, None)
        .await
        .expect("a port");
    let url = format!("{}/orders/7", site.url());
    let profile = TempDir::new().expect("a directory");
    let output = tokio::task::spawn_blocking(move || {
        Command::new(browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--virtual-time-budget=5000",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(["--dump-dom", &url])
            .output()
    });
    let output = output.await.expect("no panic").expect("it starts");
    let page = String::from_utf8_lossy(&output.stdout);
    assert!(
        page.contains("You are at /orders/7"),
        "{page}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn browser() -> Option<&'static str> {
    let usual = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    usual.into_iter().find(|path| Path::new(path).exists())
}
