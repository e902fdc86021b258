//! Places that an account knows: networks and devices from which its user logged in.
//!
//! Whoever guesses at an account elsewhere, or floods the service, can't keep its user from logging in
//! there. It says nothing about who is allowed what.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::client_address::Network;
use crate::database::Query;
use crate::problem::Problem;

/// A place is forgotten when nobody logged in there for this long.
const LIFETIME_DAYS: i32 = 90;

/// More places are not remembered: the one that was used least lately goes.
const MOST: i64 = 64;

const SECRET_BYTES: usize = 32;

/// A place, as it is stored: SHA-256 of what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark(Vec<u8>);

impl Mark {
    /// Of the network that a request comes from.
    pub(crate) fn network(network: Network) -> Self {
        Self(Sha256::digest(format!("network {network}")).to_vec())
    }

    /// Of all that tells where a log-in comes from; the device, if there is one, comes last.
    pub(super) fn all(network: Network, device: Option<&DeviceToken>) -> Vec<Self> {
        let device = device.map(DeviceToken::mark);
        std::iter::once(Self::network(network))
            .chain(device)
            .collect()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for Mark {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

/// What a device shows when it logs in again, wherever it is then. It opens nothing by itself.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 43, max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$",
    example = "Yk3i8iLoOSIXvZ8ea2v5mVvVd1E8gPmCAZrBcD3kcJk")]
pub(crate) struct DeviceToken(String);

impl TryFrom<String> for DeviceToken {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match URL_SAFE_NO_PAD.decode(&text) {
            Ok(bytes) if bytes.len() == SECRET_BYTES => Ok(Self(text)),
            _ => Err("must be a `device_token` that this service gave out"),
        }
    }
}

impl DeviceToken {
    /// A new one, from the system's random numbers.
    pub(super) fn generate() -> Self {
        let mut secret = [0; SECRET_BYTES];
        getrandom::fill(&mut secret).expect("the system has random numbers");
        Self(URL_SAFE_NO_PAD.encode(secret))
    }

    /// What is stored of it. A fast hash is enough: nobody guesses 256 random bits.
    pub(super) fn mark(&self) -> Mark {
        Mark(Sha256::digest(format!("device {}", self.0)).to_vec())
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// Notes that the user of an account was there now.
pub(crate) async fn remember(
    db: &impl Query,
    user_id: Uuid,
    marks: &[Mark],
) -> Result<(), Problem> {
    let marks: Vec<&[u8]> = marks.iter().map(Mark::bytes).collect();
    db.execute(
        "INSERT INTO familiar_places (user_id, mark, expires_at)
         SELECT $1, mark, now() + make_interval(days => $3) FROM unnest($2::bytea[]) AS mark
         ORDER BY mark
         ON CONFLICT (user_id, mark) DO UPDATE SET expires_at = excluded.expires_at",
        &[&user_id, &marks, &LIFETIME_DAYS],
    )
    .await?;
    db.execute(
        "DELETE FROM familiar_places WHERE user_id = $1 AND mark IN (
             SELECT mark FROM familiar_places WHERE user_id = $1
             ORDER BY expires_at DESC, mark OFFSET $2)",
        &[&user_id, &MOST],
    )
    .await?;
    Ok(())
}

/// Forgets all places but one: somebody may have been there who knew the password until now.
pub(crate) async fn forget_others(
    db: &impl Query,
    user_id: Uuid,
    kept: &Mark,
) -> Result<(), Problem> {
    db.execute(
        "DELETE FROM familiar_places WHERE user_id = $1 AND mark <> $2",
        &[&user_id, &kept.bytes()],
    )
    .await?;
    Ok(())
}
