//! The image and the task definition that runs it agree: `Dockerfile` and `stack.toml` are written
//! apart from each other.

use formwork::testing::{Argument, Module, module};

const DOCKERFILE: &str = include_str!("../Dockerfile");
const PROBE: &str = include_str!("../src/probe.rs");

/// The rest of the one line that begins so, in the last stage of the Dockerfile.
#[track_caller]
fn instruction(start: &str) -> &'static str {
    let (_, image) = DOCKERFILE.rsplit_once("\nFROM ").expect("stages");
    let mut found = image.lines().filter_map(|line| line.strip_prefix(start));
    let rest = found.next().unwrap_or_else(|| panic!("no `{start}`"));
    assert_eq!(found.next(), None, "two of `{start}`");
    rest.trim()
}

fn stack() -> Module {
    module("stack.toml")
}

/// Every value of an argument of the container definition.
fn arguments(path: &str) -> Vec<Argument> {
    let stack = stack();
    let definition = stack.resource("aws_ecs_task_definition.api");
    definition.values(&format!("container_definitions.{path}"))
}

fn text(text: &str) -> Argument {
    Argument::Text(text.to_owned())
}

#[test]
fn nothing_but_the_binary_and_certificates_is_in_it() {
    let (_, image) = DOCKERFILE.rsplit_once("\nFROM ").expect("stages");
    assert!(image.starts_with("scratch\n"), "{image}");
    let copied: Vec<_> = image
        .lines()
        .filter(|line| line.starts_with("COPY ") || line.starts_with("ADD "))
        .filter_map(|line| line.split(' ').next_back())
        .collect();
    assert_eq!(
        copied,
        [
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/ssl/certs/rds.pem",
            "/tmp",
            "/task-api"
        ]
    );
    assert_eq!(instruction("ENV PGSSLROOTCERT="), "/etc/ssl/certs/rds.pem");
}

#[test]
fn the_user_of_the_image_is_not_root_and_stays() {
    let user = instruction("USER ");
    let ids: Vec<u32> = user
        .split(':')
        .map(|id| id.parse().expect("a number, which needs no /etc/passwd"))
        .collect();
    assert_eq!(ids.len(), 2, "{user}");
    assert!(ids.iter().all(|id| *id != 0), "{user}");
    assert_eq!(arguments("user"), [text(user)]);
}

/// ECS counts 1,024 units for a vCPU.
#[test]
fn there_is_one_thread_for_each_vcpu() {
    let stack = stack();
    let cpu = stack.resource("aws_ecs_task_definition.api").values("cpu");
    let [Argument::Number(units)] = cpu[..] else {
        panic!("a number: {cpu:?}");
    };
    let workers: f64 = instruction("ENV ROCKET_WORKERS=")
        .parse()
        .expect("a number");
    assert_eq!(
        workers.to_string(),
        (units / 1024.0).floor().max(1.0).to_string()
    );
}

#[test]
fn the_task_can_write_to_tmp_alone() {
    assert_eq!(arguments("readonlyRootFilesystem"), [Argument::Bool(true)]);
    assert_eq!(arguments("mountPoints.containerPath"), [text("/tmp")]);
    // Fargate takes owner and mode of the volume from there.
    assert_eq!(instruction("VOLUME "), "/tmp");
    assert_eq!(instruction("COPY --from=build /empty-tmp "), "/tmp");
    assert!(DOCKERFILE.contains("mkdir --mode=1777 /empty-tmp"));
}

#[test]
fn the_task_has_no_capabilities() {
    let capabilities = arguments("linuxParameters.capabilities");
    let drop = ("drop".to_owned(), Argument::List(vec![text("ALL")]));
    assert_eq!(capabilities, [Argument::Object(vec![drop])]);
    assert!(arguments("privileged").is_empty());
}

#[test]
fn its_health_check_needs_no_shell_and_asks_what_the_load_balancer_asks() {
    assert_eq!(instruction("ENTRYPOINT "), "[\"/task-api\"]");
    let check = instruction("HEALTHCHECK ");
    let (options, command) = check.split_once(" CMD ").expect("a command");
    assert_eq!(command, "[\"/task-api\", \"health\"]");
    let timeout: u64 = options
        .split_once("--timeout=")
        .and_then(|(_, rest)| rest.split('s').next()?.parse().ok())
        .expect("seconds");
    let patience: u64 = PROBE
        .split_once("const PATIENCE: Duration = Duration::from_secs(")
        .and_then(|(_, rest)| rest.split(')').next()?.parse().ok())
        .expect("seconds");
    assert!(patience < timeout, "{patience} s of {timeout} s");
    stack()
        .resource("aws_lb_target_group.api")
        .has("health_check.path", task_api::stack::HEALTH_PATH);
}
