//! `[env.NAME]`: what an overlay changes and what it leaves, from the text to the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use formwork::kind::Kinds;
use formwork::{Build, Inspection, SourceFile, Stack};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::common::{Files, files_in, synth, write};
use crate::manifests::RICH;
use crate::stacks::any_stack;

const SHOP: &str = r#"
[stack]
name = "shop"

[provider]
offline = true

[domain]
name = "shop.acme.example"
zone = "acme.example"

[service.web]
image = "shop:1.0"
environment = { RUST_LOG = "debug", COLOUR = "blue" }
grants = { orders = ["connect"] }

[service.admin]
image = "shop:1.0"
paths = ["/admin", "/admin/*"]

[database.orders]

[bucket.fixtures]

[resource.aws_sqs_queue.jobs]
name = "jobs"
delay_seconds = 5
tags = { kind = "work" }
"#;

/// The files of one environment, and those of the base.
fn split(files: Files, environment: &str) -> (Files, Files) {
    let start = format!("env/{environment}/");
    let (own, rest): (Files, Files) = files
        .into_iter()
        .partition(|(name, _)| name.starts_with(&start));
    let own = own
        .into_iter()
        .map(|(name, text)| (name[start.len()..].to_owned(), text));
    (own.collect(), rest)
}

/// The files of an environment with an overlay on [`SHOP`].
#[track_caller]
fn staging(overlay: &str) -> Files {
    let (own, base) = split(
        synth(&format!("{SHOP}\n[env.staging]\n{overlay}")),
        "staging",
    );
    assert_eq!(base, synth(SHOP), "the base is as it was");
    own
}

/// The same text with the names of an environment for those of the base.
fn renamed(text: &str, from: &str, to: &str) -> String {
    text.replace(from, to)
}

#[test]
fn an_empty_overlay_changes_names_and_nothing_else() {
    let (own, base) = (staging(""), synth(SHOP));
    assert!(own.keys().eq(base.keys()));
    for (name, text) in &own {
        let plain = renamed(text, "shop-staging", "shop");
        let plain = plain.replace("\"staging\"", "\"development\"");
        let plain = plain.replace(": staging,", ": development,");
        assert_eq!(plain, base[name], "{name}");
    }
    assert!(own["load_balancer.tf"].contains("name               = \"shop-staging\""));
    assert!(own["provider.tf"].contains("Project     = \"shop\""));
    assert!(own["provider.tf"].contains("Environment = \"staging\""));
}

#[test]
fn an_overlay_is_merged_key_by_key() {
    let own = staging(
        "service.web.environment.RUST_LOG = 'info'\nservice.admin.paths = ['/staff']\n\
         resource.aws_sqs_queue.jobs.tags.kind = 'play'\nnetwork.nat_gateways = 'per_az'",
    );
    let web = &own["service_web.tf"];
    assert!(web.contains(r#"{ name = "RUST_LOG", value = "info" }"#));
    assert!(web.contains(r#"{ name = "COLOUR", value = "blue" }"#));
    let admin = &own["service_admin.tf"];
    assert!(admin.contains(r#"values = ["/staff"]"#), "{admin}");
    let raw = &own["resources.tf"];
    assert!(raw.contains(r#"kind = "play""#) && raw.contains("delay_seconds = 5"));
    assert!(own["network.tf"].contains("aws_nat_gateway.main[each.key].id"));
}

#[test]
fn false_takes_away_what_may_be_absent() {
    let own = staging(
        "domain = false\nservice.admin = false\nbucket.fixtures = false\n\
         resource.aws_sqs_queue.jobs.delay_seconds = false",
    );
    let gone = ["dns.tf", "service_admin.tf", "bucket_fixtures.tf"];
    assert!(
        gone.iter().all(|name| !own.contains_key(*name)),
        "{:?}",
        own.keys()
    );
    assert!(!own["resources.tf"].contains("delay_seconds"));
    let without_queue = staging("resource.aws_sqs_queue.jobs = false");
    assert!(!without_queue.contains_key("resources.tf"));
}

#[test]
fn an_environment_may_have_more() {
    let own = staging(
        "bucket.exports.versioning = true\nservice.probe = { image = 'probe:1', paths = ['/probe'] }",
    );
    assert!(own.contains_key("bucket_exports.tf") && own.contains_key("service_probe.tf"));
}

#[test]
fn every_environment_has_the_contract_of_the_base() {
    let marks = |files: &Files| -> BTreeSet<String> {
        let lines = files.values().flat_map(|text| text.lines());
        let lines = lines.filter(|line| line.contains("FORMWORK_FINGERPRINT"));
        lines.map(str::to_owned).collect()
    };
    let own = staging(
        "database.orders.instance_class = 'db.m7g.large'\nservice.web.cpu_units = 512\nservice.web.memory_mib = 1024",
    );
    assert_eq!(marks(&own), marks(&synth(SHOP)));
}

#[test]
fn the_state_of_an_environment_is_its_own() {
    let key = |base: &str, overlay: &str| {
        let text = format!(
            "stack.name = 'shop'\nservice.web.image = 'shop:1'\n\
             terraform.backend = {{ type = 's3', bucket = 'acme-state', key = '{base}' }}\n\
             [env.staging]\n{overlay}"
        );
        let (own, _) = split(synth(&text), "staging");
        let line = own["terraform.tf"]
            .lines()
            .find(|line| line.contains(" key "));
        line.unwrap_or_default()
            .split('"')
            .nth(1)
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(key("shop/a.tfstate", ""), "shop/staging/a.tfstate");
    assert_eq!(key("a.tfstate", ""), "staging/a.tfstate");
    assert_eq!(
        key("a.tfstate", "terraform.backend.key = 'a.tfstate'"),
        "staging/a.tfstate"
    );
    assert_eq!(
        key("a.tfstate", "terraform.backend.key = 'b.tfstate'"),
        "b.tfstate"
    );
    assert_eq!(
        key("a.tfstate", "terraform.backend.bucket = 'other-state'"),
        "a.tfstate"
    );
}

/// A path is that from `hcl-out/`, so that one module serves all.
#[test]
fn a_module_beside_the_files_is_reached_from_every_environment() {
    for (source, deeper) in [("./modules/x", "../../modules/x"), ("../x", "../../../x")] {
        let text = format!(
            "stack.name = 'shop'\nservice.web.image = 'shop:1'\nmodule.x.source = '{source}'\n[env.staging]\n"
        );
        let (own, base) = split(synth(&text), "staging");
        assert!(base["modules.tf"].contains(&format!("\"{source}\"")));
        assert!(own["modules.tf"].contains(&format!("\"{deeper}\"")));
    }
}

/// A manifest with all that it says said again in an overlay.
fn said_twice(text: &str) -> String {
    let base: toml::Table = text.parse().expect("it is TOML");
    let overlays = toml::Table::from_iter([("copy".to_owned(), base.clone().into())]);
    let mut twice = base;
    twice.insert("env".to_owned(), overlays.into());
    twice.to_string()
}

#[track_caller]
fn assert_copied(text: &str) {
    let base: toml::Table = text.parse().expect("it is TOML");
    let name = base["stack"]["name"].as_str().expect("it has a name");
    let environment = base["stack"]
        .get("environment")
        .and_then(toml::Value::as_str);
    let Ok(files) = crate::common::try_synth(&said_twice(text)) else {
        // The name of the stack, and of what it has, is longer now.
        return;
    };
    let (own, rest) = split(files, "copy");
    for (file, expected) in &rest {
        let plain = renamed(&own[file], &format!("{name}-copy"), name);
        let plain = match environment {
            Some(_) => plain,
            None => plain
                .replace("\"copy\"", "\"development\"")
                .replace(": copy,", ": development,"),
        };
        // The state has a key of its own.
        let plain = plain.replace("/copy/", "/").replace("\"copy/", "\"");
        assert_eq!(&plain, expected, "{file}");
    }
    assert!(own.keys().eq(rest.keys()));
}

#[test]
fn an_overlay_that_repeats_a_rich_stack_changes_names_and_nothing_else() {
    assert!(crate::common::try_synth(&said_twice(RICH)).is_ok());
    assert_copied(RICH);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_overlay_that_repeats_the_base_changes_names_and_nothing_else(text in any_stack()) {
        assert_copied(&text);
    }
}

#[test]
fn accounts_differ_by_environment_and_an_offline_one_asks_for_none() {
    let own = staging(
        "[env.staging.provider]\noffline = false\nallowed_account_ids = ['123456789012']\n\
         assume_role = 'arn:aws:iam::123456789012:role/deploy'",
    );
    let provider = &own["provider.tf"];
    assert!(provider.contains(r#"allowed_account_ids = ["123456789012"]"#));
    assert!(provider.contains(r#"role_arn = "arn:aws:iam::123456789012:role/deploy""#));
    let offline = staging("provider.allowed_account_ids = ['123456789012']");
    assert!(!offline["provider.tf"].contains("allowed_account_ids"));
}

/// Names may be the same where the accounts are not.
#[test]
fn environments_of_accounts_of_their_own_may_share_names() {
    let both = |accounts: [&str; 2]| {
        let [base, staging] = accounts;
        crate::common::try_synth(&format!(
            "stack.name = 'shop'\nprovider.allowed_account_ids = ['{base}']\n\
             service.staging_web.image = 'shop:1'\n\
             [env.staging]\nprovider.allowed_account_ids = ['{staging}']\n\
             service.staging_web = false\nservice.web.image = 'shop:1'\n"
        ))
    };
    assert!(both(["111111111111", "222222222222"]).is_ok());
    let report = both(["111111111111", "111111111111"]).expect_err("the names are the same");
    assert_eq!(report.problems()[0].code(), formwork::Code::DuplicateName);
}

/// What docs/environments.md promises of two files that become one: nothing but a tag changes.
#[test]
fn a_file_of_its_own_becomes_an_overlay_without_a_change_of_resources() {
    let production = SHOP
        .replace(
            "name = \"shop\"",
            "name = \"shop-production\"\nenvironment = \"production\"",
        )
        .replace("offline = true", "offline = false");
    let text = format!("{SHOP}\n[env.production]\nprovider.offline = false\n");
    let (own, _) = split(synth(&text), "production");
    let alone = synth(&production);
    assert!(own.keys().eq(alone.keys()));
    for (name, text) in &alone {
        let tagged = text.replace(
            "Project     = \"shop-production\"",
            "Project     = \"shop\"",
        );
        assert_eq!(own[name], tagged, "{name}");
    }
}

#[test]
fn the_order_of_environments_and_tables_means_nothing() {
    let one = format!(
        "{SHOP}\n[env.staging.logs]\nretention_days = 7\n[env.trial]\nbucket.fixtures = false\n[env.staging]\ndomain = false\n"
    );
    let other = format!(
        "[env.trial.bucket]\nfixtures = false\n[env.staging]\ndomain = false\nlogs.retention_days = 7\n{SHOP}"
    );
    assert_eq!(synth(&one), synth(&other));
}

fn build(directory: &Path, manifest: &str) -> BTreeMap<String, Files> {
    let (hcl_out, out_dir) = (directory.join("hcl-out"), directory.join("out"));
    write(&directory.join("stack.toml"), manifest);
    std::fs::create_dir_all(&out_dir).expect("a directory can be made");
    let built = Build::of_service("web")
        .manifest(directory.join("stack.toml"))
        .hcl_out(&hcl_out)
        .run(&out_dir)
        .unwrap_or_else(|failure| panic!("{failure}"));
    let roots = ["", "env/staging", "env/trial"];
    for root in roots {
        for file in files_in(&hcl_out.join(root)).into_keys() {
            let path = hcl_out.join(root).join(file);
            let is_watched = built.watched().any(|watched| watched == path);
            assert!(is_watched || file_is_of_others(&path), "{}", path.display());
        }
    }
    let files = roots.map(|root| (root.to_owned(), files_in(&hcl_out.join(root))));
    files.into_iter().collect()
}

fn file_is_of_others(path: &Path) -> bool {
    path.ends_with("terraform.tfstate") || path.ends_with(".gitignore")
}

#[test]
fn a_build_writes_each_environment_and_prunes_what_is_no_more() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    let alone = build(path, SHOP);
    let both = build(path, &format!("{SHOP}\n[env.staging]\n[env.trial]\n"));
    assert_eq!(both[""], alone[""]);
    assert!(both["env/staging"].keys().eq(alone[""].keys()));
    assert!(both["env/trial"]["README.md"].contains("# shop-trial: trial"));

    // State that lies there keeps the directory, and what keeps it out of Git.
    write(&path.join("hcl-out/env/trial/terraform.tfstate"), "{}");
    let after = build(path, &format!("{SHOP}\n[env.staging]\n"));
    assert_eq!(after["env/staging"], both["env/staging"]);
    let left: Vec<&str> = after["env/trial"].keys().map(String::as_str).collect();
    assert_eq!(left, [".gitignore", "terraform.tfstate"]);

    build(path, SHOP);
    assert!(!path.join("hcl-out/env/staging").exists());
    assert!(path.join("hcl-out/env/trial/terraform.tfstate").exists());
}

#[test]
fn what_build_rs_adds_is_added_to_every_environment() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    write(
        &path.join("stack.toml"),
        &format!("{SHOP}\n[env.staging]\n"),
    );
    let build = Build::of_service("web")
        .manifest(path.join("stack.toml"))
        .hcl_out(path.join("hcl-out"));
    let result = build.run_with(path, |stack| {
        let delay = if stack.environment() == Some("staging") {
            1
        } else {
            2
        };
        stack
            .resource("aws_sqs_queue", "mails")
            .set("delay_seconds", delay);
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    let base = files_in(&path.join("hcl-out"));
    let own = files_in(&path.join("hcl-out/env/staging"));
    assert!(base["resources.tf"].contains("delay_seconds = 2"));
    assert!(own["resources.tf"].contains("delay_seconds = 1"));
}

/// An account has one identity provider of GitHub, and the internet asks one zone of a name.
#[test]
fn what_an_account_has_once_is_made_by_one_environment() {
    let base = "stack.name = 'shop'\nservice.web.image = 'web:1'\n\
        domain = { name = 'shop.acme.example', zone = 'acme.example' }\n\
        repository.shop.push_from = [{ github = 'acme/shop', branch = 'main' }]\n";
    let told = |overlay: &str| {
        let source = SourceFile::new("stack.toml", format!("{base}{overlay}"));
        let inspection = Inspection::of_source(&source, Path::new("hcl-out"), &Kinds::default());
        let inspection = inspection.expect("the stack is right");
        inspection.notes().map_or(Vec::new(), |notes| {
            notes
                .problems()
                .iter()
                .map(|note| note.message().to_owned())
                .collect()
        })
    };
    let both = [
        "environment `staging` and the stack without overlays both make GitHub's identity provider",
        "environment `staging` and the stack without overlays both make the hosted zone `acme.example`",
    ];
    assert_eq!(told("[env.staging]"), both);
    let own = "[env.staging]\ndomain = { zone = false, zone_id = 'Z0123456789ABCDEFGHIJ' }\n\
        repository.shop.github_provider_arn = \
        'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com'";
    assert_eq!(told(own), [""; 0]);
    assert_eq!(told("[env.staging]\nprovider.offline = true"), [""; 0]);
    let apart = "provider.allowed_account_ids = ['123456789012']\n\
        [env.staging]\nprovider.allowed_account_ids = ['210987654321']";
    assert_eq!(told(apart), [""; 0]);
}

#[test]
fn lints_are_as_strict_as_each_environment_and_told_once() {
    let text = format!(
        "{SHOP}\n[override.aws_lb.main]\ndrop_invalid_header_fields = false\n\
         [env.staging]\n[env.production]\nprovider.offline = false\n"
    );
    let source = SourceFile::new("stack.toml", text.as_str());
    let stack = Stack::from_source(&source).unwrap_or_else(|report| panic!("{report}"));
    let names: Vec<&str> = stack.environments().map(|(name, _)| name).collect();
    assert_eq!(names, ["production", "staging"]);
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    write(&path.join("stack.toml"), &text);
    let build = Build::of_service("web")
        .manifest(path.join("stack.toml"))
        .hcl_out(path.join("hcl-out"));
    let failure = build
        .run(path)
        .expect_err("production denies what others warn of");
    let headlines = failure.headlines();
    assert!(
        headlines
            .iter()
            .all(|line| line.ends_with("(in environment `production`)")),
        "{headlines:?}"
    );
    assert!(!path.join("hcl-out").exists(), "nothing was written");
}
