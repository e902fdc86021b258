//! What variables of task definitions are set to on this machine.

use std::collections::BTreeMap;

use formwork::testing::Argument;
use formwork::{TaskContainer, TaskVariable, Told};

/// What stands for a value that AWS alone has. Code that needs it fails when it calls AWS, not when it starts.
pub(crate) const ONLY_ON_AWS: &str = "only-on-aws";

/// The fact of a stand-in that asks for a password where AWS asks IAM.
pub(crate) const PASSWORD: &str = "PASSWORD";

/// The fact that names who logs in: each container is another one.
pub(crate) const USER: &str = "USER";

/// The facts of entries, by the table and the name of the entry.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    facts: BTreeMap<(String, String), BTreeMap<&'static str, String>>,
    injected: BTreeMap<(String, String), String>,
}

/// The variables of a container.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Values {
    pub(crate) variables: BTreeMap<String, String>,
    /// Those that AWS alone has a value for.
    pub(crate) unknown: Vec<String>,
}

impl Facts {
    /// Tells facts of an entry.
    pub(crate) fn tell<const COUNT: usize>(
        &mut self,
        table: &str,
        target: &str,
        facts: [(&'static str, String); COUNT],
    ) {
        let key = (table.to_owned(), target.to_owned());
        self.facts.entry(key).or_default().extend(facts);
    }

    /// Tells the value of an entry that ECS hands over itself.
    pub(crate) fn inject(&mut self, table: &str, target: &str, value: String) {
        let key = (table.to_owned(), target.to_owned());
        self.injected.insert(key, value);
    }

    /// The variables of a container; `resolve` knows what references in `environment` are here.
    pub(crate) fn values(
        &self,
        container: &TaskContainer,
        resolve: impl Fn(&str) -> Option<String>,
    ) -> Values {
        let mut values = Values::default();
        for variable in &container.variables {
            let value = self.value(variable, &resolve).unwrap_or_else(|| {
                values.unknown.push(variable.name.clone());
                ONLY_ON_AWS.to_owned()
            });
            values.variables.insert(variable.name.clone(), value);
        }
        let passwords = container.variables.iter();
        let passwords = passwords.filter_map(|variable| self.password(variable));
        for (name, password) in passwords {
            values.variables.entry(name).or_insert(password);
        }
        values
    }

    fn value(
        &self,
        variable: &TaskVariable,
        resolve: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let of = |table: &str, target: &str| (table.to_owned(), target.to_owned());
        match &variable.tells {
            Told::Fact {
                table,
                target,
                fact,
                ..
            } => {
                let facts = self.facts.get(&of(table, target));
                let told = facts.and_then(|facts| facts.get(fact)).cloned();
                told.or_else(|| of_own(fact, &variable.value, &resolve))
            }
            Told::Injected { table, target } => self.injected.get(&of(table, target)).cloned(),
            _ => match &variable.value {
                Argument::Text(text) => Some(text.clone()),
                value => known(value, resolve),
            },
        }
    }

    /// The password of a user who has none on AWS: of `QUOTES_USER` it is `QUOTES_PASSWORD`.
    fn password(&self, variable: &TaskVariable) -> Option<(String, String)> {
        let Told::Fact {
            table,
            target,
            fact: USER,
            ..
        } = &variable.tells
        else {
            return None;
        };
        let facts = self.facts.get(&((*table).to_owned(), target.clone()))?;
        let stem = variable.name.strip_suffix(USER)?;
        Some((format!("{stem}{PASSWORD}"), facts.get(PASSWORD)?.clone()))
    }
}

/// What a container is told of its own: its user, by a reference or by name.
fn of_own(
    fact: &str,
    value: &Argument,
    resolve: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    match value {
        Argument::Text(name) if fact == USER => Some(name.clone()),
        value => known(value, resolve),
    }
}

fn known(value: &Argument, resolve: impl Fn(&str) -> Option<String>) -> Option<String> {
    match value {
        Argument::Expression(text) => resolve(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use formwork::{SourceFile, Stack};

    use super::*;

    #[test]
    fn what_entries_tell_is_of_this_machine_and_the_rest_as_it_is_written() {
        let manifest = "stack.name = 'shop'\n[service.web]\nimage = 'web:1'\nport = 81\n\
                        environment = { GREETING = 'say \"hi\"', ROLE = '${aws_iam_role.web_task.arn}' }\n\
                        secrets = { KEY = 'stripe' }\n\
                        grants = { taskdb = ['connect'] }\n\
                        [database.taskdb]\n[secret.stripe]\n";
        let stack = Stack::from_source(&SourceFile::new("stack.toml", manifest));
        let containers = stack.expect("it is valid").containers().expect("no bug");
        let [web] = containers.as_slice() else {
            panic!("{containers:?}");
        };
        assert_eq!((web.table, web.port), ("service", Some(81)));
        let mut facts = Facts::default();
        facts.tell("database", "taskdb", [("HOST", "localhost".to_owned())]);
        facts.inject("secret", "stripe", "sk_test".to_owned());
        let values = facts.values(web, |_| None);
        assert_eq!(values.variables["GREETING"], "say \"hi\"");
        assert_eq!(values.variables["TASKDB_HOST"], "localhost");
        assert_eq!(values.variables["KEY"], "sk_test");
        assert_eq!(values.variables["FORMWORK_FINGERPRINT"].len(), 16);
        let unknown = ["ROLE", "TASKDB_NAME", "TASKDB_PORT", "TASKDB_SECRET_ARN"];
        assert_eq!(values.unknown, unknown);
        assert_eq!(values.variables["ROLE"], ONLY_ON_AWS);
    }

    #[test]
    fn a_cache_has_a_password_here_and_each_container_its_user() {
        let manifest = "stack.name = 'shop'\n[service.web]\nimage = 'web:1'\n\
                        grants = { quotes = ['connect'] }\n[cache.quotes]\n";
        let stack = Stack::from_source(&SourceFile::new("stack.toml", manifest));
        let containers = stack.expect("it is valid").containers().expect("no bug");
        let mut facts = Facts::default();
        facts.tell(
            "cache",
            "quotes",
            [("HOST", "127.0.0.1".to_owned()), (PASSWORD, "p".to_owned())],
        );
        let values = facts.values(&containers[0], |reference| {
            let of_user = reference == "aws_elasticache_user.quotes_from_web.user_name";
            of_user.then(|| "shop-quotes-web".to_owned())
        });
        assert_eq!(values.variables["QUOTES_HOST"], "127.0.0.1");
        assert_eq!(values.variables["QUOTES_PASSWORD"], "p");
        assert_eq!(values.variables["QUOTES_USER"], "shop-quotes-web");
        assert!(!values.unknown.contains(&"QUOTES_USER".to_owned()));
    }
}
