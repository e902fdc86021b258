//! Words of other tools for what a service has, and for services.

use crate::manifest::{Way, Word};

pub(super) const WORDS: &[Word] = &[
    Word::new(
        &["count", "desired_count", "instances", "replicas", "task_count", "number_of_tasks"],
        "2",
        &[Way::new(
            "write `scaling = { min = 2, max = 2 }` for a fixed number of tasks",
            "scaling = { min = 2, max = 2 }\n",
        )],
    ),
    Word::new(
        &["autoscaling", "auto_scaling", "scale"],
        "{ min = 2, max = 4 }",
        &[Way::new("write `scaling = { min = 2, max = 4 }`", "scaling = { min = 2, max = 4 }\n")],
    ),
    Word::new(
        &["listener_arn", "alb_listener_arn", "load_balancer_arn", "target_group_arn"],
        "\"arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shared/0123456789abcdef/0123456789abcdef\"",
        &[Way::new(
            "write `existing = { listener_arn = \"arn:…\", security_group_id = \"sg-…\" }` in `[load_balancer]`, for all services",
            EXISTING,
        )],
    ),
    Word::new(
        &["load_balancer", "loadbalancer", "alb", "listener", "expose"],
        "false",
        &[
            Way::new(
                "declare it as `[worker.NAME]`, which nobody calls; other services reach one with `public = false`",
                "public = false\n",
            )
            .by_key("public"),
            Way::new(
                "declare it as `[worker.NAME]`, which has no port",
                "[worker.mailer]\nimage = \"ghcr.io/acme/mailer:1.0\"\n",
            )
            .by_table("worker"),
            Way::new(
                "a service stands behind the load balancer, by `paths` or `hosts` if there are several; what nobody calls is \
                 `[resource.aws_ecs_service.NAME]` with a task definition of its own",
                "paths = [\"/internal/*\"]\n[service.web]\nimage = \"ghcr.io/acme/web:1.0\"\n",
            ),
        ],
    ),
    Word::new(
        &["ports", "container_port", "port_mappings", "target_port", "listen"],
        "8000",
        &[Way::new("write `port = 8000`", "port = 8000\n")],
    ),
    Word::new(
        &["domain", "domains", "host", "hostname", "domain_name", "alias", "aliases"],
        "\"api.acme.example\"",
        &[Way::new(
            "write `hosts = [\"api.acme.example\"]`, beside a `[domain]`",
            "hosts = [\"api.acme.example\"]\n[domain]\nname = \"www.acme.example\"\nzone = \"acme.example\"\n",
        )],
    ),
    Word::new(
        &["path", "path_pattern", "path_patterns", "route", "routes", "http"],
        "\"/api/*\"",
        &[Way::new(
            "write `paths = [\"/api/*\"]`",
            "paths = [\"/api/*\"]\n[service.web]\nimage = \"ghcr.io/acme/web:1.0\"\n",
        )],
    ),
    Word::new(
        &["health_check_path", "health", "healthcheck_path"],
        "\"/health\"",
        &[Way::new(
            "write `health_check = { path = \"/health\" }`",
            "health_check = { path = \"/health\" }\n",
        )],
    ),
    Word::new(
        &["cron", "schedule", "rate"],
        "\"rate(1 day)\"",
        &[Way::new(
            "declare it as `[job.NAME]` with this `schedule`",
            "[job.nightly]\nimage = \"ghcr.io/acme/job:1.0\"\nschedule = \"rate(1 day)\"\n",
        )
        .by_table("job")],
    ),
    Word::new(
        &["min_capacity", "min_tasks", "min_count", "minimum"],
        "2",
        &[Way::new("write `min = 2`", "scaling = { min = 2 }\n")],
    )
    .within("scaling"),
    Word::new(
        &["max_capacity", "max_tasks", "max_count", "maximum"],
        "4",
        &[Way::new("write `max = 4`", "scaling = { max = 4 }\n")],
    )
    .within("scaling"),
    Word::new(
        &["range", "count"],
        "\"2-4\"",
        &[Way::new("write `min = 2` and `max = 4`", "scaling = { min = 2, max = 4 }\n")],
    )
    .within("scaling"),
    Word::new(
        &["cpu", "cpu_percentage", "cpu_utilization", "target_cpu", "target_value"],
        "60",
        &[Way::new("write `cpu_percent = 60`", "scaling = { cpu_percent = 60 }\n")],
    )
    .within("scaling"),
    Word::new(
        &["interval", "period"],
        "30",
        &[Way::new("write `interval_seconds = 30`", "health_check = { interval_seconds = 30 }\n")],
    )
    .within("health_check"),
    Word::new(
        &["timeout"],
        "3",
        &[Way::new("write `timeout_seconds = 3`", "health_check = { timeout_seconds = 3 }\n")],
    )
    .within("health_check"),
    Word::new(
        &["retries", "failure_threshold", "unhealthy_threshold_count"],
        "5",
        &[Way::new(
            "write `unhealthy_threshold = 5`",
            "health_check = { unhealthy_threshold = 5 }\n",
        )],
    )
    .within("health_check"),
    Word::new(
        &["start_period", "grace_period", "initial_delay"],
        "120",
        &[Way::new(
            "write `grace_period_seconds = 120`",
            "health_check = { grace_period_seconds = 120 }\n",
        )],
    )
    .within("health_check"),
    Word::new(
        &["matcher", "status", "codes", "success_codes"],
        "\"200-299\"",
        &[
            Way::new(
                "write `success_codes = \"200-299\"`",
                "health_check = { success_codes = \"200-299\" }\n",
            )
            .by_key("success_codes"),
            Way::new(
                "write `[override.aws_lb_target_group.NAME.health_check]` `matcher = \"200-299\"`",
                "[override.aws_lb_target_group.NAME.health_check]\nmatcher = \"200-299\"\n",
            ),
        ],
    )
    .within("health_check"),
    Word::new(
        &["command"],
        "[\"curl\", \"localhost\"]",
        &[Way::new(
            "write `health_command = [\"/api\", \"probe\"]` beside `health_check`",
            "health_command = [\"/api\", \"probe\"]\n",
        )],
    )
    .within("health_check"),
];

/// A load balancer of others, in their VPC.
const EXISTING: &str = r#"hosts = ["web.acme.example"]
[load_balancer.existing]
listener_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shared/0123456789abcdef/0123456789abcdef"
security_group_id = "sg-0123456789abcdef0"
[network.existing]
vpc_id = "vpc-0123456789abcdef0"
private_subnet_ids = ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]
"#;
