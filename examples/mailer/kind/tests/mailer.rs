//! What an author of a kind tests: the Terraform of an entry, what is refused and where, and the
//! documents that a build can print.

use formwork::kind::{Code, Kind, Kinds};
use formwork::testing::{Module, module_of_stack};
use formwork::{Report, SourceFile, Stack};
use mailer::Mailer;

const ZONE: &str = "[domain]\nname = \"news.acme.example\"\nzone = \"acme.example\"\n";

const REGION: &str = "region = \"eu-south-1\"\n";

fn read(manifest: &str) -> Result<Stack, Report> {
    let kinds = Kinds::default().with::<Mailer>();
    Stack::with_kinds(&SourceFile::new("stack.toml", manifest), &kinds)
}

/// A stack with a service and `rest`, which follows a section `[stack]`.
fn stack(rest: &str) -> Result<Stack, Report> {
    read(&format!(
        "service.web.image = \"web:1\"\n[stack]\nname = \"shop\"\n{rest}"
    ))
}

#[track_caller]
fn module(rest: &str) -> Module {
    module_of_stack(&stack(rest).unwrap_or_else(|report| panic!("{report}")))
}

#[track_caller]
fn headlines(rest: &str) -> Vec<String> {
    let report = stack(rest).expect_err("it is wrong");
    report.headlines().collect()
}

#[test]
fn an_entry_is_an_identity_with_its_records() {
    let module = module(&format!(
        "{ZONE}{}\ndmarc_policy = \"reject\"\n",
        Mailer::EXAMPLE
    ));
    module
        .resource("aws_sesv2_email_identity.post")
        .has("email_identity", "mail.acme.example");
    module
        .resource("aws_route53_record.post_dkim")
        .has("count", 3)
        .has("type", "CNAME")
        .has("ttl", 1800);
    module
        .resource("aws_route53_record.post_dmarc")
        .has("name", "_dmarc.mail.acme.example");
    let record = module.resource("aws_route53_record.post_dmarc").text();
    assert!(record.contains("\"v=DMARC1; p=reject\""), "{record}");
    assert!(
        record.contains("= aws_route53_zone.main.zone_id"),
        "{record}"
    );
}

#[test]
fn a_region_may_publish_its_keys_elsewhere() {
    let module = module(&format!("{REGION}{ZONE}{}\n", Mailer::EXAMPLE));
    let record = module.resource("aws_route53_record.post_dkim").text();
    assert!(
        record.contains("}.dkim.eu-south-1.amazonses.com\""),
        "{record}"
    );
}

#[test]
fn a_grant_is_one_action_on_the_identity() {
    let manifest = format!(
        "stack.name = \"shop\"\nservice.web = {{ image = \"web:1\", grants = {{ post = [\"send\"] }} }}\n\
         {ZONE}{}\n",
        Mailer::EXAMPLE
    );
    let stack = read(&manifest).unwrap_or_else(|report| panic!("{report}"));
    let module = module_of_stack(&stack);
    let policy = module.resource("aws_iam_role_policy.web_task").text();
    assert!(policy.contains("= [\"ses:SendEmail\"]"), "{policy}");
    assert!(
        policy.contains("Resource = aws_sesv2_email_identity.post.arn"),
        "{policy}"
    );
}

#[test]
fn every_mistake_is_told_at_once_and_at_its_place() {
    let faulty = "[mailer.post]\ndomain = \"mail.other.example\"\ndmarc = \"none\"\nttl_seconds = 5\n\
        [mailer.letters]\ndmarc_policy = \"block\"\n\
        [mailer.papers]\ndomain = \"Papers\"\nttl_seconds = \"1h\"\n";
    assert_eq!(
        headlines(&format!("{ZONE}{faulty}")),
        [
            "stack.toml:8:10: the zone `acme.example` does not contain `mail.other.example`",
            "stack.toml:9:1: unknown key `dmarc`",
            "stack.toml:10:15: `ttl_seconds` is 5, a mailer takes 60 to 172800",
            "stack.toml:11:9: mailer `letters` has no `domain`",
            "stack.toml:12:16: `dmarc_policy` cannot be `block`",
            "stack.toml:14:10: `Papers` is no domain that mails can be sent from",
            "stack.toml:15:15: `ttl_seconds` expects a whole number from 0 to 4294967295, found a string",
        ]
    );
}

#[test]
fn a_mailer_needs_a_zone() {
    assert_eq!(
        headlines(&format!("{}\n", Mailer::EXAMPLE)),
        ["stack.toml:4:9: mailer `post` has no hosted zone"]
    );
}

#[test]
fn an_override_cannot_change_the_domain_behind_the_code() {
    let change = "[override.aws_sesv2_email_identity.post]\nemail_identity = \"acme.example\"\n";
    let stack = stack(&format!("{ZONE}{}\n{change}", Mailer::EXAMPLE));
    let stack = stack.unwrap_or_else(|report| panic!("{report}"));
    let refused = formwork::synth(&stack).expect_err("the code relies on it");
    assert!(
        refused.to_string().contains("`mailer.post.domain`"),
        "{refused}"
    );
}

#[test]
fn a_renamed_mailer_keeps_its_identity() {
    let renamed =
        Mailer::EXAMPLE.replace("[mailer.post]", "[mailer.news]\nrenamed_from = \"post\"");
    let stack = stack(&format!("{ZONE}{renamed}\n")).unwrap_or_else(|report| panic!("{report}"));
    let files = formwork::synth(&stack).unwrap_or_else(|error| panic!("{error}"));
    let moved = files.iter().find(|file| file.name == "refactoring.tf");
    let moved = &moved.expect("something moves").text;
    for resource in [
        "aws_sesv2_email_identity.post",
        "aws_route53_record.post_dkim",
    ] {
        assert!(moved.contains(&format!("from = {resource}\n")), "{moved}");
    }
}

/// The manifests of a part of an explanation, completed.
fn examples(code: Code, heading: &str) -> Vec<String> {
    let (_, after) = code
        .explain()
        .split_once(heading)
        .expect("the heading is there");
    let part = after.split("\n### ").next().unwrap_or(after);
    let blocks = part.split("```toml\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap_or(block));
    let manifests: Vec<String> = blocks.map(str::to_owned).collect();
    assert!(!manifests.is_empty(), "{}: {heading}", code.name());
    manifests
}

#[test]
fn the_explanations_of_codes_hold() {
    for code in Mailer::codes() {
        for example in examples(*code, "### Example") {
            let report = stack(&example).expect_err(code.name());
            assert!(
                report.problems().iter().all(|it| it.code() == *code),
                "{report}"
            );
        }
        for fixed in examples(*code, "### How to fix") {
            assert!(stack(&fixed).is_ok(), "{fixed}");
        }
    }
}

#[cfg(feature = "schema")]
mod documents {
    use formwork::Build;
    use mailer::Mailer;
    use serde_json::{Value, json};

    #[test]
    fn the_schema_has_the_keys() {
        let schema = Build::of_service("web").kind::<Mailer>().schema();
        let schema: Value = serde_json::from_str(&schema).expect("a schema is JSON");
        let table = &schema["properties"]["mailer"];
        assert_eq!(
            table["description"],
            "Domains that Amazon SES sends mails from, by name."
        );
        let entry = &table["additionalProperties"];
        assert_eq!(entry["additionalProperties"], false);
        assert_eq!(entry["required"], json!(["domain"]));
        assert_eq!(
            entry["properties"]["domain"],
            json!({
                "type": "string",
                "description": "**Contract.** Domain of the senders' addresses, within the hosted zone of `[domain]`.",
                "pattern": r"^[a-z0-9-]+(\.[a-z0-9-]+)+$",
                "examples": ["mail.acme.example"],
            })
        );
        assert_eq!(
            entry["properties"]["ttl_seconds"],
            json!({
                "type": "integer",
                "description": "How long resolvers may keep the records.",
                "default": 1800,
                "minimum": 60,
                "maximum": 172_800,
                "examples": [300],
            })
        );
        let policy = &entry["properties"]["dmarc_policy"];
        assert_eq!(policy["enum"], json!(["none", "quarantine", "reject"]));
        assert_eq!(policy["default"], "quarantine");
        let without = Build::of_service("web").schema();
        assert!(!without.contains("mailer"), "nobody registered it");
    }

    #[test]
    fn the_schema_lets_services_have_its_operations() {
        let schema = Build::of_service("web").kind::<Mailer>().schema();
        let schema: Value = serde_json::from_str(&schema).expect("a schema is JSON");
        let grants =
            &schema["properties"]["service"]["additionalProperties"]["properties"]["grants"];
        let words = grants["additionalProperties"]["items"]["enum"].as_array();
        assert!(
            words.is_some_and(|words| words.contains(&json!("send"))),
            "{grants}"
        );
    }

    #[test]
    fn the_reference_has_the_keys() {
        let reference = Build::of_service("web").kind::<Mailer>().reference();
        let (_, section) = reference
            .split_once("## [mailer.NAME]\n")
            .expect("its section");
        let section = section.split("\n## ").next().unwrap_or(section);
        for row in [
            "| `domain` | string | required | **Contract.** Domain of the senders' addresses, within the hosted zone of `[domain]`. | `\"mail.acme.example\"` |",
            "| `dmarc_policy` | `\"none\"`, `\"quarantine\"` or `\"reject\"` | `\"quarantine\"` | What receivers are to do with mails that claim to be from the domain and are not. | `\"reject\"` |",
            "| `ttl_seconds` | integer, seconds, 60 to 172800 | `1800` | How long resolvers may keep the records. | `300` |",
            "| `renamed_from` | string or array of strings | none | The name that it had before. | `\"letters\"` |",
        ] {
            assert!(section.contains(row), "{row}\nis not in\n{section}");
        }
    }
}
