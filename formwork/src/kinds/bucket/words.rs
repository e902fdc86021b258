//! Words of other tools for what a bucket has.

use crate::manifest::{Way, Word};

pub(super) const WORDS: &[Word] = &[
    Word::new(
        &["versioned", "version", "enable_versioning"],
        "true",
        &[Way::new("write `versioning = true`", "versioning = true\n")],
    ),
    Word::new(
        &[
            "lifecycle",
            "lifecycle_rule",
            "lifecycle_rules",
            "expiration",
            "ttl",
        ],
        "{ days = 90 }",
        &[Way::new(
            "write `expire = [{ prefix = \"tmp/\", days = 90 }]`",
            "expire = [{ prefix = \"tmp/\", days = 90 }]\n",
        )],
    ),
    Word::new(
        &["acl", "public", "access", "block_public_access"],
        "\"private\"",
        &[Way::new(
            "leave it out: a bucket is private, encrypted and refuses what does not come by TLS; code that is granted `read` \
             may sign links",
            "",
        )],
    ),
    Word::new(
        &["encryption", "sse", "encrypted"],
        "true",
        &[Way::new("leave it out: S3 encrypts every object", "")],
    ),
];
