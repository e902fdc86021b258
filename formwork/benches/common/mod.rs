//! A stack of any size: the text of its `stack.toml`. The benchmarks measure with it.

use std::fmt::Write as _;

/// So many services share one database and one bucket.
const SERVICES_PER_TARGET: usize = 10;

/// The manifest of a stack with `services` services, each of which makes about 20 resources.
pub(crate) fn manifest(services: usize) -> String {
    let mut text = String::from(STACK);
    for service in 0..services {
        push_service(&mut text, service);
    }
    for target in 0..services.div_ceil(SERVICES_PER_TARGET) {
        push_targets(&mut text, target);
    }
    text
}

const STACK: &str = r#"[stack]
name = "shop"

[provider]
offline = true

[network]
public_subnets = ["10.0.0.0/24", "10.0.1.0/24"]
private_subnets = ["10.0.64.0/18", "10.0.128.0/18"]

[domain]
name = "shop.acme.example"
zone = "acme.example"
"#;

fn push_service(text: &mut String, service: usize) {
    let target = service / SERVICES_PER_TARGET;
    let pushed = write!(
        text,
        r#"
[service.part_{service:04}]
image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/part-{service:04}:1.4"
port = 8000
paths = ["/part-{service:04}", "/part-{service:04}/*"]
scaling = {{ min = 2, max = 10, cpu_percent = 70 }}
environment = {{ RUST_LOG = "info", PART = "{service:04}" }}
grants = {{ data_{target:03} = ["connect"], files_{target:03} = ["read", "write", "delete"] }}
"#
    );
    pushed.expect("writing to a String cannot fail");
}

fn push_targets(text: &mut String, target: usize) {
    let pushed = write!(
        text,
        r#"
[database.data_{target:03}]
instance_class = "db.t3.micro"

[bucket.files_{target:03}]
expire = [{{ prefix = "archived/", days = 90 }}]
"#
    );
    pushed.expect("writing to a String cannot fail");
}
