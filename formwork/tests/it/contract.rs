//! What the code and the infrastructure must agree on is the same on both sides, and changes on
//! both sides together.
//!
//! What its tests share is here: manifests, and what either side of one says.

mod edit;
mod fingerprint;
mod generated;
mod infrastructure;
mod keys;
mod mutations;
mod together;
mod variables;

use std::collections::BTreeMap;
use std::path::Path;

use formwork::{SourceFile, Stack};
use hcl_edit::expr::Expression;

use crate::common::{Files, read, synth};
use crate::documented::between;
use crate::hcl::{encoded, value};
use crate::manifests::{RICH, cases};
use crate::rustc::{Crate, code, stack_rs, stderr, workspace};
use crate::syntax::{constant, fields, granted};

/// Names that mean something in Rust, or that are longer than a line.
const NASTY: &str = r#"
[stack]
name = "shop"

[service.fn]
image = "nginx:1.29"
health_check = { path = "/a-long-path-of-a-health-check/that-goes-on/and-on/past-the-end-of-the-line/~/x.txt" }

[service.fn.environment]
TYPE = ""
SELF = ""
CRATE = ""
Gen = ""
_ = ""
_1A = ""
__A__B = ""
lower = ""
Mixed_Case = ""
A_VARIABLE_WITH_A_NAME_SO_LONG_THAT_ITS_FIELD_AND_ITS_TEXT_FIT_NO_LINE = ""
VARIABLE_WHOSE_LINE_IS_JUST_TOO_LONG = ""

[service.fn.grants]
type = ["read", "list"]
self = ["write"]
a_1 = ["read"]
a_bucket_with_a_name_so_long_x = ["read", "write", "delete", "list"]
super = ["connect"]
a_database_with_so_long_a_name = ["connect"]

[bucket.type]
[bucket.self]
[bucket.a_1]
[bucket.crate]
[bucket.clone]
[bucket.environment]
[bucket.a_bucket_with_a_name_so_long_x]
[bucket.another_bucket_of_a_long_name1]

[database.super]
[database.loop]
[database.a_database_with_so_long_a_name]
[database.another_db_with_a_long_name1]
"#;

/// Which contract the container was made for, as the task definition tells it.
const FINGERPRINT_VARIABLE: &str = "FORMWORK_FINGERPRINT";

/// The committed `stack.toml`.
#[track_caller]
fn committed() -> String {
    read(&workspace().join("stack.toml"))
}

/// Manifests that show the contract, by name.
fn manifests() -> BTreeMap<String, String> {
    let cases = cases()
        .into_iter()
        .map(|(name, manifest)| (format!("case {name}"), manifest));
    let others = [
        ("the committed stack", committed()),
        ("RICH", RICH.to_owned()),
        ("NASTY", NASTY.to_owned()),
    ];
    cases
        .chain(others.map(|(name, manifest)| (name.to_owned(), manifest)))
        .collect()
}

/// The services that have a file.
fn services(files: &Files) -> Vec<String> {
    files
        .keys()
        .filter_map(|name| between(name, "service_", ".tf"))
        .map(str::to_owned)
        .collect()
}

/// The environment in the container definition of a service.
#[track_caller]
fn container_environment(files: &Files, service: &str) -> BTreeMap<String, Expression> {
    let containers = encoded(
        &files[&format!("service_{service}.tf")],
        ["aws_ecs_task_definition", service],
        "container_definitions",
    );
    let container = containers
        .as_array()
        .and_then(|all| all.get(0)?.as_object());
    let variables = value(container.expect("jsonencode([{ … }])"), "environment");
    let mut environment = BTreeMap::new();
    for variable in variables.as_array().expect("a list") {
        let variable = variable.as_object().expect("a list of objects");
        let name = value(variable, "name").as_str().expect("a name is a text");
        let twice = environment.insert(name.to_owned(), value(variable, "value").clone());
        assert!(twice.is_none(), "`{name}` is handed over twice");
    }
    environment
}

/// The fingerprint that the task definition hands over.
#[track_caller]
fn handed_fingerprint(files: &Files, service: &str) -> String {
    let environment = container_environment(files, service);
    let value = environment[FINGERPRINT_VARIABLE].as_str();
    value.expect("the fingerprint is a text").to_owned()
}

/// The fingerprint that the code is compiled with.
#[track_caller]
fn fingerprint(rust: &str) -> String {
    constant(rust, "FINGERPRINT")
}

/// Statements that read every field and call every operation that is granted.
fn uses(rust: &str) -> String {
    let reads = fields(rust)
        .into_iter()
        .map(|(field, _)| format!("    let _ = &environment.{field};\n"));
    let calls = granted(rust).into_iter().map(|granted| granted.call());
    reads.chain(calls).collect()
}
