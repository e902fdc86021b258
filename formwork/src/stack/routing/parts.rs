//! A service with more patterns than a rule of the listener takes has several rules, each with a part of them.

use super::{HostPattern, PathPattern, Rules};

/// What one rule of the listener takes: a request is its own if a host matches, if there are any, and a path matches,
/// if there are any.
#[derive(Debug, Default)]
pub(crate) struct Part<'a> {
    pub(crate) hosts: &'a [HostPattern],
    pub(crate) paths: &'a [PathPattern],
}

impl Rules {
    /// The rules that together take what the service does: each host meets each path in one of them.
    ///
    /// They are filled in the order of `stack.toml`, so that a pattern at its end moves no other one.
    pub(crate) fn parts(&self) -> Vec<Part<'_>> {
        let (hosts, paths) = (&self.hosts, &self.paths);
        let [of_hosts, of_paths] = sizes(hosts.len(), paths.len());
        let mut parts = Vec::new();
        for hosts in chunks(hosts, of_hosts) {
            let with_paths = chunks(paths, of_paths).into_iter();
            parts.extend(with_paths.map(|paths| Part { hosts, paths }));
        }
        parts
    }

    /// How many rules so many hosts and paths take.
    pub(crate) fn count(hosts: usize, paths: usize) -> usize {
        let [of_hosts, of_paths] = sizes(hosts, paths);
        hosts.div_ceil(of_hosts).max(1) * paths.div_ceil(of_paths).max(1)
    }
}

/// How many hosts and paths each rule takes, so that there are as few rules as can be. Of several ways the one with most
/// hosts is taken.
fn sizes(hosts: usize, paths: usize) -> [usize; 2] {
    const MAX: usize = Rules::MAX_VALUES;
    if hosts + paths <= MAX || hosts == 0 || paths == 0 {
        return [MAX, MAX];
    }
    let ways = (1..MAX).map(|of_paths| [MAX - of_paths, of_paths]);
    let rules =
        |[of_hosts, of_paths]: &[usize; 2]| hosts.div_ceil(*of_hosts) * paths.div_ceil(*of_paths);
    ways.min_by_key(rules).unwrap_or([MAX - 1, 1])
}

/// The parts of a list; of an empty one, one that is empty.
fn chunks<T>(list: &[T], size: usize) -> Vec<&[T]> {
    if list.is_empty() {
        return vec![&[]];
    }
    list.chunks(size).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(hosts: usize, paths: usize) -> Rules {
        let host = |at| HostPattern::parse(&format!("h{at}.acme.example")).unwrap();
        let path = |at| PathPattern::parse(&format!("/{at}")).unwrap();
        Rules::new(
            (0..hosts).map(host).collect(),
            (0..paths).map(path).collect(),
        )
        .unwrap()
    }

    #[test]
    fn each_host_meets_each_path_in_one_rule_of_five_values() {
        for hosts in 0..13 {
            for paths in usize::from(hosts == 0)..13 {
                let rules = rules(hosts, paths);
                let parts = rules.parts();
                assert_eq!(parts.len(), Rules::count(hosts, paths), "{hosts} {paths}");
                let values = |part: &Part<'_>| part.hosts.len() + part.paths.len();
                assert!(
                    parts.iter().all(|part| (1..=5).contains(&values(part))),
                    "{hosts} {paths}"
                );
                let pairs = |part: &Part<'_>| part.hosts.len().max(1) * part.paths.len().max(1);
                let all = hosts.max(1) * paths.max(1);
                assert_eq!(
                    parts.iter().map(pairs).sum::<usize>(),
                    all,
                    "{hosts} {paths}"
                );
            }
        }
    }

    #[test]
    fn a_host_at_the_end_moves_no_other() {
        let (few, many) = (rules(7, 0), rules(8, 0));
        let [first, last] = [&few, &many].map(|rules| rules.parts()[0].hosts.to_vec());
        assert_eq!(first, last);
        assert_eq!(many.parts()[1].hosts.len(), 3);
    }

    #[test]
    fn there_are_as_few_rules_as_can_be() {
        for (hosts, paths, count) in [
            (6, 0, 2),
            (0, 6, 2),
            (6, 1, 2),
            (4, 2, 2),
            (6, 5, 6),
            (5, 0, 1),
        ] {
            assert_eq!(Rules::count(hosts, paths), count, "{hosts} {paths}");
        }
    }
}
