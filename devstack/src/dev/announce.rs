//! Says where everything is, once all services accept connections.

use super::log::say;
use super::{Failure, Running, ports};
use crate::standins::Standins;
use crate::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};

/// What the developer has been told.
#[derive(Debug, Default)]
pub(super) struct Announced {
    is_told: bool,
    is_running: bool,
}

impl Announced {
    /// Whether programs have been started before, whose ports are then theirs.
    pub(super) fn is_running(&self) -> bool {
        self.is_running
    }

    /// Other programs run now.
    pub(super) fn again(&mut self) {
        self.is_told = false;
    }

    /// Tells it if it is time to.
    pub(super) fn look(&mut self, running: &[Running], standins: &Standins) -> Result<(), Failure> {
        self.is_running = true;
        let mut ports = running.iter().filter_map(|one| one.port);
        if self.is_told || !ports.all(ports::is_open) {
            return Ok(());
        }
        self.is_told = true;
        let mut lines: Vec<(String, String)> = Vec::new();
        for one in running {
            let where_it_is = one.port.map_or_else(
                || "runs".to_owned(),
                |port| format!("http://localhost:{port}"),
            );
            lines.push((one.name.clone(), where_it_is));
        }
        let standins = standins.lines();
        lines.extend(standins.map(|(what, how)| (what.to_owned(), how.to_owned())));
        lines.push((
            "AWS".to_owned(),
            format!("key {ACCESS_KEY_ID} with {SECRET_ACCESS_KEY}"),
        ));
        let width = lines.iter().map(|(what, _)| what.len()).max().unwrap_or(0);
        let lines = lines.iter();
        let lines = lines.map(|(what, how)| format!("  {what:<width$}  {how}\n"));
        let lines: String = lines.collect();
        let end = "Ctrl-C ends all of it; the data stays, but for messages in queues.";
        Ok(say(&format!("\n{lines}\n  {end}\n"))?)
    }
}
