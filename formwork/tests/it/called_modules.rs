//! Modules that a stack calls by a path: they are read, and what is wrong is told where its author
//! finds it.

use std::fs;
use std::path::Path;

use crate::common::write;
use formwork::{Build, Failure};
use tempfile::TempDir;

const STACK: &str = r#"
[stack]
name = "shop"

[service.web]
image = "nginx:1.29"

[module.queue]
source = "./modules/queue"
name = "jobs"

[output.queue_url]
value = "${module.queue.url}"
"#;

const MODULE: &str = r#"variable "name" {
  type = string
}

output "url" {
  value = "https://${var.name}"
}
"#;

/// Builds a stack with a module; gives what failed.
fn build(stack: &str, module: &str) -> Result<Vec<String>, String> {
    let root = TempDir::new().expect("there is room");
    let directory = root.path().join("hcl-out/modules/queue");
    fs::create_dir_all(&directory).expect("there is room");
    write(&root.path().join("stack.toml"), stack);
    write(&directory.join("main.tf"), module);
    let build = Build::of_service("web")
        .manifest(root.path().join("stack.toml"))
        .hcl_out(root.path().join("hcl-out"))
        .run(root.path());
    match build {
        Ok(done) => {
            let inside = |path: &Path| path.strip_prefix(root.path()).map(Path::to_owned);
            let watched = done.watched().filter_map(|path| inside(path).ok());
            Ok(watched.map(|path| path.display().to_string()).collect())
        }
        Err(Failure::Problems(report)) => Err(report.to_string()),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_module_that_fits_is_read_and_watched() {
    let watched = build(STACK, MODULE).unwrap_or_else(|report| panic!("{report}"));
    let file = "hcl-out/modules/queue/main.tf".to_owned();
    assert!(watched.contains(&file), "{watched:?}");
}

#[test]
fn what_does_not_fit_is_told_at_its_place() {
    for (stack, module, code, place, message) in [
        (
            STACK.replace("name = \"jobs\"", "nam = \"jobs\""),
            MODULE.to_owned(),
            "unknown-argument",
            "stack.toml:10",
            "the module has no variable `nam`",
        ),
        (
            STACK.replace("name = \"jobs\"", "name = [\"jobs\"]"),
            MODULE.to_owned(),
            "wrong-type",
            "stack.toml:10",
            "a string is needed, and this is a list",
        ),
        (
            STACK.replace("name = \"jobs\"\n", ""),
            MODULE.to_owned(),
            "missing-argument",
            "stack.toml:8",
            "the module needs `name`",
        ),
        (
            STACK.replace("queue.url}", "queue.arn}"),
            MODULE.to_owned(),
            "unknown-attribute",
            "stack.toml:13",
            "there is no attribute `arn`",
        ),
        (
            STACK.to_owned(),
            MODULE.replace("var.name", "var.nam"),
            "unknown-reference",
            "stack.toml:8",
            "modules/queue/main.tf:6: `var.nam` is not declared",
        ),
        (
            STACK.to_owned(),
            MODULE.replace("type = string", "type = = string"),
            "syntax",
            "stack.toml:8",
            "modules/queue/main.tf:2:10: a value is needed",
        ),
        (
            STACK.replace("name = \"jobs\"", "name = \"${module.queue.url}\""),
            MODULE.to_owned(),
            "reference-cycle",
            "stack.toml",
            "references go in a circle: `module.queue.output.url` to `module.queue.var.name`",
        ),
    ] {
        let report = build(&stack, &module).expect_err(message);
        assert!(report.contains(&format!("error[{code}]")), "{report}");
        assert!(report.contains(place), "{report}");
        assert!(report.contains(message), "{report}");
    }
}

#[test]
fn a_module_that_is_not_there_yet_is_not_read() {
    let stack = STACK.replace("modules/queue", "modules/other");
    assert!(build(&stack, MODULE).is_ok());
}
