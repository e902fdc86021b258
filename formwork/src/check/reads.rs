//! Functions that read files: `file()` and its like, and `templatefile()`.

use hcl_edit::template::Template;

use super::checker::{Checker, Scope};
use super::constant::Outcome;
use super::files::{Found, joined};
use super::value::Value;
use crate::hcl::syntax::parse_template;
use crate::problem::Code;
use crate::schema::Type;

impl Checker<'_> {
    /// What a function gives that reads a file; nothing if it is another, or nothing is known.
    pub(super) fn reading(
        &self,
        name: &str,
        arguments: &[Value],
        scope: &mut Scope<'_>,
    ) -> Outcome {
        let is_reading = matches!(
            name,
            "file"
                | "filebase64"
                | "filemd5"
                | "filesha1"
                | "filesha256"
                | "filesha512"
                | "filebase64sha256"
                | "filebase64sha512"
                | "templatefile"
        );
        let Some(Value::String(path)) = arguments.first().filter(|_| is_reading) else {
            return None;
        };
        let found = self.files.read(&joined("", path));
        match (name, found) {
            (_, Found::Absent) => Some(Err(format!("there is no file `{path}`"))),
            ("file", Found::Text(text)) => Some(Ok(Value::String(text))),
            ("file" | "templatefile", Found::Bytes) => Some(Err(format!("`{path}` is not text"))),
            ("templatefile", Found::Text(text)) => {
                Some(self.template_of_file(path, &text, arguments.get(1)?, scope))
            }
            _ => None,
        }
    }

    fn template_of_file(
        &self,
        path: &str,
        text: &str,
        variables: &Value,
        scope: &mut Scope<'_>,
    ) -> Result<Value, String> {
        let template = parse_template(text);
        let template = template.map_err(|error| format!("`{path}` is no template: {error}"))?;
        let members = match variables {
            Value::Object(members) => members,
            Value::Tuple(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) => {
                return Err(format!(
                    "the variables of a template are an object, and this is {}",
                    variables.describe()
                ));
            }
            _ => return Ok(Value::Unknown(Type::String)),
        };
        self.evaluate_apart(&template, members, scope)
            .map_err(|message| format!("in `{path}`: {message}"))?;
        Ok(Value::Unknown(Type::String))
    }

    /// Evaluates a template of another file; gives the first fault in it.
    fn evaluate_apart(
        &self,
        template: &Template,
        members: &std::collections::BTreeMap<String, Value>,
        scope: &Scope<'_>,
    ) -> Result<(), String> {
        let mut inner = self.scope(scope.file, "(template)");
        inner.is_constant = true;
        inner.takes_calls = true;
        inner.variables = members
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let before = self.findings.borrow().len();
        self.template(template, &mut inner);
        let mut findings = self.findings.borrow_mut();
        let added = findings.split_off(before);
        let fault = added
            .into_iter()
            .find(|found| found.code != Code::Deprecated);
        fault.map_or(Ok(()), |found| Err(found.message))
    }
}
