//! The users of a cache: one for each entry that is let in.

use crate::hash::fnv1a;
use crate::hcl::Word;
use crate::names::{LogicalId, StackName};

/// The console of ElastiCache takes no longer one.
const MAX: usize = 40;

/// The name of the user's resource. No name of an entry has the word `from` in it, so it stands for one pair
/// alone.
pub(super) fn resource(cache: &LogicalId, owner: &LogicalId) -> Word {
    Word::joined(&[cache, &"from", owner], '_')
}

/// The id of a user, which for a login by IAM is also the name. One that would be too long ends in a hash of what
/// it would be.
pub(super) fn id(stack: &StackName, cache: &LogicalId, owner: &LogicalId) -> Word {
    let whole = format!("{stack}-{}-{}", cache.kebab(), owner.kebab());
    if whole.len() <= MAX {
        return Word::joined(&[&whole], '-');
    }
    let hash = format!("{:08x}", fnv1a(&whole) & 0xffff_ffff);
    let start = &whole[..MAX - 1 - hash.len()];
    Word::joined(&[&start.trim_end_matches('-'), &hash], '-')
}

#[cfg(test)]
mod tests {
    use super::id;
    use crate::names::{LogicalId, StackName};

    #[test]
    fn an_id_fits_and_stays_its_own() {
        let stack = StackName::parse("a-rather-long-name-of-a-stack").unwrap();
        let id_of = |cache, owner| {
            let [cache, owner] = [cache, owner].map(|name| LogicalId::parse(name).unwrap());
            id(&stack, &cache, &owner).to_string()
        };
        assert_eq!(id_of("c", "web"), "a-rather-long-name-of-a-stack-c-web");
        let (one, other) = (
            id_of("sessions", "storefront"),
            id_of("sessions", "storefront_2"),
        );
        assert!(one.len() <= 40 && other.len() <= 40, "{one} {other}");
        assert_ne!(one, other);
        assert!(one.starts_with("a-rather-long-name-of-a-stack-"), "{one}");
    }
}
