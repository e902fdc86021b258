//! Words of other tools for what a site has.

use crate::manifest::{Way, Word};

pub(super) const WORDS: &[Word] = &[
    Word::new(
        &["origin", "source", "s3", "bucket_name"],
        "\"pages\"",
        &[Way::new(
            "write `bucket = \"pages\"`, and declare `[bucket.pages]`",
            "bucket = \"pages\"\n[bucket.pages]\n",
        )],
    ),
    Word::new(
        &[
            "alias",
            "aliases",
            "domains",
            "host",
            "hosts",
            "custom_domain",
        ],
        "[\"www.acme.example\"]",
        &[Way::new(
            "write `domain = \"www.acme.example\"`, in the zone of `[domain]`",
            "domain = \"www.acme.example\"\n[domain]\nname = \"acme.example\"\nzone = \"acme.example\"\n",
        )],
    ),
    Word::new(
        &["spa", "single_page_app", "fallback"],
        "true",
        &[Way::new(
            "write `single_page = true`",
            "single_page = true\n",
        )],
    ),
    Word::new(
        &["error_page", "error_document", "custom_error_response"],
        "\"404.html\"",
        &[Way::new(
            "write `not_found = \"404.html\"`",
            "not_found = \"404.html\"\n",
        )],
    ),
    Word::new(
        &["path", "dir", "directory", "build", "dist", "files"],
        "\"dist\"",
        &[Way::new(
            "upload them after an apply: the outputs `NAME_upload_command` and `NAME_invalidate_command` are the commands",
            "",
        )],
    ),
    Word::new(
        &[
            "certificate",
            "certificate_arn",
            "acm",
            "ssl",
            "tls",
            "https",
        ],
        "true",
        &[Way::new(
            "leave it out: `domain` gets a certificate of its own, in `us-east-1`, and HTTP leads to HTTPS",
            "",
        )],
    ),
    Word::new(
        &[
            "index",
            "index_page",
            "index_document",
            "default_root_object",
        ],
        "\"index.html\"",
        &[Way::new(
            "leave it out: `index.html` is the page of `/`",
            "",
        )],
    ),
    Word::new(
        &[
            "waf",
            "web_acl_id",
            "price_class",
            "geo_restriction",
            "cache_policy_id",
        ],
        "\"PriceClass_All\"",
        &[Way::new(
            "write `[override.aws_cloudfront_distribution.NAME]`, such as `price_class = \"PriceClass_All\"`",
            "[override.aws_cloudfront_distribution.NAME]\nprice_class = \"PriceClass_All\"\n",
        )],
    ),
];
