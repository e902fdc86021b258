//! The limits of all keys, for the schema and the reference.

use super::leaf::Limits;
use super::{alarms, bucket, database, service};

/// Each key with its limits: `service.*.port`.
pub(crate) const LIMITS: &[(&str, &Limits)] = &[
    ("service.*.port", &service::PORT),
    (
        "service.*.deregistration_delay_seconds",
        &service::DEREGISTRATION_DELAY,
    ),
    ("service.*.stop_timeout_seconds", &service::STOP_TIMEOUT),
    (
        "service.*.health_check.interval_seconds",
        &service::INTERVAL,
    ),
    ("service.*.health_check.timeout_seconds", &service::TIMEOUT),
    (
        "service.*.health_check.healthy_threshold",
        &service::HEALTHY,
    ),
    (
        "service.*.health_check.unhealthy_threshold",
        &service::UNHEALTHY,
    ),
    (
        "service.*.health_check.grace_period_seconds",
        &service::GRACE,
    ),
    ("service.*.scaling.min", &service::MIN),
    ("service.*.scaling.max", &service::MAX),
    ("service.*.scaling.cpu_percent", &service::CPU_PERCENT),
    ("database.*.storage_gib", &database::STORAGE_GIB),
    ("database.*.port", &database::PORT),
    (
        "database.*.backup_retention_days",
        &database::BACKUP_RETENTION_DAYS,
    ),
    ("bucket.*.expire.[].days", &bucket::DAYS),
    ("alarms.database_cpu_percent", &alarms::DATABASE_CPU_PERCENT),
    ("alarms.http_5xx_minutes", &alarms::HTTP_5XX_MINUTES),
];
