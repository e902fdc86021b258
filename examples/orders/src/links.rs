//! Links to an order that nobody can guess: its id, and a signature by the stack's secret.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::Failure;

/// The key of signatures.
#[derive(Clone)]
pub(crate) struct Links(Vec<u8>);

impl Links {
    /// Reads the key.
    ///
    /// # Errors
    ///
    /// Where Secrets Manager gives none: nobody has set it yet.
    pub(crate) async fn read(
        secrets: &aws_sdk_secretsmanager::Client,
        secret_arn: &str,
    ) -> Result<Self, Failure> {
        let secret = secrets.get_secret_value().secret_id(secret_arn).send();
        let key = secret.await?.secret_string.unwrap_or_default();
        if key.is_empty() {
            return Err("the secret `signing` is empty: set a value".into());
        }
        Ok(Self(key.into_bytes()))
    }

    /// What the link to an order ends with.
    pub(crate) fn signature(&self, order: Uuid) -> String {
        let bytes = self.mac(order).finalize().into_bytes();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether a signature is that of an order; how much of it is right takes no time to find out.
    pub(crate) fn is_of(&self, order: Uuid, signature: &str) -> bool {
        let digits = signature.as_bytes().chunks(2);
        let bytes = digits.map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        });
        let Some(bytes) = bytes.collect::<Option<Vec<u8>>>() else {
            return false;
        };
        self.mac(order).verify_slice(&bytes).is_ok()
    }

    fn mac(&self, order: Uuid) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(order.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::{Links, Uuid};

    #[test]
    fn a_signature_is_of_one_order_and_one_key() {
        let [first, second] = [1, 2].map(Uuid::from_u128);
        let links = Links(b"key".to_vec());
        let signature = links.signature(first);
        assert!(links.is_of(first, &signature));
        assert!(!links.is_of(second, &signature));
        assert!(!Links(b"other".to_vec()).is_of(first, &signature));
        for wrong in ["", "zz", "é", &signature[..62], &format!("{signature}0")] {
            assert!(!links.is_of(first, wrong), "{wrong}");
        }
    }
}
