//! Arbitrary stacks that are valid, as the text of a manifest.
//!
//! A stack is written by ordinary code that takes each decision from a [`Tape`] of numbers. 0 is
//! the plainest choice everywhere, so that a tape that shrinks makes a stack that shrinks.

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::*;

mod entries;
mod rules;

use entries::*;
use rules::{Rule, rules};

/// Arbitrary valid stacks.
pub(crate) fn any_stack() -> impl Strategy<Value = String> {
    vec(any::<u16>(), 0..400).prop_map(|numbers| write_stack(&mut Tape(numbers.into_iter())))
}

/// The decisions still to be taken; past its end all are 0.
struct Tape(std::vec::IntoIter<u16>);

impl Tape {
    /// A number from 0 to `end - 1`.
    fn below(&mut self, end: usize) -> usize {
        usize::from(self.0.next().unwrap_or_default()) % end
    }

    /// A number from `least` to `most`.
    fn within(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 1
    }

    fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// Some of `items`, in their order.
    fn some_of<'a>(&mut self, items: &[&'a str]) -> Vec<&'a str> {
        items.iter().copied().filter(|_| self.flip()).collect()
    }
}

/// A text as a basic string of TOML.
pub(crate) fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                write!(quoted, "\\u{:04X}", u32::from(c)).expect("a String takes everything");
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// The template that stands for a text, as a basic string of TOML.
pub(crate) fn toml_template(text: &str) -> String {
    toml_string(&text.replace("${", "$${").replace("%{", "%%{"))
}

fn toml_list<T: AsRef<str>>(texts: &[T]) -> String {
    let quoted: Vec<String> = texts
        .iter()
        .map(|text| toml_string(text.as_ref()))
        .collect();
    format!("[{}]", quoted.join(", "))
}

/// What the parts of a stack have to agree on.
struct Draft {
    text: String,
    region: &'static str,
    has_domain: bool,
    has_nat: bool,
    names: BTreeSet<String>,
    volumes: Vec<String>,
}

impl Draft {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// A new name: up to three words of letters and digits.
    fn name(&mut self, tape: &mut Tape) -> String {
        const TAKEN: [&str; 10] = [
            "main",
            "s3",
            "internet",
            "endpoints",
            "to",
            "from",
            "aws",
            "ecs",
            "formwork",
            "load",
        ];
        let words: Vec<String> = (0..tape.within(1, 3)).map(|_| word(tape)).collect();
        let mut name = words.join("_");
        if name.split('_').any(|word| TAKEN.contains(&word)) {
            name = format!("w{}", name.replace('_', ""));
        }
        // Names that differ in underscores only are a `duplicate-name`.
        while !self.names.insert(name.replace('_', "")) {
            name.push('x');
        }
        name
    }
}

/// One to four letters and digits, a letter first; a keyword of HCL is the rare spice.
fn word(tape: &mut Tape) -> String {
    const KEYWORDS: [&str; 8] = ["for", "if", "in", "null", "true", "each", "count", "end"];
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    if tape.below(8) == 7 {
        return tape.pick(&KEYWORDS).to_owned();
    }
    let first = char::from(LETTERS[tape.below(26)]);
    let rest = (0..tape.below(4)).map(|_| char::from(LETTERS[tape.below(LETTERS.len())]));
    [first].into_iter().chain(rest).collect()
}

/// Texts with a meaning in HCL, Handlebars, Markdown or TOML.
fn free_text(tape: &mut Tape) -> String {
    const PIECES: [&str; 12] = [
        "a",
        "${x}",
        "%{ if y }",
        "$${",
        "\"",
        "\\",
        "\n",
        "{{z}}",
        "漢🦀",
        "\u{7}",
        " | ",
        "# ",
    ];
    (0..tape.below(5)).map(|_| tape.pick(&PIECES)).collect()
}

fn write_stack(tape: &mut Tape) -> String {
    let regions = [
        "us-east-1",
        "eu-central-1",
        "ap-northeast-1",
        "us-gov-west-1",
        "cn-north-1",
    ];
    let mut draft = Draft {
        text: String::new(),
        region: tape.pick(&regions),
        has_domain: tape.flip(),
        has_nat: true,
        names: BTreeSet::new(),
        volumes: Vec::new(),
    };
    write_head(&mut draft, tape);
    write_network(&mut draft, tape);
    let databases: Vec<String> = (0..tape.below(4))
        .map(|_| write_database(&mut draft, tape))
        .collect();
    let buckets: Vec<String> = (0..tape.below(4))
        .map(|_| write_bucket(&mut draft, tape))
        .collect();
    let secrets: Vec<String> = (0..tape.below(3))
        .map(|_| write_secret(&mut draft, tape))
        .collect();
    let queues: Vec<String> = (0..tape.below(3))
        .map(|_| write_queue(&mut draft, tape))
        .collect();
    let topics: Vec<String> = (0..tape.below(3))
        .map(|_| write_topic(&mut draft, tape, &queues))
        .collect();
    let tables: Vec<String> = (0..tape.below(3))
        .map(|_| write_table(&mut draft, tape))
        .collect();
    let caches: Vec<String> = (0..tape.below(2))
        .map(|_| write_cache(&mut draft, tape))
        .collect();
    let sites = write_beside(&mut draft, tape);
    let hidden = write_all_hidden(&mut draft, tape);
    for rule in rules(&draft, tape) {
        write_service(&mut draft, tape, &rule);
        for (targets, operations) in [
            (&databases, &["connect"][..]),
            (&buckets, &["list", "write", "read", "delete"]),
            (&secrets, &["write", "read"]),
            (&queues, &["purge", "send", "inspect", "receive"]),
            (&topics, &["publish"]),
            (&caches, &["connect"]),
            (&tables, &["stream", "write", "read", "delete", "scan"]),
            (&hidden, &["call"]),
            (&sites, &["invalidate"]),
        ] {
            write_grants(&mut draft, tape, targets, operations);
        }
    }
    write_others(&mut draft, tape, &queues);
    draft.text
}

/// Volumes, sites and perhaps a repository; gives the names of the sites.
fn write_beside(draft: &mut Draft, tape: &mut Tape) -> Vec<String> {
    for _ in 0..tape.below(3) {
        write_volume(draft, tape);
    }
    let sites = (0..tape.below(3)).filter_map(|_| write_site(draft, tape));
    let sites = sites.collect();
    if tape.flip() {
        write_repository(draft, tape);
    }
    sites
}

/// The tables of which a stack has one.
fn write_head(draft: &mut Draft, tape: &mut Tape) {
    let environments: &[&str] = if draft.has_domain {
        &["development", "staging", "production"]
    } else {
        &["development", "qa-2"]
    };
    let environment = tape.pick(environments);
    draft.line(format!(
        "[stack]\nname = \"{}\"",
        tape.pick(&["shop", "task-api", "a1-b2-c3"])
    ));
    draft.line(format!(
        "environment = \"{environment}\"\nregion = \"{}\"",
        draft.region
    ));
    if tape.flip() {
        draft.line(format!(
            "tags = {{ owner = \"Ö @ {}\", \"cost centre\" = \"+:/=.\" }}",
            tape.below(9)
        ));
    }
    if tape.flip() && environment != "production" {
        draft.line("[provider]\noffline = true");
    }
    if tape.flip() {
        let key = toml_template(&format!(
            "state/{}x",
            free_text(tape).replace(char::is_control, "")
        ));
        draft.line(format!(
            "[terraform.backend]\ntype = \"s3\"\nbucket = \"acme.state\"\nkey = {key}"
        ));
        draft.line(format!("use_lockfile = {}", tape.flip()));
    }
    if draft.has_domain {
        let zone = tape.pick(&["zone = \"acme.example\"", "zone_id = \"Z0123456789ABC\""]);
        draft.line(format!(
            "[domain]\nname = \"{}\"\n{zone}",
            tape.pick(&["t.acme.example", "acme.example"])
        ));
    }
    write_logs_and_alarms(draft, tape);
}

fn write_logs_and_alarms(draft: &mut Draft, tape: &mut Tape) {
    draft.line(format!(
        "[logs]\nretention_days = {}",
        tape.pick(&["30", "1", "3653"])
    ));
    draft.line(format!(
        "[alarms]\ndatabase_cpu_percent = {}",
        tape.within(1, 99)
    ));
    draft.line(format!(
        "http_5xx_count = {}\nhttp_5xx_minutes = {}",
        tape.below(99),
        tape.within(1, 1440)
    ));
    if tape.flip() {
        let partition = match draft.region {
            "cn-north-1" => "aws-cn",
            "us-gov-west-1" => "aws-us-gov",
            _ => "aws",
        };
        draft.line(format!(
            "notify = [\"arn:{partition}:sns:{}:123456789012:on-call\"]",
            draft.region
        ));
    }
}

fn write_network(draft: &mut Draft, tape: &mut Tape) {
    let nat_gateways = tape.pick(&["single", "per_az", "none"]);
    draft.has_nat = nat_gateways != "none";
    draft.line(format!("[network]\nnat_gateways = \"{nat_gateways}\""));
    if tape.flip() {
        let zones = &["a", "b", "c", "d"][..tape.within(2, 4)];
        let zones: Vec<String> = zones
            .iter()
            .map(|zone| format!("{}{zone}", draft.region))
            .collect();
        let subnets = |of_zone: fn(usize) -> String| -> Vec<String> {
            (0..zones.len()).map(of_zone).collect()
        };
        let public = subnets(|zone| format!("172.16.8.{}/27", zone * 32));
        let private = subnets(|zone| format!("172.16.{}.0/24", 12 + zone));
        draft.line(format!("cidr = \"172.16.0.0/{}\"", tape.within(16, 20)));
        draft.line(format!("availability_zones = {}", toml_list(&zones)));
        draft.line(format!("public_subnets = {}", toml_list(&public)));
        draft.line(format!("private_subnets = {}", toml_list(&private)));
    }
}

/// A worker that may receive from one of the queues.
fn write_worker(draft: &mut Draft, tape: &mut Tape, queues: &[String]) {
    let name = draft.name(tape);
    let image = image(draft, tape, &name);
    draft.line(format!("[worker.{name}]\nimage = \"{image}\""));
    draft.line(tape.pick(&["", "spot = true", "spot = { on_demand = 3 }"]));
    let queue = queues.get(tape.below(queues.len() + 1));
    let least = match queue {
        Some(queue) => {
            draft.line(format!("grants = {{ {queue} = [\"receive\"] }}"));
            tape.below(50)
        }
        None => tape.within(1, 50),
    };
    draft.line(format!(
        "scaling = {{ min = {least}, max = {}, messages_per_task = {} }}",
        least + tape.within(1, 9),
        tape.within(1, 120_000)
    ));
}

/// Containers that nobody calls: workers, a job and a task, or some of them.
fn write_others(draft: &mut Draft, tape: &mut Tape, queues: &[String]) {
    for _ in 0..tape.below(3) {
        write_worker(draft, tape, queues);
    }
    if tape.flip() {
        let name = draft.name(tape);
        let image = image(draft, tape, &name);
        draft.line(format!("[job.{name}]\nimage = \"{image}\""));
        let schedules = [
            "rate(1 day)",
            "cron(0 3 ? * MON-FRI *)",
            "at(2027-01-31T03:00:00)",
        ];
        draft.line(format!("schedule = \"{}\"", tape.pick(&schedules)));
        write_container(draft, tape);
    }
    if tape.flip() {
        let name = draft.name(tape);
        let image = image(draft, tape, &name);
        draft.line(format!("[task.{name}]\nimage = \"{image}\""));
        write_container(draft, tape);
    }
}

/// An image that the network of the stack reaches.
fn image(draft: &Draft, tape: &mut Tape, name: &str) -> String {
    let suffix = if draft.region == "cn-north-1" {
        ".cn"
    } else {
        ""
    };
    let ecr = format!(
        "123456789012.dkr.ecr.{}.amazonaws.com{suffix}/team/{name}:1",
        draft.region
    );
    let digest = format!("localhost:5000/a/b@sha256:{}", "0f".repeat(32));
    let images: &[&str] = if draft.has_nat {
        &["nginx:1.29", &ecr, &digest]
    } else {
        &[&ecr]
    };
    tape.pick(images).to_owned()
}

/// Keys of a container that are no tables.
fn write_container(draft: &mut Draft, tape: &mut Tape) {
    write_mounts(draft, tape);
    let word = toml_template(&format!("w{}", free_text(tape)).replace(char::is_control, ""));
    if tape.flip() {
        draft.line(format!("command = [{word}, \"b\"]"));
    }
    draft.line(tape.pick(&["", "architecture = \"arm64\"", "ephemeral_gib = 200"]));
    draft.line(tape.pick(&[
        "",
        "spot = true",
        "spot = false",
        "spot = { on_demand = 1 }",
    ]));
    draft.line(tape.pick(&["", "exec = true"]));
    draft.line(tape.pick(&["", "writable_paths = [\"/a/b\", \"/a-b\", \"/tmp-x\"]"]));
    draft.line(tape.pick(&["", "health_command = [\"/ok\"]"]));
}

/// Up to two services that the load balancer does not know.
fn write_all_hidden(draft: &mut Draft, tape: &mut Tape) -> Vec<String> {
    let mut hidden = Vec::new();
    for _ in 0..tape.below(3) {
        let name = write_hidden(draft, tape, &hidden);
        hidden.push(name);
    }
    hidden
}

/// A service that the load balancer does not know, and that may call some of those that are there.
fn write_hidden(draft: &mut Draft, tape: &mut Tape, hidden: &[String]) -> String {
    let name = draft.name(tape);
    let image = image(draft, tape, &name);
    draft.line(format!(
        "[service.{name}]\nimage = \"{image}\"\npublic = false"
    ));
    draft.line(tape.pick(&["", "protocol = \"http2\"", "protocol = \"grpc\""]));
    draft.line(format!("call_timeout_seconds = {}", tape.below(999)));
    draft.line(tape.pick(&["", "spot = true"]));
    draft.line("scaling.min = 1\nscaling.max = 3");
    if tape.flip() {
        let evening = "{ at = \"cron(0 19 ? * MON-FRI *)\", timezone = \"Europe/Berlin\" }";
        let morning = format!("{{ at = \"rate(1 day)\", min = {} }}", tape.within(1, 3));
        draft.line(format!("scaling.schedule = [{morning}, {evening}]"));
    }
    draft.line(format!("[service.{name}.grants]"));
    write_grants(draft, tape, hidden, &["call"]);
    name
}

fn write_service(draft: &mut Draft, tape: &mut Tape, rule: &Rule) {
    let name = draft.name(tape);
    let image = image(draft, tape, &name);
    draft.line(format!("[service.{name}]\nimage = \"{image}\""));
    draft.line(format!(
        "port = {}",
        tape.pick(&["8000", "80", "1024", "65535"])
    ));
    draft.line(tape.pick(&[
        "",
        "cpu_units = 512\nmemory_mib = 4096",
        "cpu_units = 16384\nmemory_mib = 122880",
    ]));
    draft.line(format!("hosts = {}", toml_list(&rule.hosts)));
    if let Some(path) = &rule.path {
        let all = [format!("{path}/*"), path.clone()];
        draft.line(format!("paths = {}", toml_list(&all[..tape.within(1, 2)])));
    }
    draft.line(format!(
        "deregistration_delay_seconds = {}",
        tape.within(0, 3600)
    ));
    draft.line(tape.pick(&["", "user = \"app\"", "user = \"1000:1000\""]));
    write_container(draft, tape);
    draft.line(format!("stop_timeout_seconds = {}", tape.within(2, 120)));
    let (least, timeout) = (tape.within(1, 50), tape.within(2, 100));
    draft.line(format!(
        "scaling = {{ min = {least}, max = {}, cpu_percent = 7 }}",
        least + tape.below(9)
    ));
    draft.line(format!(
        "[service.{name}.health_check]\npath = \"{}\"",
        tape.pick(&["/health", "/", "/~a/b-c.txt"])
    ));
    draft.line(format!(
        "timeout_seconds = {timeout}\ninterval_seconds = {}",
        timeout + tape.within(3, 99)
    ));
    draft.line(format!("[service.{name}.environment]"));
    for index in 0..tape.below(4) {
        let value = toml_template(&free_text(tape));
        draft.line(format!("VARIABLE_{index} = {value}"));
    }
    draft.line(format!("[service.{name}.grants]"));
}

/// Grants of some operations on some targets, for the service that was written last.
fn write_grants(draft: &mut Draft, tape: &mut Tape, targets: &[String], operations: &[&str]) {
    for target in targets {
        let operations = tape.some_of(operations);
        if !operations.is_empty() {
            draft.line(format!("{target} = {}", toml_list(&operations)));
        }
    }
}
