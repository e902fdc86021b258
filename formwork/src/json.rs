//! JSON (RFC 8259), of which each value and key knows its place.

/// What is wrong with a text.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// In bytes.
    pub(crate) at: usize,
    /// A phrase.
    pub(crate) message: String,
}

impl Wrong {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
        }
    }
}

/// A value and where it begins.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) at: usize,
    pub(crate) value: Value,
}

#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// As it is written.
    Number(String),
    Text(String),
    Array(Vec<Node>),
    Object(Vec<Pair>),
}

/// A key and its value.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) at: usize,
    pub(crate) key: String,
    pub(crate) node: Node,
}

/// Reads a whole text, from a byte on, in which no more than `deepest` values stand in each other.
pub(crate) fn parse(text: &str, from: usize, deepest: usize) -> Result<Node, Wrong> {
    let mut reader = Reader {
        text,
        at: from,
        depth: 0,
        deepest,
    };
    let root = reader.value()?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.wrong("the value ends here, and more follows"));
    }
    Ok(root)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    deepest: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn wrong(&self, message: &str) -> Wrong {
        Wrong::new(self.at, message)
    }

    fn skip(&mut self, token: &str) -> bool {
        let is_here = self.rest().starts_with(token);
        if is_here {
            self.at += token.len();
        }
        is_here
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn value(&mut self) -> Result<Node, Wrong> {
        self.space();
        let at = self.at;
        let value = match self.rest().as_bytes().first().copied() {
            Some(b'{') => self.deeper(Self::object)?,
            Some(b'[') => self.deeper(Self::array)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            _ if self.skip("null") => Value::Null,
            _ if self.skip("true") => Value::Bool(true),
            _ if self.skip("false") => Value::Bool(false),
            _ => return Err(self.wrong("a value is missing")),
        };
        Ok(Node { at, value })
    }

    fn deeper(&mut self, inside: fn(&mut Self) -> Result<Value, Wrong>) -> Result<Value, Wrong> {
        self.depth += 1;
        if self.depth > self.deepest {
            let message = format!("more than {} levels stand in each other here", self.deepest);
            return Err(Wrong::new(self.at, message));
        }
        self.at += 1;
        let value = inside(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Value, Wrong> {
        let mut pairs: Vec<Pair> = Vec::new();
        self.space();
        if self.skip("}") {
            return Ok(Value::Object(pairs));
        }
        loop {
            self.space();
            let at = self.at;
            if !self.rest().starts_with('"') {
                return Err(self.wrong("a key in quotes is missing"));
            }
            let key = self.string()?;
            self.space();
            if !self.skip(":") {
                return Err(self.wrong("`:` is missing behind a key"));
            }
            let node = self.value()?;
            pairs.push(Pair { at, key, node });
            self.space();
            if self.skip("}") {
                return Ok(Value::Object(pairs));
            }
            if !self.skip(",") {
                return Err(self.wrong("`,` or `}` is missing in an object"));
            }
        }
    }

    fn array(&mut self) -> Result<Value, Wrong> {
        let mut items = Vec::new();
        self.space();
        if self.skip("]") {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.space();
            if self.skip("]") {
                return Ok(Value::Array(items));
            }
            if !self.skip(",") {
                return Err(self.wrong("`,` or `]` is missing in an array"));
            }
        }
    }

    fn number(&mut self) -> Result<String, Wrong> {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let number = rest[..end].to_owned();
        let digits = number.strip_prefix('-').unwrap_or(&number);
        let has_leading_zero = digits.starts_with('0')
            && digits.len() > 1
            && !["0.", "0e", "0E"].iter().any(|it| digits.starts_with(it));
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
            && !digits.ends_with('.')
            && !has_leading_zero
            && number.parse::<f64>().is_ok();
        if !is_number {
            return Err(self.wrong("a number is missing"));
        }
        self.at += end;
        Ok(number)
    }

    fn string(&mut self) -> Result<String, Wrong> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.rest().chars().next() {
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(text),
                '\\' => text.push(self.escape()?),
                c if c < ' ' => {
                    self.at -= 1;
                    return Err(self.wrong("a line break or control character stands in a string"));
                }
                c => text.push(c),
            }
        }
        self.at = start;
        Err(self.wrong("the string has no closing quote"))
    }

    fn escape(&mut self) -> Result<char, Wrong> {
        let Some(c) = self.rest().chars().next() else {
            return Err(self.wrong("the text ends after a backslash"));
        };
        self.at += c.len_utf8();
        Ok(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.code_point()?,
            _ => {
                self.at -= c.len_utf8();
                return Err(self.wrong("there is no such escape"));
            }
        })
    }

    /// The character of one number, or of two that are a pair.
    fn code_point(&mut self) -> Result<char, Wrong> {
        let first = self.hex()?;
        let is_high = (0xd800..0xdc00).contains(&first);
        if is_high && self.skip("\\u") {
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let number = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Result<u32, Wrong> {
        let hex = self.rest().get(..4);
        let hex = hex.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let number = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let number = number.ok_or_else(|| self.wrong("an escape by number takes four digits"))?;
        self.at += 4;
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, parse};

    #[test]
    fn a_text_is_read_with_its_places() {
        let root = parse(
            "{ \"a\": [1, -2.5e3, \"x\\u00e9\\ud83d\\ude00\\n\\/\"], \"b\": null }",
            0,
            10,
        )
        .unwrap();
        let Value::Object(pairs) = root.value else {
            panic!("an object")
        };
        assert_eq!((pairs[0].at, pairs[1].at), (2, pairs[1].node.at - 5));
        let Value::Array(items) = &pairs[0].node.value else {
            panic!("an array")
        };
        assert!(matches!(&items[1].value, Value::Number(it) if it == "-2.5e3"));
        assert!(matches!(&items[2].value, Value::Text(it) if it == "xé😀\n/"));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        for (text, at) in [
            ("", 0),
            ("{", 1),
            ("{\"a\" 1}", 5),
            ("[1 2]", 3),
            ("{a: 1}", 1),
            ("\"a", 0),
            ("\"\\x\"", 2),
            ("[1] x", 4),
            ("\"\\u12\"", 3),
            ("[\"a\nb\"]", 3),
        ] {
            assert_eq!(parse(text, 0, 10).unwrap_err().at, at, "{text:?}");
        }
        let deep = "[".repeat(10_000);
        assert!(parse(&deep, 0, 256).is_err());
    }
}
