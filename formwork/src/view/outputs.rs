//! `outputs.tf`: what people and other stacks need to know.

use serde::Serialize;

use super::raw::Blocks;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{self, Entry, Optional, Present, present_if};
use crate::stack::{Stack, Zone};

/// What `outputs.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Outputs {
    https: Optional<Https>,
    http: Optional<Present>,
    load_balancer: Optional<LoadBalancer>,
    created_zone: Optional<Present>,
    cluster: Optional<Present>,
    of_entries: Vec<Output>,
    /// Those of `[output]`.
    blocks: Vec<Expr>,
}

#[derive(Debug, Serialize)]
struct Https {
    url: Literal,
}

#[derive(Debug, Serialize)]
struct LoadBalancer {
    dns_name: Expr,
}

/// An output of an entry.
#[derive(Debug, Serialize)]
struct Output {
    name: Word,
    description: Literal,
    value: Expr,
}

impl Outputs {
    pub(crate) fn new(stack: &Stack, raw: Blocks) -> Self {
        let https = stack.domain.as_ref().map(|domain| Https {
            url: Literal::new(format!("https://{}", domain.name)),
        });
        let creates_zone = stack
            .domain
            .as_ref()
            .is_some_and(|domain| matches!(domain.zone, Zone::Created(_)));
        let is_served = stack.has_load_balancer();
        Self {
            // Nobody knows what a listener of others speaks.
            http: present_if(stack.makes_load_balancer() && https.is_none()),
            https: https.filter(|_| is_served).into_iter().collect(),
            load_balancer: dns_name(stack)
                .filter(|_| is_served)
                .map(|dns_name| LoadBalancer { dns_name })
                .into_iter()
                .collect(),
            created_zone: present_if(creates_zone),
            cluster: present_if(!stack.is_bare),
            // Of a bare stack, all outputs are its author's.
            of_entries: stack
                .entries
                .iter()
                .filter(|_| !stack.is_bare)
                .flat_map(|entry| outputs(stack, entry))
                .collect(),
            blocks: raw.into_blocks(),
        }
    }
}

/// The name that AWS gave the load balancer, if it is known.
fn dns_name(stack: &Stack) -> Option<Expr> {
    match &stack.load_balancer.existing {
        None => Some(Expr::new("aws_lb.main.dns_name")),
        Some(existing) => Some(Literal::new(existing.dns_name.as_ref()?).into()),
    }
}

fn outputs(stack: &Stack, entry: Entry<'_>) -> Vec<Output> {
    let target = stack.target(entry.kind, entry.id);
    let outputs = entry.kind.outputs().iter();
    let output = |output: &kind::Output| Output {
        name: Word::joined(&[entry.id, &output.name], '_'),
        description: Literal::new(output.description.replace("{}", entry.id.as_str())),
        value: Expr::new((output.value)(&target)),
    };
    outputs.map(output).collect()
}
