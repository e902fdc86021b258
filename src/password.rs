//! Passwords: argon2id, a few at a time.

use std::sync::OnceLock;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rocket::http::Status;
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use utoipa::ToSchema;

use crate::problem::Problem;

/// Memory of one hash: the first choice of OWASP's Password Storage Cheat Sheet for argon2id,
/// 19 MiB with two passes and one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes at the same time: what a task of 512 MiB and a quarter of a CPU bears.
const AT_ONCE: usize = 2;

/// More than these wait for their turn in vain.
const WAITING: usize = 16;

/// Running hashes and those that wait for them.
static QUEUE: Semaphore = Semaphore::const_new(AT_ONCE + WAITING);
static TURN: Semaphore = Semaphore::const_new(AT_ONCE);

/// A password as its user typed it. It is never logged, and forgotten once it is hashed.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 8, max_length = 256, format = Password, example = "correct horse battery staple")]
pub(crate) struct Password(String);

/// NIST SP 800-63B asks for eight characters at least, and for no rules about which.
impl TryFrom<String> for Password {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.chars().count() {
            8..=256 => Ok(Self(text)),
            _ => Err("must have 8 to 256 characters"),
        }
    }
}

impl Password {
    /// The hash to store, in PHC string format.
    ///
    /// # Errors
    ///
    /// 503 where too many passwords are being hashed.
    pub(crate) async fn hash(self) -> Result<String, Problem> {
        in_turn(move || hash(&self.0)).await
    }

    /// Whether this is the password that `stored` was made from. Where nobody has an account the
    /// answer is no, and takes as long.
    ///
    /// # Errors
    ///
    /// 503 where too many passwords are being hashed.
    pub(crate) async fn matches(self, stored: Option<String>) -> Result<bool, Problem> {
        in_turn(move || {
            let hash = stored.as_deref().unwrap_or(nobody());
            verify(&self.0, hash) && stored.is_some()
        })
        .await
    }
}

fn hash(password: &str) -> String {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).expect("the system has random numbers");
    let salt = SaltString::encode_b64(&salt).expect("16 bytes are a salt");
    argon2()
        .hash_password(password.as_bytes(), &salt)
        .expect("these parameters hash any password")
        .to_string()
}

/// With the parameters that stand in `stored`, which may be those of an older version.
fn verify(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash that is verified for an account that doesn't exist.
fn nobody() -> &'static str {
    static NOBODY: OnceLock<String> = OnceLock::new();
    NOBODY.get_or_init(|| hash(""))
}

async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let _queued = QUEUE.try_acquire().map_err(|_| {
        Problem::come_again(Status::ServiceUnavailable, "too many log-ins at once", 1)
    })?;
    let _turn = TURN.acquire().await.expect("it is never closed");
    spawn_blocking(work)
        .await
        .map_err(|panic| Problem::internal(&panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_verifies_its_password_only() {
        let stored = hash("correct horse");
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify("correct horse", &stored));
        assert!(!verify("battery staple", &stored));
        assert!(!verify("correct horse", "not a hash"));
    }

    #[test]
    fn the_same_password_has_another_hash_each_time() {
        assert_ne!(hash("correct horse"), hash("correct horse"));
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert!(Password::try_from("äöüäöü".to_owned()).is_err());
        assert!(Password::try_from("ä".repeat(256)).is_ok());
        assert!(Password::try_from("a".repeat(257)).is_err());
    }
}
