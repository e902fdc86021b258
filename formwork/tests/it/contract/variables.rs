//! The variables that the container has are the ones that the code reads.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::*;
use crate::stacks::any_stack;
use crate::syntax::{calls_of, constants_of_environment};

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
            let mut named = constants_of_environment(&rust);
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
    fields(rust)
        .iter()
        .filter_map(|(_, documentation)| {
            let (name, _) = documentation.trim().strip_prefix('`')?.split_once("`: ")?;
            Some(name.to_owned())
        })
        .collect()
}

/// The variables that the code reads, one for each field.
#[track_caller]
fn read_variables(rust: &str) -> Vec<String> {
    let reads = calls_of("variables", rust).into_iter();
    let names: Vec<String> = reads.flat_map(|call| call.texts).collect();
    assert_eq!(names.len(), fields(rust).len(), "{names:?}");
    names
}
