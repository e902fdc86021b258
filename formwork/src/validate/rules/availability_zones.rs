//! An Application Load Balancer and a subnet group of RDS need two availability zones.

use crate::kind::Scope;
use crate::manifest::Field;
use crate::problem::{Code, Problem};

/// Elastic Load Balancing, "Application Load Balancers: Availability Zone subnets", and Amazon RDS
/// user guide, "Working with DB subnet groups".
const LEAST: usize = 2;

pub(super) fn check_availability_zones(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let network = manifest.network.get();
    let Some(list) = &network.availability_zones else {
        return hidden_zones(scope).into_iter().collect();
    };
    let zones = list.get();
    let repeated = zones.iter().enumerate().filter_map(|(index, zone)| {
        zones[..index]
            .iter()
            .find(|first| first.get() == zone.get())
            .map(|first| repeated(zone, first))
    });
    let mut problems: Vec<Problem> = repeated.collect();
    if zones.len() < LEAST && !manifest.is_unread(&["network", "availability_zones"]) {
        let example = format!(
            "list {LEAST} zones, such as `[\"{0}a\", \"{0}b\"]`",
            manifest.stack.get().region.get()
        );
        problems.push(
            Problem::new(
                Code::TooFewAvailabilityZones,
                "a load balancer needs two availability zones",
            )
            .at(list.span_or(&(0..0)), format!("lists {}", zones.len()))
            .help(example),
        );
    }
    problems
}

/// A region whose first two zones are there for some accounts alone.
fn hidden_zones(scope: &Scope<'_>) -> Option<Problem> {
    let region = scope
        .region
        .as_ref()
        .filter(|region| region.hides_zones())?;
    if scope.manifest.is_unread(&["network"]) {
        return None;
    }
    let written = &scope.manifest.stack.get().region;
    let message = format!("nobody knows which zones of `{region}` your account has");
    let help = format!(
        "`aws ec2 describe-availability-zones --region {region}` lists them: write `network.availability_zones = [\"{region}a\", \"{region}c\"]`, with yours"
    );
    let problem = Problem::new(Code::TooFewAvailabilityZones, message)
        .at(
            written.span_or(&(0..0)),
            "an account has two of its three zones",
        )
        .help(help);
    Some(problem)
}

fn repeated(zone: &Field<String>, first: &Field<String>) -> Problem {
    Problem::new(
        Code::DuplicateAvailabilityZone,
        format!("the availability zone `{}` is listed twice", zone.get()),
    )
    .at(zone.span_or(&(0..0)), "again")
    .at(first.span_or(&(0..0)), "first here")
    .help("list another zone of the region")
}
