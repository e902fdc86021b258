//! What is known of each key of `stack.toml` beside its type, its default and its doc comment.

use crate::kind::{AnyKind, KeyFact, Kinds};
use crate::validate::{HTTP_5XX_MINUTES, IDLE_TIMEOUT, RATE_LIMIT, RETENTION_DAYS};

const CIDR: &str = r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/(1[6-9]|2[0-8])$";
const DOMAIN: &str = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$";

const SUBNET_ID: &str = "^subnet-[0-9a-f]{8,17}$";

type With = (&'static str, &'static str);

const VPC_ID: With = ("network.existing.vpc_id", r#""vpc-0123456789abcdef1""#);
const PUBLIC_SUBNET_IDS: With = (
    "network.existing.public_subnet_ids",
    r#"["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]"#,
);
const PRIVATE_SUBNET_IDS: With = (
    "network.existing.private_subnet_ids",
    r#"["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]"#,
);

const LISTENER_ARN: With = (
    "load_balancer.existing.listener_arn",
    r#""arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shared/0123456789abcdef/0123456789abcdef""#,
);
const GROUP_ID: With = (
    "load_balancer.existing.security_group_id",
    r#""sg-0123456789abcdef0""#,
);

const DNS_NAME: With = (
    "load_balancer.existing.dns_name",
    r#""shared-987654321.us-east-1.elb.amazonaws.com""#,
);
const ZONE_ID: With = ("load_balancer.existing.zone_id", r#""Z215JYRZR1TBD5""#);
const RULE: With = ("service.api.paths", r#"["/*"]"#);

/// What a load balancer that exists needs beside one of its keys.
const BEHIND_SHARED: &[With] = &[
    LISTENER_ARN,
    GROUP_ID,
    DNS_NAME,
    ZONE_ID,
    VPC_ID,
    PRIVATE_SUBNET_IDS,
    RULE,
];

/// The keys of the sections. `validate` is stricter than most of the patterns.
const SECTIONS: &[KeyFact] = &[
    KeyFact::new("stack.name", r#""task-api""#)
        .required()
        .like("^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
    KeyFact::new("stack.environment", r#""production""#).like("^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
    KeyFact::new("stack.region", r#""eu-central-1""#),
    KeyFact::new("stack.bare", "false"),
    KeyFact::new(
        "stack.permissions_boundary",
        r#""arn:aws:iam::123456789012:policy/boundary""#,
    )
    .like("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$"),
    KeyFact::new("stack.tag_names.project", r#""project""#),
    KeyFact::new("stack.tag_names.environment", r#""stage""#),
    KeyFact::new("stack.tag_names.managed_by", r#""""#),
    KeyFact::new("stack.tags", r#"{ cost-centre = "4711" }"#),
    KeyFact::new("provider.versions", r#"["5", "6"]"#),
    KeyFact::new("provider.offline", "true"),
    KeyFact::new("provider.allowed_account_ids", r#"["123456789012"]"#).like("^[0-9]{12}$"),
    KeyFact::new(
        "provider.assume_role",
        r#""arn:aws:iam::123456789012:role/deploy""#,
    )
    .like("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$"),
    KeyFact::new("terraform.engine", r#""opentofu""#),
    KeyFact::new("terraform.backend.type", r#""local""#).with(&[
        ("terraform.backend.bucket", ""),
        ("terraform.backend.key", ""),
    ]),
    KeyFact::new("terraform.backend.bucket", r#""acme-terraform-state""#),
    KeyFact::new("terraform.backend.key", r#""task-api/terraform.tfstate""#),
    KeyFact::new("terraform.backend.region", r#""eu-west-1""#),
    KeyFact::new("terraform.backend.use_lockfile", "false"),
    KeyFact::new(
        "terraform.required_providers.*.source",
        r#""hashicorp/random""#,
    )
    .required(),
    KeyFact::new("terraform.required_providers.*.version", r#""~> 3.6""#).with(&[(
        "terraform.required_providers.*.source",
        r#""hashicorp/random""#,
    )]),
    KeyFact::new("network.cidr", r#""10.20.0.0/16""#).like(CIDR),
    KeyFact::new(
        "network.availability_zones",
        r#"["us-east-1b", "us-east-1c"]"#,
    )
    .like("^[a-z]{2}(-[a-z]+)+-[0-9][a-f]$"),
    KeyFact::new(
        "network.public_subnets",
        r#"["10.0.3.0/24", "10.0.4.0/24"]"#,
    )
    .like(CIDR),
    KeyFact::new(
        "network.private_subnets",
        r#"["10.0.32.0/20", "10.0.48.0/20"]"#,
    )
    .like(CIDR),
    KeyFact::new("network.nat_gateways", r#""per_az""#),
    KeyFact::new("network.ipv6", "true"),
    KeyFact::new("network.existing.vpc_id", r#""vpc-0123456789abcdef0""#)
        .required()
        .like("^vpc-[0-9a-f]{8,17}$")
        .with(&[PUBLIC_SUBNET_IDS, PRIVATE_SUBNET_IDS]),
    KeyFact::new("network.existing.cidr", r#""10.20.0.0/16""#)
        .like(CIDR)
        .with(&[VPC_ID, PUBLIC_SUBNET_IDS, PRIVATE_SUBNET_IDS]),
    KeyFact::new(
        "network.existing.public_subnet_ids",
        r#"["subnet-0123456789abcdef4", "subnet-0123456789abcdef5"]"#,
    )
    .like(SUBNET_ID)
    .with(&[VPC_ID, PRIVATE_SUBNET_IDS]),
    KeyFact::new(
        "network.existing.private_subnet_ids",
        r#"["subnet-0123456789abcdef6", "subnet-0123456789abcdef7"]"#,
    )
    .required()
    .like(SUBNET_ID)
    .with(&[VPC_ID, PUBLIC_SUBNET_IDS]),
    KeyFact::new("load_balancer.internal", "true"),
    KeyFact::new(
        "load_balancer.allow",
        r#"["203.0.113.0/24", "pl-0123456789abcdef0"]"#,
    )
    .like("^([0-9a-f.:]+/[0-9]{1,3}|pl-[0-9a-f]+)$"),
    KeyFact::new("load_balancer.idle_timeout_seconds", "120").within(&IDLE_TIMEOUT),
    KeyFact::new("load_balancer.waf.rate_limit", "10000").within(&RATE_LIMIT),
    KeyFact::new("load_balancer.waf.rules", r#"["ip_reputation"]"#),
    KeyFact::new("load_balancer.waf.mode", r#""block""#),
    KeyFact::new(
        "load_balancer.existing.arn",
        r#""arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/0123456789abcdef""#,
    )
    .like("^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:loadbalancer/app/[^/]+/[^/]+$")
    .with(BEHIND_SHARED),
    KeyFact::new(
        "load_balancer.existing.listener_arn",
        r#""arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shared/0123456789abcdef/fedcba9876543210""#,
    )
    .required()
    .like("^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:listener/app/[^/]+/[^/]+/[^/]+$")
    .with(BEHIND_SHARED),
    KeyFact::new("load_balancer.existing.security_group_id", r#""sg-0123456789abcdef1""#)
        .required()
        .like("^sg-[0-9a-f]{8,17}$")
        .with(BEHIND_SHARED),
    KeyFact::new(
        "load_balancer.existing.dns_name",
        r#""shared-1234567890.us-east-1.elb.amazonaws.com""#,
    )
    .like(DOMAIN)
    .with(BEHIND_SHARED),
    KeyFact::new("load_balancer.existing.zone_id", r#""Z35SXDOTRQ7X7K""#)
        .like("^Z[A-Z0-9]{1,31}$")
        .with(BEHIND_SHARED),
    KeyFact::new("load_balancer.existing.priorities.first", "1000")
        .required()
        .with(&[("load_balancer.existing.priorities.last", "1999"), LISTENER_ARN, GROUP_ID, DNS_NAME, ZONE_ID, VPC_ID, PRIVATE_SUBNET_IDS, RULE]),
    KeyFact::new("load_balancer.existing.priorities.last", "1999")
        .required()
        .with(&[("load_balancer.existing.priorities.first", "1000"), LISTENER_ARN, GROUP_ID, DNS_NAME, ZONE_ID, VPC_ID, PRIVATE_SUBNET_IDS, RULE]),
    KeyFact::new("domain.name", r#""tasks.acme.example""#)
        .required()
        .like(DOMAIN),
    KeyFact::new("domain.zone", r#""shop.acme.example""#).like(DOMAIN),
    KeyFact::new("domain.zone_id", r#""Z0123456789ABCDEFGHIJ""#)
        .like("^Z[A-Z0-9]{1,31}$")
        .with(&[("domain.zone", "")]),
    KeyFact::new(
        "domain.certificate_arn",
        r#""arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012""#,
    )
    .like("^arn:")
    .with(&[("domain.zone", ""), RULE]),
    KeyFact::new(
        "domain.zones",
        r#"{ "eu.acme.example" = "Z0123456789ABCDEFGHIJ" }"#,
    )
    .with(&[("service.*.hosts", r#"["shop.eu.acme.example"]"#)]),
    KeyFact::new("logs.retention_days", "7").one_of(RETENTION_DAYS),
    KeyFact::new("alarms.only", r#"["service_running_tasks"]"#),
    KeyFact::new("alarms.http_5xx_count", "20"),
    KeyFact::new("alarms.http_5xx_minutes", "10").within(&HTTP_5XX_MINUTES),
    KeyFact::new(
        "alarms.notify",
        r#"["arn:aws:sns:us-east-1:123456789012:on-call"]"#,
    )
    .like(r"^(arn:aws[a-z-]*:sns:|\$\{)"),
    KeyFact::new("import.[].to", r#""aws_sqs_queue.mails""#)
        .required()
        .with(&[
            ("resource.aws_sqs_queue.mails.delay_seconds", "5"),
            ("removed.[].from", r#""aws_sqs_queue.letters""#),
        ]),
    KeyFact::new(
        "import.[].id",
        r#""https://sqs.us-east-1.amazonaws.com/123456789012/mails""#,
    )
    .required(),
    KeyFact::new("import.[].provider", r#""aws""#),
    KeyFact::new("removed.[].from", r#""aws_sqs_queue.letters""#).required(),
    KeyFact::new("removed.[].destroy", "true"),
];

/// Sections that must be there.
pub(super) const REQUIRED_SECTIONS: &[&str] = &["stack"];

/// A key by its path in the file: `service.*.health_check.path`.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) path: String,
    /// The table that the paths of [`KeyFact::with`] lie in.
    above: String,
    pub(super) of_key: &'static KeyFact,
}

/// The keys of all sections and kinds, in the order of the reference.
#[derive(Debug)]
pub(super) struct Facts(Vec<Fact>);

impl Facts {
    pub(super) fn of(kinds: &Kinds) -> Self {
        let sections = SECTIONS.iter().map(|fact| (String::new(), fact));
        let of_kinds = kinds.iter().flat_map(|kind| {
            let keys = kind.keys().iter().copied().flatten();
            keys.map(move |fact| (format!("{}.*.", kind.table()), fact))
        });
        let thresholds = kinds.iter().flat_map(AnyKind::thresholds);
        let thresholds = thresholds.map(|it| ("alarms.".to_owned(), &it.fact));
        let facts = sections
            .chain(thresholds)
            .chain(of_kinds)
            .map(|(above, of_key)| Fact {
                path: format!("{above}{}", of_key.path),
                above,
                of_key,
            });
        Self(facts.collect())
    }

    pub(super) fn get(&self, path: &str) -> Option<&Fact> {
        self.0.iter().find(|fact| fact.path == path)
    }

    /// Where a key stands among all.
    pub(super) fn position(&self, path: &str) -> Option<usize> {
        self.0.iter().position(|fact| fact.path == path)
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.0.iter()
    }
}

impl Fact {
    /// The keys that change with this one: whole paths, and values as TOML.
    pub(super) fn with(&self) -> impl Iterator<Item = (String, &'static str)> + '_ {
        let with = self.of_key.with.iter();
        with.map(|(path, value)| (format!("{}{path}", self.above), *value))
    }

    /// The example as JSON.
    pub(super) fn example(&self) -> Option<serde_json::Value> {
        let mut document: serde_json::Map<String, serde_json::Value> =
            toml::from_str(&format!("value = {}", self.of_key.example)).ok()?;
        document.remove("value")
    }
}
