//! Percent signs in URLs and forms.

use std::fmt::Write;

/// A text without its percent signs; nothing if it is no text then.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            let digits = std::str::from_utf8(digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// A value of a form, where a blank is a plus sign.
pub(crate) fn of_form(text: &str) -> Option<String> {
    decoded(&text.replace('+', " "))
}

/// A text as a form has it, slashes aside: so S3 writes the keys of objects into its events.
pub(crate) fn to_form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => form.push('+'),
            b'-' | b'.' | b'_' | b'*' | b'/' => form.push(char::from(byte)),
            plain if plain.is_ascii_alphanumeric() => form.push(char::from(plain)),
            other => {
                let _ = write!(form, "%{other:02X}"); // a String takes everything
            }
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_plus_signs_for_blanks() {
        assert_eq!(of_form("a+b%2Bc%C3%A9").as_deref(), Some("a b+cé"));
        assert_eq!(decoded("a+b").as_deref(), Some("a+b"));
        assert_eq!(to_form("prices/a b+cé.csv"), "prices/a+b%2Bc%C3%A9.csv");
        for wrong in ["%", "%2", "%zz", "%ff"] {
            assert_eq!(decoded(wrong), None, "{wrong}");
        }
    }
}
