//! Receipt handles: what a consumer deletes a message by, and changes its visibility.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::error::Code;
use crate::aws_json::Refusal;

/// A message as it was handed out once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) queue: String,
    pub(super) sequence: u64,
    /// Another for each time that a message is handed out.
    pub(super) number: u64,
}

impl Receipt {
    /// The text that a client gets.
    pub(super) fn handle(&self) -> String {
        let Self {
            queue,
            sequence,
            number,
        } = self;
        BASE64_STANDARD.encode(format!("{queue}/{sequence}/{number}"))
    }

    /// Reads a handle that `queue` has given.
    pub(super) fn parse(handle: &str, queue: &str) -> Result<Self, Refusal> {
        let receipt = read(handle).filter(|receipt| receipt.queue == queue);
        receipt.ok_or_else(|| {
            Code::ReceiptHandleIsInvalid.because(format!(
                "The input receipt handle \"{handle}\" is not a valid receipt handle."
            ))
        })
    }
}

fn read(handle: &str) -> Option<Receipt> {
    let text = String::from_utf8(BASE64_STANDARD.decode(handle).ok()?).ok()?;
    let mut parts = text.split('/');
    Some(Receipt {
        queue: parts.next()?.to_owned(),
        sequence: parts.next()?.parse().ok()?,
        number: parts.next()?.parse().ok()?,
    })
}
