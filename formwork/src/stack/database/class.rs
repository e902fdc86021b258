//! The instance classes that RDS offers for PostgreSQL, in at least one region (Amazon RDS user
//! guide, "Supported DB engines for DB instance classes"). Generations of which RDS makes no new
//! instances, such as `db.t2` and `db.m4`, are not among them.

/// Families that share their sizes.
struct Group {
    families: &'static [&'static str],
    sizes: &'static [&'static str],
}

const GROUPS: &[Group] = &[
    Group {
        families: &["t3", "t4g"],
        sizes: &["micro", "small", "medium", "large", "xlarge", "2xlarge"],
    },
    Group {
        families: &["m6g", "m6gd", "m7g", "r6g", "r6gd", "r7g", "x2g"],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge",
        ],
    },
    Group {
        families: &["m5", "m5d", "r5", "r5b", "r5d"],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
        ],
    },
    Group {
        families: &[
            "m6i", "m6id", "m6idn", "m6in", "r6i", "r6id", "r6idn", "r6in",
        ],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
            "32xlarge",
        ],
    },
    Group {
        families: &[
            "m7i", "m8a", "m8g", "m8gd", "m9g", "r7i", "r8a", "r8g", "r8gd",
        ],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
            "48xlarge",
        ],
    },
    Group {
        families: &["x2idn"],
        sizes: &["16xlarge", "24xlarge", "32xlarge"],
    },
    Group {
        families: &["x2iedn"],
        sizes: &[
            "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge", "24xlarge", "32xlarge",
        ],
    },
];

/// The sizes of a family, or nothing if RDS does not offer it.
pub(super) fn sizes(family: &str) -> Option<&'static [&'static str]> {
    GROUPS
        .iter()
        .find(|group| group.families.contains(&family))
        .map(|group| group.sizes)
}

pub(super) fn families() -> impl Iterator<Item = &'static str> + Clone {
    GROUPS.iter().flat_map(|group| group.families).copied()
}
