//! For each key a value that is not its default, as an example and to see what a change reaches.

use serde_json::Value;

/// A manifest in which every key can take its example.
pub(super) const BASE: &str = r#"
[stack]
name = "shop"

[terraform]
backend = { type = "s3", bucket = "acme-state", key = "shop.tfstate" }

[domain]
name = "shop.acme.example"
zone = "acme.example"

[service.api]
image = "ghcr.io/acme/shop:1.0"
grants = { taskdb = ["connect"], uploads = ["read"] }

[database.taskdb]

[bucket.uploads]
expire = [{ prefix = "tmp/", days = 7 }]

[resource.aws_sqs_queue.jobs]

[[import]]
to = "aws_sqs_queue.jobs"
id = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"

[[removed]]
from = "aws_sqs_queue.mails"
"#;

/// A path, and a value as TOML.
type Edit = (&'static str, &'static str);

/// Path, example as TOML, and what has to change with it in [`BASE`].
const EXAMPLES: &[(&str, &str, &[Edit])] = &[
    ("stack.name", r#""task-api""#, &[]),
    ("stack.environment", r#""production""#, &[]),
    ("stack.region", r#""eu-central-1""#, &[]),
    ("stack.tags", r#"{ cost-centre = "4711" }"#, &[]),
    ("provider.offline", "true", &[]),
    (
        "terraform.backend.type",
        r#""local""#,
        &[
            ("terraform.backend.bucket", ""),
            ("terraform.backend.key", ""),
        ],
    ),
    ("terraform.backend.bucket", r#""acme-terraform-state""#, &[]),
    (
        "terraform.backend.key",
        r#""task-api/terraform.tfstate""#,
        &[],
    ),
    ("terraform.backend.region", r#""eu-west-1""#, &[]),
    ("terraform.backend.use_lockfile", "false", &[]),
    (
        "terraform.required_providers.*.source",
        r#""hashicorp/random""#,
        &[],
    ),
    (
        "terraform.required_providers.*.version",
        r#""~> 3.6""#,
        &[(
            "terraform.required_providers.*.source",
            r#""hashicorp/random""#,
        )],
    ),
    ("network.cidr", r#""10.20.0.0/16""#, &[]),
    (
        "network.availability_zones",
        r#"["us-east-1b", "us-east-1c"]"#,
        &[],
    ),
    (
        "network.public_subnets",
        r#"["10.0.3.0/24", "10.0.4.0/24"]"#,
        &[],
    ),
    (
        "network.private_subnets",
        r#"["10.0.32.0/20", "10.0.48.0/20"]"#,
        &[],
    ),
    ("network.nat_gateways", r#""per_az""#, &[]),
    ("domain.name", r#""tasks.acme.example""#, &[]),
    ("domain.zone", r#""shop.acme.example""#, &[]),
    (
        "domain.zone_id",
        r#""Z0123456789ABCDEFGHIJ""#,
        &[("domain.zone", "")],
    ),
    ("service.*.image", r#""ghcr.io/acme/tasks:1.4""#, &[]),
    ("service.*.port", "8080", &[]),
    (
        "service.*.cpu_units",
        "512",
        &[("service.*.memory_mib", "1024")],
    ),
    ("service.*.memory_mib", "1024", &[]),
    ("service.*.paths", r#"["/v1/*", "/v2/*"]"#, &[]),
    ("service.*.hosts", r#"["api.acme.example"]"#, &[]),
    ("service.*.health_check.path", r#""/ready""#, &[]),
    ("service.*.health_check.interval_seconds", "30", &[]),
    ("service.*.health_check.timeout_seconds", "3", &[]),
    ("service.*.health_check.healthy_threshold", "3", &[]),
    ("service.*.health_check.unhealthy_threshold", "5", &[]),
    ("service.*.health_check.grace_period_seconds", "120", &[]),
    ("service.*.scaling.min", "3", &[]),
    ("service.*.scaling.max", "20", &[]),
    ("service.*.scaling.cpu_percent", "60", &[]),
    ("service.*.user", r#""app""#, &[]),
    ("service.*.deregistration_delay_seconds", "60", &[]),
    ("service.*.stop_timeout_seconds", "60", &[]),
    ("service.*.environment", r#"{ RUST_LOG = "info" }"#, &[]),
    (
        "service.*.grants",
        r#"{ taskdb = ["connect"], uploads = ["read", "write"] }"#,
        &[],
    ),
    ("service.*.renamed_from", r#""web""#, &[]),
    ("database.*.engine", r#""postgres""#, &[]),
    ("database.*.engine_version", r#""15""#, &[]),
    ("database.*.instance_class", r#""db.t3.micro""#, &[]),
    ("database.*.storage_gib", "100", &[]),
    ("database.*.multi_az", "false", &[]),
    ("database.*.backup_retention_days", "14", &[]),
    ("database.*.port", "5433", &[]),
    ("database.*.renamed_from", r#""orders""#, &[]),
    ("bucket.*.versioning", "false", &[]),
    ("bucket.*.expire.[].prefix", r#""archived/""#, &[]),
    ("bucket.*.expire.[].days", "90", &[]),
    ("bucket.*.renamed_from", r#"["images", "pictures"]"#, &[]),
    ("logs.retention_days", "7", &[]),
    ("alarms.database_cpu_percent", "70", &[]),
    ("alarms.http_5xx_count", "20", &[]),
    ("alarms.http_5xx_minutes", "10", &[]),
    (
        "alarms.notify",
        r#"["arn:aws:sns:us-east-1:123456789012:on-call"]"#,
        &[],
    ),
    (
        "import.[].to",
        r#""aws_sqs_queue.mails""#,
        &[
            ("resource.aws_sqs_queue.mails.delay_seconds", "5"),
            ("removed.[].from", r#""aws_sqs_queue.letters""#),
        ],
    ),
    (
        "import.[].id",
        r#""https://sqs.us-east-1.amazonaws.com/123456789012/mails""#,
        &[],
    ),
    ("import.[].provider", r#""aws""#, &[]),
    ("removed.[].from", r#""aws_sqs_queue.letters""#, &[]),
    ("removed.[].destroy", "true", &[]),
];

/// The example as TOML.
pub(super) fn text(path: &str) -> Option<&'static str> {
    EXAMPLES
        .iter()
        .find(|(at, ..)| *at == path)
        .map(|(_, text, _)| *text)
}

/// Where the example stands among all.
pub(super) fn position(path: &str) -> Option<usize> {
    EXAMPLES.iter().position(|(at, ..)| *at == path)
}

/// The example as JSON.
pub(super) fn of(path: &str) -> Option<Value> {
    let table: toml::Table = format!("value = {}", text(path)?).parse().expect(path);
    serde_json::to_value(&table["value"]).ok()
}

/// The base, and the base with the example of `path`.
pub(super) fn edited(path: &str) -> String {
    let (_, text, others) = EXAMPLES
        .iter()
        .find(|(at, ..)| *at == path)
        .expect("the key has an example");
    let mut manifest: toml::Table = BASE.parse().expect("the base is TOML");
    set(&mut manifest, path, text);
    for (path, text) in *others {
        set(&mut manifest, path, text);
    }
    toml::to_string(&manifest).expect("a table is TOML")
}

/// Sets the value at `path`, or removes it where `text` is empty.
fn set(manifest: &mut toml::Table, path: &str, text: &str) {
    let mut steps: Vec<&str> = path.split('.').collect();
    let key = steps.pop().expect("a path has a key");
    let kind = steps.first().copied().unwrap_or_default();
    let mut table = manifest;
    for step in steps {
        let step = match (step, kind) {
            ("*", "service") => "api",
            ("*", "database") => "taskdb",
            ("*", _) => "uploads",
            ("[]", _) => continue,
            (step, _) => step,
        };
        let inner = table
            .entry(step)
            .or_insert_with(|| toml::Table::new().into());
        table = match inner {
            toml::Value::Array(items) => items[0].as_table_mut(),
            inner => inner.as_table_mut(),
        }
        .expect("a table is on the way");
    }
    if text.is_empty() {
        table.remove(key);
    } else {
        let value: toml::Table = format!("value = {text}")
            .parse()
            .expect("an example is TOML");
        table.insert(key.to_owned(), value["value"].clone());
    }
}
