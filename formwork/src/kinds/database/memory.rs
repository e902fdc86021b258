//! How much memory an instance class has, and what follows from it.

use super::engine::Protocol;
use super::entry::Entry;
use super::manifest::Engine;

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

/// How many connections an instance takes at least: what `max_connections` says, or what AWS makes of the memory.
/// None where that is not known.
pub(super) fn max_connections(entry: &Entry) -> Option<u32> {
    let mut parameters = entry.parameters.iter();
    let own = parameters.find(|parameter| parameter.name == MAX_CONNECTIONS);
    match own {
        Some(parameter) => parameter.value.parse().ok(),
        None => by_class(entry.engine, &entry.instance_class.to_string()),
    }
}

/// The parameter that says how many.
pub(super) const MAX_CONNECTIONS: &str = "max_connections";

/// What the engine keeps of them for itself and the operator: `superuser_reserved_connections` and
/// `rds.rds_superuser_reserved_connections` of PostgreSQL are 3 and 2, and RDS logs in to MySQL.
pub(super) fn kept(protocol: Protocol) -> u32 {
    match protocol {
        Protocol::Postgres => 5,
        Protocol::Mysql => 2,
    }
}

/// The default of `max_connections` for a class, whose memory is fixed.
pub(super) fn by_class(engine: Engine, class: &str) -> Option<u32> {
    Some(by_memory(engine, of_class(class)?))
}

/// The same of `db.serverless`, whose default follows its largest capacity and stays when it shrinks (Amazon Aurora
/// user guide, "Maximum connections for Aurora Serverless v2": PostgreSQL has 189 at 1 ACU, 823 at 4, 1669 at 8 and
/// 3360 at 16, MySQL what a class of so much memory has; with half an ACU at least, or none, PostgreSQL takes no more
/// than 2000).
pub(super) fn by_capacity(protocol: Protocol, min_acu: f64, max_acu: f64) -> u32 {
    let halves = (1..=512_u32)
        .rev()
        .find(|halves| f64::from(*halves) / 2.0 <= max_acu);
    let halves = halves.unwrap_or(1);
    match protocol {
        Protocol::Postgres => {
            let most = if min_acu <= 0.5 { 2000 } else { 5000 };
            (halves * 211 / 2).saturating_sub(22).min(most)
        }
        Protocol::Mysql => by_memory(Engine::AuroraMysql, halves * 1024),
    }
}

/// What the parameter groups of AWS say (AWS Prescriptive Guidance, "`max_connections`"; Amazon RDS user guide, "Maximum
/// number of database connections"; Amazon Aurora user guide, "Maximum connections to an Aurora MySQL DB instance").
fn by_memory(engine: Engine, memory_mib: u32) -> u32 {
    let most = match engine {
        // LEAST({DBInstanceClassMemory/9531392}, 5000)
        Engine::Postgres | Engine::AuroraPostgres => (left(memory_mib) / 9_531_392).min(5000),
        // {DBInstanceClassMemory/12582880}
        Engine::Mysql => left(memory_mib) / 12_582_880,
        // GREATEST({log(DBInstanceClassMemory/805306368)*45}, {log(DBInstanceClassMemory/8187281408)*1000})
        Engine::AuroraMysql => {
            let bytes = u64::from(memory_mib) * 1024 * 1024;
            let times = |unit: u64| u64::from((bytes / unit).max(1).ilog2());
            (times(805_306_368) * 45).max(times(8_187_281_408) * 1000)
        }
    };
    u32::try_from(most).unwrap_or(u32::MAX)
}

/// `DBInstanceClassMemory` is what the operating system and RDS leave, in bytes: RDS does not say how much that is. A
/// twentieth and 220 MiB less than there is stays below what instances of PostgreSQL have shown: 189 of 198 connections on
/// 2 GiB, 403 of 413 on 4, 832 of 856 on 8. The formula of Aurora MySQL rounds so far down that it has what AWS lists.
fn left(memory_mib: u32) -> u64 {
    let left_mib = u64::from(memory_mib) * 19 / 20;
    left_mib.saturating_sub(220) * 1024 * 1024
}

#[cfg(test)]
mod tests {
    use super::{by_capacity, by_class, by_memory, of_class};
    use crate::kinds::database::engine::Protocol;
    use crate::kinds::database::manifest::Engine;

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
            let most = by_memory(Engine::Postgres, gib * 1024);
            assert!(most <= shown, "{gib} GiB: {most} of {shown}");
            assert!(most * 10 >= shown * 9, "{gib} GiB: {most} of {shown}");
        }
        assert_eq!(by_memory(Engine::Postgres, 1024 * 1024), 5000);
    }

    /// By RDS's formula 85 and 341 at most.
    #[test]
    fn mysql_has_fewer_than_its_memory_divided() {
        assert_eq!(by_class(Engine::Mysql, "db.t3.micro"), Some(62));
        assert_eq!(by_class(Engine::Mysql, "db.t3.medium"), Some(305));
    }

    /// Amazon Aurora user guide, "Maximum connections to an Aurora MySQL DB instance".
    #[test]
    fn aurora_mysql_has_what_aws_lists() {
        for (class, listed) in [
            ("db.t3.small", 45),
            ("db.t4g.medium", 90),
            ("db.t3.large", 135),
            ("db.r7g.large", 1000),
            ("db.r6g.xlarge", 2000),
            ("db.r5.2xlarge", 3000),
            ("db.r5.4xlarge", 4000),
            ("db.r5.8xlarge", 5000),
            ("db.r5.16xlarge", 6000),
        ] {
            assert_eq!(
                by_class(Engine::AuroraMysql, class),
                Some(listed),
                "{class}"
            );
        }
    }

    /// Amazon Aurora user guide, "Maximum connections for Aurora Serverless v2".
    #[test]
    fn capacity_gives_no_more_than_aws_lists() {
        for (acu, postgres, mysql) in [
            (1.0, 189, 90),
            (4.0, 823, 135),
            (8.0, 1669, 1000),
            (16.0, 3360, 2000),
            (32.0, 5000, 3000),
            (256.0, 5000, 6000),
        ] {
            let most = by_capacity(Protocol::Postgres, 1.0, acu);
            assert!(
                most <= postgres && most * 100 >= postgres * 99,
                "{acu}: {most}"
            );
            let most = by_capacity(Protocol::Mysql, 1.0, acu);
            assert!(most <= mysql && most * 2 >= mysql, "{acu}: {most}");
        }
        for least in [0.0, 0.5] {
            assert_eq!(by_capacity(Protocol::Postgres, least, 64.0), 2000);
        }
    }
}
