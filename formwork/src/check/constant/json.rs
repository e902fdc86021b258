//! `jsondecode()`.

use std::collections::BTreeMap;

use crate::check::value::Value;

/// How deep values may stand in each other.
const DEEPEST: usize = 200;

/// Reads JSON; the error is a phrase.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.wrong("the value ends, and more follows"));
    }
    Ok(value)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn wrong(&self, message: &str) -> String {
        format!("this is no JSON: {message}, at byte {}", self.at)
    }

    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn peek(&mut self) -> Option<u8> {
        self.space();
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, token: &str) -> bool {
        let is_here = self.text[self.at..].starts_with(token);
        if is_here {
            self.at += token.len();
        }
        is_here
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err(self.wrong("it is nested too deeply"));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.skip("true") => Ok(Value::Bool(true)),
            _ if self.skip("false") => Ok(Value::Bool(false)),
            _ if self.skip("null") => Ok(Value::Null),
            _ => Err(self.wrong("a value is needed")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut members = BTreeMap::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.wrong("a key is needed"));
            }
            let key = self.string()?;
            self.space();
            if !self.skip(":") {
                return Err(self.wrong("`:` is needed"));
            }
            members.insert(key, self.value(depth + 1)?);
            self.space();
            if self.skip("}") {
                return Ok(Value::Object(members));
            }
            if !self.skip(",") {
                return Err(self.wrong("`,` or `}` is needed"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Tuple(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.skip("]") {
                return Ok(Value::Tuple(items));
            }
            if !self.skip(",") {
                return Err(self.wrong("`,` or `]` is needed"));
            }
        }
    }

    fn number(&mut self) -> Result<Value, String> {
        let rest = &self.text[self.at..];
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let written = &rest[..end];
        let digits = written.strip_prefix('-').unwrap_or(written);
        let is_form = digits.starts_with(|c: char| c.is_ascii_digit())
            && !(digits.len() > 1
                && digits.starts_with('0')
                && !digits.starts_with("0.")
                && !digits.starts_with("0e")
                && !digits.starts_with("0E"))
            && !digits.ends_with('.');
        match written.parse::<f64>() {
            Ok(number) if is_form => {
                self.at += end;
                Ok(Value::Number(number))
            }
            _ => Err(self.wrong("a number is needed")),
        }
    }

    fn string(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.text[self.at..].chars().next() else {
                return Err(self.wrong("a text has no end"));
            };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(text),
                '\\' => self.escape(&mut text)?,
                c if c < ' ' => return Err(self.wrong("a text holds a control character")),
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), String> {
        let Some(c) = self.text[self.at..].chars().next() else {
            return Err(self.wrong("a text has no end"));
        };
        self.at += c.len_utf8();
        text.push(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let hex = self.text.get(self.at..self.at + 4);
                let unit = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
                let Some(unit) = unit else {
                    return Err(self.wrong("four hexadecimal digits are needed"));
                };
                self.at += 4;
                // Halves of a pair are of no interest to who looks into a value.
                char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(self.wrong("there is no such escape")),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn json_is_read_as_it_is_defined() {
        for text in [
            "{}",
            " [1, -2.5e3, \"a\\u00e9\\n\", null, true] ",
            "0",
            "{\"a\": {\"b\": []}}",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "{",
            "[1, ]",
            "{a: 1}",
            "01",
            "1.",
            "\"\n\"",
            "nul",
            "1 2",
            "{\"a\" 1}",
            "'a'",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
