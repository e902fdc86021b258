//! Price lists: lines of `SKU,CENTS`, which somebody puts into the bucket.

use serde::Deserialize;

use crate::Failure;

/// What S3 tells of the objects that were made.
#[derive(Deserialize)]
struct Notification {
    /// None in the message by which S3 tries the queue.
    #[serde(rename = "Records", default)]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    s3: S3,
}

#[derive(Deserialize)]
struct S3 {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

/// The keys of the objects that a message tells of.
pub(crate) fn keys(message: &str) -> Result<Vec<String>, Failure> {
    let notification: Notification = serde_json::from_str(message)?;
    let keys = notification
        .records
        .into_iter()
        .map(|record| record.s3.object.key);
    Ok(keys.map(|key| decoded(&key)).collect())
}

/// S3 writes a key as a form does: `a b` as `a+b`.
fn decoded(key: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = key.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        let escaped = escaped.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let (byte, taken) = match (first, escaped) {
            (b'%', Some(byte)) => (byte, 3),
            (b'+', _) => (b' ', 1),
            (other, _) => (*other, 1),
        };
        bytes.push(byte);
        rest = &rest[taken..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The prices of a list.
///
/// # Errors
///
/// Which line is none.
pub(crate) fn prices(list: &str) -> Result<Vec<(String, i64)>, Failure> {
    let lines = (1..).zip(list.lines());
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let prices = lines.map(|(number, line)| {
        let price = line.split_once(',').and_then(|(sku, cents)| {
            let cents: i64 = cents.trim().parse().ok()?;
            let sku = sku.trim();
            (!sku.is_empty() && cents >= 0).then(|| (sku.to_owned(), cents))
        });
        price.ok_or_else(|| format!("line {number} is not `SKU,CENTS`").into())
    });
    prices.collect()
}

#[cfg(test)]
mod tests {
    use super::{keys, prices};

    #[test]
    fn keys_are_read_as_s3_writes_them() {
        let message =
            r#"{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"prices/a+b%2Bc.csv"}}}]}"#;
        assert_eq!(keys(message).unwrap(), ["prices/a b+c.csv"]);
        assert!(keys(r#"{"Event":"s3:TestEvent"}"#).unwrap().is_empty());
        assert!(keys("{").is_err());
    }

    #[test]
    fn a_list_is_taken_whole_or_not_at_all() {
        let list = prices("tea, 250\n\ncup,990\n").unwrap();
        assert_eq!(list, [("tea".to_owned(), 250), ("cup".to_owned(), 990)]);
        for wrong in ["tea", "tea,", ",5", "tea,-1", "tea,2.50"] {
            let error = prices(&format!("cup,1\n{wrong}\n")).unwrap_err();
            assert_eq!(error.to_string(), "line 2 is not `SKU,CENTS`");
        }
    }
}
