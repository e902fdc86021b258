//! `[load_balancer] existing`: one that others have made, by its ARNs and ids. Nothing of it is looked up, since a
//! plan would ask AWS then.

use std::ops::RangeInclusive;

use crate::arn::{Arn, is_account};
use crate::kind::{Limits, Problems, Required, optional, refuse_keys, written};
use crate::manifest::{self, Field, Manifest};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::{ALL_PRIORITIES, DomainName, ExistingLoadBalancer, Region};
use crate::validate::domain::parse_zone_id;
use crate::validate::network::parse_id;

/// Elastic Load Balancing API, `CreateRule`.
const FIRST: Limits = Limits::new("first", 1..=49_001, "a listener");
const LAST: Limits = Limits::new("last", 1000..=50_000, "a listener");

/// As many as leave each depth of nesting the hundred rules that a load balancer has by its quota.
const LEAST_PRIORITIES: u32 = 1000;

/// The parts of it that a stack uses.
pub(super) fn existing(
    manifest: &Manifest,
    field: &Field<manifest::ExistingLoadBalancer>,
    region: Option<&Region>,
    problems: &mut Problems,
) -> Option<ExistingLoadBalancer> {
    let (keys, table) = (field.get(), &field.span_or(&(0..0)));
    problems.extend(refused(manifest, table));
    let listener = required(
        manifest,
        keys.listener_arn.as_ref(),
        &LISTENER,
        table,
        problems,
    );
    let listener = listener.zip(region).and_then(|(it, region)| {
        let parse = |text: &str| Listener::parse(text, region);
        problems.text(it, table, "the listener", parse)
    });
    if let (Some(arn), Some(listener), Some(region)) = (&keys.arn, &listener, region) {
        let parse = |text: &str| listener.check_owner(text, region);
        problems.text(arn, table, "the load balancer", parse);
    }
    let group = keys.security_group_id.as_ref();
    let group = required(manifest, group, &GROUP, table, problems);
    let parse = |text: &str| parse_id(text, "sg-", "a security group");
    let group = group.and_then(|it| problems.text(it, table, "the security group", parse));
    let dns_name = optional(keys.dns_name.as_ref(), |it| {
        problems.text(it, table, "the name that AWS gave it", DomainName::parse)
    });
    let zone_id = optional(keys.zone_id.as_ref(), |it| {
        problems.text(it, table, "the zone of that name", parse_zone_id)
    });
    let priorities = optional(keys.priorities.as_ref(), |it| {
        priorities(manifest, it, problems)
    });
    let listener = listener?;
    Some(ExistingLoadBalancer {
        suffix: listener.suffix,
        listener_arn: listener.arn,
        security_group_id: group?,
        dns_name: dns_name.ok()?,
        zone_id: zone_id.ok()?,
        priorities: priorities.ok()?.unwrap_or(ALL_PRIORITIES),
    })
}

/// A key without which nothing leads to the tasks, and the line to add.
struct Wanted {
    path: &'static [&'static str],
    example: &'static str,
}

const LISTENER: Wanted = Wanted {
    path: &["load_balancer", "existing", "listener_arn"],
    example: "listener_arn = \"arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shared/0123456789abcdef/0123456789abcdef\"",
};

const GROUP: Wanted = Wanted {
    path: &["load_balancer", "existing", "security_group_id"],
    example: "security_group_id = \"sg-0123456789abcdef0\"",
};

fn required<'a>(
    manifest: &Manifest,
    field: Option<&'a Field<String>>,
    wanted: &Wanted,
    table: &Span,
    problems: &mut Problems,
) -> Option<&'a Field<String>> {
    let required = Required {
        path: wanted.path,
        owner: "the load balancer that exists",
        table,
        example: wanted.example,
    };
    problems.require(manifest, field, &required)
}

/// Keys that say how a load balancer is made.
fn refused(manifest: &Manifest, existing: &Span) -> Vec<Problem> {
    let section = manifest.load_balancer.get();
    let timeout = &section.idle_timeout_seconds;
    refuse_keys(
        "the load balancer",
        existing,
        &[
            ("internal", written(&section.internal)),
            ("allow", section.allow.as_ref().and_then(written)),
            ("idle_timeout_seconds", written(timeout)),
            ("waf", section.waf.as_ref().and_then(written)),
        ],
    )
}

/// A listener of an Application Load Balancer.
struct Listener {
    arn: String,
    account: String,
    /// The end of the ARN of its load balancer: `app/NAME/ID`.
    suffix: String,
}

impl Listener {
    fn parse(text: &str, region: &Region) -> Result<Self, Problem> {
        let (partition, form) = (region.partition(), "listener/app/NAME/ID/ID");
        let arn = of_region(text, region, form, "a listener")?;
        let parts: Vec<&str> = arn.resource.split('/').collect();
        match parts.as_slice() {
            ["listener", "app", name, id, listener]
                if [name, id, listener].iter().all(|part| is_word(part)) =>
            {
                Ok(Self {
                    arn: text.to_owned(),
                    account: arn.account.to_owned(),
                    suffix: format!("app/{name}/{id}"),
                })
            }
            ["listener", "net", ..] => {
                let message = format!("`{text}` is a listener of a Network Load Balancer");
                Err(Problem::new(Code::InvalidArn, message).help(
                    "name a listener of an Application Load Balancer, `…:listener/app/…`: no other has rules by host and path",
                ))
            }
            _ => Err(no_arn(text, "a listener", partition, region, form)),
        }
    }

    /// Whether a load balancer is that of the listener.
    fn check_owner(&self, text: &str, region: &Region) -> Result<(), Problem> {
        let form = "loadbalancer/app/NAME/ID";
        let arn = of_region(text, region, form, "a load balancer")?;
        let Some(suffix) = arn.resource.strip_prefix("loadbalancer/") else {
            let partition = region.partition();
            return Err(no_arn(text, "a load balancer", partition, region, form));
        };
        if suffix == self.suffix && arn.account == self.account {
            return Ok(());
        }
        let message = format!(
            "`listener_arn` is of `{}`, `arn` is `{suffix}`",
            self.suffix
        );
        let help = format!(
            "write `arn:{}:elasticloadbalancing:{region}:{}:loadbalancer/{}`, or leave `arn` out",
            region.partition(),
            self.account,
            self.suffix
        );
        Err(Problem::new(Code::InvalidArn, message).help(help))
    }
}

/// What a name or an id has.
fn is_word(text: &str) -> bool {
    let is_sign = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    !text.is_empty() && text.bytes().all(is_sign)
}

/// The parts of an ARN of Elastic Load Balancing in the region of the stack.
fn of_region<'a>(
    text: &'a str,
    region: &Region,
    form: &str,
    what: &str,
) -> Result<Arn<'a>, Problem> {
    let partition = region.partition();
    let is_of_service = |arn: &Arn<'_>| {
        arn.service == "elasticloadbalancing"
            && arn.partition == partition
            && is_account(arn.account)
    };
    let arn = Arn::split(text).filter(is_of_service);
    let arn = arn.ok_or_else(|| no_arn(text, what, partition, region, form))?;
    if arn.region == region.to_string() {
        return Ok(arn);
    }
    let message = format!("`{text}` lies in `{}`, the stack in `{region}`", arn.region);
    Err(Problem::new(Code::InvalidArn, message)
        .help("name one of the same region: its tasks are there"))
}

fn no_arn(text: &str, what: &str, partition: &str, region: &Region, form: &str) -> Problem {
    let message = format!("`{text}` is not the ARN of {what}");
    Problem::new(Code::InvalidArn, message).help(format!(
        "write it like `arn:{partition}:elasticloadbalancing:{region}:ACCOUNT:{form}`"
    ))
}

/// The first and the last one, far enough from each other.
fn priorities(
    manifest: &Manifest,
    field: &Field<manifest::Priorities>,
    problems: &mut Problems,
) -> Option<RangeInclusive<u64>> {
    let (keys, table) = (field.get(), &field.span_or(&(0..0)));
    let mut end = |path, field, example, limits| {
        let required = Required {
            path,
            owner: "the range of priorities",
            table,
            example,
        };
        let field: &Field<u32> = problems.require(manifest, field, &required)?;
        problems.number(field, table, limits)
    };
    let path = &["load_balancer", "existing", "priorities", "first"];
    let first = end(path, keys.first.as_ref(), "first = 1000", &FIRST);
    let path = &["load_balancer", "existing", "priorities", "last"];
    let last = end(path, keys.last.as_ref(), "last = 1999", &LAST);
    let (first, last) = (first?, last?);
    if last < first || last - first + 1 < LEAST_PRIORITIES {
        let message =
            format!("from {first} to {last} are fewer than {LEAST_PRIORITIES} priorities");
        let problem = Problem::new(Code::OutOfRange, message)
            .at(table.clone(), "too few")
            .help(format!(
                "write `priorities = {{ first = {first}, last = {} }}`: a tenth of them is for rules of one depth",
                first + LEAST_PRIORITIES - 1
            ));
        problems.extend([problem]);
        return None;
    }
    Some(u64::from(first)..=u64::from(last))
}
