//! The bearer token of a session: its id, and a secret of which only the hash is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

const SECRET_BYTES: usize = 32;

/// What a client shows to be let in.
pub(crate) struct Token {
    /// The session that it claims to belong to.
    pub(crate) session_id: Uuid,
    secret: [u8; SECRET_BYTES],
}

impl Token {
    /// A new one, from the system's random numbers.
    pub(crate) fn generate(session_id: Uuid) -> Self {
        let mut secret = [0; SECRET_BYTES];
        getrandom::fill(&mut secret).expect("the system has random numbers");
        Self { session_id, secret }
    }

    /// Reads what [`encode`](Self::encode) wrote.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, secret) = bytes.split_first_chunk()?;
        Some(Self {
            session_id: Uuid::from_bytes(*id),
            secret: secret.try_into().ok()?,
        })
    }

    /// 64 characters that a header can carry.
    pub(crate) fn encode(&self) -> String {
        let bytes = [self.session_id.as_bytes(), self.secret.as_slice()].concat();
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What is stored. A fast hash is enough: nobody guesses 256 random bits.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }

    /// Compares in constant time, so that the time tells nothing about the stored hash.
    pub(crate) fn matches(&self, stored: &[u8]) -> bool {
        self.hash().ct_eq(stored).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back() {
        let token = Token::generate(Uuid::now_v7());
        let text = token.encode();
        assert_eq!(text.len(), 64);
        let read = Token::decode(&text).unwrap();
        assert_eq!(read.session_id, token.session_id);
        assert!(read.matches(&token.hash()));
    }

    #[test]
    fn another_secret_does_not_match() {
        let id = Uuid::now_v7();
        assert!(!Token::generate(id).matches(&Token::generate(id).hash()));
        assert!(!Token::generate(id).matches(b"short"));
    }

    #[test]
    fn other_texts_are_no_token() {
        for text in ["", "abc", "Ä", &"A".repeat(63), &"A".repeat(68)] {
            assert!(Token::decode(text).is_none(), "{text}");
        }
    }
}
