//! The fields of a JSON object, or the parameters of a query, taken out one by one.
#![expect(
    clippy::option_option,
    reason = "absent, null and a value are three things"
)]

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::object::Object;
use crate::problem::{FieldError, Problem};

/// What is said of a name that stands there twice.
const TWICE: &str = "is given twice";

/// How often a parameter may be given that may be given several times.
const AT_MOST: usize = 20;

/// What can be read from fields.
pub(crate) trait Input: Sized {
    /// Takes every field it knows; `None` if a field that it needs is missing or not valid, which
    /// `fields` then knows.
    fn read(fields: &mut Fields) -> Option<Self>;
}

/// Fields that nobody took yet, and what was wrong with those that somebody did.
pub(crate) struct Fields {
    left: Map<String, Value>,
    /// Whether a list is a parameter that was given several times.
    are_parameters: bool,
    errors: Vec<FieldError>,
}

impl Fields {
    /// Reads a `T` from an object.
    ///
    /// # Errors
    ///
    /// Names every field that is missing, not valid or unknown.
    pub(crate) fn read<T: Input>(object: Object) -> Result<T, Problem> {
        let mut fields = Self {
            left: object.fields,
            are_parameters: false,
            errors: Vec::new(),
        };
        for field in object.repeated {
            fields.error(&field, TWICE);
        }
        fields.read_all()
    }

    /// Reads a `T` from the parameters of a query: a list is one that was given several times.
    ///
    /// # Errors
    ///
    /// Names every parameter that is missing, not valid or unknown.
    pub(super) fn read_parameters<T: Input>(parameters: Map<String, Value>) -> Result<T, Problem> {
        let fields = Self {
            left: parameters,
            are_parameters: true,
            errors: Vec::new(),
        };
        fields.read_all()
    }

    fn read_all<T: Input>(mut self) -> Result<T, Problem> {
        let value = T::read(&mut self);
        let mut fields = self;
        let unknown: Vec<String> = fields.left.keys().cloned().collect();
        for field in unknown {
            fields.error(&field, "is not known here");
        }
        match value {
            Some(value) if fields.errors.is_empty() => Ok(value),
            _ => Err(Problem::invalid(fields.errors)),
        }
    }

    /// A field that must be there.
    pub(crate) fn required<T: DeserializeOwned>(&mut self, field: &str) -> Option<T> {
        if !self.left.contains_key(field) {
            self.error(field, "is missing");
        }
        self.optional(field)
    }

    /// A field that may be absent. `null` is not a way to leave it out.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, field: &str) -> Option<T> {
        let value = self.left.remove(field)?;
        if self.are_parameters && value.is_array() {
            self.error(field, TWICE);
            return None;
        }
        self.parse(field, value)
    }

    /// A parameter that may be given any number of times.
    pub(crate) fn several<T: DeserializeOwned>(&mut self, field: &str) -> Vec<T> {
        let values = match self.left.remove(field) {
            None => return Vec::new(),
            Some(Value::Array(values)) => values,
            Some(value) => vec![value],
        };
        if values.len() > AT_MOST {
            self.error(field, "may be given 20 times");
            return Vec::new();
        }
        let parsed: Option<Vec<T>> = values
            .into_iter()
            .map(|value| self.parse(field, value))
            .collect();
        parsed.unwrap_or_default()
    }

    fn parse<T: DeserializeOwned>(&mut self, field: &str, value: Value) -> Option<T> {
        serde_json::from_value(value)
            .map_err(|error| self.error(field, &without_value(&error.to_string())))
            .ok()
    }

    /// A field that may be absent (`None`), or `null` (`Some(None)`).
    pub(crate) fn nullable<T: DeserializeOwned>(&mut self, field: &str) -> Option<Option<T>> {
        self.optional(field)
    }

    /// Takes a field that may stand there and says nothing.
    pub(crate) fn ignore(&mut self, field: &str) {
        self.left.remove(field);
    }

    /// Notes what is wrong with a field.
    pub(crate) fn error(&mut self, field: &str, detail: &str) {
        self.errors.push(FieldError {
            field: field.to_owned(),
            detail: detail.to_owned(),
        });
    }
}

/// What serde says of a wrong type, without the value that it quotes: it may be a password.
fn without_value(message: &str) -> String {
    let wrong = ["invalid type: ", "invalid value: ", "invalid length "];
    match message.rsplit_once(", expected ") {
        Some((fault, expected)) if wrong.iter().any(|kind| fault.starts_with(kind)) => {
            format!("must be {expected}")
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_is_quoted() {
        for json in [
            r#"{"left": "123456789012"}"#,
            r#"{"left": 123456789012}"#,
            r#"{"left": ["123456789012, expected so"]}"#,
        ] {
            let problem = format!("{:?}", read(json).unwrap_err());
            assert!(!problem.contains("123456789012"), "{problem}");
            assert!(problem.contains("must be u8"), "{problem}");
        }
    }

    #[derive(Debug)]
    struct Pair {
        left: u8,
        right: Option<Option<u8>>,
    }

    impl Input for Pair {
        fn read(fields: &mut Fields) -> Option<Self> {
            let left = fields.required("left");
            let right = fields.nullable("right");
            Some(Self { left: left?, right })
        }
    }

    fn read(json: &str) -> Result<Pair, Problem> {
        Fields::read(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn no_field_stands_there_twice() {
        let problem = format!("{:?}", read(r#"{"left": 1, "left": 1}"#).unwrap_err());
        assert!(problem.contains("is given twice"), "{problem}");
    }

    #[test]
    fn absent_null_and_given_are_three_things() {
        assert_eq!(read(r#"{"left": 1}"#).unwrap().right, None);
        assert_eq!(
            read(r#"{"left": 1, "right": null}"#).unwrap().right,
            Some(None)
        );
        let pair = read(r#"{"left": 1, "right": 2}"#).unwrap();
        assert_eq!((pair.left, pair.right), (1, Some(Some(2))));
    }

    #[test]
    fn every_fault_is_named() {
        let problem = format!("{:?}", read(r#"{"right": "x", "up": 1}"#).unwrap_err());
        for field in ["left", "right", "up"] {
            assert!(problem.contains(&format!("field: {field:?}")), "{problem}");
        }
    }
}
