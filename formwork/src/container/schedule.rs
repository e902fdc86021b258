//! Schedules of EventBridge Scheduler and of Application Auto Scaling, which are written alike. (User guides, "Schedule types
//! in EventBridge Scheduler", and "Schedule recurring scaling actions using cron expressions".)

use std::fmt;

use crate::problem::{Code, Problem};

/// `cron(...)` with six fields, `rate(...)` or `at(...)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Schedule(String);

impl Schedule {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let inside = |word: &str| text.strip_prefix(word)?.strip_suffix(')');
        match (inside("cron("), inside("rate("), inside("at(")) {
            (Some(fields), _, _) => cron(text, fields)?,
            (_, Some(rate), _) => self::rate(text, rate)?,
            (_, _, Some(time)) => at(text, time)?,
            _ => return Err(no_schedule(text)),
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn invalid(message: String) -> Problem {
    Problem::new(Code::InvalidSchedule, message)
}

fn no_schedule(text: &str) -> Problem {
    let fields = text.split_whitespace().count();
    let help = match text {
        "@hourly" => "write `rate(1 hour)`".to_owned(),
        "@daily" | "@midnight" => "write `cron(0 0 * * ? *)`".to_owned(),
        "@weekly" => "write `cron(0 0 ? * SUN *)`".to_owned(),
        "@monthly" => "write `cron(0 0 1 * ? *)`".to_owned(),
        "@yearly" | "@annually" => "write `cron(0 0 1 1 ? *)`".to_owned(),
        _ if fields == 5 || fields == 6 => format!("write `{}`", respelled(text)),
        _ => "write `cron(0 3 * * ? *)`, `rate(5 minutes)` or `at(2027-01-31T03:00:00)`".to_owned(),
    };
    invalid(format!("`{text}` is no schedule")).help(help)
}

/// The fields of a cron, by their names and the numbers that each takes.
const FIELDS: [(&str, u32, u32); 6] = [
    ("minutes", 0, 59),
    ("hours", 0, 23),
    ("day of the month", 1, 31),
    ("month", 1, 12),
    ("day of the week", 1, 7),
    ("year", 1970, 2199),
];

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A line of five fields, as Unix has it, with a `?` and a year.
fn respelled(text: &str) -> String {
    let mut fields: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    if let Some(days) = fields.get_mut(4) {
        *days = days_by_name(days);
    }
    if fields.len() >= 5 && !fields.contains(&"?".to_owned()) {
        let days = if fields[4] == "*" { 4 } else { 2 };
        "?".clone_into(&mut fields[days]);
    }
    if fields.len() == 5 {
        fields.push("*".to_owned());
    }
    format!("cron({})", fields.join(" "))
}

/// Numbers of days as names: Unix counts from 0 for Sunday, AWS from 1.
fn days_by_name(field: &str) -> String {
    let day = |text: &str| match text.parse::<usize>() {
        Ok(number) if number <= 7 => DAYS[number % 7].to_owned(),
        _ => text.to_owned(),
    };
    let range = |text: &str| text.split('-').map(day).collect::<Vec<_>>().join("-");
    // A step is no day.
    let item = |text: &str| match text.split_once('/') {
        Some((from, step)) => format!("{}/{step}", range(from)),
        None => range(text),
    };
    field.split(',').map(item).collect::<Vec<_>>().join(",")
}

fn cron(text: &str, inside: &str) -> Result<(), Problem> {
    let fields: Vec<&str> = inside.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        let message = format!("`{text}` has {} fields, a cron has 6", fields.len());
        let help = if fields.len() == 5 {
            format!("write `{}`", respelled(inside))
        } else {
            "write minutes, hours, day of the month, month, day of the week and year, such as `cron(0 3 * * ? *)`".to_owned()
        };
        return Err(invalid(message).help(help));
    }
    for (index, (field, known)) in fields.iter().zip(FIELDS).enumerate() {
        if !is_field(index, field, known) {
            let (name, least, most) = known;
            return Err(
                invalid(format!("`{field}` is not the {name} of a cron")).help(format!(
                    "use `*`, or numbers from {least} to {most}, such as `{least}`, `{least}-{}`, `{least},{}` or `{least}/2`",
                    least + 1,
                    least + 1
                )),
            );
        }
    }
    if (fields[2] == "?") == (fields[4] == "?") {
        let message = format!("`{text}` needs a `?` for one of its two days, and for no more");
        return Err(invalid(message).help(format!("write `{}`", with_one_day(&fields))));
    }
    Ok(())
}

/// The same fields with a `?` for the day that says less.
fn with_one_day(fields: &[&str]) -> String {
    let mut fields = fields.to_vec();
    match (fields[2], fields[4]) {
        ("?", _) => fields[2] = "*",
        (_, "*") => fields[4] = "?",
        _ => fields[2] = "?",
    }
    format!("cron({})", fields.join(" "))
}

/// Numbers, ranges, lists and steps; `?`, `L`, `W` and `#` for days.
fn is_field(index: usize, field: &str, (_, least, most): (&str, u32, u32)) -> bool {
    let number = |text: &str| {
        let names: &[&str] = match index {
            3 => &MONTHS,
            4 => &DAYS,
            _ => &[],
        };
        let is_name = names.contains(&text.to_ascii_uppercase().as_str());
        is_name
            || text
                .parse()
                .is_ok_and(|number| (least..=most).contains(&number))
    };
    let range = |text: &str| match text.split_once('-') {
        Some((from, to)) => number(from) && number(to),
        None => number(text),
    };
    let special = |text: &str| match index {
        2 => text == "L" || text == "LW" || text.strip_suffix('W').is_some_and(number),
        4 => {
            let nth = text.split_once('#');
            text == "L"
                || text.strip_suffix('L').is_some_and(number)
                || nth.is_some_and(|(day, nth)| {
                    number(day) && matches!(nth, "1" | "2" | "3" | "4" | "5")
                })
        }
        _ => false,
    };
    let item = |text: &str| match text.split_once('/') {
        Some((start, step)) => {
            (start == "*" || range(start)) && step.parse::<u32>().is_ok_and(|step| step > 0)
        }
        None => text == "*" || range(text) || special(text),
    };
    (field == "?" && matches!(index, 2 | 4)) || field.split(',').all(item)
}

fn rate(text: &str, inside: &str) -> Result<(), Problem> {
    let parts: Vec<&str> = inside.split_whitespace().collect();
    let known = |unit: &str| ["minute", "hour", "day"].contains(&unit.trim_end_matches('s'));
    let [number, unit] = parts[..] else {
        return Err(invalid(format!("`{text}` is no rate")).help("write `rate(5 minutes)`"));
    };
    let amount = number.parse::<u32>().ok().filter(|amount| *amount > 0);
    match amount {
        Some(amount) if known(unit) => {
            let one = unit.trim_end_matches('s');
            let right = if amount == 1 {
                one.to_owned()
            } else {
                format!("{one}s")
            };
            if unit == right {
                return Ok(());
            }
            let message = format!("`{text}` has a number and a unit that do not go together");
            Err(invalid(message).help(format!("write `rate({amount} {right})`")))
        }
        _ => Err(invalid(format!("`{text}` is no rate"))
            .help("write a number and `minutes`, `hours` or `days`, such as `rate(5 minutes)`")),
    }
}

/// `YYYY-MM-DDThh:mm:ss`
fn at(text: &str, time: &str) -> Result<(), Problem> {
    const FORM: &str = "0000-00-00T00:00:00";
    let is_like = time.len() == FORM.len()
        && time.bytes().zip(FORM.bytes()).all(|(is, like)| {
            if like == b'0' {
                is.is_ascii_digit()
            } else {
                is == like
            }
        });
    let part =
        |from: usize, to: usize| time.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let is_in = |from, to, least, most| {
        part(from, to).is_some_and(|number| (least..=most).contains(&number))
    };
    let is_time = is_in(5, 7, 1, 12)
        && is_in(8, 10, 1, 31)
        && is_in(11, 13, 0, 23)
        && is_in(14, 16, 0, 59)
        && is_in(17, 19, 0, 59);
    if is_like && is_time {
        return Ok(());
    }
    Err(invalid(format!("`{text}` is no time"))
        .help("write `at(2027-01-31T03:00:00)`, without a zone: `timezone` has it"))
}

/// A name of the time zone database of the IANA, as far as its form tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeZone(String);

impl TimeZone {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"_+-/".contains(&b);
        let starts_well = text.starts_with(|c: char| c.is_ascii_uppercase());
        let is_zone = starts_well && text.len() <= 50 && text.bytes().all(is_plain);
        // AWS knows no abbreviations.
        let is_known = text.contains('/') || matches!(text, "UTC" | "GMT");
        if is_zone && is_known {
            return Ok(Self(text.to_owned()));
        }
        Err(invalid(format!("`{text}` is not the name of a time zone"))
            .help("write a name such as `Europe/Berlin`, or `UTC`"))
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Schedule, TimeZone};

    #[test]
    fn schedules_are_those_of_the_scheduler() {
        for valid in [
            "cron(0 3 * * ? *)",
            "cron(0 7 ? * MON-FRI *)",
            "cron(0/15 8-18 L * ? 2027)",
            "cron(15,45 10 15W JAN,jul ? *)",
            "cron(0 9 ? * 6#3 *)",
            "cron(0 9 ? * 5L *)",
            "rate(1 minute)",
            "rate(12 hours)",
            "at(2027-01-31T03:00:00)",
        ] {
            assert!(Schedule::parse(valid).is_ok(), "{valid}");
        }
    }

    #[test]
    fn what_is_none_is_respelled() {
        for (invalid, help) in [
            ("0 3 * * *", "write `cron(0 3 * * ? *)`"),
            ("0 3 * * 1", "write `cron(0 3 ? * MON *)`"),
            ("0 3 * * 0", "write `cron(0 3 ? * SUN *)`"),
            ("0 3 * * 1-5", "write `cron(0 3 ? * MON-FRI *)`"),
            ("0 3 * * 1,3/2", "write `cron(0 3 ? * MON,WED/2 *)`"),
            ("cron(0 3 * * *)", "write `cron(0 3 * * ? *)`"),
            ("cron(0 3 * * * *)", "write `cron(0 3 * * ? *)`"),
            ("cron(0 3 1 * MON *)", "write `cron(0 3 ? * MON *)`"),
            ("cron(0 3 ? * ? *)", "write `cron(0 3 * * ? *)`"),
            ("@daily", "write `cron(0 0 * * ? *)`"),
            ("rate(1 minutes)", "write `rate(1 minute)`"),
            ("rate(5 minute)", "write `rate(5 minutes)`"),
        ] {
            let problem = Schedule::parse(invalid).unwrap_err();
            assert_eq!(problem.help_text(), Some(help), "{invalid}");
            let respelled = help.trim_start_matches("write `").trim_end_matches('`');
            assert!(Schedule::parse(respelled).is_ok(), "{respelled}");
        }
        for invalid in [
            "",
            "cron()",
            "cron(60 3 * * ? *)",
            "cron(0 3 32 * ? *)",
            "cron(0 3 ? * 8 *)",
            "rate(0 minutes)",
            "rate(5 weeks)",
            "at(2027-13-01T00:00:00)",
            "at(2027-01-01)",
            "at(2027-01-01T00:00:00Z)",
            "cron(0 3 * * ? *",
            "every 5 minutes",
        ] {
            assert!(Schedule::parse(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn time_zones_have_names() {
        for valid in [
            "UTC",
            "Europe/Berlin",
            "America/Argentina/Buenos_Aires",
            "Etc/GMT+5",
        ] {
            assert!(TimeZone::parse(valid).is_ok(), "{valid}");
        }
        for invalid in ["", "CEST", "europe/berlin", "+02:00", "Europe/Berlin "] {
            assert!(TimeZone::parse(invalid).is_err(), "{invalid}");
        }
    }
}
