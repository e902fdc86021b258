//! Calls of functions.

use hcl_edit::expr::FuncCall;

use super::checker::{Checker, Scope};
use super::constant;
use super::convert::convert;
use super::finding::{Argument, Fault};
use super::functions::{self, Function};
use super::value::{Collection, Value};
use crate::problem::{Code, closest};
use crate::schema::Type;

impl Checker<'_> {
    pub(super) fn call(&self, call: &FuncCall, scope: &mut Scope<'_>) -> Value {
        let name = full_name(call);
        if scope.is_constant && !scope.takes_calls {
            let message = format!("`{name}()` cannot be called here: a plain value is needed");
            self.report(scope, Code::InvalidExpression, message);
            return Value::ANY;
        }
        let base = name.strip_prefix("core::").unwrap_or(&name);
        if matches!(base, "try" | "can") {
            return self.caught(base, call, scope);
        }
        let arguments: Vec<Value> = call
            .args
            .iter()
            .map(|argument| self.evaluate(argument, scope))
            .collect();
        if let Some(provider) = provider(&name)
            && !self.declared.required.contains_key(provider)
        {
            let message = format!("`{name}` needs `{provider}` among the required providers");
            let help = format!("add `{provider}` to `required_providers`, with its source");
            self.report_with(scope, Code::UndeclaredProvider, message, help);
            return Value::ANY;
        }
        let Some(function) = functions::find(&name, self.declared.toolchain) else {
            self.unknown_function(&name, scope);
            return Value::ANY;
        };
        if call.args.expand_final()
            && let Some(last) = arguments.last()
            && last.is_primitive() == Some(true)
        {
            let message = format!("`...` goes over a list, and this is {}", last.describe());
            self.report_value(scope, Code::FunctionArguments, message);
            return Value::ANY;
        }
        let is_expanded = call.args.expand_final();
        if let Some(Refused { message, fault }) = refused(base, &function, &arguments, is_expanded)
        {
            if !scope.is_caught {
                self.report_fault(scope, Code::FunctionArguments, fault, message, None);
            }
            return Value::ANY;
        }
        let outcome = self.reading(base, &arguments, scope);
        match outcome.or_else(|| constant::call(base, &arguments)) {
            Some(Ok(value)) => value,
            Some(Err(reason)) => {
                let message = format!("`{name}()` fails: {reason}");
                self.report_value(scope, Code::FunctionArguments, message);
                Value::Unknown(function.returns)
            }
            None => result(base, &function, arguments),
        }
    }

    /// `try` and `can` catch what is wrong with values, but no reference to nowhere.
    fn caught(&self, name: &str, call: &FuncCall, scope: &mut Scope<'_>) -> Value {
        // The only argument of `try` is what it gives or why it fails.
        let catches = name == "can" || call.args.len() > 1;
        let was_caught = scope.is_caught;
        scope.is_caught |= catches;
        for argument in &call.args {
            self.evaluate(argument, scope);
        }
        scope.is_caught = was_caught;
        let wanted = if name == "can" {
            call.args.len() == 1
        } else {
            !call.args.is_empty()
        };
        if !wanted {
            let takes = if name == "can" {
                "one argument"
            } else {
                "at least one argument"
            };
            self.report_value(
                scope,
                Code::FunctionArguments,
                format!("`{name}()` takes {takes}"),
            );
        }
        if name == "can" {
            Value::Unknown(Type::Bool)
        } else {
            Value::ANY
        }
    }

    fn unknown_function(&self, name: &str, scope: &Scope<'_>) {
        if scope.is_caught {
            return;
        }
        let message = format!("there is no function `{name}`");
        if let Some(owner) = functions::owner(name, self.declared.toolchain) {
            let help = format!("{owner} has it");
            self.report_with(scope, Code::UnknownFunction, message, help);
            return;
        }
        match provider(name) {
            // Of another provider, whose functions are not known here.
            Some(provider) if !self.declared.is_known_provider(provider) => {}
            _ => match closest(name, functions::names(self.declared.toolchain)) {
                Some(near) => {
                    let help = format!("did you mean `{near}`?");
                    self.report_with(scope, Code::UnknownFunction, message, help);
                }
                None => self.report(scope, Code::UnknownFunction, message),
            },
        }
    }
}

/// `aws`, of `provider::aws::arn_parse`.
fn provider(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("provider::")?;
    rest.split_once("::").map(|(provider, _)| provider)
}

fn full_name(call: &FuncCall) -> String {
    let spaces = call.name.namespace.iter().map(|space| space.as_str());
    let words: Vec<&str> = spaces.chain([call.name.name.as_str()]).collect();
    words.join("::")
}

/// Why a function does not take its arguments.
struct Refused {
    message: String,
    fault: Fault,
}

/// Why a function does not take these arguments. Of `f(list...)` the last is any number of them.
fn refused(
    name: &str,
    function: &Function,
    arguments: &[Value],
    is_expanded: bool,
) -> Option<Refused> {
    let least = function.parameters.len();
    let given = arguments.len();
    let too_many = function.variadic.is_none() && given > least;
    let too_few = given < least && !is_expanded;
    if too_many || too_few {
        let takes = match (least, &function.variadic) {
            (0, None) => "no arguments".to_owned(),
            (1, None) => "one argument".to_owned(),
            (_, None) => format!("{least} arguments"),
            (_, Some(_)) => format!("at least {least}"),
        };
        return Some(Refused {
            message: format!("`{name}()` takes {takes}, and there are {given}"),
            fault: Fault::Other,
        });
    }
    let known = if is_expanded {
        given.saturating_sub(1)
    } else {
        given
    };
    arguments[..known]
        .iter()
        .enumerate()
        .find_map(|(index, value)| {
            let parameter = function
                .parameters
                .get(index)
                .or(function.variadic.as_ref())?;
            let reason = match value {
                Value::Null if !parameter.is_nullable => Some("it is null".to_owned()),
                _ => convert(value, &parameter.ty)
                    .err()
                    .map(|found| found.message),
            };
            let reason = reason
                .or_else(|| wrong_kind(name, index, value))
                .or_else(|| not_converted(name, function, value))?;
            Some(Refused {
                message: format!("argument {} of `{name}()`: {reason}", index + 1),
                fault: Fault::Argument(Argument {
                    function: name.to_owned(),
                    found: value.describe().to_owned(),
                }),
            })
        })
}

/// What the signature of a function with parameters of any type leaves out.
fn wrong_kind(name: &str, index: usize, value: &Value) -> Option<String> {
    let takes = match (name, index) {
        ("length", 0) => Kinds::Measured,
        ("keys" | "values" | "lookup", 0) | ("merge", _) => Kinds::Maps,
        ("concat" | "coalescelist", _)
        | ("flatten" | "element" | "slice" | "reverse" | "sum" | "contains" | "index", 0) => {
            Kinds::Lists
        }
        _ => return None,
    };
    let fits = match value.items() {
        None if matches!(value, Value::Null) => true,
        None => takes == Kinds::Measured && is_string(value),
        Some(_) if value.is_any() => true,
        Some(_) => match takes {
            Kinds::Measured => true,
            Kinds::Maps => is_map(value),
            Kinds::Lists => !is_map(value),
        },
    };
    (!fits).then(|| {
        format!(
            "{} is needed, and this is {}",
            takes.words(),
            value.describe()
        )
    })
}

/// Why `tonumber()` and its like can't convert a value.
fn not_converted(name: &str, function: &Function, value: &Value) -> Option<String> {
    let converts = matches!(
        name,
        "tostring" | "tonumber" | "tobool" | "tolist" | "toset" | "tomap"
    );
    let found = converts
        .then(|| convert(value, &function.returns).err())
        .flatten();
    found.map(|found| found.message)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinds {
    Measured,
    Maps,
    Lists,
}

impl Kinds {
    fn words(self) -> &'static str {
        match self {
            Self::Measured => "a string or a collection",
            Self::Maps => "a map or an object",
            Self::Lists => "a list or a set",
        }
    }
}

fn is_string(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Unknown(Type::String))
}

fn is_map(value: &Value) -> bool {
    match value {
        Value::Object(_)
        | Value::Block(_)
        | Value::Many(Collection::Map, _)
        | Value::Unknown(Type::Map(_) | Type::Object(_)) => true,
        Value::Blocks(_) => {
            value.describe() != "a list of blocks" && value.describe() != "a set of blocks"
        }
        _ => false,
    }
}

fn has_null(value: Option<&Value>) -> bool {
    matches!(value, Some(Value::Tuple(items)) if items.iter().any(Value::is_null))
}

/// What a function gives; of those that give any type, where it follows from the arguments.
fn result(name: &str, function: &Function, mut arguments: Vec<Value>) -> Value {
    let item = |collection: Option<&Value>| {
        let items = collection.and_then(Value::items);
        items.map_or(Value::ANY, |(_, item)| item)
    };
    match name {
        "sensitive" | "nonsensitive" if !arguments.is_empty() => arguments.swap_remove(0),
        // A set with null in it is of nothing else that matters.
        "toset" if has_null(arguments.first()) => Value::many(Collection::Set, Value::Null),
        "toset" => Value::many(Collection::Set, item(arguments.first())),
        "tolist" => Value::many(Collection::List, item(arguments.first())),
        "tomap" => Value::many(Collection::Map, item(arguments.first())),
        "element" | "one" => item(arguments.first()),
        _ => Value::Unknown(function.returns.clone()),
    }
}
