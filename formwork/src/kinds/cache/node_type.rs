//! The node types that ElastiCache offers for Valkey, in at least one region (Amazon ElastiCache user guide,
//! "Supported node types"). Those of earlier generations, and those that tier data to disks, are not among them.

use std::fmt;

use crate::problem::{Code, Problem, closest, list};

/// A node type: `cache.` family `.` size.
#[derive(Debug, Clone)]
pub(super) struct NodeType(String);

const SMALL: &[&str] = &["micro", "small", "medium"];
const LARGE: &[&str] = &[
    "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge",
];
const OLDER: &[&str] = &[
    "large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge",
];

const FAMILIES: &[(&str, &[&str])] = &[
    ("t4g", SMALL),
    ("t3", SMALL),
    ("m7g", LARGE),
    ("m6g", LARGE),
    ("m5", OLDER),
    ("r7g", LARGE),
    ("r6g", LARGE),
    ("r5", OLDER),
    ("c7gn", LARGE),
];

impl NodeType {
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let invalid = || {
            let message = format!("`{text}` is not a node type of ElastiCache for Valkey");
            Problem::new(Code::InvalidNodeType, message)
        };
        let Some(rest) = text.strip_prefix("cache.") else {
            let bare = text.strip_prefix("db.").unwrap_or(text);
            let help = match Self::parse(&format!("cache.{bare}")) {
                Ok(node_type) if !bare.starts_with("cache.") => format!("write `{node_type}`"),
                _ => "write `cache.`, a family, a point and a size, such as `cache.t4g.micro`"
                    .to_owned(),
            };
            return Err(invalid().help(help));
        };
        let (family, size) = rest.split_once('.').unwrap_or((rest, ""));
        let sizes = FAMILIES.iter().find(|(name, _)| *name == family);
        match sizes {
            Some((_, sizes)) if sizes.contains(&size) => Ok(Self(text.to_owned())),
            Some((_, sizes)) => Err(invalid().help(format!(
                "a size of `cache.{family}` is one of: {}",
                list(sizes.iter().copied())
            ))),
            None => Err(invalid().help(of_family(family, size))),
        }
    }
}

fn of_family(family: &str, size: &str) -> String {
    let offered = FAMILIES.iter().filter(|(_, sizes)| sizes.contains(&size));
    match closest(family, offered.map(|(name, _)| *name)) {
        Some(nearest) => format!("did you mean `cache.{nearest}.{size}`?"),
        None => format!(
            "use a family of: {}",
            list(FAMILIES.iter().map(|(name, _)| *name))
        ),
    }
}

impl fmt::Display for NodeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
