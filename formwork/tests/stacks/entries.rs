//! Entries that hold data: each writer returns the name that others may be granted.

use super::*;

pub(super) fn write_database(draft: &mut Draft, tape: &mut Tape) -> String {
    // Alone it could be a reserved word of SQL.
    let name = format!("{}_db", draft.name(tape));
    if tape.below(4) == 0 {
        draft.line(format!(
            "[database.{name}.existing]\nport = {}",
            tape.within(1, 65535)
        ));
        draft.line("host = \"${aws_vpc.main.id}.example\"\nname = \"a b\"\nsecret_arn = \"arn:x\"");
        draft.line("security_group_id = \"sg-1\"");
        return name;
    }
    draft.line(format!(
        "[database.{name}]\nport = {}",
        tape.within(1150, 65535)
    ));
    draft.line(format!(
        "engine_version = \"{}\"",
        tape.pick(&["17", "15", "13.4"])
    ));
    draft.line(format!(
        "instance_class = \"{}\"",
        tape.pick(&["db.t4g.micro", "db.r6gd.16xlarge"])
    ));
    draft.line(format!(
        "storage_gib = {}\nmulti_az = {}",
        tape.within(20, 65536),
        tape.flip()
    ));
    draft.line(format!("backup_retention_days = {}", tape.within(1, 35)));
    draft.line(tape.pick(&["", "login = \"iam\""]));
    name
}

pub(super) fn write_bucket(draft: &mut Draft, tape: &mut Tape) -> String {
    let name = draft.name(tape);
    if tape.below(4) == 0 {
        draft.line(format!("[bucket.{name}]\nexisting = \"a.b-c1\""));
        return name;
    }
    draft.line(format!("[bucket.{name}]\nversioning = {}", tape.flip()));
    let expire = |index| {
        let prefix = format!("p{index}{}/", free_text(tape).replace(char::is_control, ""));
        format!(
            "{{ prefix = {}, days = {} }}",
            toml_template(&prefix),
            tape.within(1, 9999)
        )
    };
    let expire: Vec<String> = (0..2).map(expire).collect();
    draft.line(format!("expire = [{}]", expire[..tape.below(3)].join(", ")));
    let key = match draft.region {
        "cn-north-1" => "arn:aws-cn:kms:cn-north-1",
        "us-gov-west-1" => "arn:aws-us-gov:kms:us-gov-west-1",
        _ => "",
    };
    if tape.flip() && !key.is_empty() {
        draft.line(format!("kms_key = \"{key}:123456789012:key/mrk-1\""));
    }
    draft.line(tape.pick(&[
        "",
        "cors = [{ origins = [\"*\", \"https://*.a.example:8443\"], methods = [\"HEAD\"], headers = [\"x-*\"] }]",
        "transition = [{ prefix = \"q/\", days = 30, class = \"one_zone\" }]",
    ]));
    name
}

pub(super) fn write_secret(draft: &mut Draft, tape: &mut Tape) -> String {
    let name = draft.name(tape);
    draft.line(format!("[secret.{name}]"));
    draft.line(tape.pick(&[
        "",
        "store = \"parameter_store\"",
        "existing = \"prod/a+b=c@d\"",
        "store = \"parameter_store\"\nexisting = \"/a/b_c.d-e\"",
    ]));
    name
}

pub(super) fn write_queue(draft: &mut Draft, tape: &mut Tape) -> String {
    let name = draft.name(tape);
    draft.line(format!("[queue.{name}]\nfifo = {}", tape.flip()));
    draft.line(format!(
        "visibility_timeout_seconds = {}\nretention_days = {}",
        tape.below(43_201),
        tape.within(1, 14)
    ));
    draft.line(tape.pick(&["", "dead_letter = false", "dead_letter = { after = 1000 }"]));
    draft.line(format!("oldest_message_minutes = {}", tape.within(1, 1439)));
    name
}

pub(super) fn write_cache(draft: &mut Draft, tape: &mut Tape) -> String {
    let name = draft.name(tape);
    draft.line(format!(
        "[cache.{name}]\nnodes = {}\nengine_version = \"{}\"",
        tape.within(1, 6),
        tape.pick(&["7.2", "8.0", "8.1"])
    ));
    draft.line(format!(
        "node_type = \"{}\"\neviction = \"{}\"",
        tape.pick(&["cache.t4g.micro", "cache.r7g.16xlarge"]),
        tape.pick(&["volatile_lru", "allkeys_lfu", "noeviction"])
    ));
    draft.line(format!("backup_retention_days = {}", tape.below(36)));
    name
}

/// Where there is CloudFront. Nothing leads to it from a network without NAT gateway, so that nobody is granted one
/// there.
pub(super) fn write_site(draft: &mut Draft, tape: &mut Tape) -> Option<String> {
    if draft.region.starts_with("cn-") || draft.region.starts_with("us-gov-") {
        return None;
    }
    let (name, bucket) = (draft.name(tape), draft.name(tape));
    draft.line(format!(
        "[bucket.{bucket}]\n[site.{name}]\nbucket = \"{bucket}\""
    ));
    draft.line(tape.pick(&["", "single_page = true", "not_found = \"e/404.html\""]));
    if draft.has_domain && tape.flip() {
        let host = name.replace('_', "-");
        draft.line(format!("domain = \"{host}.site.acme.example\""));
    }
    draft.has_nat.then_some(name)
}

pub(super) fn write_volume(draft: &mut Draft, tape: &mut Tape) {
    let name = draft.name(tape);
    draft.line(format!("[volume.{name}]"));
    draft.line(tape.pick(&["", "user = \"33:33\""]));
    if tape.flip() {
        let path = tape.pick(&["/", "/a/b.c"]);
        draft.line(format!(
            "existing = {{ id = \"fs-0123456789abcdef0\", security_group_id = \"sg-0123456789abcdef0\", path = \"{path}\" }}"
        ));
    } else {
        draft.line(format!(
            "throughput = \"{}\"\ninfrequent_after_days = {}\n{}",
            tape.pick(&["elastic", "bursting"]),
            tape.pick(&["30", "0", "1"]),
            tape.pick(&["", "backups = true", "backups = false"])
        ));
    }
    draft.volumes.push(name);
}

/// What a container mounts of the volumes that there are.
pub(super) fn write_mounts(draft: &mut Draft, tape: &mut Tape) {
    let mounts: Vec<String> = draft
        .volumes
        .iter()
        .filter_map(|volume| match tape.below(3) {
            0 => None,
            1 => Some(format!("{volume} = \"/mnt/{volume}\"")),
            _ => Some(format!(
                "{volume} = {{ path = \"/srv/{volume}\", read_only = true }}"
            )),
        })
        .collect();
    if !mounts.is_empty() {
        draft.line(format!("mounts = {{ {} }}", mounts.join(", ")));
    }
}

pub(super) fn write_repository(draft: &mut Draft, tape: &mut Tape) {
    let name = draft.name(tape);
    if tape.flip() {
        draft.line(format!("[repository.{name}]\nexisting = \"a/b_c\""));
        return;
    }
    draft.line(format!(
        "[repository.{name}]\nkeep_images = {}\nuntagged_days = {}",
        tape.within(10, 10_000),
        tape.within(1, 3650)
    ));
    let end = tape.pick(&[
        "branch = \"a/b #1@c\"",
        "environment = \"Prod 2\", owner_id = 1, repository_id = 4294967295",
    ]);
    draft.line(format!("push_from = [{{ github = \"A-b/c.d_e\", {end} }}]"));
}

pub(super) fn write_topic(draft: &mut Draft, tape: &mut Tape, queues: &[String]) -> String {
    let name = draft.name(tape);
    draft.line(format!("[topic.{name}]\nfifo = true"));
    for queue in &queues[..tape.below(queues.len() + 1)] {
        let text = toml_template(&free_text(tape).replace(char::is_control, ""));
        draft.line(format!(
            "[topic.{name}.queues.{queue}]\nfilter_on = \"{}\"",
            tape.pick(&["attributes", "body"])
        ));
        draft.line(format!(
            "filter = {{ \"a b\" = [{text}, 1, {{ anything-but = [{text}, 0.5] }}] }}"
        ));
    }
    name
}

pub(super) fn write_table(draft: &mut Draft, tape: &mut Tape) -> String {
    let name = draft.name(tape);
    let key = |tape: &mut Tape, name: &str| {
        let of_type = tape.pick(&["string", "number", "binary"]);
        format!("{{ name = \"{name}\", type = \"{of_type}\" }}")
    };
    draft.line(format!("[table.{name}]\nstream = \"new_and_old\""));
    if tape.flip() {
        draft.line(format!("partition_key = {}", key(tape, "p#k:1")));
    }
    if tape.flip() {
        draft.line(format!(
            "sort_key = {}\nttl = \"expires.at\"",
            key(tape, "at")
        ));
    }
    for index in &["by-owner", "GSI1.x_y"][..tape.below(3)] {
        draft.line(format!("[table.{name}.index.\"{index}\"]"));
        draft.line(format!(
            "partition_key = {}",
            key(tape, &format!("{index}@"))
        ));
        draft.line(tape.pick(&["", "attributes = []", "attributes = [\"b\", \"a\"]"]));
    }
    name
}
