//! `existing`: what is there already, by its name or its ARN. Nothing is looked up, since a plan would ask AWS
//! then: what grants need and what the code is told follows from the name.

use super::{Target, Validation};
use crate::arn::{Arn, is_account};
use crate::manifest::{Field, Text};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::Region;
use crate::written::Written;

/// How things of a service are named.
#[derive(Debug)]
pub(crate) struct Form {
    /// In ARNs: `sqs`.
    pub(crate) service: &'static str,
    /// What stands before the name there: `table/`.
    pub(crate) before: &'static str,
    /// What it is called, with its article.
    pub(crate) what: &'static str,
    /// How many characters a name has.
    pub(crate) length: std::ops::RangeInclusive<usize>,
    /// What a name may have beside letters and digits.
    pub(crate) signs: &'static str,
}

/// Something that is there already.
#[derive(Debug, Clone)]
pub(crate) struct Existing {
    /// None: that of the stack.
    account: Option<String>,
    name: String,
}

impl Existing {
    pub(crate) fn parse(text: &str, form: &Form, region: &Region) -> Result<Self, Problem> {
        let (account, name) = if text.starts_with("arn:") {
            of_arn(text, form, region)?
        } else {
            (None, text)
        };
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || form.signs.contains(c);
        if form.length.contains(&name.len()) && name.chars().all(is_allowed) {
            return Ok(Self {
                account,
                name: name.to_owned(),
            });
        }
        let (least, most) = (form.length.start(), form.length.end());
        let message = format!("`{name}` is not the name of {}", form.what);
        Err(Problem::new(Code::InvalidName, message).help(format!(
            "use {least} to {most} letters, digits and any of `{}`",
            form.signs
        )))
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is in the account of the stack, as far as that is known.
    pub(crate) fn is_of_stack(&self) -> bool {
        self.account.is_none()
    }

    /// The number of its account, inside of a quoted text of HCL. `of_stack` is an expression of the stack's own.
    pub(crate) fn account(&self, of_stack: &str) -> String {
        let account = self.account.clone();
        account.unwrap_or_else(|| format!("${{{of_stack}}}"))
    }

    /// The ARN as HCL, with `end` behind the name.
    pub(crate) fn arn(&self, form: &Form, target: &Target<'_>, end: &str) -> String {
        let region = target.region();
        let (partition, account) = (region.partition(), self.account(target.account_id()));
        let Form {
            service, before, ..
        } = form;
        format!(
            "\"arn:{partition}:{service}:{region}:{account}:{before}{}{end}\"",
            self.name
        )
    }

    /// An ARN as long as that one.
    pub(crate) fn longest_arn(&self, form: &Form, target: &Target<'_>, end: &str) -> String {
        target.arn_of(form.service, format!("{}{}{end}", form.before, self.name))
    }
}

/// Account and name in `arn:PARTITION:SERVICE:REGION:ACCOUNT:NAME`.
fn of_arn<'a>(
    text: &'a str,
    form: &Form,
    region: &Region,
) -> Result<(Option<String>, &'a str), Problem> {
    let partition = region.partition();
    if let Some(arn) = Arn::split(text)
        && arn.partition == partition
        && arn.service == form.service
        && is_account(arn.account)
        && let Some(name) = arn.resource.strip_prefix(form.before)
    {
        if arn.region == region.to_string() {
            return Ok((Some(arn.account.to_owned()), name));
        }
        let message = format!("`{text}` lies in `{}`, the stack in `{region}`", arn.region);
        return Err(Problem::new(Code::InvalidArn, message)
            .help("name one of the same region: the code asks there"));
    }
    let Form {
        service, before, ..
    } = form;
    let message = format!("`{text}` is not the ARN of {}", form.what);
    Err(Problem::new(Code::InvalidArn, message).help(format!(
        "write the name alone, or `arn:{partition}:{service}:{region}:ACCOUNT:{before}NAME`"
    )))
}

impl Validation<'_> {
    /// What exists, by `existing`.
    pub(crate) fn existing(&mut self, field: &Field<String>, form: &Form) -> Option<Existing> {
        let region = self.region()?.clone();
        let parse = |text: &str| Existing::parse(text, form, &region);
        self.text(field, "what exists", parse)
    }

    /// A text of the table `existing`, which starts as all of its sort do; `example` is the line to add.
    pub(crate) fn existing_text(
        &mut self,
        key: &str,
        field: Option<&Field<Text>>,
        table: &Span,
        example: &str,
        start: &str,
    ) -> Option<Written> {
        let owner = format!("`existing` of {}", self.owner());
        let field = self.require_of(&["existing", key], field, &owner, table, example)?;
        let text = self.keep(Written::parse(field, table))?;
        let is_so = text
            .start()
            .is_none_or(|it| it.starts_with(start) || start.starts_with(it));
        if !is_so {
            let message = format!(
                "`{key}` is `{}`, which does not start with `{start}`",
                text.text()
            );
            self.problem(
                Problem::new(Code::InvalidArn, message)
                    .at(text.place(), "something else")
                    .help(format!("write it like `{example}`, or as a reference")),
            );
            return None;
        }
        Some(text)
    }

    /// The security group of the table `existing`: it gets a rule for each service that is let in.
    pub(crate) fn existing_group(
        &mut self,
        field: Option<&Field<Text>>,
        table: &Span,
    ) -> Option<Written> {
        let example = r#"security_group_id = "sg-0123456789abcdef0""#;
        self.existing_text("security_group_id", field, table, example, "sg-")
    }

    /// Reports each of these keys that is written: it says how something is made that is there already.
    pub(crate) fn refuse_beside_existing(
        &mut self,
        existing: &Span,
        keys: &[(&str, Option<Span>)],
    ) {
        for problem in refuse_keys(&self.owner(), existing, keys) {
            self.problem(problem);
        }
    }
}

/// A problem for each key that is written although what it says how to make is there already.
pub(crate) fn refuse_keys(
    owner: &str,
    existing: &Span,
    keys: &[(&str, Option<Span>)],
) -> Vec<Problem> {
    let keys = keys.iter();
    let written = keys.filter_map(|(key, span)| Some((key, span.as_ref()?)));
    let problem = |(key, span): (&&str, &Span)| {
        let message = format!("`{key}` of {owner} has no effect: it exists");
        Problem::new(Code::KeyOfExisting, message)
            .at(span.clone(), "says how it is made")
            .at(existing.clone(), "made elsewhere")
            .help(format!(
                "remove `{key}`, or remove `existing` to have one made"
            ))
    };
    written.map(problem).collect()
}

/// Where a value is written.
pub(crate) fn written<T>(field: &Field<T>) -> Option<Span> {
    field.is_written().then(|| field.span_or(&(0..0)))
}
