//! What all parts of the check share: what is declared, what was found, and where one stands.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::convert::{Mismatch, convert};
use super::declared::{Declared, Local};
use super::files::Files;
use super::finding::{Fault, Finding, Step};
use super::graph::{References, referring};
use super::value::Value;
use crate::problem::Code;
use crate::schema::{ProviderLine, Type};

/// Of how many values one of a local may consist.
const LARGEST_LOCAL: usize = 10_000;

/// The check of one module.
#[derive(Debug)]
pub(super) struct Checker<'a> {
    pub(super) declared: &'a Declared<'a>,
    /// Modules that are called and were read, by the name of the call.
    pub(super) children: BTreeMap<&'a str, &'a Declared<'a>>,
    pub(super) files: &'a dyn Files,
    /// From the module that is checked first.
    pub(super) directory: &'a str,
    /// Whether what a resource exports is known, as it is in a plan. `terraform validate` knows
    /// neither values nor types of it, and nothing of blocks that a `dynamic` makes of it.
    pub(super) is_of_plan: bool,
    pub(super) findings: RefCell<Vec<Finding>>,
    /// Which addresses each block refers to.
    pub(super) references: RefCell<References>,
    /// Values of locals; nothing for those that are being evaluated.
    locals: RefCell<BTreeMap<&'a str, Option<Value>>>,
    /// Which structure of a file is being checked.
    pub(super) structure: Cell<Option<usize>>,
    /// What the settings of the module said already, of what may be said once.
    pub(super) settings: RefCell<BTreeSet<String>>,
    /// Addresses that are imported.
    pub(super) imports: RefCell<BTreeSet<String>>,
}

/// Where one stands in a module, and what may be said there.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is switched by another rule, on its own"
)]
pub(super) struct Scope<'s> {
    pub(super) file: &'s str,
    /// Which structure of the file.
    pub(super) structure: Option<usize>,
    pub(super) address: String,
    pub(super) path: Vec<Step>,
    /// Variables of `for` and of `dynamic` blocks, the innermost last.
    pub(super) variables: Vec<(String, Value)>,
    /// `each.key` and `each.value`, if there is a `for_each`.
    pub(super) each: Option<(Value, Value)>,
    pub(super) has_count: bool,
    /// What `self` is, where it may be said.
    pub(super) own: Option<Value>,
    /// Whether an error would be caught, by `try` or `can`.
    pub(super) is_caught: bool,
    /// Whether neither references nor calls are taken.
    pub(super) is_constant: bool,
    /// Whether calls are taken all the same, as in a template of its own file.
    pub(super) takes_calls: bool,
    /// The address that is being followed, for messages about the way from there.
    pub(super) followed: Option<String>,
    /// Whether only a plan would come here.
    pub(super) is_of_plan: bool,
    /// Whether values are not evaluated here.
    pub(super) skips_values: bool,
}

impl<'s> Scope<'s> {
    fn new(file: &'s str, address: impl Into<String>) -> Self {
        Self {
            file,
            structure: None,
            address: address.into(),
            path: Vec::new(),
            variables: Vec::new(),
            each: None,
            has_count: false,
            own: None,
            is_caught: false,
            is_constant: false,
            takes_calls: false,
            followed: None,
            is_of_plan: false,
            skips_values: false,
        }
    }

    /// Does something one step further in.
    pub(super) fn within<T>(&mut self, step: Step, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let done = inside(self);
        self.path.pop();
        done
    }

    /// Does something at an argument.
    pub(super) fn at<T>(&mut self, name: &str, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.within(Step::Name(name.to_owned()), inside)
    }

    /// Does something where there are no instances yet, so neither `each` nor `count`.
    pub(super) fn outside_of_instances(&mut self, inside: impl FnOnce(&mut Self)) {
        let each = self.each.take();
        let has_count = std::mem::replace(&mut self.has_count, false);
        inside(self);
        self.each = each;
        self.has_count = has_count;
    }

    /// Does something where more variables are known.
    pub(super) fn with_variables<T>(
        &mut self,
        variables: impl IntoIterator<Item = (String, Value)>,
        inside: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let known = self.variables.len();
        self.variables.extend(variables);
        let done = inside(self);
        self.variables.truncate(known);
        done
    }
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        declared: &'a Declared<'a>,
        children: BTreeMap<&'a str, &'a Declared<'a>>,
        files: &'a dyn Files,
        directory: &'a str,
        is_of_plan: bool,
    ) -> Self {
        Self {
            declared,
            children,
            files,
            directory,
            is_of_plan,
            findings: RefCell::default(),
            references: RefCell::default(),
            locals: RefCell::default(),
            structure: Cell::new(None),
            settings: RefCell::default(),
            imports: RefCell::default(),
        }
    }

    /// The line of the AWS provider that the module is checked for.
    pub(super) fn line(&self) -> ProviderLine {
        self.declared.toolchain.provider
    }

    /// A block of the structure that is being checked.
    pub(super) fn scope<'s>(&self, file: &'s str, address: impl Into<String>) -> Scope<'s> {
        Scope {
            structure: self.structure.get(),
            ..Scope::new(file, address)
        }
    }

    /// Whether this is the module that is checked first, which nobody calls.
    pub(super) fn is_root(&self) -> bool {
        self.directory.is_empty()
    }

    /// Tells of a fault that every evaluation meets, also below `try`.
    pub(super) fn report(&self, scope: &Scope<'_>, code: Code, message: impl Into<String>) {
        self.report_fault(scope, code, Fault::Other, message, None);
    }

    /// As [`report`](Self::report), with what to type.
    pub(super) fn report_with(
        &self,
        scope: &Scope<'_>,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report_fault(scope, code, Fault::Other, message, Some(help.into()));
    }

    /// Tells of a fault of a value, which `try` would catch.
    pub(super) fn report_value(&self, scope: &Scope<'_>, code: Code, message: impl Into<String>) {
        if !scope.is_caught {
            self.report(scope, code, message);
        }
    }

    /// Tells of a fault with the names that it is about.
    pub(super) fn report_fault(
        &self,
        scope: &Scope<'_>,
        code: Code,
        fault: Fault,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let finding = Finding {
            code,
            file: scope.file.to_owned(),
            address: scope.address.clone(),
            path: scope.path.clone(),
            message: message.into(),
            help,
            fault,
            other: None,
            structure: scope.structure,
            is_of_plan: scope.is_of_plan,
            elsewhere: None,
        };
        // An item of a `for` is evaluated as often as there are items.
        let mut findings = self.findings.borrow_mut();
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }

    /// Holds a value to the type that it must become.
    pub(super) fn expect(&self, scope: &mut Scope<'_>, value: &Value, ty: &Type) {
        if let Err(Mismatch { path, message }) = convert(value, ty) {
            let depth = scope.path.len();
            scope.path.extend(path);
            self.report_value(scope, Code::WrongType, message);
            scope.path.truncate(depth);
        }
    }

    /// Notes that the block of this scope refers to an address.
    pub(super) fn refer(&self, scope: &Scope<'_>, to: &str) {
        let argument = scope.path.first().and_then(Step::name);
        let from = referring(&scope.address, argument);
        // The validation of a variable looks at the variable.
        if from == to && from.starts_with("var.") {
            return;
        }
        let mut references = self.references.borrow_mut();
        references.entry(from).or_default().insert(to.to_owned());
    }

    /// Whether a block is known to refer to an address.
    pub(super) fn refers(&self, from: &str, to: &str) -> bool {
        let references = self.references.borrow();
        references.get(from).is_some_and(|known| known.contains(to))
    }

    /// Takes back that a block refers to an address.
    pub(super) fn forget(&self, from: &str, to: &str) {
        if let Some(known) = self.references.borrow_mut().get_mut(from) {
            known.remove(to);
        }
    }

    /// The value of a local, whose expression is checked at the first call.
    pub(super) fn local(&self, name: &str) -> Value {
        let Some((&name, local)) = self.declared.locals.get_key_value(name) else {
            return Value::ANY;
        };
        if let Some(known) = self.locals.borrow().get(name) {
            // One that is being evaluated refers to itself: the search for cycles tells.
            return known.clone().unwrap_or(Value::ANY);
        }
        self.locals.borrow_mut().insert(name, None);
        let Local {
            file,
            structure,
            value,
        } = local;
        let mut scope = Scope {
            structure: Some(*structure),
            ..Scope::new(file, format!("local.{name}"))
        };
        let value = self.evaluate(value, &mut scope);
        // Locals of locals can double in size at each step, and nobody needs to know so much.
        let value = if value.is_larger_than(LARGEST_LOCAL) {
            Value::ANY
        } else {
            value
        };
        self.locals.borrow_mut().insert(name, Some(value.clone()));
        value
    }
}
