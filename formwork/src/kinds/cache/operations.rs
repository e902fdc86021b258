//! What `grants` can allow on a cache, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for Amazon ElastiCache". `Connect` needs both the cache and the user.

use super::entry::Entry;
use super::existing::Existing;
use super::user;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Fact, Guard, Holds, Instead, Operation, Output, Permission, Resource, Target};
use crate::written::Written;

const CACHE: &str = "cache";
const USER: &str = "user";

const CONNECT: &[&str] = &["elasticache:Connect"];

/// IAM is asked by the cache itself: a network without NAT gateway needs no endpoint for it.
pub(super) const OPERATIONS: &[Operation] = &[Operation {
    word: "connect",
    permissions: &[
        Permission {
            on: CACHE,
            actions: CONNECT,
        },
        Permission {
            on: USER,
            actions: CONNECT,
        },
    ],
    calls: &[],
    connects: true,
    endpoint: None,
}];

fn existing<'a>(target: &Target<'a>) -> Option<&'a Existing> {
    target.entry::<Entry>()?.existing.as_ref()
}

/// A text of a cache that exists, or an attribute of the one that is made.
fn text_or(target: &Target<'_>, text: fn(&Existing) -> &Written, attribute: &str) -> String {
    existing(target).map_or_else(
        || format!("{}.{attribute}", target.address()),
        |existing| text(existing).as_string().to_string(),
    )
}

fn host(target: &Target<'_>) -> String {
    text_or(target, |it| &it.host, "primary_endpoint_address")
}

fn reader_host(target: &Target<'_>) -> String {
    text_or(
        target,
        |it| it.reader_host.as_ref().unwrap_or(&it.host),
        "reader_endpoint_address",
    )
}

fn port(target: &Target<'_>) -> String {
    existing(target).map_or_else(
        || format!("tostring({}.port)", target.address()),
        |existing| Literal::new(existing.port).to_string(),
    )
}

fn arn(target: &Target<'_>) -> String {
    existing(target).map_or_else(
        || format!("{}.arn", target.address()),
        |existing| existing.arn(target),
    )
}

pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let (id, stack) = (target.id(), target.stack());
    let name = existing(target).map(|existing| {
        existing
            .id
            .plain()
            .map_or_else(|| "x".repeat(40), str::to_owned)
    });
    let name = name.unwrap_or_else(|| format!("{stack}-{}", id.kebab()));
    let user = "x".repeat(40);
    vec![
        Resource {
            name: CACHE,
            arn: Expr::new(arn(target)),
            title: format!("cache `{id}`"),
            longest_arn: target.arn_of("elasticache", format!("replicationgroup:{name}")),
        },
        Resource {
            name: USER,
            arn: Expr::new(format!("{}.arn", user_address(target))),
            title: format!("its user of cache `{id}`"),
            longest_arn: target.arn_of("elasticache", format!("user:{user}")),
        },
    ]
}

/// The name of that user, which is its id too. Where the cache exists, it comes from the association: before that the
/// cache lets nobody in, so no task starts.
fn user_name(target: &Target<'_>) -> String {
    if existing(target).is_some() {
        return format!(
            "aws_elasticache_user_group_association.{}.user_id",
            user_resource(target)
        );
    }
    format!("{}.user_name", user_address(target))
}

/// The user of whoever has the grant.
fn user_address(target: &Target<'_>) -> String {
    format!("aws_elasticache_user.{}", user_resource(target))
}

fn user_resource(target: &Target<'_>) -> Word {
    let owner = target.owner().unwrap_or(target.id());
    user::resource(target.id(), owner)
}

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "HOST",
        holds: Holds::Text,
        meaning: "host name of the node that takes writes",
        value: host,
    },
    Fact {
        name: "READER_HOST",
        holds: Holds::Text,
        meaning: "host name of the nodes that only read",
        value: reader_host,
    },
    Fact {
        name: "PORT",
        holds: Holds::Port,
        meaning: "TCP port",
        value: port,
    },
    Fact {
        name: "USER",
        holds: Holds::Text,
        meaning: "user of the cache",
        value: user_name,
    },
    Fact {
        name: "CACHE",
        holds: Holds::Text,
        meaning: "id of the cache, which a login is signed for",
        value: |target| text_or(target, |it| &it.id, "replication_group_id"),
    },
];

pub(super) const OUTPUTS: &[Output] = &[Output {
    name: "cache_host",
    description: "Host of cache {}, reached from inside the VPC only.",
    value: host,
}];

const GROUP: &str = "aws_elasticache_replication_group";
const LOGIN: Instead =
    Instead::Leave("the code logs in by TLS, as a user of the grant, without a password");

pub(super) const GUARDS: &[Guard] = &[
    Guard::new(
        GROUP,
        "",
        "engine",
        Instead::Leave("its users log in as Valkey lets them"),
    ),
    Guard::new(
        GROUP,
        "",
        "port",
        Instead::Leave("the rules of security groups name it"),
    ),
    Guard::new(GROUP, "", "auth_token", LOGIN),
    Guard::new(GROUP, "", "transit_encryption_enabled", LOGIN),
    Guard::new(GROUP, "", "transit_encryption_mode", LOGIN),
    Guard::new(GROUP, "", "user_group_ids", LOGIN),
    Guard::new(
        GROUP,
        "",
        "security_group_ids",
        Instead::Leave("the rules that let services in stand in this group"),
    ),
    Guard::new("aws_elasticache_user_group", "", "user_ids", LOGIN),
];
