//! `[network.existing]`: a VPC that others have made, by its ids. Nothing of it is looked up, since a plan
//! would ask AWS then.

use super::needed_services;
use crate::kind::{Problems, Required, Scope, refuse_keys, written};
use crate::manifest::{self, Field, Manifest};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::{Cidr, ExistingNetwork};

/// The parts of it that a stack uses; a rule proves that those are there which it needs.
pub(super) fn network(
    scope: &Scope<'_>,
    field: &Field<manifest::ExistingNetwork>,
    problems: &mut Problems,
) -> Option<ExistingNetwork> {
    let (manifest, keys) = (scope.manifest, field.get());
    let table = &field.span_or(&(0..0));
    problems.extend(refused(manifest, table));
    let require = |key: &'static str, example: &'static str| Required {
        path: match key {
            "vpc_id" => &["network", "existing", "vpc_id"],
            _ => &["network", "existing", "private_subnet_ids"],
        },
        owner: "the network that exists",
        table,
        example,
    };
    let vpc_id = require("vpc_id", "vpc_id = \"vpc-0123456789abcdef0\"");
    let vpc_id = problems.require(manifest, keys.vpc_id.as_ref(), &vpc_id);
    let vpc_id = vpc_id
        .and_then(|id| problems.text(id, table, "the VPC", |text| parse_id(text, "vpc-", "a VPC")));
    let cidr = keys.cidr.as_ref();
    let cidr = cidr.map(|it| problems.text(it, table, "the network of the VPC", Cidr::parse));
    let private = require(
        "private_subnet_ids",
        "private_subnet_ids = [\"subnet-…\", \"subnet-…\"]",
    );
    let private = problems.require(manifest, keys.private_subnet_ids.as_ref(), &private);
    let private = private.map(|list| subnets(list, table, problems));
    let public = keys.public_subnet_ids.as_ref();
    let public = public.map(|list| subnets(list, table, problems));
    Some(ExistingNetwork {
        vpc_id: vpc_id?,
        cidr: match cidr {
            Some(cidr) => Some(cidr?),
            None => None,
        },
        public_subnet_ids: public.unwrap_or_default(),
        private_subnet_ids: private?,
        services: needed_services(scope),
    })
}

/// Keys that say how a VPC is made.
fn refused(manifest: &Manifest, existing: &Span) -> Vec<Problem> {
    let network = manifest.network.get();
    let list = |list: &Option<Field<Vec<Field<String>>>>| list.as_ref().and_then(written);
    refuse_keys(
        "the network",
        existing,
        &[
            ("cidr", written(&network.cidr)),
            ("availability_zones", list(&network.availability_zones)),
            ("public_subnets", list(&network.public_subnets)),
            ("private_subnets", list(&network.private_subnets)),
            ("nat_gateways", written(&network.nat_gateways)),
            ("ipv6", written(&network.ipv6)),
        ],
    )
}

/// The ids of subnets, two or more: what AWS wants of a load balancer and of a database.
fn subnets(list: &Field<Vec<Field<String>>>, table: &Span, problems: &mut Problems) -> Vec<String> {
    let span = &list.span_or(table);
    let mut ids: Vec<String> = Vec::new();
    for field in list.get() {
        let parse = |text: &str| parse_id(text, "subnet-", "a subnet");
        let id = problems.text(field, span, "a subnet", parse);
        if let Some(id) = &id
            && ids.contains(id)
        {
            let problem = Problem::new(Code::SubnetCount, format!("`{id}` is listed twice"))
                .at(field.span_or(span), "again")
                .help("list subnets of different availability zones");
            problems.extend([problem]);
        }
        ids.extend(id);
    }
    if list.get().len() < 2 {
        let message = format!("{} of two subnets or more", list.get().len());
        let problem = Problem::new(Code::SubnetCount, message)
            .at(span.clone(), "too few")
            .help("list a subnet in each of two availability zones at least: AWS wants them for a load balancer and for a database");
        problems.extend([problem]);
    }
    ids
}

/// An id of Amazon EC2: a prefix, and 8 or 17 hexadecimal digits.
pub(in crate::validate) fn parse_id(
    text: &str,
    prefix: &str,
    what: &str,
) -> Result<String, Problem> {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if (8..=17).contains(&digits.len()) && digits.bytes().all(is_digit) {
        return Ok(text.to_owned());
    }
    let message = format!("`{text}` is not the id of {what}");
    Err(Problem::new(Code::InvalidName, message).help(format!(
        "write `{prefix}` and the digits of the id, such as `{prefix}0123456789abcdef0`"
    )))
}
