//! Passwords: argon2id, in the turn that `hashing` gives.

mod common;

use std::sync::OnceLock;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::hashing::Turn;
use crate::problem::Problem;

/// Memory of one hash: the first choice of OWASP's Password Storage Cheat Sheet for argon2id,
/// 19 MiB with two passes and one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A password that an account may have, as its user typed it. It is never logged, and forgotten once
/// it is compared.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 8, max_length = 256, format = Password, example = "correct horse battery staple")]
pub(crate) struct Password(String);

impl TryFrom<String> for Password {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.chars().count() {
            8..=256 => Ok(Self(text)),
            _ => Err(LENGTH),
        }
    }
}

const LENGTH: &str = "must have 8 to 256 characters";

impl Password {
    /// Whether this is the password that `stored` was made from. Where nobody has an account the
    /// answer is no, and takes as long.
    ///
    /// # Errors
    ///
    /// 500 if the thread that hashes panics.
    pub(crate) async fn matches(self, stored: Option<String>, turn: Turn) -> Result<bool, Problem> {
        turn.hash(move || {
            let hash = stored.as_deref().unwrap_or(nobody());
            self.spellings().any(|text| verify(&text, hash)) && stored.is_some()
        })
        .await
    }

    /// In the form in which passwords are hashed, and as it was typed where that is another: so
    /// were they hashed once.
    fn spellings(&self) -> impl Iterator<Item = String> {
        let normal = normal_form(&self.0);
        let typed = (normal != self.0).then(|| self.0.clone());
        std::iter::once(normal).chain(typed)
    }
}

/// A password that somebody chooses.
///
/// NIST SP 800-63B, 5.1.1.2, asks for eight characters at least, for no rules about which, and for a
/// comparison with those that everybody tries first.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 8, max_length = 256, format = Password, example = "correct horse battery staple")]
pub(crate) struct NewPassword(String);

impl TryFrom<String> for NewPassword {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = normal_form(&text);
        if !(8..=256).contains(&text.chars().count()) {
            return Err(LENGTH);
        }
        if text.contains(char::is_control) {
            return Err("must have no control characters");
        }
        if common::is_guessed_first(&text) {
            return Err("is among those that are tried first: take a longer one of your own");
        }
        Ok(Self(text))
    }
}

impl NewPassword {
    /// The hash to store, in PHC string format.
    ///
    /// # Errors
    ///
    /// 500 if the thread that hashes panics.
    pub(crate) async fn hash(self, turn: Turn) -> Result<String, Problem> {
        turn.hash(move || hash(&self.0)).await
    }

    /// Whether it is what anybody would try who knows the address.
    pub(crate) fn repeats(&self, address: &str) -> bool {
        let (password, address) = (self.0.to_lowercase(), address.to_lowercase());
        let local = address.split('@').next().unwrap_or_default();
        password == address || password == local
    }
}

/// One sequence of characters for texts that look alike (NFKC), as NIST SP 800-63B has it: keyboards
/// differ in how they write an umlaut.
fn normal_form(text: &str) -> String {
    text.nfkc().collect()
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
        assert!(NewPassword::try_from("äöüäöü".to_owned()).is_err());
        let longest: String = ('\u{4e00}'..='\u{4eff}').collect();
        assert!(NewPassword::try_from(longest.clone()).is_ok());
        assert!(NewPassword::try_from(longest + "a").is_err());
    }

    #[test]
    fn texts_that_look_alike_are_one_password() {
        let stored = hash(
            &NewPassword::try_from("gr\u{fc}ne Tomaten".to_owned())
                .unwrap()
                .0,
        );
        let typed = Password("gru\u{308}ne Tomaten".to_owned());
        assert!(typed.spellings().any(|text| verify(&text, &stored)));
        // Hashed before there was a normal form.
        let stored = hash("gru\u{308}ne Tomaten");
        assert!(typed.spellings().any(|text| verify(&text, &stored)));
    }
}
