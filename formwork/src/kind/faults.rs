//! What a kind gets wrong whatever a stack says: names, examples, operations, facts.
//!
//! Most of it becomes part of HCL or of Rust, where nobody would know whose mistake it is.

use std::collections::BTreeSet;
use std::fmt;

use super::{AnyKind, Operation};
use crate::hcl::is_identifier;
use crate::identifier::{camel, is_keyword};
use crate::manifest;
use crate::names::is_separated_word;
use crate::problem::{Code, Problem};
use crate::schema::{ProviderLine, newest_of};

/// The problem of a kind that breaks what the trait asks of it: `what` is wrong, as the end of a
/// sentence, and what its author does about it.
pub(crate) fn faulty(
    kind: &dyn AnyKind,
    what: impl fmt::Display,
    mend: impl fmt::Display,
) -> Problem {
    let (table, of_crate) = (kind.table(), kind.crate_name());
    let message = format!("the kind `{table}` of the crate `{of_crate}` {what}");
    Problem::new(Code::FaultyKind, message).help(format!("in the crate `{of_crate}`: {mend}"))
}

/// Every fault of a kind.
pub(super) fn faults(kind: &'static dyn AnyKind) -> Vec<Problem> {
    let mut faults = Faults {
        kind,
        found: Vec::new(),
    };
    faults.of_names();
    faults.of_example();
    faults.of_codes();
    for operation in kind.operations() {
        faults.of_operation(operation);
    }
    faults.of_words();
    faults.of_facts();
    faults.of_outputs();
    faults.of_alarms();
    faults.found
}

struct Faults {
    kind: &'static dyn AnyKind,
    found: Vec<Problem>,
}

impl Faults {
    fn add(&mut self, what: impl fmt::Display, mend: impl fmt::Display) {
        self.found.push(faulty(self.kind, what, mend));
    }

    fn of_names(&mut self) {
        let (table, noun) = (self.kind.table(), self.kind.noun());
        if !is_separated_word(table, '_') {
            self.add(
                format!("has the table `{table}`, which is no lower-case word"),
                "give `TABLE` lower-case letters and digits, starting with a letter, such as `queue`",
            );
        } else if is_keyword(table) || table == "std" {
            self.add(
                format!(
                    "has the table `{table}`, a name that Rust keeps, where stack.rs needs one"
                ),
                "give `TABLE` another word",
            );
        }
        if !noun
            .split([' ', '-', '_'])
            .all(|word| is_separated_word(word, '_'))
        {
            self.add(
                format!("is called `{noun}`, which is not lower-case words"),
                "give `NOUN` words of lower-case letters and digits, such as `mail queue`",
            );
        }
        self.of_resource();
    }

    fn of_resource(&mut self) {
        let resource = self.kind.resource();
        let known = newest_of(&ProviderLine::ALL, |line| line.resource(resource));
        if resource.starts_with("aws_") && known.is_none() {
            self.add(
                format!("has the resource `{resource}`, which the AWS provider does not have"),
                "give `RESOURCE` the type of the resource that carries an entry's id",
            );
        } else if !is_identifier(resource) {
            self.add(
                format!("has the resource `{resource}`, which is no type of a resource"),
                "give `RESOURCE` the type of a resource, such as `aws_s3_bucket`",
            );
        }
    }

    /// It must be read as the kind reads its entries; what it means is for the kind's own tests.
    fn of_example(&mut self) {
        let example = self.kind.example();
        let (manifest, problems) = manifest::parse(example, &[self.kind]);
        let table = self.kind.table();
        let mend = format!("let `EXAMPLE` be an entry: `[{table}.NAME]` and keys below it");
        if let Some(problem) = problems.first() {
            let what = problem.message();
            self.add(format!("has an `EXAMPLE` that is no entry: {what}"), mend);
            return;
        }
        let entries = manifest.as_ref().and_then(|it| it.any_table(table));
        let starts = example.starts_with(&format!("[{table}."));
        if !starts || entries.is_none_or(|entries| entries.keys().next().is_none()) {
            let what = format!("has an `EXAMPLE` that does not start with `[{table}.NAME]`");
            self.add(what, mend);
        }
    }

    fn of_codes(&mut self) {
        for code in self.kind.codes() {
            let name = code.name();
            if !is_separated_word(name, '-') {
                self.add(
                    format!("has the code `{name}`, which is not lower-case words"),
                    "join lower-case words by hyphens, such as `unknown-sender`",
                );
            }
        }
    }

    fn of_operation(&mut self, operation: &Operation) {
        let word = operation.word;
        if !is_separated_word(word, '_') || is_keyword(word) {
            self.add(
                format!("has the operation `{word}`, which can be no method of Rust"),
                "use lower-case letters, digits and single underscores, and no keyword",
            );
        } else if ["Facts", "Granted"].contains(&camel(word).as_str()) {
            self.add(
                format!("has the operation `{word}`, a name that stack.rs needs"),
                "use another word",
            );
        }
        self.of_permissions(operation);
    }

    fn of_permissions(&mut self, operation: &Operation) {
        let word = operation.word;
        if operation.permissions.is_empty() && !operation.connects {
            self.add(
                format!("has the operation `{word}`, which allows nothing"),
                "give it permissions, or let it connect to the entry",
            );
        }
        for permission in operation.permissions {
            if permission.actions.is_empty() {
                let on = permission.on;
                self.add(
                    format!("has the operation `{word}`, which allows no action on `{on}`"),
                    "name the actions, such as `ses:SendEmail`",
                );
            }
            for action in permission.actions.iter().filter(|it| !is_action(it)) {
                self.add(
                    format!(
                        "has the operation `{word}` with `{action}`, which is no action of IAM"
                    ),
                    "write a service, a colon and a name, such as `ses:SendEmail`",
                );
            }
        }
    }

    /// Two words may be one type of Rust: `a_1` and `a1`.
    fn of_words(&mut self) {
        let mut seen = BTreeSet::new();
        for operation in self.kind.operations() {
            let word = operation.word;
            if !seen.insert(camel(word)) {
                self.add(
                    format!("has the operation `{word}` twice"),
                    "take one away, or give it another word",
                );
            }
        }
    }

    fn of_facts(&mut self) {
        let mut seen = BTreeSet::new();
        for fact in self.kind.facts() {
            let name = fact.name;
            if !is_separated_word(&name.to_ascii_lowercase(), '_')
                || name.contains(|c: char| c.is_ascii_lowercase())
            {
                self.add(
                    format!("has the fact `{name}`, which is not the end of a variable"),
                    "use capitals, digits and single underscores, such as `QUEUE_URL`",
                );
            }
            if fact.meaning.contains(char::is_control) {
                self.add(
                    format!("has the fact `{name}` with a meaning that is not one line"),
                    "give it a noun with its article, such as `the URL of the queue`",
                );
            }
            if !seen.insert(name) {
                self.add(format!("has the fact `{name}` twice"), "take one away");
            }
        }
    }

    fn of_outputs(&mut self) {
        let mut seen = BTreeSet::new();
        for output in self.kind.outputs() {
            let name = output.name;
            if !is_separated_word(name, '_') {
                self.add(
                    format!("has the output `{name}`, which is no lower-case word"),
                    "use lower-case letters, digits and single underscores, such as `queue_url`",
                );
            }
            if !seen.insert(name) {
                self.add(format!("has the output `{name}` twice"), "take one away");
            }
        }
    }
}

impl Faults {
    fn of_alarms(&mut self) {
        for word in self.kind.alarm_words() {
            if !is_separated_word(word, '_') {
                self.add(
                    format!("has the alarm `{word}`, which is not lower-case words"),
                    "join lower-case words by underscores, such as `oldest_message`",
                );
            }
        }
        let start = format!("{}_", self.kind.table());
        for threshold in self.kind.thresholds() {
            let key = threshold.key;
            if !is_separated_word(key, '_') || !key.starts_with(&start) {
                self.add(
                    format!("has the threshold `{key}`, which does not start with `{start}`"),
                    "join lower-case words by underscores, the table first",
                );
            }
        }
    }
}

/// `service:Action`, as the AWS Service Authorization Reference writes them. That one is too wide is
/// for the lints to say.
fn is_action(text: &str) -> bool {
    let Some((service, name)) = text.split_once(':') else {
        return false;
    };
    let is_service = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '*';
    !service.is_empty()
        && service.chars().all(is_service)
        && !name.is_empty()
        && name.chars().all(is_name)
}
