//! `Content-Digest` and `Repr-Digest` (RFC 9530): what the client says that the SHA-256 of its
//! bytes is.
//!
//! Both mean the same here, since no content is taken in an encoding.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The SHA-256 of a field, a dictionary of digests by several algorithms; `None` if it has none, or
/// can't be read.
pub(super) fn parse(field: &str) -> Option<[u8; 32]> {
    let value = field
        .split(',')
        .filter_map(|member| member.trim().split_once('='))
        .find(|(algorithm, _)| *algorithm == "sha-256")
        .map(|(_, value)| value)?;
    let encoded = value.strip_prefix(':')?.strip_suffix(':')?;
    STANDARD.decode(encoded).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sha_256_is_found_among_others() {
        let digest = STANDARD.encode([7; 32]);
        for field in [
            format!("sha-256=:{digest}:"),
            format!("sha-512=:AAAA:, sha-256=:{digest}:"),
        ] {
            assert_eq!(parse(&field), Some([7; 32]), "{field}");
        }
        for field in ["", "sha-256", "sha-256=:AAAA:", "sha-512=:AAAA:", &digest] {
            assert_eq!(parse(field), None, "{field}");
        }
    }
}
