//! `paths` and `hosts` of a service: which requests it takes.

use super::manifest::OwnKeys;
use crate::kind::Problems;
use crate::manifest::Field;
use crate::problem::Problem;
use crate::stack::{HostPattern, PathPattern, Rules};

/// The patterns that can be read, as rules.
pub(super) fn rules(keys: &OwnKeys, problems: &mut Problems) -> Option<Rules> {
    let hosts = patterns(
        &keys.hosts,
        "a host of this service",
        HostPattern::parse,
        problems,
    );
    let paths = patterns(
        &keys.paths,
        "paths of this service",
        PathPattern::parse,
        problems,
    );
    Rules::new(hosts, paths)
}

/// The same for rules that ask about them, if each pattern can be read.
pub(super) fn readable(keys: &OwnKeys) -> Option<Rules> {
    let mut problems = Problems::default();
    let rules = rules(keys, &mut problems)?;
    problems.is_empty().then_some(rules)
}

fn patterns<T>(
    fields: &[Field<String>],
    label: &str,
    parse: fn(&str) -> Result<T, Problem>,
    problems: &mut Problems,
) -> Vec<T> {
    fields
        .iter()
        .filter_map(|field| problems.text(field, &(0..0), label, parse))
        .collect()
}
