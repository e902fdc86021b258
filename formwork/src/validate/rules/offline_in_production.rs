//! A stack that cannot deploy is no production stack.

use crate::kind::Scope;
use crate::names::EnvironmentName;
use crate::problem::{Code, Problem};

pub(super) fn check_offline_in_production(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let environment = &manifest.stack.get().environment;
    let is_production =
        EnvironmentName::parse(environment.get()).is_ok_and(|name| name.is_production());
    let offline = &manifest.provider.offline;
    if !is_production || !offline.get() {
        return Vec::new();
    }
    let message = format!(
        "the environment `{}` is set to plan offline, so it cannot be deployed",
        environment.get()
    );
    let problem = Problem::new(Code::OfflineInProduction, message)
        .at(
            offline.span_or(&(0..0)),
            "turns the check of credentials off",
        )
        .at(environment.span_or(&(0..0)), "named like production")
        .help("write `offline = false`, or rename the environment");
    vec![problem]
}
