//! What a cluster of Aurora has that an instance of RDS lacks: readers, and capacity that follows the load. Also what
//! it lacks that an instance has.

use super::class::{InstanceClass, SERVERLESS};
use super::manifest::{Capacity as CapacityKeys, Engine, Keys};
use crate::kind::{Limits, Validation, written};
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::source::Span;

/// Amazon Aurora user guide, "Amazon Aurora DB clusters": a writer and up to 15 readers.
pub(super) const READERS: Limits = Limits {
    key: "readers",
    range: 0..=15,
    taker: "Aurora",
};

/// As many readers as an instance of RDS has standbys.
pub(super) const BY_DEFAULT: u32 = 1;

/// What is Aurora's own.
#[derive(Debug, Clone)]
pub(super) struct Aurora {
    pub(super) readers: u32,
    /// None: the class is one of a fixed size.
    pub(super) capacity: Option<Capacity>,
}

/// Least and largest capacity of an instance, in ACU.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capacity {
    pub(super) min_acu: f64,
    pub(super) max_acu: f64,
}

impl Aurora {
    pub(super) fn from_keys(
        keys: &Keys,
        class: Option<&InstanceClass>,
        at: &mut Validation<'_>,
    ) -> Option<Self> {
        let engine = *keys.engine.get();
        for (key, span) in of_instances(keys) {
            // Of one that exists each key of making is told already.
            if let Some(span) = span.filter(|_| keys.existing.is_none()) {
                at.problem(of_instance(engine, key, span, &engine_at(keys, at)));
            }
        }
        let readers = match &keys.readers {
            Some(readers) => at.number(readers, &READERS),
            None => Some(BY_DEFAULT),
        };
        if let Some(readers) = readers.filter(|_| keys.existing.is_none()) {
            names_fit(readers, at);
        }
        let is_serverless = class?.is_serverless();
        let capacity = match &keys.capacity {
            Some(field) if !is_serverless => {
                at.problem(of_serverless(field.span_or(&at.key().span()), keys, at));
                None
            }
            Some(field) => Some(capacity(field.get(), at)?),
            None => is_serverless.then(|| Capacity {
                min_acu: *CapacityKeys::default().min_acu.get(),
                max_acu: *CapacityKeys::default().max_acu.get(),
            }),
        };
        Some(Self {
            readers: readers?,
            capacity,
        })
    }
}

/// Amazon RDS API, `CreateDBInstance`: `DBInstanceIdentifier`, which is the name of the cluster with a number here.
fn names_fit(readers: u32, at: &mut Validation<'_>) {
    const MAX: usize = 63;
    let (Some(stack), Some(id)) = (&at.scope.name, at.id_of(at.key())) else {
        return;
    };
    let full = format!("{stack}-{}-{}", id.kebab(), readers + 1);
    if full.len() <= MAX {
        return;
    }
    let message = format!(
        "`{full}`, the name of an instance of Aurora, has {} characters of at most {MAX}",
        full.len()
    );
    at.problem(
        Problem::new(Code::NameTooLong, message)
            .at(
                at.key().span(),
                "is part of the name, with the name of the stack",
            )
            .help("shorten one of the two"),
    );
}

/// Amazon Aurora user guide, "Performance and scaling for Aurora Serverless v2": half an ACU each step.
fn capacity(keys: &CapacityKeys, at: &mut Validation<'_>) -> Option<Capacity> {
    let least = acu(("min_acu", 0.0), &keys.min_acu, at);
    let most = acu(("max_acu", 1.0), &keys.max_acu, at);
    let (min_acu, max_acu) = (least?, most?);
    if min_acu <= max_acu {
        return Some(Capacity { min_acu, max_acu });
    }
    let table = at.key().span();
    let label = |key: &str, field: &Field<f64>| {
        let by_default = if field.is_written() {
            ""
        } else {
            " by default"
        };
        format!("`{key}` is {}{by_default}", field.get())
    };
    at.problem(
        Problem::new(
            Code::OutOfRange,
            format!("capacity of {min_acu} ACU cannot grow to {max_acu}"),
        )
        .at(
            keys.min_acu.span_or(&table),
            label("min_acu", &keys.min_acu),
        )
        .at(
            keys.max_acu.span_or(&table),
            label("max_acu", &keys.max_acu),
        )
        .help(format!("write `max_acu = {min_acu}` or more")),
    );
    None
}

/// A number of ACU: halves, up to 256.
fn acu((key, least): (&str, f64), field: &Field<f64>, at: &mut Validation<'_>) -> Option<f64> {
    const MOST: f64 = 256.0;
    let acu = *field.get();
    let label = match acu {
        _ if acu < least => "too small",
        _ if acu > MOST => "too large",
        _ if (acu * 2.0).fract() != 0.0 => "not a half",
        _ => return Some(acu),
    };
    at.problem(
        Problem::new(
            Code::OutOfRange,
            format!("`{key}` is {acu}, Aurora takes {least} to {MOST} in steps of 0.5"),
        )
        .at(field.span_or(&at.key().span()), label)
        .help(format!("use {least} to {MOST}, such as `{key} = 1.5`")),
    );
    None
}

/// Where the engine is written, or the entry stands.
fn engine_at(keys: &Keys, at: &Validation<'_>) -> Span {
    keys.engine.span_or(&at.key().span())
}

/// Keys of instances of RDS, where they are written.
fn of_instances(keys: &Keys) -> [(&'static str, Option<Span>); 3] {
    [
        ("storage_gib", written(&keys.storage_gib)),
        (
            "max_storage_gib",
            keys.max_storage_gib.as_ref().and_then(written),
        ),
        ("multi_az", written(&keys.multi_az)),
    ]
}

fn of_instance(engine: Engine, key: &str, span: Span, engine_at: &Span) -> Problem {
    let help = if key == "multi_az" {
        "take it out, and write `readers = 1` for an instance in another zone that takes the writer's place, or \
         `readers = 0` for none"
    } else {
        "take it out: storage of Aurora grows and shrinks by itself, and is paid by what is in it"
    };
    Problem::new(
        Code::KeyOfOtherEngine,
        format!("`{key}` is a key of instances of RDS, not of Aurora"),
    )
    .at(span, "has no effect")
    .at(
        engine_at.clone(),
        format!("a cluster of {}", engine.title()),
    )
    .help(help)
}

fn of_serverless(span: Span, keys: &Keys, at: &Validation<'_>) -> Problem {
    let class = &keys.instance_class;
    Problem::new(
        Code::KeyOfOtherEngine,
        format!("`capacity` is a key of `{SERVERLESS}`"),
    )
    .at(span, "has no effect")
    .at(
        class.span_or(&at.key().span()),
        "an instance of a fixed size",
    )
    .help(format!(
        "take `capacity` out, or write `instance_class = \"{SERVERLESS}\"`"
    ))
}

/// Refuses what an instance of RDS does not have.
pub(super) fn refuse_without_aurora(keys: &Keys, at: &mut Validation<'_>) {
    if keys.existing.is_some() {
        return;
    }
    let engine = *keys.engine.get();
    let of_aurora = engine.of_aurora().word();
    let place = engine_at(keys, at);
    let title = engine.title();
    let problem = |message: String, span: Span, help: String| {
        Problem::new(Code::KeyOfOtherEngine, message)
            .at(span, "of Aurora alone")
            .at(place.clone(), format!("{title} on an instance of RDS"))
            .help(help)
    };
    if let Some(span) = keys.readers.as_ref().and_then(written) {
        at.problem(problem(
            "RDS makes no replica of an instance whose password it manages".to_owned(),
            span,
            format!(
                "write `engine = \"{of_aurora}\"`, whose readers have the password of the cluster; or take `readers` \
                 out"
            ),
        ));
    }
    if let Some(span) = keys.capacity.as_ref().and_then(written) {
        at.problem(problem(
            "`capacity` is a key of Aurora, not of instances of RDS".to_owned(),
            span,
            format!("write `engine = \"{of_aurora}\"`, or take `capacity` out"),
        ));
    }
}
