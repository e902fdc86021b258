//! lint holds what a stack becomes to `[lints]` and to its environment.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use formwork::{Code, Report, SourceFile, Stack, Verdict};

use crate::common::read;
use crate::every_code;
use crate::golden::golden;
use crate::manifests::RICH;

const PRODUCTION: &str = r#"
[stack]
name = "shop"
environment = "production"

[terraform]
backend = { type = "s3", bucket = "acme-terraform-state", key = "shop.tfstate" }

[alarms]
notify = ["arn:aws:sns:us-east-1:123456789012:on-call"]

[domain]
name = "shop.acme.example"
zone = "acme.example"

[network]
nat_gateways = "per_az"

[service.web]
image = "ghcr.io/acme/shop:1.0"
grants = { orders = ["connect"], papers = ["read"], jobs = ["send", "redrive"], stripe = ["read"], maps = ["read"], carts = ["read", "write", "delete"], news = ["publish"], views = ["connect"] }

[database.orders]

[bucket.papers]

[queue.jobs]

[queue.mails]
fifo = true

[topic.news]
queues = { jobs = {} }

[repository.images]
push_from = [{ github = "acme/shop", environment = "production" }]

[cache.views]

[volume.scans]

[site.www]
bucket = "pages"

[bucket.pages]

[table.carts]
index.by_owner.partition_key.name = "owner"

[secret.stripe]

[secret.maps]
store = "parameter_store"
"#;

#[track_caller]
fn verdict(text: &str) -> Verdict {
    let stack = Stack::from_source(&SourceFile::new("stack.toml", text))
        .unwrap_or_else(|report| panic!("{text}\n{report}"));
    formwork::lint(&stack).expect("no bug")
}

/// The codes of a report, each once.
fn codes(report: Option<&Report>) -> Vec<&'static str> {
    let problems = report.map_or(&[][..], Report::problems);
    let mut codes: Vec<&str> = problems
        .iter()
        .map(|problem| problem.code().name())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[track_caller]
fn check(text: &str, denied: &[&str], warned: &[&str]) {
    let verdict = verdict(text);
    let found = (codes(verdict.denied()), codes(verdict.warned()));
    assert_eq!(found, (denied.to_vec(), warned.to_vec()), "{text}");
}

#[test]
fn the_committed_stack_and_other_development_stacks_are_not_nagged() {
    check(include_str!("../../../stack.toml"), &[], &[]);
    check(RICH, &[], &[]);
    check(
        "[stack]\nname = \"a\"\n[service.web]\nimage = \"web:1\"\n",
        &[],
        &[],
    );
}

/// Nobody could follow the help: the blocks are not theirs.
#[test]
fn no_case_is_told_to_narrow_what_formwork_allows() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let cases = std::fs::read_dir(cases).expect("the cases can be listed");
    for case in cases {
        let file = case.expect("a case").path().join("stack.toml");
        let text = read(&file);
        let Ok(stack) = Stack::from_source(&SourceFile::new("stack.toml", text)) else {
            continue;
        };
        let verdict = formwork::lint(&stack).expect("no bug");
        let found = [codes(verdict.denied()), codes(verdict.warned())].concat();
        assert!(!found.contains(&"wildcard-resources"), "{}", file.display());
    }
}

#[test]
fn a_production_stack_is_told_what_it_lacks() {
    check(PRODUCTION, &[], &[]);
    let cheap = PRODUCTION
        .replace("per_az", "single")
        .replace(":1.0", ":latest")
        .replace(
            "[database.orders]",
            "[database.orders]\nmulti_az = false\nbackup_retention_days = 1",
        )
        .replace("[bucket.papers]", "[bucket.papers]\nversioning = false");
    let warned = ["mutable-image", "single-az", "unversioned-bucket"];
    check(&cheap, &["no-backups"], &warned);
}

/// What a production stack says of how it is run, beside its resources.
#[test]
fn a_production_stack_has_a_state_that_is_kept_and_alarms_that_are_heard() {
    let local = PRODUCTION.replace(
        "{ type = \"s3\", bucket = \"acme-terraform-state\", key = \"shop.tfstate\" }",
        "{ type = \"local\" }",
    );
    check(&local, &["local-state"], &[]);
    let report = verdict(&local);
    let headline = report.denied().and_then(|report| report.headlines().next());
    let expected = "stack.toml:7:1: `terraform` keeps its state on the machine that applies it";
    assert_eq!(headline.as_deref(), Some(expected));
    let unheard = PRODUCTION.replace("\"arn:aws:sns:us-east-1:123456789012:on-call\"", "");
    check(&unheard, &["silent-alarms"], &[]);
}

#[test]
fn a_version_without_standard_support_is_told() {
    let with = |version: &str| {
        let key = format!("[database.orders]\nengine_version = \"{version}\"");
        PRODUCTION.replace("[database.orders]", &key)
    };
    check(&with("13"), &[], &["extended-support"]);
    check(&with("14"), &[], &[]);
}

#[test]
fn a_setting_decides_over_the_environment() {
    let latest = PRODUCTION.replace(":1.0", ":latest");
    check(&latest, &[], &["mutable-image"]);
    let denied = format!("{latest}[lints]\nmutable_image = \"deny\"\n");
    check(&denied, &["mutable-image"], &[]);
    let allowed =
        format!("{latest}[lints]\nmutable_image = {{ level = \"allow\", reason = \"a demo\" }}\n");
    check(&allowed, &[], &[]);
    let development = "[stack]\nname = \"a\"\n[service.web]\nimage = \"web:1\"\n";
    check(
        &format!("{development}[lints]\nplain_http = \"warn\"\n"),
        &[],
        &["plain-http"],
    );
}

const DEVELOPMENT: &str =
    "[stack]\nname = \"a\"\n[service.web]\nimage = \"web:1\"\n[database.orders]\n";

/// Lints judge the final HCL, whoever wrote it.
#[test]
fn raw_and_overridden_blocks_are_held_to_the_policy() {
    let queue = "[resource.aws_sqs_queue.jobs]\nsqs_managed_sse_enabled = false\n";
    check(
        &format!("{DEVELOPMENT}{queue}"),
        &["unencrypted-storage"],
        &[],
    );
    let waiver = "[lints]\nunencrypted_storage = { level = \"allow\", reason = \"a demo\" }\n";
    check(&format!("{DEVELOPMENT}{queue}{waiver}"), &[], &[]);
    let public = "[override.aws_db_instance.orders]\npublicly_accessible = true\n";
    check(&format!("{DEVELOPMENT}{public}"), &["public-database"], &[]);
    let removed = "[override.aws_db_instance.orders]\nremove = [\"storage_encrypted\"]\n";
    check(
        &format!("{DEVELOPMENT}{removed}"),
        &["unencrypted-storage"],
        &[],
    );
}

#[test]
fn a_finding_in_a_raw_block_or_an_override_is_marked_there() {
    for (text, marked) in [
        (
            "[resource.aws_sqs_queue.jobs]\nsqs_managed_sse_enabled = false\n",
            "stack.toml:7:27: `aws_sqs_queue.jobs`",
        ),
        (
            "[override.aws_db_instance.orders]\npublicly_accessible = true\n",
            "stack.toml:7:23: `aws_db_instance.orders`",
        ),
        (
            "[override.aws_db_instance.orders]\nremove = [\"storage_encrypted\"]\n",
            "stack.toml:7:11: `aws_db_instance.orders`",
        ),
    ] {
        let verdict = verdict(&format!("{DEVELOPMENT}{text}"));
        let report = verdict.denied().expect("it is denied");
        let headlines: Vec<String> = report.headlines().collect();
        assert!(
            headlines.iter().any(|line| line.starts_with(marked)),
            "{headlines:?}"
        );
    }
}

#[test]
fn a_finding_in_a_statement_of_ones_own_is_marked_there() {
    let text = "[stack]\nname = 'shop'\n[service.web]\nimage = 'nginx:1.29'\ngrants = { b = ['read'] }\n\
        [bucket.b]\n\
        [[service.web.allow]]\nactions = ['kinesis:PutRecord']\nresources = ['arn:aws:kinesis:us-east-1:123456789012:stream/a']\n\
        [[service.web.allow]]\nactions = ['kinesis:PutRecord', 'sqs:*']\nresources = ['arn:aws:sqs:us-east-1:123456789012:a', '*']\n\
        [lints]\nwildcard_resources = 'deny'\n";
    let verdict = verdict(text);
    let report = verdict.denied().expect("it is denied");
    let headlines: Vec<String> = report.headlines().collect();
    assert_eq!(
        headlines,
        [
            "stack.toml:11:11: `aws_iam_role_policy.web_task` allows every action",
            "stack.toml:12:13: `aws_iam_role_policy.web_task` allows its actions on everything",
        ]
    );
}

#[test]
fn a_finding_in_what_code_added_names_its_line() {
    let mut stack = Stack::from_source(&SourceFile::new("stack.toml", DEVELOPMENT)).unwrap();
    let queue = stack.resource("aws_sqs_queue", "jobs");
    let line = line!() + 1;
    queue.set("sqs_managed_sse_enabled", false);
    let verdict = formwork::lint(&stack).expect("it is valid");
    let report = verdict.denied().expect("it is denied");
    let headline = report.headlines().next().unwrap_or_default();
    let place = format!("{}:{line}:11: ", file!());
    assert!(headline.starts_with(&place), "{headline}");
}

#[test]
fn a_denial_is_reported_like_any_problem() {
    let text = PRODUCTION.replace(
        "[database.orders]",
        "[database.orders]\nbackup_retention_days = 2",
    ) + "[lints]\nno_backups = { level = \"deny\", reason = \"an audit\" }\n";
    let verdict = verdict(&text);
    let report = verdict.denied().expect("it is denied").to_string();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lints.stderr");
    golden(&path, &report);
}

/// `scripts/checkov.py` compares the findings with Checkov's.
#[test]
fn every_insecure_stack_is_found_for_what_is_wrong_with_it() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut lints = BTreeMap::new();
    for entry in std::fs::read_dir(tests.join("insecure")).expect("they are there") {
        let path = entry.expect("they can be listed").path();
        let found = formwork::lint_hcl([("main.tf", read(&path).as_str())]).expect("it is HCL");
        assert!(!found.is_empty(), "{}", path.display());
        let mut codes: Vec<&str> = found.iter().map(|(code, _)| code.name()).collect();
        codes.sort_unstable();
        codes.dedup();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        lints.insert(name.into_owned(), codes.join(" "));
    }
    assert!(lints.len() >= 30, "{}", lints.len());
    let mut table = String::new();
    for (name, codes) in lints {
        let _ = writeln!(table, "{name}: {codes}");
    }
    golden(&tests.join("insecure.txt"), &table);
}

/// Terraform refuses it; a lint must not wait for its end.
#[test]
fn a_circle_of_resources_ends() {
    let circle = r#"
        resource "aws_nat_gateway" "a" { for_each = aws_nat_gateway.b }
        resource "aws_nat_gateway" "b" { for_each = aws_nat_gateway.a }
        resource "aws_ecs_service" "web" { desired_count = 2 }
    "#;
    let found = formwork::lint_hcl([("main.tf", circle)]).expect("it is HCL");
    assert!(
        found.iter().all(|(code, _)| *code != Code::SingleAz),
        "{found:?}"
    );
}

/// The lints that `docs/fsbp.md` names are there.
#[test]
fn the_page_on_best_practices_names_lints() {
    let page = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/fsbp.md"));
    let (table, _) = page.split_once("\n## ").expect("a second part");
    let rows = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| Control"));
    let named: Vec<&str> = rows
        .filter_map(|row| row.trim_end_matches(" |").rsplit_once("| "))
        .map(|(_, lint)| lint.trim_matches('`'))
        .collect();
    assert!(named.len() > 20, "{named:?}");
    let lints: Vec<&str> = every_code()
        .iter()
        .filter(|code| code.is_lint())
        .map(|code| code.name())
        .collect();
    for name in named {
        assert!(lints.contains(&name), "`{name}` is no lint");
    }
}

#[test]
fn the_name_of_the_environment_is_marked_where_it_decides() {
    let text = PRODUCTION.replace(
        "[database.orders]",
        "[database.orders]\nbackup_retention_days = 2",
    );
    let verdict = verdict(&text);
    let report = verdict.denied().expect("it is denied").to_string();
    let marked = " 4 | environment = \"production\"\n   |               ------------ production is held to more";
    assert!(report.contains(marked), "{report}");
}

#[test]
fn a_waiver_stands_in_the_readme_with_its_reason() {
    let text = format!(
        "{PRODUCTION}[lints]\nmissing_logs = {{ level = \"allow\", reason = \"kept | by the <b>proxy</b>,\\nsee #7\" }}\n"
    );
    let stack = Stack::from_source(&SourceFile::new("stack.toml", text)).expect("it is valid");
    let files = formwork::synth(&stack).expect("no bug");
    let readme = files
        .iter()
        .find(|file| file.name == "README.md")
        .expect("it is there");
    let row = r"| `missing_logs` | kept \| by the \<b\>proxy\</b\>, see \#7 |";
    assert!(readme.text.contains(row), "{}", readme.text);
}

/// Bucket, load balancer and key that production makes by itself need no further logs.
#[test]
fn the_bucket_of_a_load_balancers_logs_is_not_told_to_log() {
    let text = "[stack]\nname = 'shop'\nenvironment = 'production'\n\
        [terraform]\nbackend = { type = 's3', bucket = 'acme-terraform-state', key = 'shop.tfstate' }\n\
        [alarms]\nnotify = ['arn:aws:sns:us-east-1:123456789012:on-call']\n\
        [domain]\nname = 'shop.acme.example'\nzone_id = 'Z0123456789ABCDEFGHIJ'\n\
        [network]\nnat_gateways = 'per_az'\n\
        [service.web]\nimage = 'ghcr.io/acme/web:1.0'\nuser = '1000'\n";
    check(text, &[], &[]);
}

/// Its routes lead to an egress-only gateway, through which nobody comes in.
#[test]
fn a_private_subnet_may_give_out_ipv6_addresses() {
    let text = "[stack]\nname = 'dual'\n\
        [service.web]\nimage = 'ghcr.io/acme/web:1.0'\n\
        [override.aws_vpc.main]\nassign_generated_ipv6_cidr_block = true\n\
        [override.aws_subnet.SUBNET]\nassign_ipv6_address_on_creation = true\n\
        ipv6_cidr_block = '${cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, index([\"us-east-1a\", \"us-east-1b\"], each.key))}'\n\
        [resource.aws_egress_only_internet_gateway.main]\nvpc_id = '${aws_vpc.main.id}'\n\
        [resource.aws_route.private_ipv6]\nfor_each = '${aws_route_table.private}'\n\
        route_table_id = '${each.value.id}'\ndestination_ipv6_cidr_block = '::/0'\n\
        egress_only_gateway_id = '${aws_egress_only_internet_gateway.main.id}'\n";
    check(&text.replace("SUBNET", "private"), &[], &[]);
    check(&text.replace("SUBNET", "public"), &[], &["public-tasks"]);
}

#[track_caller]
fn found(hcl: &str) -> Vec<&'static str> {
    let found = formwork::lint_hcl([("main.tf", hcl)]).expect("it is HCL");
    found.into_iter().map(|(code, _)| code.name()).collect()
}

/// The provider calls the values of all parameters sensitive, whatever their type.
#[test]
fn a_parameter_is_a_secret_by_its_type_or_by_its_name() {
    let parameter = |of_type: &str, name: &str, value: &str| {
        found(&format!(
            "resource \"aws_ssm_parameter\" \"one\" {{\n  type  = {of_type}\n  name  = \"{name}\"\n  value = \"{value}\"\n}}\n"
        ))
    };
    let none: &[&str] = &[];
    assert_eq!(parameter("\"String\"", "/shop/log-level", "info"), none);
    assert_eq!(parameter("\"StringList\"", "/shop/zones", "a,b"), none);
    let secret = ["plaintext-secret"];
    assert_eq!(parameter("\"SecureString\"", "/shop/key", "x"), secret);
    assert_eq!(parameter("\"String\"", "/shop/db-password", "x"), secret);
    assert_eq!(
        parameter("\"String\"", "/shop/pay", "sk_live_4eC39H"),
        secret
    );
    assert_eq!(parameter("var.type", "/shop/log-level", "info"), secret);
}

/// Who writes logs into a bucket says that it takes them, or its policy does.
#[test]
fn a_bucket_that_takes_logs_writes_none() {
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"acme-logs\"\n}\n";
    let is_told = |more: &str| found(&format!("{bucket}{more}")).contains(&"missing-logs");
    assert!(is_told(""));
    assert!(is_told(
        "resource \"aws_s3_object\" \"one\" {\n  bucket = aws_s3_bucket.logs.id\n}\n"
    ));
    for takes in [
        "resource \"aws_cloudtrail\" \"all\" {\n  s3_bucket_name = aws_s3_bucket.logs.id\n}\n",
        "resource \"aws_elb\" \"old\" {\n  access_logs {\n    bucket = \"acme-logs\"\n  }\n}\n",
        "resource \"aws_s3_bucket_policy\" \"logs\" {\n  bucket = aws_s3_bucket.logs.id\n  policy = jsonencode({ \
         Statement = [{ Effect = \"Allow\", Principal = { Service = \"delivery.logs.amazonaws.com\" }, \
         Action = \"s3:PutObject\", Resource = \"*\" }] })\n}\n",
    ] {
        assert!(!is_told(takes), "{takes}");
    }
    let other = "resource \"aws_cloudtrail\" \"all\" {\n  s3_bucket_name = aws_s3_bucket.logs_of_others.id\n}\n";
    assert!(is_told(other));
}
