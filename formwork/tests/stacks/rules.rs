//! Which requests each service takes.

use super::*;

/// The hosts and paths of one service; none of both for the one that takes what no other does.
#[derive(Clone, Default)]
pub(super) struct Rule {
    pub(super) hosts: Vec<String>,
    /// The start of all its paths.
    pub(super) path: Option<String>,
}

/// Rules by host or by path.
pub(super) fn rules(draft: &Draft, tape: &mut Tape) -> Vec<Rule> {
    if draft.has_domain && tape.flip() {
        host_rules(tape)
    } else {
        path_rules(tape)
    }
}

/// Rules by path: a service takes the paths below a word of its own, which may lie inside the
/// reach of an earlier service.
fn path_rules(tape: &mut Tape) -> Vec<Rule> {
    let mut rules = vec![Rule::default()];
    for index in 1..tape.within(1, 6) {
        let outer = rules[tape.below(index)].path.clone().unwrap_or_default();
        rules.push(Rule {
            hosts: Vec::new(),
            path: Some(format!("{outer}/{}{index}", path_word(tape))),
        });
    }
    let has_default = rules.len() == 1 || !tape.flip();
    rules.into_iter().skip(usize::from(!has_default)).collect()
}

/// Rules by host: one service takes every host of the zone, others a host each, and some only
/// paths of the host of an earlier one.
fn host_rules(tape: &mut Tape) -> Vec<Rule> {
    let mut rules = vec![Rule {
        hosts: vec!["*.acme.example".to_owned()],
        path: None,
    }];
    for index in 1..tape.within(1, 6) {
        let host = format!("h{index}.acme.example");
        let path = tape.flip().then(|| format!("/{}{index}", path_word(tape)));
        let inner = index > 1 && tape.flip();
        rules.push(if inner {
            let Rule { hosts, path: outer } = rules[tape.within(1, index - 1)].clone();
            let outer = outer.unwrap_or_default();
            Rule {
                hosts,
                path: Some(format!("{outer}/{}{index}", path_word(tape))),
            }
        } else if tape.flip() {
            Rule {
                hosts: vec![format!("*.{host}"), host],
                path,
            }
        } else {
            Rule {
                hosts: vec![host],
                path,
            }
        });
    }
    if tape.flip() {
        rules.push(Rule::default());
    }
    rules
}

/// What a path may contain and HCL, Handlebars or Markdown may stumble over.
fn path_word(tape: &mut Tape) -> &'static str {
    tape.pick(&["a", "A-b", "~c$", "\"d\"", "'e'", "f@g:h", "i&j+k", "_.l"])
}
