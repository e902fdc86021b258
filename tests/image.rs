//! The image and the task definition that runs it agree: `Dockerfile` and `hcl-out/` are written
//! apart from each other.

const DOCKERFILE: &str = include_str!("../Dockerfile");
const SERVICE: &str = include_str!("../hcl-out/service_api.tf");
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

/// The argument of the container definition, as it is written.
#[track_caller]
fn argument(name: &str) -> &'static str {
    let (_, definition) = SERVICE
        .split_once("container_definitions = jsonencode([")
        .expect("a container");
    let (definition, _) = definition.split_once("\n  ])").expect("its end");
    let mut found = definition.lines().filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == name).then(|| value.trim())
    });
    found.next().unwrap_or_else(|| panic!("no `{name}`"))
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
    assert_eq!(argument("user"), format!("{user:?}"));
}

/// ECS counts 1,024 units for a vCPU.
#[test]
fn there_is_one_thread_for_each_vcpu() {
    let cpu = SERVICE
        .lines()
        .find_map(|line| line.trim().strip_prefix("cpu ")?.split_once("= "));
    let units: u32 = cpu.and_then(|(_, n)| n.parse().ok()).expect("a number");
    let workers: u32 = instruction("ENV ROCKET_WORKERS=")
        .parse()
        .expect("a number");
    assert_eq!(workers, (units / 1024).max(1));
}

#[test]
fn the_task_can_write_to_tmp_alone() {
    assert_eq!(argument("readonlyRootFilesystem"), "true");
    assert_eq!(SERVICE.matches("containerPath ").count(), 1);
    assert_eq!(argument("containerPath"), "\"/tmp\"");
    // Fargate takes owner and mode of the volume from there.
    assert_eq!(instruction("VOLUME "), "/tmp");
    assert_eq!(instruction("COPY --from=build /empty-tmp "), "/tmp");
    assert!(DOCKERFILE.contains("mkdir --mode=1777 /empty-tmp"));
}

#[test]
fn the_task_has_no_capabilities() {
    assert_eq!(argument("capabilities"), "{ drop = [\"ALL\"] }");
    assert!(!SERVICE.contains("privileged"));
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
    let path = format!("path                = {:?}\n", task_api::stack::HEALTH_PATH);
    assert!(SERVICE.contains(&path), "{path}");
}
