//! How much memory an instance class has, and what follows from it.

use super::engine::Protocol;
use super::entry::Entry;

/// The memory of a class in MiB (Amazon RDS user guide, "Hardware specifications for DB instance classes"):
/// `large` has two processors, and each family so much for them. None for a class that is not known.
pub(super) fn of_class(class: &str) -> Option<u32> {
    let (family, size) = class.strip_prefix("db.")?.split_once('.')?;
    let gib_of_large = match family {
        "x2iedn" => 64,
        _ if family.starts_with('x') => 32,
        _ if family.starts_with('r') => 16,
        _ if family.starts_with(['m', 't']) => 8,
        _ => return None,
    };
    Some(gib_of_large * eighths(size)? * 128)
}

/// A size in eighths of `large`.
fn eighths(size: &str) -> Option<u32> {
    Some(match size {
        "micro" => 1,
        "small" => 2,
        "medium" => 4,
        "large" => 8,
        "xlarge" => 16,
        _ => 16 * size.strip_suffix("xlarge")?.parse::<u32>().ok()?,
    })
}

/// Whether a class pays for its CPU by credits.
pub(super) fn is_burstable(class: &str) -> bool {
    class.starts_with("db.t")
}

/// How many connections a database takes at least: what `max_connections` says, or what RDS makes of the
/// memory (AWS Prescriptive Guidance, "`max_connections`").
pub(super) fn max_connections(entry: &Entry) -> Option<u32> {
    let own = entry
        .parameters
        .iter()
        .find(|parameter| parameter.name == "max_connections");
    match own {
        Some(parameter) => parameter.value.parse().ok(),
        None if entry.engine.protocol() == Protocol::Postgres => {
            by_memory(of_class(&entry.instance_class.to_string())?)
        }
        // MySQL has another formula, of which no instance was seen.
        None => None,
    }
}

/// `LEAST({DBInstanceClassMemory/9531392}, 5000)`, where the memory is what the operating system and RDS leave:
/// RDS does not say how much that is. A twentieth and 220 MiB less than there is stays below what instances
/// have shown: 189 of 198 connections on 2 GiB, 403 of 413 on 4, 832 of 856 on 8.
fn by_memory(memory_mib: u32) -> Option<u32> {
    const BYTES_OF_A_CONNECTION: u64 = 9_531_392;
    let left_mib = u64::from(memory_mib) * 19 / 20;
    let left = left_mib.saturating_sub(220) * 1024 * 1024;
    u32::try_from((left / BYTES_OF_A_CONNECTION).min(5000)).ok()
}

#[cfg(test)]
mod tests {
    use super::{by_memory, of_class};

    #[test]
    fn classes_have_the_memory_that_aws_lists() {
        for (class, gib) in [
            ("db.t3.micro", 1),
            ("db.t4g.small", 2),
            ("db.t3.medium", 4),
            ("db.t4g.2xlarge", 32),
            ("db.m7g.large", 8),
            ("db.m6id.32xlarge", 512),
            ("db.r7g.large", 16),
            ("db.r5b.24xlarge", 768),
            ("db.x2g.xlarge", 64),
            ("db.x2idn.16xlarge", 1024),
            ("db.x2iedn.xlarge", 128),
        ] {
            assert_eq!(of_class(class), Some(gib * 1024), "{class}");
        }
        for unknown in ["db.serverless", "db.t3.huge", "t3.micro"] {
            assert_eq!(of_class(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn connections_stay_below_what_instances_have_shown() {
        for (gib, shown) in [(2, 198), (4, 413), (8, 856)] {
            let most = by_memory(gib * 1024).expect("a number");
            assert!(most <= shown, "{gib} GiB: {most} of {shown}");
            assert!(most * 10 >= shown * 9, "{gib} GiB: {most} of {shown}");
        }
        assert_eq!(by_memory(1024 * 1024), Some(5000));
    }
}
