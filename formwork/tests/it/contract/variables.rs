//! The variables that the container has are the ones that the code reads.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::*;
use crate::stacks::any_stack;

#[test]
fn the_container_has_the_variables_that_the_code_reads() {
    for (name, manifest) in manifests().into_iter().chain(generated(40)) {
        let files = synth(&manifest);
        for service in services(&files) {
            let at = format!("service `{service}` of {name}");
            let handed: Vec<String> = container_environment(&files, &service)
                .into_keys()
                .collect();
            let rust = stack_rs(&manifest, &service);
            let mut documented = documented_variables(&rust);
            documented.sort();
            assert_eq!(documented, handed, "fields of {at}");
            let mut read = read_variables(&rust);
            read.sort();
            assert_eq!(read, handed, "reads of {at}");
            let mut named = named_variables(&rust);
            named.sort();
            assert_eq!(named, handed, "constants of {at}");
        }
    }
}

#[test]
fn a_variable_that_would_share_a_field_is_refused() {
    for (name, grants) in [
        ("_FORMWORK_FINGERPRINT", ""),
        ("formwork__fingerprint", ""),
        ("__taskdb__port_", "taskdb = [\"connect\"]"),
        ("Uploads_Bucket", "uploads = [\"read\"]"),
        ("a__b = \"\", A_B", ""),
    ] {
        let manifest = format!(
            "[stack]\nname = \"shop\"\n[database.taskdb]\n[bucket.uploads]\n\
             [service.api]\nimage = \"nginx:1.29\"\n\
             environment = {{ {name} = \"\" }}\ngrants = {{ {grants} }}\n"
        );
        let report = Stack::from_source(&SourceFile::new("stack.toml", &manifest));
        let report = report.expect_err(name).to_string();
        assert!(
            report.contains("error[invalid-variable]"),
            "{name}: {report}"
        );
    }
}

/// Generated manifests, the same in every run.
fn generated(count: usize) -> impl Iterator<Item = (String, String)> {
    let mut runner = TestRunner::deterministic();
    let strategy = any_stack();
    (0..count).map(move |index| {
        let tree = strategy.new_tree(&mut runner);
        let manifest = tree.expect("a stack can be generated").current();
        (format!("generated stack {index}"), manifest)
    })
}

/// The variables that the fields' documentation names.
fn documented_variables(rust: &str) -> Vec<String> {
    environment_struct(rust)
        .filter_map(|line| line.strip_prefix("    /// `")?.split_once("`: "))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// The values of the constants of `Environment`.
fn named_variables(rust: &str) -> Vec<String> {
    rust.lines()
        .skip_while(|line| *line != "/// The names of the variables.")
        .take_while(|line| *line != "}")
        .filter_map(|line| {
            line.split_once(": &'static str = \"")?
                .1
                .strip_suffix("\";")
        })
        .map(str::to_owned)
        .collect()
}

/// The variables that the code reads, one for each field.
#[track_caller]
fn read_variables(rust: &str) -> Vec<String> {
    let reading: String = rust
        .lines()
        .skip_while(|line| *line != "        let environment = Self {")
        .take_while(|line| *line != "        };")
        .collect();
    let names: Vec<String> = reading
        .split("(\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("\")")?.0.to_owned()))
        .collect();
    assert_eq!(names.len(), fields(rust).len(), "{reading}");
    names
}
