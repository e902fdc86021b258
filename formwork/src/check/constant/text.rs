//! Functions of texts and numbers.

use super::{Outcome, fails, gives, json, number_of, text, text_of, whole};
use crate::check::value::Value;

/// The most that `range()` makes.
const MOST: usize = 1024;

pub(super) fn call(name: &str, arguments: &[Value]) -> Outcome {
    let first = arguments.first();
    match name {
        "jsondecode" => Some(json::parse(&text_of(first?)?)),
        "base64decode" => base64(&text_of(first?)?),
        "upper" => gives(text(text_of(first?)?.to_uppercase())),
        "lower" => gives(text(text_of(first?)?.to_lowercase())),
        "trimspace" => gives(text(text_of(first?)?.trim())),
        "tostring" => gives(text(text_of(first?)?)),
        "split" => split(&text_of(first?)?, &text_of(arguments.get(1)?)?),
        "join" => join(arguments),
        "replace" => replace(arguments),
        "format" => format(arguments),
        "parseint" => parse_int(&text_of(first?)?, whole(arguments.get(1)?)?),
        "range" => range(arguments),
        "log" => log(number_of(first?)?, number_of(arguments.get(1)?)?),
        "timeadd" => time_add(&text_of(first?)?, &text_of(arguments.get(1)?)?),
        "formatdate" => {
            let time = text_of(arguments.get(1)?)?;
            (!is_time(&time)).then(|| {
                Err(format!(
                    "`{time}` is no time: write it as 2024-01-01T00:00:00Z"
                ))
            })
        }
        _ => None,
    }
}

fn base64(written: &str) -> Outcome {
    let written: Vec<u8> = written
        .bytes()
        .filter(|byte| !matches!(byte, b'\n' | b'\r'))
        .collect();
    let padding = written
        .iter()
        .rev()
        .take_while(|byte| **byte == b'=')
        .count();
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let letters = &written[..written.len() - padding];
    let is_right = written.len().is_multiple_of(4) && padding < 3 && letters.iter().all(is_letter);
    (!is_right).then(|| Err("the text is no base64".to_owned()))
}

fn split(separator: &str, of: &str) -> Outcome {
    let parts: Vec<Value> = if separator.is_empty() {
        of.chars().map(String::from).map(text).collect()
    } else if of.is_empty() {
        Vec::new()
    } else {
        of.split(separator).map(text).collect()
    };
    gives(Value::Tuple(parts))
}

fn join(arguments: &[Value]) -> Outcome {
    let separator = text_of(arguments.first()?)?;
    let mut parts = Vec::new();
    for list in &arguments[1..] {
        let Value::Tuple(items) = list else {
            return None;
        };
        for item in items {
            parts.push(text_of(item)?);
        }
    }
    gives(text(parts.join(&separator)))
}

/// A text between slashes is an expression of another language, which is not known here.
fn replace(arguments: &[Value]) -> Outcome {
    let (of, what, with) = (
        text_of(arguments.first()?)?,
        text_of(arguments.get(1)?)?,
        text_of(arguments.get(2)?)?,
    );
    let is_expression = what.len() > 1 && what.starts_with('/') && what.ends_with('/');
    if is_expression {
        return unbalanced(&what[1..what.len() - 1]);
    }
    gives(text(of.replace(&what, &with)))
}

/// What is wrong with the brackets of a regular expression.
pub(super) fn unbalanced(expression: &str) -> Outcome {
    let (mut depth, mut in_class, mut is_escaped) = (0_usize, false, false);
    for c in expression.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' if !in_class => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return fails(format!("`{expression}` closes a group that is not open")),
            },
            _ => {}
        }
    }
    (depth > 0 || in_class).then(|| Err(format!("`{expression}` leaves a group open")))
}

/// Verbs and values are as many, and a number is one.
fn format(arguments: &[Value]) -> Outcome {
    let pattern = text_of(arguments.first()?)?;
    let mut values = arguments[1..].iter();
    let mut made = Some(String::new());
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '%' {
            made = made.map(|made| made + &c.to_string());
            continue;
        }
        let mut verb = rest.next();
        let mut is_plain = true;
        while let Some(c) = verb.filter(|c| !c.is_ascii_alphabetic() && *c != '%') {
            if c == '[' || c == '*' {
                // Values by their number, or a width that is one.
                return None;
            }
            is_plain = false;
            verb = rest.next();
        }
        let Some(verb) = verb else {
            return fails("the pattern ends after `%`");
        };
        if verb == '%' {
            made = made.map(|made| made + "%");
            continue;
        }
        let Some(value) = values.next() else {
            return fails(format!("`{pattern}` takes more values than there are"));
        };
        match verb {
            'd' | 'f' | 'e' | 'E' | 'g' | 'G' | 'b' | 'o' | 'x' | 'X'
                if number_of(value).is_none()
                    && !(matches!(verb, 'x' | 'X') && text_of(value).is_some()) =>
            {
                return fails(format!("`%{verb}` takes a number"));
            }
            's' | 'q' if text_of(value).is_none() => {
                return fails(format!("`%{verb}` takes a text"));
            }
            's' | 'd' if is_plain => {
                made = made.zip(text_of(value)).map(|(made, value)| made + &value);
            }
            'v' | 's' | 'q' | 't' | 'd' | 'f' | 'e' | 'E' | 'g' | 'G' | 'b' | 'o' | 'x' | 'X' => {
                made = None;
            }
            _ => return fails(format!("there is no verb `%{verb}`")),
        }
    }
    if values.next().is_some() {
        return fails(format!("`{pattern}` takes fewer values than there are"));
    }
    made.map(|made| Ok(text(made)))
}

fn parse_int(written: &str, base: i64) -> Outcome {
    let base = u32::try_from(base)
        .ok()
        .filter(|base| (2..=62).contains(base));
    let Some(base) = base else {
        return fails("the base is from 2 to 62");
    };
    if base > 36 {
        return None;
    }
    match i64::from_str_radix(written, base) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the value is looked at as a number only"
        )]
        Ok(number) => gives(Value::Number(number as f64)),
        Err(_) if written.len() > 12 => None,
        Err(_) => fails(format!("`{written}` is no number to the base {base}")),
    }
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
fn range(arguments: &[Value]) -> Outcome {
    let numbers: Vec<i64> = arguments.iter().map(whole).collect::<Option<_>>()?;
    let (start, end, step) = match numbers.as_slice() {
        [end] => (0, *end, if *end < 0 { -1 } else { 1 }),
        [start, end] => (*start, *end, if end < start { -1 } else { 1 }),
        [start, end, step] => (*start, *end, *step),
        _ => return None,
    };
    if step == 0 && start != end {
        return fails("the step is 0");
    }
    let mut made = Vec::new();
    let mut next = start;
    while (step > 0 && next < end) || (step < 0 && next > end) {
        made.push(Value::Number(next as f64));
        next += step;
        if made.len() > MOST {
            return fails(format!("more than {MOST} numbers are made"));
        }
    }
    gives(Value::Tuple(made))
}

fn log(number: f64, base: f64) -> Outcome {
    let result = number.ln() / base.ln();
    result
        .is_nan()
        .then(|| Err("the logarithm is no number".to_owned()))
}

fn time_add(time: &str, duration: &str) -> Outcome {
    if !is_time(time) {
        return fails(format!(
            "`{time}` is no time: write it as 2024-01-01T00:00:00Z"
        ));
    }
    (!is_duration(duration))
        .then(|| Err(format!("`{duration}` is no duration: write it as `1h30m`")))
}

/// `2024-01-01T00:00:00Z`, or with an offset
fn is_time(written: &str) -> bool {
    let bytes = written.as_bytes();
    let pattern = b"0000-00-00T00:00:00";
    bytes.len() > pattern.len()
        && pattern
            .iter()
            .zip(bytes)
            .all(|(pattern, byte)| match pattern {
                b'0' => byte.is_ascii_digit(),
                other => byte == other,
            })
        && matches!(bytes[pattern.len()], b'Z' | b'+' | b'-' | b'.')
}

/// `1h30m`, `-1.5s`
fn is_duration(written: &str) -> bool {
    let mut rest = written.trim_start_matches(['-', '+']);
    if rest == "0" {
        return true;
    }
    while !rest.is_empty() {
        let unit = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let Some(unit) = unit.filter(|unit| *unit > 0) else {
            return false;
        };
        let units = ["ms", "us", "µs", "ns", "h", "m", "s"];
        let Some(found) = units.iter().find(|name| rest[unit..].starts_with(**name)) else {
            return false;
        };
        rest = &rest[unit + found.len()..];
    }
    !written.is_empty()
}
