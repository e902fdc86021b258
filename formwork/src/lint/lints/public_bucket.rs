//! No bucket can be made public.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module};
use crate::problem::Code;

/// What keeps a bucket private, whatever its policy and its lists say.
const BLOCKS: [&str; 4] = [
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
];

const PUBLIC_ACLS: &[&str] = &["public-read", "public-read-write", "authenticated-read"];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let unblocked = module
        .resources("aws_s3_bucket")
        .filter(|bucket| !is_blocked(module, bucket))
        .map(|bucket| {
            Finding::new(Code::PublicBucket, bucket, "can be made public")
                .help("add an `aws_s3_bucket_public_access_block` with all four settings `true`")
        });
    let kinds = ["aws_s3_bucket", "aws_s3_bucket_acl"];
    let open = kinds.into_iter().flat_map(|kind| module.resources(kind));
    let open = open
        .filter(|block| {
            block
                .text("acl")
                .is_some_and(|acl| PUBLIC_ACLS.contains(&acl))
        })
        .map(|block| {
            Finding::new(Code::PublicBucket, block, "lets strangers read its objects")
                .argument("acl")
                .help("write `acl = \"private\"`")
        });
    unblocked.chain(open).collect()
}

fn is_blocked(module: &Module, bucket: &Block) -> bool {
    let mut blocks = module.companions("aws_s3_bucket_public_access_block", "bucket", bucket);
    blocks.any(|block| {
        BLOCKS
            .iter()
            .all(|name| matches!(block.flag(name), Flag::On | Flag::Unknown))
    })
}
