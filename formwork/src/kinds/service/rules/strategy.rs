//! What goes with a strategy of deployments, and which provider has it.

use super::namesake;
use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::kinds::service::manifest::{Deployment, Keys, OwnKeys};
use crate::kinds::service::strategy::Strategy;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};
use crate::schema::ProviderLine;
use crate::source::Span;

pub(super) fn check_strategy(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let services = entries::<Service>(manifest);
    let read = services
        .filter(|(key, _)| !manifest.is_unread(&["service", key.get(), "deployment", "strategy"]));
    read.flat_map(|(key, keys)| {
        let own = of_other_strategies(&keys.own.deployment).into_iter();
        let own = own.map(|other| other.problem(key, &keys.own.deployment));
        own.chain(of_shifted(scope, key, keys)).collect::<Vec<_>>()
    })
    .collect()
}

/// A key that is written, and the strategies that it is for.
struct OfOther {
    name: &'static str,
    place: Span,
    strategies: &'static [Strategy],
}

const SHIFTING: &[Strategy] = &[Strategy::BlueGreen, Strategy::Canary, Strategy::Linear];

fn of_other_strategies(keys: &Deployment) -> Vec<OfOther> {
    use Strategy::{Canary, Linear, Rolling};
    let all: [(_, &Field<u32>, &'static [Strategy]); 7] = [
        ("minimum_percent", &keys.minimum_percent, &[Rolling]),
        ("maximum_percent", &keys.maximum_percent, &[Rolling]),
        ("bake_minutes", &keys.bake_minutes, SHIFTING),
        ("canary_percent", &keys.canary_percent, &[Canary]),
        ("canary_bake_minutes", &keys.canary_bake_minutes, &[Canary]),
        ("step_percent", &keys.step_percent, &[Linear]),
        ("step_bake_minutes", &keys.step_bake_minutes, &[Linear]),
    ];
    let others = all.into_iter().filter(|(_, field, strategies)| {
        field.is_written() && !strategies.contains(keys.strategy.get())
    });
    let other = |(name, field, strategies): (_, &Field<u32>, _)| OfOther {
        name,
        place: field.span_or(&(0..0)),
        strategies,
    };
    others.map(other).collect()
}

impl OfOther {
    fn problem(self, key: &Key, keys: &Deployment) -> Problem {
        let strategy = keys.strategy.get().word();
        let words: Vec<String> = self
            .strategies
            .iter()
            .map(|strategy| format!("`strategy = \"{}\"`", strategy.word()))
            .collect();
        let words = words.join(" or ");
        let message = format!(
            "`{}` is not for a deployment of `{}`, whose strategy is `{strategy}`",
            self.name,
            key.get()
        );
        Problem::new(Code::OtherStrategy, message)
            .at(self.place, "without effect")
            .at(
                keys.strategy.span_or(&key.span()),
                format!("`strategy` is `{strategy}`"),
            )
            .help(format!("remove it, or write {words}"))
    }
}

/// What a service cannot have whose old and new tasks stand beside each other.
fn of_shifted(scope: &Scope<'_>, key: &Key, keys: &Keys) -> Vec<Problem> {
    let strategy = &keys.own.deployment.strategy;
    if !strategy.get().shifts() {
        return Vec::new();
    }
    let two_groups = in_one_group(&keys.own).into_iter();
    let two_groups = two_groups.map(|(name, place, why)| {
        let message = format!(
            "`{name}` needs one target group, and `{}` has two: its strategy is `{}`",
            key.get(),
            strategy.get().word()
        );
        Problem::new(Code::TwoTargetGroups, message)
            .at(place, why)
            .at(
                strategy.span_or(&key.span()),
                "one for old and one for new tasks",
            )
            .help("remove it, or write `strategy = \"rolling\"`")
    });
    let older = older_provider(scope, strategy);
    let namesake = namesake(scope, key, strategy);
    two_groups.chain(older).chain(namesake).collect()
}

/// Keys that make sense for one target group alone, and why.
fn in_one_group(own: &OwnKeys) -> Vec<(&'static str, Span, &'static str)> {
    let place = |field: &Option<Field<u32>>| Some(field.as_ref()?.span_or(&(0..0)));
    let sticky = place(&own.sticky_seconds).map(|place| {
        let why = "its cookie would keep clients with old tasks";
        ("sticky_seconds", place, why)
    });
    let requests = place(&own.scaling.requests_per_task).map(|place| {
        let why = "Application Auto Scaling counts the requests of one";
        ("scaling.requests_per_task", place, why)
    });
    sticky.into_iter().chain(requests).collect()
}

fn older_provider(scope: &Scope<'_>, strategy: &Field<Strategy>) -> Option<Problem> {
    let word = strategy.get().word();
    scope.newer_provider(
        strategy.span_or(&(0..0)),
        |line| line < ProviderLine::V6,
        |line| {
            format!("version {line} of the AWS provider knows no strategy `{word}` of a deployment")
        },
        Some("`strategy = \"rolling\"`"),
    )
}

/// The second target group has a name of its own.
fn namesake(scope: &Scope<'_>, key: &Key, strategy: &Field<Strategy>) -> Option<Problem> {
    let name = format!("{}_alternate", key.get());
    let place = strategy.span_or(&key.span());
    let second = "the second target group";
    namesake::of_resource(
        scope,
        key,
        &name,
        second,
        place,
        "makes a second target group",
    )
}
