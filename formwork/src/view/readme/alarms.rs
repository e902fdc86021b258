//! What each alarm means, and the first thing to look at.

use serde::Serialize;

use crate::kind::{AlarmNote, Site};
use crate::markdown::markdown;
use crate::stack::Stack;
use crate::view::load_balancer;
use crate::wiring::Wiring;

/// The alarms of the stack.
#[derive(Debug, Serialize)]
pub(super) struct Alarms {
    /// Whom they tell, as a sentence.
    told: &'static str,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    means: String,
    first_look: String,
}

/// The alarms of the stack, if it has any.
pub(super) fn alarms(stack: &Stack, wiring: &Wiring) -> Option<Alarms> {
    let has_load_balancer = stack.has_load_balancer();
    let of_load_balancer = has_load_balancer.then(|| load_balancer::alarm_notes(stack));
    let of_entries = stack.entries.iter().flat_map(|entry| {
        entry.alarm_notes(&Site {
            stack,
            id: entry.id,
            wiring,
        })
    });
    let notes = of_load_balancer.into_iter().flatten().chain(of_entries);
    let rows: Vec<Row> = notes.map(Row::new).collect();
    let told = if stack.alarms.notify.is_empty() {
        "They tell nobody: `[alarms] notify` names no topic."
    } else {
        "They tell the topics of `[alarms] notify` when they go off, and when they end."
    };
    (!rows.is_empty()).then_some(Alarms { told, rows })
}

impl Row {
    fn new(note: AlarmNote) -> Self {
        Self {
            name: note.name,
            means: markdown(&note.means),
            first_look: note.first_look.replace('|', "\\|"),
        }
    }
}
