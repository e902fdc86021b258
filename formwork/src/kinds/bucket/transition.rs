//! `transition`: objects that move to cheaper storage.
//!
//! (Amazon S3 user guide, "Transitioning objects using Amazon S3 Lifecycle".)

use super::entry::{DAYS, parse_prefix};
use super::manifest::{self, Class};
use crate::kind::{Validation, number, text};
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::source::Span;

/// Objects under a prefix, and where they move in turn.
#[derive(Debug, Clone)]
pub(super) struct Moves {
    pub(super) prefix: String,
    /// By age.
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) days: u32,
    pub(super) class: Class,
}

impl Class {
    pub(super) const ALL: [Self; 6] = [
        Self::InfrequentAccess,
        Self::Intelligent,
        Self::OneZone,
        Self::GlacierInstant,
        Self::Glacier,
        Self::DeepArchive,
    ];

    /// The word of `class`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::InfrequentAccess => "infrequent_access",
            Self::Intelligent => "intelligent",
            Self::OneZone => "one_zone",
            Self::GlacierInstant => "glacier_instant",
            Self::Glacier => "glacier",
            Self::DeepArchive => "deep_archive",
        }
    }

    /// The word that S3 has for it.
    pub(super) fn in_s3(self) -> &'static str {
        match self {
            Self::InfrequentAccess => "STANDARD_IA",
            Self::Intelligent => "INTELLIGENT_TIERING",
            Self::OneZone => "ONEZONE_IA",
            Self::GlacierInstant => "GLACIER_IR",
            Self::Glacier => "GLACIER",
            Self::DeepArchive => "DEEP_ARCHIVE",
        }
    }

    /// S3 lets nothing move there earlier.
    fn earliest(self) -> u32 {
        match self {
            Self::InfrequentAccess | Self::OneZone => 30,
            _ => 0,
        }
    }

    /// So long an object stays there before it moves on.
    fn stay(self) -> u32 {
        match self {
            Self::InfrequentAccess | Self::OneZone => 30,
            _ => 1,
        }
    }
}

/// One entry that was read, and where it stands.
struct Read {
    prefix: String,
    step: Step,
    span: Span,
}

pub(super) fn moves(
    entries: &[Field<manifest::Transition>],
    at: &mut Validation<'_>,
) -> Option<Vec<Moves>> {
    let read: Vec<Option<Read>> = entries.iter().map(|entry| read(entry, at)).collect();
    let mut read: Vec<Read> = read.into_iter().collect::<Option<_>>()?;
    read.sort_by(|a, b| (&a.prefix, a.step.days).cmp(&(&b.prefix, b.step.days)));
    let mut all_hold = true;
    let mut moves: Vec<Moves> = Vec::new();
    let mut before: Option<&Read> = None;
    for of_entry in &read {
        let follows = before.filter(|before| before.prefix == of_entry.prefix);
        if let Some(problem) = follows.and_then(|before| out_of_order(before, of_entry)) {
            at.problem(problem);
            all_hold = false;
        }
        match moves.last_mut().filter(|_| follows.is_some()) {
            Some(last) => last.steps.push(of_entry.step),
            None => moves.push(Moves {
                prefix: of_entry.prefix.clone(),
                steps: vec![of_entry.step],
            }),
        }
        before = Some(of_entry);
    }
    all_hold.then_some(moves)
}

fn read(entry: &Field<manifest::Transition>, at: &mut Validation<'_>) -> Option<Read> {
    let span = entry.span_or(&at.key().span());
    let owner = &format!("a transition of {}", at.owner());
    let keys = entry.get();
    let require = |at: &mut Validation<'_>, key: &str, is_there: bool, example: &str| {
        let field = is_there.then_some(entry);
        at.require_of(&["transition", key], field, owner, &span, example)
            .is_some()
    };
    let has_prefix = require(
        at,
        "prefix",
        keys.prefix.is_some(),
        "prefix = \"archived/\"",
    );
    let has_days = require(at, "days", keys.days.is_some(), "days = 60");
    let has_class = require(
        at,
        "class",
        keys.class.is_some(),
        "class = \"infrequent_access\"",
    );
    if !(has_prefix && has_days && has_class) {
        return None;
    }
    let prefix = text(
        keys.prefix.as_ref()?,
        &span,
        "the objects that move",
        parse_prefix,
    );
    let prefix = at.keep(prefix);
    let days_field = keys.days.as_ref()?;
    let days = at.keep(number(days_field, &span, &DAYS));
    let class = *keys.class.as_ref()?.get();
    let (prefix, days) = (prefix?, days?);
    let earliest = class.earliest();
    if days < earliest {
        let message = format!(
            "S3 moves no object to `{}` after {days} days",
            class.in_s3()
        );
        at.problem(
            Problem::new(Code::InvalidExpiration, message)
                .at(days_field.span_or(&span), "too early")
                .help(format!("use at least {earliest}")),
        );
        return None;
    }
    let step = Step { days, class };
    Some(Read { prefix, step, span })
}

fn out_of_order(before: &Read, after: &Read) -> Option<Problem> {
    let (first, second) = (before.step, after.step);
    let (from, to) = (first.class.in_s3(), second.class.in_s3());
    let least = first.days.saturating_add(first.class.stay());
    let (message, help) = if second.class <= first.class {
        let message = format!("S3 moves no object from `{from}` to `{to}`");
        (
            message,
            "move it to a class that is cheaper still, or remove one of both".to_owned(),
        )
    } else if second.days < least {
        let message = format!("an object moves from `{from}` to `{to}` too early");
        (message, format!("use at least {least} days for the second"))
    } else {
        return None;
    };
    Some(
        Problem::new(Code::InvalidExpiration, message)
            .at(after.span.clone(), format!("after {} days", second.days))
            .at(before.span.clone(), format!("after {} days", first.days))
            .help(help),
    )
}
