//! A crate that uses formwork as its documentation says, built by Cargo.
//!
//! Each test has a scratch crate below the workspace's target directory. They share one target
//! directory, which is kept: formwork is compiled there once.

#![cfg(unix)]

#[path = "../common/mod.rs"]
#[allow(dead_code, reason = "no Terraform is asked")]
mod common;
mod scratch;

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use common::{files_in, read, synth, write};
use formwork::emit::BANNER;
use scratch::{Scratch, target_directory};

const STACK: &str = r#"
[stack]
name = "shop"

[service.web]
image = "nginx:1.29"
port = 3000

[bucket.pictures]
"#;

#[test]
fn the_first_build_writes_both_sides() {
    let scratch = Scratch::new("first");
    let build = scratch.build().succeeds();
    assert_eq!(build.script_runs(), 1);
    assert!(!build.stderr.contains("warning"), "{}", build.stderr);
    assert_eq!(scratch.hcl_out(), synth(STACK));
    assert!(
        scratch
            .hcl_out()
            .values()
            .all(|text| text.lines().next().unwrap().contains(BANNER))
    );
    assert_eq!(scratch.run(), "web 3000 /health\n");
}

#[test]
fn a_build_without_a_change_runs_nothing() {
    let scratch = Scratch::new("fresh");
    scratch.build().succeeds();
    assert!(scratch.build().succeeds().is_fresh());

    // What Terraform writes there is no reason to run either.
    write(&scratch.path("hcl-out/terraform.tfstate"), "{}");
    write(&scratch.path("hcl-out/shop.auto.tfvars"), "");
    fs::create_dir(scratch.path("hcl-out/.terraform")).unwrap();
    assert!(scratch.build().succeeds().is_fresh());
}

#[test]
fn an_edit_of_the_manifest_is_synthesized_once() {
    let scratch = Scratch::new("edit");
    scratch.build().succeeds();

    let edited = STACK
        .replace("port = 3000", "port = 3001")
        .replace("pictures", "photos");
    scratch.write_stack(&edited);
    let build = scratch.build().succeeds();
    assert_eq!(build.script_runs(), 1);
    assert_eq!(scratch.hcl_out(), synth(&edited));
    assert_eq!(scratch.run(), "web 3001 /health\n");
    assert!(scratch.build().succeeds().is_fresh());
}

#[test]
fn a_generated_file_that_is_edited_or_deleted_comes_back() {
    let scratch = Scratch::new("repair");
    scratch.build().succeeds();

    let network = scratch.path("hcl-out/network.tf");
    write(
        &network,
        &read(&network).replace("10.0.0.0/16", "10.9.0.0/16"),
    );
    assert_eq!(scratch.build().succeeds().script_runs(), 1);
    assert_eq!(scratch.hcl_out(), synth(STACK));
    assert!(scratch.build().succeeds().is_fresh());

    fs::remove_file(scratch.path("hcl-out/cluster.tf")).unwrap();
    assert_eq!(scratch.build().succeeds().script_runs(), 1);
    assert_eq!(scratch.hcl_out(), synth(STACK));
    assert!(scratch.build().succeeds().is_fresh());
}

#[test]
fn a_broken_manifest_stops_the_build_with_every_problem() {
    let scratch = Scratch::new("broken");
    scratch.write_stack(
        "[stack]\nname = \"Shop\"\n\n[service.web]\nimage = \"nginx\"\n\"new\\nline\" = 1\n",
    );
    let build = scratch.build().fails();
    let headlines = [
        "stack.toml:2:8: the stack name `Shop` is not a lower-case word",
        "stack.toml:5:9: the image `nginx` has no tag",
        r"stack.toml:6:1: unknown key `new\nline`",
    ];
    assert_eq!(
        build.errors()[..3],
        headlines.map(|headline| format!("{}: {headline}", scratch.package_id()))
    );
    for part in [
        " --> stack.toml:2:8",
        "help: write `shop`",
        "help: add the tag: `nginx:latest`",
        "nothing was written",
    ] {
        assert!(build.stderr.contains(part), "{part}\n{}", build.stderr);
    }
    assert!(!build.stderr.contains("panicked"), "{}", build.stderr);
    assert!(!scratch.path("hcl-out").exists());

    scratch.write_stack(STACK);
    scratch.build().succeeds();
    let before = scratch.hcl_out();
    scratch.write_stack(&STACK.replace("3000", "0"));
    scratch.build().fails();
    assert_eq!(scratch.hcl_out(), before);
}

#[test]
fn skipping_is_said_aloud_and_does_not_last() {
    let scratch = Scratch::new("skip");
    scratch.build().succeeds();
    let before = scratch.hcl_out();

    let edited = STACK.replace("3000", "3001");
    scratch.write_stack(&edited);
    let build = scratch
        .build_with(|cargo| cargo.env("FORMWORK_SKIP", "1"))
        .succeeds();
    let warning = "FORMWORK_SKIP=1: hcl-out was not written and may differ from stack.toml";
    assert!(
        build
            .stderr
            .contains(&format!("warning: {}: {warning}", scratch.package_id())),
        "{}",
        build.stderr
    );
    assert_eq!(scratch.hcl_out(), before);
    assert_eq!(scratch.run(), "web 3001 /health\n");

    scratch.build().succeeds();
    assert_eq!(scratch.hcl_out(), synth(&edited));
}

#[test]
fn a_denied_lint_fails_the_build_and_one_build_may_go_on() {
    let scratch = Scratch::new("lints");
    scratch.build().succeeds();
    let before = scratch.hcl_out();

    let denied = format!("{STACK}versioning = false\n[lints]\nunversioned_bucket = \"deny\"\n");
    scratch.write_stack(&denied);
    let build = scratch.build().fails();
    let headline = "stack.toml:10:14: `aws_s3_bucket.pictures` keeps no older versions";
    assert_eq!(
        build.errors()[0],
        format!("{}: {headline}", scratch.package_id())
    );
    assert_eq!(scratch.hcl_out(), before);

    let build = scratch
        .build_with(|cargo| cargo.env("FORMWORK_LINTS", "warn"))
        .succeeds();
    for warning in [
        "FORMWORK_LINTS=warn: lints that this stack denies only warn",
        headline,
    ] {
        assert!(build.stderr.contains(warning), "{}", build.stderr);
    }
    assert_eq!(scratch.hcl_out(), synth(&denied));

    // The next build is held to the policy again.
    scratch.build().fails();
}

#[test]
fn a_service_or_a_manifest_that_is_not_there_is_named() {
    let scratch = Scratch::new("missing");
    scratch.write_stack(&STACK.replace("service.web", "service.wep"));
    let build = scratch.build().fails();
    let headline = "build.rs names the service `web`, which stack.toml does not have";
    assert_eq!(
        build.errors()[0],
        format!("{}: {headline}", scratch.package_id())
    );
    assert!(
        build.stderr.contains("help: did you mean `wep`?"),
        "{}",
        build.stderr
    );

    fs::remove_file(scratch.path("stack.toml")).unwrap();
    let build = scratch.build().fails();
    assert!(
        build.errors()[0].contains("cannot read `stack.toml`"),
        "{}",
        build.stderr
    );
    assert!(!scratch.path("hcl-out").exists());
}

/// Cargo holds the time of the manifest against the start of the build script, so the edit is
/// newer, though the script ended after it.
#[test]
fn an_edit_during_a_build_is_seen_by_the_next() {
    let scratch = Scratch::new("meanwhile");
    let script = read(&scratch.path("build.rs"));
    let call = "formwork::Build::of_service(\"web\").main(&build_rs::input::out_dir())";
    assert_eq!(script.matches(call).count(), 1, "{script}");
    let edit = "if let Some(text) = std::env::var_os(\"EDIT\") {\n\
                std::fs::write(\"stack.toml\", text.into_encoded_bytes()).unwrap(); }\n";
    scratch.write(
        "build.rs",
        &script.replace(call, &format!("let code = {call};\n{edit}code")),
    );
    let edited = STACK.replace("3000", "3001");
    scratch
        .build_with(|cargo| cargo.env("EDIT", &edited))
        .succeeds();
    assert_eq!(scratch.hcl_out(), synth(STACK));

    assert_eq!(scratch.build().succeeds().script_runs(), 1);
    assert_eq!(scratch.hcl_out(), synth(&edited));
    assert_eq!(scratch.run(), "web 3001 /health\n");
    assert!(scratch.build().succeeds().is_fresh());
}

/// As editors and terminals do it: each of four target directories has its own lock of Cargo's, so
/// four build scripts write to one `hcl-out` at the same time.
#[test]
fn sixteen_builds_in_four_target_directories_agree() {
    let scratch = Scratch::new("crowd");
    scratch.build().succeeds();
    // Copies, times included, so that formwork is not compiled four times more. Other tests build in
    // the original: Cargo's own lock holds them off meanwhile.
    let targets: Vec<PathBuf> = (0..4)
        .map(|i| scratch.path(&format!("target-{i}")))
        .collect();
    let build_lock = File::open(target_directory().join("debug/.cargo-lock"))
        .expect("a build has made the lock");
    build_lock.lock().expect("the lock is free in the end");
    for target in &targets {
        common::run(
            Command::new("cp")
                .arg("-a")
                .args([&target_directory(), target]),
        );
    }
    drop(build_lock);
    for round in 0..3 {
        let edited = STACK.replace("3000", &format!("310{round}"));
        scratch.write_stack(&edited);
        thread::scope(|scope| {
            for target in targets.iter().cycle().take(16) {
                let scratch = &scratch;
                scope.spawn(move || {
                    scratch
                        .build_with(|cargo| cargo.env("CARGO_TARGET_DIR", target))
                        .succeeds()
                });
            }
        });
        assert_eq!(scratch.hcl_out(), synth(&edited));
        for target in &targets {
            let again = scratch.build_with(|cargo| cargo.env("CARGO_TARGET_DIR", target));
            assert!(again.succeeds().is_fresh());
        }
    }
    for target in targets {
        fs::remove_dir_all(target).expect("a copy can be removed");
    }
}

/// Where the rights of the user do not count, as for root, this still shows that nothing is
/// written.
#[test]
fn a_read_only_tree_that_is_current_builds() {
    let scratch = Scratch::new("read-only");
    scratch.build().succeeds();
    let hcl_out = scratch.path("hcl-out");
    let rights = |mode| fs::set_permissions(&hcl_out, fs::Permissions::from_mode(mode)).unwrap();

    rights(0o555);
    let before = identities(&hcl_out);
    scratch.write_stack(STACK);
    let build = scratch.build();
    let after = identities(&hcl_out);
    rights(0o755);
    assert_eq!(build.succeeds().script_runs(), 1);
    assert_eq!(after, before);
}

/// What changes if a file, or the directory itself, is written to or replaced.
fn identities(directory: &Path) -> Vec<(PathBuf, u64, i64, i64)> {
    let files = files_in(directory)
        .into_keys()
        .map(|name| directory.join(name));
    let identity = |path: PathBuf| {
        let metadata = fs::metadata(&path).expect("it is there");
        (
            path,
            metadata.ino(),
            metadata.ctime(),
            metadata.ctime_nsec(),
        )
    };
    files.chain([directory.to_owned()]).map(identity).collect()
}
