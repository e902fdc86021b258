//! `examples/mailer`: a service with a kind of entry that formwork does not have.

use std::process::Command;

use super::{Example, repository, stderr, value};

const STACK: &str = include_str!("../../examples/mailer/stack.toml");

fn mailer() -> Example {
    Example::new("mailer", "newsletter")
}

#[test]
fn it_knows_the_domain_of_its_mailer() {
    let port: u16 = value(STACK, "port = ").parse().expect("a port");
    let domain = value(STACK, "domain = \"");
    let mut running = mailer().started(port, "POST_DOMAIN", domain);
    let root = running.request(port, "/");
    assert!(
        root.ends_with(&format!("come from news@{domain}")),
        "{root}"
    );
}

#[test]
fn without_its_grant_it_does_not_compile() {
    let manifest = STACK.replace("grants = { post = [\"send\"] }\n", "");
    assert_ne!(manifest, STACK);
    let built = mailer().copy_with(&manifest).build();
    let said = stderr(&built);
    assert!(!built.status.success(), "it compiles");
    let expected = "`send` on mailer `post` is not granted to service `web`";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn the_kind_passes_the_tests_of_its_crate() {
    let mut tests = mailer().cargo("test");
    let tested = tests.args(["--workspace", "--all-features"]).output();
    let tested = tested.expect("cargo can be started");
    let said = String::from_utf8_lossy(&tested.stdout);
    assert!(tested.status.success(), "{said}\n{}", stderr(&tested));
}

/// Formatted, valid by the provider, and planned without an account. On CI Terraform must be there.
#[test]
fn terraform_accepts_what_is_committed() {
    let is_there = Command::new("terraform").arg("version").output().is_ok();
    #[expect(clippy::disallowed_methods, reason = "a variable of a test run")]
    let is_ci = std::env::var_os("CI").is_some();
    if !is_there {
        assert!(!is_ci, "terraform is not on PATH");
        return;
    }
    let checked = Command::new(repository().join("scripts/terraform-checks.sh"))
        .arg(repository().join("examples/mailer/hcl-out"))
        .output()
        .expect("the script can be started");
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}\n{}", stderr(&checked));
    assert!(said.contains("terraform plan      ok"), "{said}");
}
