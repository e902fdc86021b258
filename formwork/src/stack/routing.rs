//! Which requests a service takes from the shared load balancer.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::Stack;
use crate::hash::fnv1a;
use crate::names::LogicalId;

mod parts;
mod patterns;

pub(crate) use parts::Part;
pub(crate) use patterns::{HostPattern, PathPattern};
use patterns::{pattern_contains, patterns_overlap};

/// The requests that an entry takes from the load balancer.
#[derive(Debug, Clone)]
pub struct Route {
    /// Where its tasks listen.
    pub(crate) port: u16,
    /// `None` for the one that takes what no other does.
    pub(crate) rules: Option<Rules>,
    /// Whether ECS divides its requests between two target groups. It does so by a rule of the listener.
    pub(crate) is_shifted: bool,
}

impl Route {
    /// Whether the listener leads requests to it that no rule takes.
    pub(crate) fn is_default(&self) -> bool {
        self.rules.is_none() && !self.is_shifted
    }

    /// Whether it has a rule for what no other rule takes.
    pub(crate) fn is_last(&self) -> bool {
        self.rules.is_none() && self.is_shifted
    }
}

/// A service's rules: a request is its own if a host matches, if there are any, and a path
/// matches, if there are any. Both are in the order of `stack.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rules {
    hosts: Vec<HostPattern>,
    paths: Vec<PathPattern>,
}

impl Rules {
    /// Values of all conditions of one rule (Elastic Load Balancing, "Quotas for your
    /// Application Load Balancers": condition values per rule).
    pub(crate) const MAX_VALUES: usize = 5;

    /// `None` where both are empty: such a service takes what no other does.
    pub(crate) fn new(hosts: Vec<HostPattern>, paths: Vec<PathPattern>) -> Option<Self> {
        (!hosts.is_empty() || !paths.is_empty()).then_some(Self { hosts, paths })
    }

    pub(crate) fn hosts(&self) -> &[HostPattern] {
        &self.hosts
    }

    /// Whether some request matches both.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        overlap(&self.hosts, &other.hosts, HostPattern::text)
            && overlap(&self.paths, &other.paths, PathPattern::text)
    }

    /// Whether every request that `inner` takes matches this one too.
    pub(crate) fn contains(&self, inner: &Self) -> bool {
        contain(&self.hosts, &inner.hosts, HostPattern::text)
            && contain(&self.paths, &inner.paths, PathPattern::text)
    }
}

fn overlap<T>(a: &[T], b: &[T], text: fn(&T) -> &str) -> bool {
    a.is_empty()
        || b.is_empty()
        || a.iter()
            .any(|a| b.iter().any(|b| patterns_overlap(text(a), text(b))))
}

fn contain<T>(outer: &[T], inner: &[T], text: fn(&T) -> &str) -> bool {
    outer.is_empty()
        || (!inner.is_empty()
            && inner
                .iter()
                .all(|i| outer.iter().any(|o| pattern_contains(text(o), text(i)))))
}

/// How the rules of two services relate, if some request matches both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overlap {
    /// They take the same requests.
    Same,
    /// The first lies inside the second's reach and is asked first.
    Inside,
    /// The second lies inside the first's reach.
    Around,
    /// Each takes requests that the other does not: nothing says who is asked first.
    Ambiguous,
}

/// Compares the rules of two services.
fn overlap_of(a: &Rules, b: &Rules) -> Option<Overlap> {
    a.overlaps(b).then(|| match (a.contains(b), b.contains(a)) {
        (true, true) => Overlap::Same,
        (false, true) => Overlap::Inside,
        (true, false) => Overlap::Around,
        (false, false) => Overlap::Ambiguous,
    })
}

/// All rules that some request matches two of: the indices of the two, the smaller first, and how
/// they relate.
pub(crate) fn overlaps(rules: &[&Rules]) -> Vec<(usize, usize, Overlap)> {
    pairs_that_may_meet(rules)
        .into_iter()
        .filter_map(|(a, b)| Some((a, b, overlap_of(rules[a], rules[b])?)))
        .collect()
}

/// Inside how many others each of `count` rules lies.
pub(crate) fn depths(count: usize, overlaps: &[(usize, usize, Overlap)]) -> Vec<u64> {
    let mut depths = vec![0; count];
    for (a, b, overlap) in overlaps {
        match overlap {
            Overlap::Inside => depths[*a] += 1,
            Overlap::Around => depths[*b] += 1,
            Overlap::Same | Overlap::Ambiguous => {}
        }
    }
    depths
}

/// The priorities that Elastic Load Balancing offers.
pub(crate) const ALL_PRIORITIES: RangeInclusive<u64> = 1..=50_000;

/// The parts that they are divided into, one for each depth of nesting.
const BANDS: u64 = 10;

/// Inside how many others a rule may lie, so that each depth has its band.
pub(crate) const MAX_DEPTH: u64 = BANDS - 1;

/// Where the rules of a stack may stand on a listener.
#[derive(Debug, Clone)]
pub(crate) struct Slots {
    priorities: RangeInclusive<u64>,
    /// Stands before each name where others have rules too: theirs may have the same names.
    whose: String,
}

impl Slots {
    pub(crate) fn new(stack: &Stack) -> Self {
        match &stack.load_balancer.existing {
            Some(existing) => Self {
                priorities: existing.priorities.clone(),
                whose: format!("{}/", stack.name),
            },
            None => Self {
                priorities: ALL_PRIORITIES,
                whose: String::new(),
            },
        }
    }

    /// How many there are of a depth.
    pub(crate) fn band(priorities: &RangeInclusive<u64>) -> u64 {
        (priorities.end() + 1).saturating_sub(*priorities.start()) / BANDS
    }
}

/// The priority of a rule for what no other rule takes: it is asked after all of them.
pub(crate) const LAST_PRIORITY: u64 = *ALL_PRIORITIES.end();

/// The priorities of the listener rules of each service, one for each part: the lowest is asked first.
///
/// A rule inside another's reach comes before it. Beyond that the priority follows from the
/// name alone, so that a new service never renumbers the others: Elastic Load Balancing refuses
/// two rules that swap their priorities.
///
/// `last` has a rule for what no other rule takes.
pub(crate) fn priorities(
    rules: &BTreeMap<&LogicalId, &Rules>,
    last: Option<&LogicalId>,
    slots: &Slots,
) -> BTreeMap<LogicalId, Vec<u64>> {
    let all: Vec<&Rules> = rules.values().copied().collect();
    let mut taken: BTreeSet<u64> = last.iter().map(|_| LAST_PRIORITY).collect();
    let depths = depths(all.len(), &overlaps(&all));
    let parts = rules.iter().zip(depths).flat_map(|((id, rules), depth)| {
        let parts = 0..rules.parts().len();
        parts.map(move |part| (part, *id, depth))
    });
    let mut placed: Vec<_> = parts.collect();
    // All first parts before any second one, which thus renumbers none of them.
    placed.sort_by_key(|(part, id, _)| (*part, id.in_aws()));
    let mut priorities: BTreeMap<LogicalId, Vec<u64>> = BTreeMap::new();
    for (part, id, depth) in placed {
        let priority = slots.free_priority(id, part, depth, &taken);
        taken.insert(priority);
        priorities.entry(id.clone()).or_default().push(priority);
    }
    priorities.extend(last.map(|id| (id.clone(), vec![LAST_PRIORITY])));
    priorities
}

/// The pairs of indices, the smaller first, of all rules that some request may match both of.
///
/// Two patterns have a text in common only if what stands before the first wildcard of one is a
/// start of the other's. Sorted by that, few of a thousand services have to be compared.
fn pairs_that_may_meet(rules: &[&Rules]) -> BTreeSet<(usize, usize)> {
    let has_paths = |index: usize| !rules[index].paths.is_empty();
    let (with_paths, without): (Vec<usize>, Vec<usize>) =
        (0..rules.len()).partition(|index| has_paths(*index));
    let by_path = with_paths
        .iter()
        .flat_map(|index| starts(&rules[*index].paths, PathPattern::text, *index));
    let mut pairs = pairs_by_start(by_path.collect(), |_, _| true);
    if !without.is_empty() {
        let by_host = (0..rules.len())
            .flat_map(|index| starts(&rules[index].hosts, HostPattern::text, index));
        pairs.append(&mut pairs_by_start(by_host.collect(), |a, b| {
            !has_paths(a) || !has_paths(b)
        }));
    }
    pairs
}

/// What stands before the first wildcard of each pattern; no pattern at all matches everything.
fn starts<T>(patterns: &[T], text: fn(&T) -> &str, index: usize) -> Vec<(&str, usize)> {
    let start = |pattern| {
        let text: &str = text(pattern);
        (&text[..text.find(['*', '?']).unwrap_or(text.len())], index)
    };
    if patterns.is_empty() {
        vec![("", index)]
    } else {
        patterns.iter().map(start).collect()
    }
}

/// The wanted pairs of different indices one of whose texts is a start of the other's.
fn pairs_by_start(
    mut starts: Vec<(&str, usize)>,
    is_wanted: impl Fn(usize, usize) -> bool,
) -> BTreeSet<(usize, usize)> {
    starts.sort_unstable();
    let mut outer: Vec<(&str, usize)> = Vec::new();
    let mut pairs = BTreeSet::new();
    for (start, index) in starts {
        outer.truncate(
            outer
                .iter()
                .rposition(|(outer, _)| start.starts_with(outer))
                .map_or(0, |last| last + 1),
        );
        let others = outer
            .iter()
            .map(|(_, other)| *other)
            .filter(|other| *other != index && is_wanted(*other, index));
        pairs.extend(others.map(|other| (index.min(other), index.max(other))));
        outer.push((start, index));
    }
    pairs
}

impl Slots {
    /// The first free priority from the name's own place on, within the band of its depth.
    fn free_priority(&self, id: &LogicalId, part: usize, depth: u64, taken: &BTreeSet<u64>) -> u64 {
        let band = Self::band(&self.priorities);
        let band_start = self.priorities.end() + 1 - band * (depth.min(MAX_DEPTH) + 1);
        let part = if part == 0 {
            String::new()
        } else {
            format!("/{part}")
        };
        let place = fnv1a(&format!("{}{}{part}", self.whose, id.in_aws())) % band;
        (0..band)
            .map(|step| band_start + (place + step) % band)
            .find(|priority| !taken.contains(priority))
            .unwrap_or(band_start)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{
        ALL_PRIORITIES, HostPattern, LAST_PRIORITY, LogicalId, Overlap, PathPattern, Rules, Slots,
        overlap_of, pairs_that_may_meet, priorities,
    };

    fn rules(hosts: &[&str], paths: &[&str]) -> Rules {
        let hosts = hosts
            .iter()
            .map(|host| HostPattern::parse(host).unwrap())
            .collect();
        let paths = paths
            .iter()
            .map(|path| PathPattern::parse(path).unwrap())
            .collect();
        Rules::new(hosts, paths).unwrap()
    }

    #[test]
    fn rules_are_nested_the_same_or_ambiguous() {
        let admin = rules(&[], &["/admin/*"]);
        assert_eq!(
            overlap_of(&admin, &rules(&[], &["/*"])),
            Some(Overlap::Inside)
        );
        assert_eq!(
            overlap_of(&admin, &rules(&[], &["/admin/reports/*"])),
            Some(Overlap::Around)
        );
        assert_eq!(overlap_of(&admin, &admin), Some(Overlap::Same));
        assert_eq!(overlap_of(&admin, &rules(&[], &["/shop/*"])), None);
        assert_eq!(
            overlap_of(&admin, &rules(&["a.acme.example"], &[])),
            Some(Overlap::Ambiguous)
        );
        assert_eq!(
            overlap_of(&admin, &rules(&["a.acme.example"], &["/admin/*"])),
            Some(Overlap::Around)
        );
        assert_eq!(
            overlap_of(
                &rules(&["a.acme.example"], &[]),
                &rules(&["b.acme.example"], &[])
            ),
            None
        );
        assert_eq!(
            overlap_of(
                &rules(&["*.acme.example"], &[]),
                &rules(&["b.acme.example"], &[])
            ),
            Some(Overlap::Around)
        );
    }

    #[test]
    fn pairs_that_meet_are_among_those_that_may() {
        let paths = ["/a", "/a/*", "/a*", "/b", "/*", "/?", "/ab", "/a/b/*"];
        let hosts = [
            "a.acme.example",
            "*.acme.example",
            "acme.example",
            "b.acme.example",
        ];
        let one_each = paths
            .iter()
            .flat_map(|path| hosts.iter().map(|host| rules(&[host], &[path])));
        let all: Vec<Rules> = one_each
            .chain(paths.iter().map(|path| rules(&[], &[path, "/z"])))
            .chain(
                hosts
                    .iter()
                    .map(|host| rules(&[host, "z.acme.example"], &[])),
            )
            .collect();
        let all: Vec<&Rules> = all.iter().collect();
        let may_meet = pairs_that_may_meet(&all);
        let meet = (0..all.len())
            .flat_map(|b| (0..b).map(move |a| (a, b)))
            .filter(|(a, b)| all[*a].overlaps(all[*b]));
        let missed: Vec<_> = meet
            .filter(|pair| !may_meet.contains(pair))
            .map(|(a, b)| (all[a], all[b]))
            .collect();
        assert!(missed.is_empty(), "{missed:?}");
    }

    #[test]
    fn the_narrower_rule_is_asked_first_and_a_new_service_renumbers_nobody() {
        let ids = ["admin", "all", "reports", "shop"].map(|id| LogicalId::parse(id).unwrap());
        let patterns = [
            rules(&[], &["/admin/*"]),
            rules(&[], &["/*"]),
            rules(&[], &["/admin/reports/*"]),
            rules(&[], &["/shop/*"]),
        ];
        let all: BTreeMap<_, _> = ids.iter().zip(&patterns).collect();
        let slots = |priorities, whose: &str| Slots {
            priorities,
            whose: whose.to_owned(),
        };
        let own = slots(ALL_PRIORITIES, "");
        let of_all = priorities(&all, None, &own);
        assert!(
            of_all[&ids[2]] < of_all[&ids[0]] && of_all[&ids[0]] < of_all[&ids[1]],
            "{of_all:?}"
        );

        let without_shop: BTreeMap<_, _> = all
            .iter()
            .filter(|(id, _)| id.as_str() != "shop")
            .map(|(&id, &rules)| (id, rules))
            .collect();
        assert!(
            priorities(&without_shop, None, &own)
                .iter()
                .all(|(id, priority)| of_all[id] == *priority)
        );

        let rest = LogicalId::parse("rest").unwrap();
        let with_rest = priorities(&all, Some(&rest), &own);
        assert_eq!(with_rest[&rest], [LAST_PRIORITY]);
        assert!(
            of_all
                .iter()
                .all(|(id, priority)| with_rest[id] == *priority)
        );

        // On a listener of others: in the range that is this stack's, and not where another stack has the same name.
        let of_shop = priorities(&all, None, &slots(1000..=1999, "shop/"));
        let of_crm = priorities(&all, None, &slots(1000..=1999, "crm/"));
        assert!(
            of_shop
                .values()
                .flatten()
                .all(|it| (1000..=1999).contains(it))
        );
        assert!(of_shop[&ids[2]] < of_shop[&ids[0]] && of_shop[&ids[0]] < of_shop[&ids[1]]);
        assert_ne!(of_shop[&ids[3]], of_crm[&ids[3]]);

        // A service that needs a second rule keeps the priority of its first, and so do all others.
        let wide = rules(&[], &["/a/*", "/b/*", "/c/*", "/d/*", "/shop/*", "/e/*"]);
        let mut with_wide = all.clone();
        with_wide.insert(&ids[3], &wide);
        let with_wide = priorities(&with_wide, None, &own);
        assert_eq!(with_wide[&ids[3]].len(), 2);
        assert!(
            of_all
                .iter()
                .all(|(id, priority)| with_wide[id][0] == priority[0])
        );
    }
}
