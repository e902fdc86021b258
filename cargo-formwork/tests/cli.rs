//! Each command as a user runs it: what it prints is a file below `tests/cli/`, which `UPDATE=1` writes anew.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;
#[path = "cli/edits.rs"]
mod edits;

use std::fs;
use std::path::Path;
use std::process::Command;

use cargo_formwork::Status;
use formwork::kind::Kinds;
use formwork::{Inspection, emit};
use tempfile::TempDir;

use common::{Ran, cases, golden, is_update, run, write};

/// A directory with a manifest of `tests/cli/`, and the Terraform that it makes.
fn built(case: &str) -> TempDir {
    let directory = TempDir::new().unwrap();
    let manifest = directory.path().join("stack.toml");
    fs::copy(cases().join(case).join("stack.toml"), &manifest).unwrap();
    let hcl_out = directory.path().join("hcl-out");
    let inspection = Inspection::new(&manifest, &hcl_out, &Kinds::default()).unwrap();
    emit::write_roots(&hcl_out, inspection.roots(), None).unwrap();
    directory
}

/// As [`run`], about the stack in a directory, whose path is left out of what is printed.
fn run_in(directory: &Path, arguments: &[&str]) -> Ran {
    let manifest = directory.join("stack.toml");
    let mut all = arguments.to_vec();
    all.extend(["--manifest", manifest.to_str().unwrap(), "--color", "never"]);
    let ran = run(&all);
    let start = format!("{}/", directory.display());
    Ran {
        out: ran.out.replace(&start, ""),
        err: ran.err.replace(&start, ""),
        ..ran
    }
}

/// So that CI cannot take over what nobody has read.
#[test]
fn an_update_fails() {
    assert!(!is_update(), "UPDATE=1 wrote the files: read the diff");
}

/// Holds what a command prints about a built stack to a file.
#[track_caller]
fn prints(case: &str, arguments: &[&str], status: Status, name: &str) {
    let directory = built(case);
    let ran = run_in(directory.path(), arguments);
    assert_eq!(ran.status, status, "{}{}", ran.out, ran.err);
    golden(name, &format!("{}{}", ran.out, ran.err));
}

#[test]
fn check_of_a_fresh_build_is_clean() {
    prints("shop", &["check"], Status::Clean, "shop/check.txt");
    prints(
        "shop",
        &["check", "--format", "json"],
        Status::Clean,
        "shop/check.json",
    );
}

#[test]
fn check_tells_of_problems_for_people_and_programs() {
    let wrong = TempDir::new().unwrap();
    fs::copy(
        cases().join("wrong/stack.toml"),
        wrong.path().join("stack.toml"),
    )
    .unwrap();
    for (format, name) in [
        ("human", "check.txt"),
        ("json", "check.json"),
        ("sarif", "check.sarif"),
    ] {
        let ran = run_in(wrong.path(), &["check", "--format", format]);
        assert_eq!(ran.status, Status::Found);
        assert_eq!(ran.err, "");
        golden(&format!("wrong/{name}"), &ran.out);
    }
}

#[test]
fn check_tells_of_lints() {
    prints("warned", &["check"], Status::Clean, "warned/check.txt");
    let args = ["check", "--format", "sarif"];
    prints("warned", &args, Status::Clean, "warned/check.sarif");
}

#[test]
fn check_tells_of_each_way_to_drift() {
    let directory = built("shop");
    let hcl_out = directory.path().join("hcl-out");
    let surplus = hcl_out.join("queue_old.tf");
    fs::copy(hcl_out.join("queue_mails.tf"), surplus).unwrap();
    fs::remove_file(hcl_out.join("outputs.tf")).unwrap();
    let edited = fs::read_to_string(hcl_out.join("network.tf")).unwrap() + "\n# by hand\n";
    write(&hcl_out.join("network.tf"), &edited);
    for (format, name) in [
        ("human", "drift.txt"),
        ("json", "drift.json"),
        ("sarif", "drift.sarif"),
    ] {
        let ran = run_in(directory.path(), &["check", "--format", format]);
        assert_eq!(ran.status, Status::Found);
        golden(&format!("shop/{name}"), &ran.out);
    }
    let ran = run_in(directory.path(), &["check", "--no-drift"]);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (Status::Clean, "stack.toml: no problems\n")
    );
}

#[test]
fn what_build_rs_adds_is_not_guessed() {
    let directory = built("shop");
    let script = directory.path().join("build.rs");
    write(
        &script,
        "fn main() { Build::of_service(\"web\").main_with(&out, add) }\n",
    );
    fs::remove_file(directory.path().join("hcl-out/outputs.tf")).unwrap();
    let ran = run_in(directory.path(), &["check"]);
    assert_eq!(ran.status, Status::Clean);
    golden("shop/check_with_additions.txt", &ran.out);
    write(
        &script,
        "fn main() { Build::of_service(\"web\").kind::<Mailer>().main(&out) }\n",
    );
    let ran = run_in(directory.path(), &["check"]);
    assert_eq!(ran.status, Status::Failed);
    golden("shop/check_with_kinds.txt", &ran.err);
}

#[test]
fn a_manifest_that_is_not_there_is_told() {
    let ran = run_in(Path::new("/nonexistent"), &["check"]);
    assert_eq!((ran.status, ran.out.as_str()), (Status::Failed, ""));
    golden("no_manifest.txt", &ran.err);
}

#[test]
fn explain_has_the_page_of_codes_keys_and_addresses() {
    for (what, name) in [
        ("task-size", "code"),
        ("single_az", "lint"),
        ("service.health_check.path", "key"),
        ("service.web.scaling", "table"),
        ("service.web.scaling.max", "key_of_entry"),
        ("nat_gateways", "end_of_key"),
        ("aws_db_instance.orders", "address"),
        ("aws_sqs_queue.mails", "address_of_queue"),
        ("aws_lb.main", "address_with_override"),
        ("resource.aws_sns_topic.news", "raw_address"),
        ("aws_subnet.private", "address_of_section"),
    ] {
        prints(
            "shop",
            &["explain", what],
            Status::Clean,
            &format!("shop/explain_{name}.txt"),
        );
    }
}

#[test]
fn explain_says_what_was_probably_meant() {
    for (what, name) in [
        ("task-sise", "code"),
        ("service.helth_check.path", "key"),
        ("aws_db_instance.order", "address"),
        ("aws_instance.bastion", "other_address"),
        ("xyzzy", "nothing"),
    ] {
        let name = format!("shop/explain_unknown_{name}.txt");
        prints("shop", &["explain", what], Status::Failed, &name);
    }
}

#[test]
fn explain_needs_no_project_for_codes_and_keys() {
    let nowhere = Path::new("/nonexistent");
    assert_eq!(
        run_in(nowhere, &["explain", "task-size"]).status,
        Status::Clean
    );
}

#[test]
fn graph_draws_in_three_languages() {
    for (format, name) in [
        ("svg", "graph.svg"),
        ("dot", "graph.dot"),
        ("mermaid", "graph.mmd"),
    ] {
        prints(
            "shop",
            &["graph", "--format", format],
            Status::Clean,
            &format!("shop/{name}"),
        );
    }
    let args = ["graph", "--env", "production"];
    prints(
        "shop",
        &args,
        Status::Failed,
        "shop/graph_of_no_environment.txt",
    );
}

/// The README draws the same picture.
#[test]
fn the_flowchart_is_that_of_the_readme() {
    let directory = built("shop");
    let ran = run_in(directory.path(), &["graph", "--format", "mermaid"]);
    let readme = fs::read_to_string(directory.path().join("hcl-out/README.md")).unwrap();
    assert!(
        readme.contains(&format!("```mermaid\n{}```", ran.out)),
        "{}",
        ran.out
    );
}

#[test]
fn diff_shows_an_edit_by_resource_and_as_hcl() {
    prints(
        "shop",
        &["diff", "--exit-code"],
        Status::Clean,
        "shop/diff.txt",
    );
    let directory = built("shop");
    fs::copy(
        cases().join("edited/stack.toml"),
        directory.path().join("stack.toml"),
    )
    .unwrap();
    let ran = run_in(directory.path(), &["diff", "--no-hcl"]);
    assert_eq!(ran.status, Status::Clean);
    golden("edited/diff_without_hcl.txt", &ran.out);
    let ran = run_in(directory.path(), &["diff", "--exit-code"]);
    assert_eq!(ran.status, Status::Found);
    golden("edited/diff.txt", &ran.out);
}

/// What `diff` prints of the stack `shop` after some texts of it were replaced.
fn diff_after(edits: &[(&str, &str)]) -> String {
    let directory = built("shop");
    let path = directory.path().join("stack.toml");
    let mut text = fs::read_to_string(&path).unwrap();
    for (old, new) in edits {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        text = text.replace(old, new);
    }
    write(&path, &text);
    let ran = run_in(directory.path(), &["diff", "--no-hcl"]);
    assert_eq!(ran.status, Status::Clean, "{}", ran.err);
    ran.out
}

#[test]
fn diff_says_what_is_replaced_and_what_follows() {
    let port = ("port = 8080", "port = 9090");
    golden("edited/replaced.txt", &diff_after(&[port]));
    let zones = (
        "nat_gateways = \"single\"",
        "nat_gateways = \"single\"\ncidr = \"10.1.0.0/16\"",
    );
    golden("edited/network_replaced.txt", &diff_after(&[zones]));
    let instances = ("nat_gateways = \"single\"", "nat_gateways = \"per_az\"");
    golden("edited/instances.txt", &diff_after(&[instances]));
    let topic = "alias/aws/sns\"";
    let raw = (
        topic,
        "alias/aws/sns\"\nfifo_topic = true\nname = \"news.fifo\"",
    );
    golden("edited/raw.txt", &diff_after(&[raw]));
    let tags = (
        "environment = \"staging\"",
        "environment = \"staging\"\ntags = { owner = \"team\" }",
    );
    golden("edited/tags.txt", &diff_after(&[tags]));
}

#[test]
fn diff_compares_with_a_revision() {
    let directory = built("shop");
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        let mut git = Command::new("git");
        git.arg("-C")
            .arg(directory.path())
            .args(identity)
            .args(arguments);
        let output = git.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "one"]);
    let path = directory.path().join("stack.toml");
    let edited = fs::read_to_string(&path)
        .unwrap()
        .replace("/ready", "/live");
    write(&path, &edited);
    let ran = run_in(directory.path(), &["diff", "--against", "HEAD", "--no-hcl"]);
    assert_eq!(ran.status, Status::Clean, "{}", ran.err);
    golden("shop/diff_against_a_revision.txt", &ran.out);
    let ran = run_in(directory.path(), &["diff", "--against", "--oops"]);
    assert_eq!(
        ran.status,
        Status::Usage,
        "an option is no revision: {}",
        ran.err
    );
    let ran = run_in(directory.path(), &["diff", "--against", "nowhere"]);
    assert_eq!(ran.status, Status::Failed);
    let err = ran
        .err
        .replace(&directory.path().display().to_string(), "DIRECTORY");
    golden("shop/diff_against_no_revision.txt", &err);
}

/// Imports a module of `tests/cli/import`, beside the modules that it calls.
fn imported(name: &str, more: &[&str]) -> (Ran, TempDir) {
    let directory = TempDir::new().unwrap();
    let module = cases().join("import").join(name);
    for entry in fs::read_dir(module).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), directory.path().join(entry.file_name())).unwrap();
    }
    let start = format!("{}/", directory.path().display());
    let arguments = [
        "import",
        directory.path().to_str().unwrap(),
        "--color",
        "never",
    ];
    let more = more.iter().map(|it| it.replace("DIR/", &start));
    let more: Vec<String> = more.collect();
    let all: Vec<&str> = arguments
        .into_iter()
        .chain(more.iter().map(String::as_str))
        .collect();
    let ran = run(&all);
    let name_of_directory = directory.path().file_name().unwrap().to_str().unwrap();
    let name = name_of_directory.trim_start_matches('.').to_lowercase();
    let clean = |text: &str| {
        text.replace(&start, "")
            .replace(start.trim_end_matches('/'), "DIR")
            .replace(&format!("name = \"{name}\""), "name = \"infra\"")
    };
    let ran = Ran {
        out: clean(&ran.out),
        err: clean(&ran.err),
        ..ran
    };
    (ran, directory)
}

#[test]
fn import_prints_a_manifest_and_lists_what_is_lost() {
    for (name, status) in [
        ("whole", Status::Clean),
        ("entries", Status::Clean),
        ("lossy", Status::Found),
        ("refused", Status::Found),
    ] {
        let (ran, _directory) = imported(name, &[]);
        assert_eq!(ran.status, status, "{}", ran.err);
        golden(&format!("import/{name}.toml"), &ran.out);
        golden(&format!("import/{name}.txt"), &ran.err);
    }
}

#[test]
fn import_refuses_what_is_no_module() {
    for name in ["no_module", "no_hcl", "no_json"] {
        let (ran, _directory) = imported(name, &[]);
        assert_eq!((ran.status, ran.out.as_str()), (Status::Failed, ""));
        golden(&format!("import/{name}.txt"), &ran.err);
    }
}

#[test]
fn import_overwrites_nothing() {
    let (ran, directory) = imported("whole", &["--output", "DIR/new/stack.toml"]);
    assert_eq!(ran.status, Status::Clean, "{}", ran.err);
    assert_eq!(ran.out, "wrote new/stack.toml\n");
    let text = fs::read_to_string(directory.path().join("new/stack.toml")).unwrap();
    assert!(text.contains("[resource.aws_sqs_queue.jobs]"), "{text}");
    let (ran, directory) = imported("whole", &["-o", "DIR/main.tf"]);
    assert_eq!((ran.status, ran.out.as_str()), (Status::Failed, ""));
    golden("import/output_is_there.txt", &ran.err);
    let left = fs::read_to_string(directory.path().join("main.tf")).unwrap();
    let module = fs::read_to_string(cases().join("import/whole/main.tf")).unwrap();
    assert_eq!(left, module);
}

/// What is printed is what `check` has nothing to say of.
#[test]
fn check_accepts_what_import_wrote() {
    let (ran, directory) = imported("whole", &["--output", "DIR/stack.toml"]);
    assert_eq!(ran.status, Status::Clean, "{}", ran.err);
    let ran = run_in(directory.path(), &["check", "--no-drift"]);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (Status::Clean, "stack.toml: no problems\n")
    );
}

#[test]
fn help_has_examples_and_the_manual_has_a_page_for_each_command() {
    let mut help = run(&["--help"]).out;
    let directory = TempDir::new().unwrap();
    let ran = run(&["man", directory.path().to_str().unwrap()]);
    let pages = ran
        .out
        .lines()
        .map(|line| Path::new(line).file_name().unwrap());
    for page in pages {
        let text = fs::read_to_string(directory.path().join(page)).unwrap();
        golden(&format!("../../man/{}", page.to_str().unwrap()), &text);
        let page = page.to_str().unwrap().trim_end_matches(".1");
        if let Some(command) = page.strip_prefix("cargo-formwork-") {
            let shown = run(&[command, "--help"]).out;
            help = format!("{help}\n$ cargo formwork {command} --help\n{shown}");
        }
    }
    golden("help.txt", &help);
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(&["completions", shell]);
        assert_eq!(ran.status, Status::Clean);
        for command in [
            "new", "init", "dev", "check", "explain", "graph", "diff", "import",
        ] {
            assert!(ran.out.contains(command), "{shell}: {command}");
        }
    }
}

#[test]
fn a_command_line_without_meaning_is_a_usage_error() {
    let ran = run(&["chek"]);
    assert_eq!((ran.status, ran.out.as_str()), (Status::Usage, ""));
    golden("usage.txt", &ran.err);
}

#[test]
fn exit_codes_are_those_that_help_documents() {
    let codes = [Status::Clean, Status::Found, Status::Usage, Status::Failed];
    assert_eq!(codes.map(Status::code), [0, 1, 2, 3]);
    let help = run(&["--help"]).out;
    for code in 0..4 {
        assert!(help.contains(&format!("\n  {code}  ")), "{help}");
    }
}
