//! `[logs]`: how long they are kept.

use crate::kind::Problems;
use crate::manifest::{Field, Logs};
use crate::problem::{Code, Problem};

/// The periods that CloudWatch Logs offers (Amazon CloudWatch Logs API, `PutRetentionPolicy`).
pub(crate) const RETENTION_DAYS: &[u32] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

pub(super) fn retention_days(section: &Logs, problems: &mut Problems) -> Option<u32> {
    problems.keep(parse_retention(&section.retention_days))
}

fn parse_retention(field: &Field<u32>) -> Result<u32, Problem> {
    let days = *field.get();
    if RETENTION_DAYS.contains(&days) {
        return Ok(days);
    }
    let above = RETENTION_DAYS.iter().position(|offered| *offered > days);
    let help = match above {
        Some(0) => format!("use {} or more", RETENTION_DAYS[0]),
        Some(above) => format!(
            "use {} or {}",
            RETENTION_DAYS[above - 1],
            RETENTION_DAYS[above]
        ),
        None => format!("use {} or less", RETENTION_DAYS[RETENTION_DAYS.len() - 1]),
    };
    let message = format!("CloudWatch Logs does not offer to keep logs for {days} days");
    Err(Problem::new(Code::RetentionNotOffered, message)
        .at(field.span_or(&(0..0)), "not offered")
        .help(help))
}
