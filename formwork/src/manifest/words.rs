//! Words that other tools have for a thing: a key or a table that is not known here is answered with what says it
//! in this file.

/// A word and what to write instead.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Keys and tables with this meaning, as others call them.
    pub(crate) said: &'static [&'static str],
    /// The table that it is said in: below the entry for words of a kind, from the root on for others.
    pub(crate) within: &'static str,
    /// What may be said behind it, as TOML: `256`.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test says it"))]
    pub(crate) value: &'static str,
    /// What to write, the best first.
    pub(crate) ways: &'static [Way],
}

/// What to write instead of a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    /// The key or the table that must be known for it.
    pub(crate) needs: Need,
    /// The help. `NAME` stands for the entry.
    pub(crate) help: &'static str,
    /// What the help says, as TOML for an entry `NAME`.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test builds it"))]
    pub(crate) works: &'static str,
}

/// What must be known, so that a help works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Nothing,
    /// A key of the table that the word is said in.
    Key(&'static str),
    /// A table at the root.
    Table(&'static str),
}

impl Word {
    /// Words said in an entry, or at the root.
    pub(crate) const fn new(
        said: &'static [&'static str],
        value: &'static str,
        ways: &'static [Way],
    ) -> Self {
        Self {
            said,
            within: "",
            value,
            ways,
        }
    }

    /// The same, said in a table.
    pub(crate) const fn within(self, table: &'static str) -> Self {
        Self {
            within: table,
            ..self
        }
    }
}

impl Way {
    pub(crate) const fn new(help: &'static str, works: &'static str) -> Self {
        Self {
            needs: Need::Nothing,
            help,
            works,
        }
    }

    /// For which a key must be known.
    pub(crate) const fn by_key(self, key: &'static str) -> Self {
        Self {
            needs: Need::Key(key),
            ..self
        }
    }

    /// For which a table must be known.
    pub(crate) const fn by_table(self, table: &'static str) -> Self {
        Self {
            needs: Need::Table(table),
            ..self
        }
    }

    fn is_known(&self, known: &[&str], tables: &[&str]) -> bool {
        match self.needs {
            Need::Nothing => true,
            Need::Key(key) => known.contains(&key),
            Need::Table(table) => tables.contains(&table),
        }
    }
}

/// The help for a word that is said in a table with these known keys; nothing if nobody knows it.
pub(crate) fn help_for(
    words: &[Word],
    said: &str,
    within: &str,
    known: &[&str],
    tables: &[&str],
) -> Option<&'static str> {
    let mut words = words.iter();
    let word = words.find(|word| word.within == within && word.said.contains(&said))?;
    let mut ways = word.ways.iter();
    ways.find(|way| way.is_known(known, tables))
        .map(|way| way.help)
}

/// Words for tables, and for keys of sections.
pub(crate) const WORDS: &[Word] = &[
    Word::new(
        &["vpc", "networking"],
        "{ cidr = \"10.0.0.0/16\" }",
        &[Way::new(
            "write `[network]`",
            "[network]\ncidr = \"10.0.0.0/16\"\n",
        )],
    ),
    Word::new(
        &["alb", "lb", "elb", "loadbalancer"],
        "{ idle_timeout = 120 }",
        &[
            Way::new(
                "a stack with a service has one; write `[load_balancer]` to say how it is",
                "[load_balancer]\nidle_timeout_seconds = 120\n",
            ),
        ],
    ),
    Word::new(
        &["sns", "topics"],
        "{ alerts = {} }",
        &[
            Way::new("write `[topic.NAME]`", "[topic.alerts]\n").by_table("topic"),
            Way::new(
                "write `[resource.aws_sns_topic.NAME]`, and let code publish by `[[service.NAME.allow]]`",
                "[resource.aws_sns_topic.alerts]\nname = \"alerts\"\nkms_master_key_id = \"alias/aws/sns\"\n",
            ),
        ],
    ),
    Word::new(
        &["redis", "valkey", "elasticache", "memcached", "caches"],
        "{ sessions = {} }",
        &[
            Way::new("write `[cache.NAME]`", "[cache.sessions]\n").by_table("cache"),
            Way::new(
                "write `[resource.aws_elasticache_serverless_cache.NAME]`",
                "[resource.aws_elasticache_serverless_cache.sessions]\nengine = \"valkey\"\nname = \"sessions\"\n",
            ),
        ],
    ),
    Word::new(
        &["dynamodb", "dynamo", "tables"],
        "{ carts = {} }",
        &[
            Way::new(
                "write `[table.NAME]`",
                "[table.carts]\npartition_key = { name = \"id\", type = \"string\" }\n",
            )
            .by_table("table"),
            Way::new(
                "write `[resource.aws_dynamodb_table.NAME]`",
                "[resource.aws_dynamodb_table.carts]\nname = \"carts\"\nbilling_mode = \"PAY_PER_REQUEST\"\nhash_key = \"id\"\n\
                 attribute = [{ name = \"id\", type = \"S\" }]\n",
            ),
        ],
    ),
    Word::new(
        &["ecr", "registry", "repositories"],
        "{ api = {} }",
        &[
            Way::new("write `[repository.NAME]`", "[repository.api]\n").by_table("repository"),
            Way::new(
                "write `[resource.aws_ecr_repository.NAME]`",
                "[resource.aws_ecr_repository.api]\nname = \"api\"\nimage_tag_mutability = \"IMMUTABLE\"\n",
            ),
        ],
    ),
    Word::new(
        &["efs", "volumes", "filesystem", "file_system"],
        "{ files = {} }",
        &[
            Way::new("write `[volume.NAME]`", "[volume.files]\n").by_table("volume"),
            Way::new(
                "write `[resource.aws_efs_file_system.NAME]`",
                "[resource.aws_efs_file_system.files]\nencrypted = true\n",
            ),
        ],
    ),
    Word::new(
        &["dns", "route53", "certificate", "acm", "zone", "domains"],
        "{ name = \"api.acme.example\" }",
        &[Way::new(
            "write `[domain]`",
            "[domain]\nname = \"api.acme.example\"\nzone = \"acme.example\"\n",
        )],
    ),
    Word::new(
        &["cloudwatch", "log", "log_retention", "logging"],
        "{ days = 30 }",
        &[Way::new(
            "write `[logs]` `retention_days = 30`; thresholds stand in `[alarms]`",
            "[logs]\nretention_days = 30\n",
        )],
    ),
    Word::new(
        &["environments", "envs", "stages"],
        "{ production = {} }",
        &[Way::new(
            "write `[env.NAME]`, with what differs there",
            "[env.staging]\nservice.api.scaling.min = 1\n",
        )],
    ),
    Word::new(
        &["iam", "roles", "policies", "permissions"],
        "{ api = {} }",
        &[Way::new(
            "formwork makes the roles: list what code uses in `grants` of its service, and what no kind knows below \
             `[[service.NAME.allow]]`",
            "[[service.NAME.allow]]\nactions = [\"rekognition:DetectLabels\"]\nresources = [\"*\"]\n",
        )],
    ),
    Word::new(
        &["vars", "inputs", "parameters"],
        "{ size = {} }",
        &[Way::new(
            "write `[variable.NAME]`",
            "[variable.size]\ntype = \"number\"\ndefault = 1\n",
        )],
    ),
    Word::new(
        &["env", "stage", "deploy_env"],
        "\"production\"",
        &[Way::new(
            "write `environment = \"production\"`",
            "[stack]\nenvironment = \"staging\"\n",
        )],
    )
    .within("stack"),
    Word::new(
        &["project", "app", "application", "app_name", "project_name"],
        "\"shop\"",
        &[Way::new(
            "write `name = \"shop\"`",
            "[stack]\nname = \"shop\"\n",
        )],
    )
    .within("stack"),
    Word::new(
        &["aws_region", "location"],
        "\"eu-central-1\"",
        &[Way::new(
            "write `region = \"eu-central-1\"`",
            "[stack]\nregion = \"eu-central-1\"\n",
        )],
    )
    .within("stack"),
    Word::new(
        &["cidr_block", "vpc_cidr", "ip_range"],
        "\"10.0.0.0/16\"",
        &[Way::new(
            "write `cidr = \"10.0.0.0/16\"`",
            "[network]\ncidr = \"10.0.0.0/16\"\n",
        )],
    )
    .within("network"),
    Word::new(
        &["azs", "zones", "max_azs"],
        "[\"us-east-1a\", \"us-east-1b\"]",
        &[Way::new(
            "write `availability_zones = [\"us-east-1a\", \"us-east-1b\"]`",
            "[network]\navailability_zones = [\"us-east-1a\", \"us-east-1b\"]\n",
        )],
    )
    .within("network"),
    Word::new(
        &[
            "nat",
            "nat_gateway",
            "single_nat_gateway",
            "enable_nat_gateway",
        ],
        "true",
        &[Way::new(
            "write `nat_gateways = \"single\"`, `\"per_az\"`, `\"regional\"` or `\"none\"`",
            "[network]\nnat_gateways = \"single\"\n",
        )],
    )
    .within("network"),
    Word::new(
        &[
            "enable_ipv6",
            "assign_generated_ipv6_cidr_block",
            "ip_protocol",
            "dual_stack",
            "dualstack",
        ],
        "true",
        &[Way::new(
            "write `ipv6 = true`",
            "[network]\nipv6 = true\n",
        )],
    )
    .within("network"),
    Word::new(
        &["ip_address_type"],
        "\"dualstack\"",
        &[Way::new(
            "write `ipv6 = true` in `[network]`",
            "[network]\nipv6 = true\n",
        )],
    )
    .within("load_balancer"),
    Word::new(
        &["idle_timeout", "timeout"],
        "120",
        &[Way::new(
            "write `idle_timeout_seconds = 120`",
            "[load_balancer]\nidle_timeout_seconds = 120\n",
        )],
    )
    .within("load_balancer"),
    Word::new(
        &["public", "scheme", "internet_facing", "public_load_balancer"],
        "false",
        &[Way::new(
            "write `internal = true`, or nothing for one that the internet reaches",
            "[load_balancer]\ninternal = true\n",
        )],
    )
    .within("load_balancer"),
    Word::new(
        &[
            "allowed_source_ips",
            "source_ips",
            "cidr",
            "cidrs",
            "ingress",
            "allowed_cidrs",
            "ingress_cidr_blocks",
            "prefix_lists",
        ],
        "[\"203.0.113.0/24\"]",
        &[Way::new(
            "write `allow = [\"203.0.113.0/24\"]`",
            "[load_balancer]\nallow = [\"203.0.113.0/24\"]\n",
        )],
    )
    .within("load_balancer"),
    Word::new(
        &["web_acl", "firewall", "rate_limit", "wafv2", "web_acl_arn"],
        "true",
        &[Way::new(
            "write `waf = { rate_limit = 2000, mode = \"count\" }`",
            "[load_balancer]\nwaf = { rate_limit = 2000, mode = \"count\" }\n",
        )],
    )
    .within("load_balancer"),
    Word::new(
        &["access_logs", "logs", "deletion_protection"],
        "true",
        &[Way::new(
            "leave it out: a production environment has it by itself, and others by `[override.aws_lb.main]`",
            "[stack]\nenvironment = \"staging\"\n",
        )],
    )
    .within("load_balancer"),
    Word::new(
        &["waf", "firewall", "web_acl"],
        "{ rate_limit = 2000 }",
        &[Way::new(
            "write `waf = { rate_limit = 2000 }` in `[load_balancer]`",
            "[load_balancer]\nwaf = { rate_limit = 2000 }\n",
        )],
    ),
    Word::new(
        &["certificate", "acm_certificate_arn"],
        "\"arn:aws:acm:us-east-1:123456789012:certificate/1\"",
        &[
            Way::new(
                "write `certificate_arn = \"arn:...\"` for one that exists",
                "[domain]\nname = \"api.acme.example\"\ncertificate_arn = \"arn:aws:acm:us-east-1:123456789012:certificate/1\"\n",
            ),
            Way::new(
                "leave it out: a certificate is made for `name` and validated in the zone",
                "[domain]\nname = \"api.acme.example\"\nzone = \"acme.example\"\n",
            ),
        ],
    )
    .within("domain"),
    Word::new(
        &["hosted_zone_id", "route53_zone_id"],
        "\"Z0123456789ABCDEFGHIJ\"",
        &[Way::new(
            "write `zone_id = \"Z0123456789ABCDEFGHIJ\"`",
            "[domain]\nname = \"api.acme.example\"\nzone_id = \"Z0123456789ABCDEFGHIJ\"\n",
        )],
    )
    .within("domain"),
    Word::new(
        &["days", "retention", "retention_in_days"],
        "30",
        &[Way::new(
            "write `retention_days = 30`",
            "[logs]\nretention_days = 30\n",
        )],
    )
    .within("logs"),
];
