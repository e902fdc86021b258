//! What a volume is: whose files it has, how fast they are, and what becomes of them.

use super::existing::Existing;
use super::manifest::{Keys, Throughput};
use super::user::PosixUser;
use crate::kind::{Validation, optional};
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::written::Written;

/// Amazon EFS API, `LifecyclePolicy`: `TransitionToIA`. With 0 there is none.
pub(super) const INFREQUENT_AFTER_DAYS: &[u32] = &[0, 1, 7, 14, 30, 60, 90, 180, 270, 365];

/// One file system.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// None: that of the containers.
    pub(super) user: Option<PosixUser>,
    pub(super) throughput: Throughput,
    /// None: files stay where they are.
    pub(super) infrequent_after_days: Option<u32>,
    /// None: as the environment says.
    pub(super) backups: Option<bool>,
    pub(super) kms_key: Option<Written>,
    /// None: it is made.
    pub(super) existing: Option<Existing>,
}

impl Entry {
    /// What the keys of a volume mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let user = optional(keys.user.as_ref(), |field| {
            at.text(field, "whose files they are", PosixUser::parse)
        });
        let days = infrequent_after_days(&keys.infrequent_after_days, at);
        let kms_key = at.kms_key(keys.kms_key.as_ref());
        let existing = optional(keys.existing.as_ref(), |field| {
            Existing::from_keys(field, keys, at)
        });
        Some(Self {
            user: user.ok()?,
            throughput: *keys.throughput.get(),
            infrequent_after_days: Some(days?).filter(|days| *days > 0),
            backups: keys.backups.as_ref().map(|field| *field.get()),
            kms_key: kms_key.ok()?,
            existing: existing.ok()?,
        })
    }
}

fn infrequent_after_days(field: &Field<u32>, at: &mut Validation<'_>) -> Option<u32> {
    let days = *field.get();
    if INFREQUENT_AFTER_DAYS.contains(&days) {
        return Some(days);
    }
    let message = format!("EFS moves no files after {days} days");
    let offered: Vec<String> = INFREQUENT_AFTER_DAYS.iter().map(u32::to_string).collect();
    let problem = Problem::new(Code::OutOfRange, message)
        .at(field.span_or(&at.key().span()), "not offered")
        .help(format!("use one of: {}", offered.join(", ")));
    at.problem(problem);
    None
}
