//! When RDS may work on a database: the weekly window for maintenance, the daily one for backups.
//!
//! (Amazon RDS API, `CreateDBInstance`: `PreferredMaintenanceWindow` and `PreferredBackupWindow`.)

use std::fmt;

use crate::problem::{Code, Problem};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const DAY: u32 = 24 * 60;
const WEEK: u32 = 7 * DAY;

/// Both windows last half an hour or longer.
const SHORTEST: u32 = 30;

/// A time of the week, in UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct MaintenanceWindow {
    /// In minutes since Monday began.
    start: u32,
    minutes: u32,
}

/// A time of each day, in UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct BackupWindow {
    /// In minutes since midnight.
    start: u32,
    minutes: u32,
}

impl MaintenanceWindow {
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let (start, end) = ends(text, time_of_week).ok_or_else(|| {
            no_window(
                text,
                "a time of the week, in UTC",
                "write day and time of its start and of its end, such as `sun:03:00-sun:04:00`",
            )
        })?;
        let minutes = length(text, start, end, WEEK)?;
        if minutes >= DAY {
            let message = format!("the window `{text}` lasts a day or longer");
            return Err(Problem::new(Code::InvalidWindow, message)
                .help("end it within 24 hours: RDS starts nothing behind its end"));
        }
        Ok(Self { start, minutes })
    }

    /// Whether a backup could start in it.
    pub(super) fn meets(self, backup: BackupWindow) -> bool {
        let minutes = self.start..self.start + self.minutes;
        // A window that ends on Monday began on Sunday; the backup is taken each day.
        (0..=8).any(|day| {
            let start = day * DAY + backup.start;
            let before = start.saturating_sub(DAY);
            [before, start]
                .iter()
                .any(|start| *start < minutes.end && minutes.start < start + backup.minutes)
        })
    }
}

impl BackupWindow {
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let (start, end) = ends(text, time_of_day).ok_or_else(|| {
            no_window(
                text,
                "a time of the day, in UTC",
                "write its start and its end, such as `02:00-03:00`",
            )
        })?;
        let minutes = length(text, start, end, DAY)?;
        Ok(Self { start, minutes })
    }
}

/// Start and end, each of them read by `parse`.
fn ends(text: &str, parse: fn(&str) -> Option<u32>) -> Option<(u32, u32)> {
    let (start, end) = text.split_once('-')?;
    Some((parse(start)?, parse(end)?))
}

/// `sun:03:00`, in lower case: RDS gives it back so.
fn time_of_week(text: &str) -> Option<u32> {
    let (day, time) = text.split_once(':')?;
    let day = DAYS.iter().position(|name| *name == day)?;
    Some(u32::try_from(day).ok()? * DAY + time_of_day(time)?)
}

/// `03:00`.
fn time_of_day(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, most: u32| {
        let is_number = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        let number = is_number.then(|| text.parse::<u32>().ok()).flatten()?;
        (number <= most).then_some(number)
    };
    Some(number(hour, 23)? * 60 + number(minute, 59)?)
}

/// How long a window lasts, which may end in the next period.
fn length(text: &str, start: u32, end: u32, period: u32) -> Result<u32, Problem> {
    let minutes = (end + period - start) % period;
    if minutes >= SHORTEST {
        return Ok(minutes);
    }
    let message = format!("the window `{text}` lasts {minutes} minutes");
    Err(Problem::new(Code::InvalidWindow, message).help(format!(
        "let it last {SHORTEST} minutes or longer: RDS takes no shorter one"
    )))
}

fn no_window(text: &str, what: &str, help: &str) -> Problem {
    Problem::new(Code::InvalidWindow, format!("`{text}` is not {what}")).help(help)
}

impl fmt::Display for MaintenanceWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |f: &mut fmt::Formatter<'_>, minutes: u32| {
            let day = DAYS[(minutes / DAY % 7) as usize];
            write!(f, "{day}:{:02}:{:02}", minutes / 60 % 24, minutes % 60)
        };
        time(f, self.start)?;
        f.write_str("-")?;
        time(f, self.start + self.minutes)
    }
}

impl fmt::Display for BackupWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = (self.start + self.minutes) % DAY;
        let (start, end) = ((self.start / 60, self.start % 60), (end / 60, end % 60));
        write!(f, "{:02}:{:02}-{:02}:{:02}", start.0, start.1, end.0, end.1)
    }
}

#[cfg(test)]
mod tests {
    use super::{BackupWindow, MaintenanceWindow};

    #[test]
    fn windows_are_read_and_written_alike() {
        for text in [
            "sun:03:00-sun:04:00",
            "sun:23:30-mon:00:30",
            "mon:00:00-mon:23:59",
        ] {
            assert_eq!(MaintenanceWindow::parse(text).unwrap().to_string(), text);
        }
        for text in ["02:00-03:00", "23:45-00:15", "00:00-23:59"] {
            assert_eq!(BackupWindow::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_rds_refuses_is_no_window() {
        for text in [
            "",
            "sun",
            "Sun:03:00-sun:04:00",
            "sun:3:00-sun:4:00",
            "sun:03:00",
            "sun:24:00-mon:01:00",
            "sun:03:00-sun:03:29",
            "sun:03:00-mon:03:00",
            "sun:03:00-sun:04:60",
        ] {
            assert!(MaintenanceWindow::parse(text).is_err(), "{text}");
        }
        for text in [
            "",
            "2:00-3:00",
            "02:00",
            "02:00-02:29",
            "02:00-02:00",
            "sun:02:00-sun:03:00",
        ] {
            assert!(BackupWindow::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn windows_meet_on_some_day_of_the_week() {
        for (maintenance, backup, meet) in [
            ("sun:03:00-sun:04:00", "02:00-03:00", false),
            ("sun:03:00-sun:04:00", "03:30-04:30", true),
            ("sun:03:00-sun:04:00", "04:00-05:00", false),
            ("sun:23:30-mon:00:30", "00:00-00:30", true),
            ("sun:23:30-mon:00:30", "23:00-23:30", false),
            ("mon:00:00-mon:00:30", "23:45-00:15", true),
            ("wed:12:00-thu:11:00", "11:30-12:00", false),
        ] {
            let of_week = MaintenanceWindow::parse(maintenance).unwrap();
            let of_day = BackupWindow::parse(backup).unwrap();
            assert_eq!(of_week.meets(of_day), meet, "{maintenance} and {backup}");
        }
    }
}
