//! Whether a value becomes one of another type, by Terraform's rules of conversion: a string that
//! is written as a number becomes one and the reverse, a tuple becomes a list, an object a map.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::finding::Step;
use super::value::{Collection, Value, describe};
use crate::schema::{Member, Nesting, Type};

/// Why a value does not become one of a type, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mismatch {
    /// From the outermost value inwards.
    pub(super) path: Vec<Step>,
    pub(super) message: String,
}

impl Mismatch {
    fn new(value: &Value, ty: &Type) -> Self {
        let message = match value {
            Value::String(text) if matches!(ty, Type::Number | Type::Bool) => {
                format!("`{text}` is not {}", describe(ty))
            }
            _ => format!(
                "{} is needed, and this is {}",
                describe(ty),
                value.describe()
            ),
        };
        Self {
            path: Vec::new(),
            message,
        }
    }

    fn below(mut self, step: Step) -> Self {
        self.path.insert(0, step);
        self
    }
}

type Outcome = Result<(), Mismatch>;

/// Whether `value` becomes one of `ty`. Nothing is said of what is not known.
pub(super) fn convert(value: &Value, ty: &Type) -> Outcome {
    let refuse = || Err(Mismatch::new(value, ty));
    match (value, ty) {
        (_, Type::Dynamic) | (Value::Null | Value::Unknown(Type::Dynamic), _) => Ok(()),
        (Value::Tuple(items), Type::List(item) | Type::Set(item)) => {
            let same = matches!(item.as_ref(), Type::Dynamic);
            if same && !unify(items.iter()) {
                return refuse();
            }
            each_index(items, |_| item)
        }
        (Value::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => {
            each_index(items, |index| &types[index])
        }
        (Value::Object(members), Type::Map(item)) => {
            if matches!(item.as_ref(), Type::Dynamic) && !unify(members.values()) {
                return refuse();
            }
            let mut members = members.iter();
            members.try_for_each(|(name, value)| {
                convert(value, item).map_err(|found| found.below(Step::Name(name.clone())))
            })
        }
        (Value::Object(members), Type::Object(wanted)) => object(members, wanted),
        (Value::Many(collection, inner), _) => many(*collection, inner, ty).unwrap_or_else(refuse),
        _ if plainly_converts(value, ty) => Ok(()),
        _ => refuse(),
    }
}

/// Whether a value without parts that are looked at becomes one of `ty`.
fn plainly_converts(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Unknown(from), _) => types_convert(from, ty),
        (Value::String(text), Type::Number) => is_number(text),
        (Value::String(text), Type::Bool) => is_bool(text),
        (Value::Blocks(nested), _) => blocks_convert(nested.nesting, ty),
        _ => matches!(
            (value, ty),
            (
                Value::String(_) | Value::Number(_) | Value::Bool(_),
                Type::String
            ) | (Value::Number(_), Type::Number)
                | (Value::Bool(_), Type::Bool)
                | (Value::Block(_), Type::Map(_) | Type::Object(_))
        ),
    }
}

fn each_index<'a>(items: &[Value], ty: impl Fn(usize) -> &'a Type) -> Outcome {
    let mut items = items.iter().enumerate();
    items.try_for_each(|(index, value)| {
        convert(value, ty(index)).map_err(|found| found.below(Step::Index(index)))
    })
}

fn object(
    members: &BTreeMap<String, Value>,
    wanted: &BTreeMap<Cow<'static, str>, Member>,
) -> Outcome {
    for (name, member) in wanted {
        match members.get(name.as_ref()) {
            Some(value) => {
                let step = || Step::Name(name.to_string());
                convert(value, &member.ty).map_err(|found| found.below(step()))?;
            }
            None if member.optional => {}
            None => {
                return Err(Mismatch {
                    path: Vec::new(),
                    message: format!("the object lacks `{name}`"),
                });
            }
        }
    }
    Ok(())
}

fn many(collection: Collection, inner: &Value, ty: &Type) -> Option<Outcome> {
    match (collection, ty) {
        (Collection::List | Collection::Set, Type::List(item) | Type::Set(item))
        | (Collection::Map, Type::Map(item)) => Some(convert(inner, item)),
        (Collection::Map, Type::Object(_))
        | (Collection::List | Collection::Set, Type::Tuple(_)) => Some(Ok(())),
        _ => None,
    }
}

fn blocks_convert(nesting: Nesting, ty: &Type) -> bool {
    match nesting {
        Nesting::Single | Nesting::Group | Nesting::Map => {
            matches!(ty, Type::Map(_) | Type::Object(_))
        }
        Nesting::List | Nesting::Set => {
            let item = match ty {
                Type::List(item) | Type::Set(item) => item,
                Type::Tuple(_) => return true,
                _ => return false,
            };
            matches!(
                item.as_ref(),
                Type::Map(_) | Type::Object(_) | Type::Dynamic
            )
        }
    }
}

/// Whether some value of type `from` becomes one of type `to`.
fn types_convert(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Dynamic, _)
        | (_, Type::Dynamic)
        | (Type::String | Type::Number | Type::Bool, Type::String)
        | (Type::String | Type::Number, Type::Number)
        | (Type::String | Type::Bool, Type::Bool)
        | (Type::List(_) | Type::Set(_), Type::Tuple(_)) => true,
        (Type::List(from) | Type::Set(from), Type::List(to) | Type::Set(to))
        | (Type::Map(from), Type::Map(to)) => types_convert(from, to),
        (Type::Tuple(from), Type::List(to) | Type::Set(to)) => {
            from.iter().all(|from| types_convert(from, to))
        }
        (Type::Tuple(from), Type::Tuple(to)) => {
            from.len() == to.len()
                && from
                    .iter()
                    .zip(to.iter())
                    .all(|(from, to)| types_convert(from, to))
        }
        (Type::Object(from), Type::Map(to)) => {
            from.values().all(|member| types_convert(&member.ty, to))
        }
        (Type::Map(from), Type::Object(to)) => {
            to.values().all(|member| types_convert(from, &member.ty))
        }
        (Type::Object(from), Type::Object(to)) => to.iter().all(|(name, member)| {
            from.get(name)
                .map_or(member.optional, |from| types_convert(&from.ty, &member.ty))
        }),
        _ => false,
    }
}

/// Whether values can be of one type: not strings and lists together.
fn unify<'a>(values: impl Iterator<Item = &'a Value>) -> bool {
    let mut kinds = values.filter_map(Value::is_primitive);
    let first = kinds.next();
    first.is_none_or(|first| kinds.all(|kind| kind == first))
}

fn is_number(text: &str) -> bool {
    let has_digits_alone = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    has_digits_alone && text.parse::<f64>().is_ok()
}

fn is_bool(text: &str) -> bool {
    matches!(text, "true" | "false" | "1" | "0")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::convert;
    use crate::check::value::Value;
    use crate::schema::Type;

    fn text(value: &str) -> Value {
        Value::String(value.to_owned())
    }

    #[test]
    fn primitives_become_each_other_as_terraform_has_it() {
        for (value, ty, converts) in [
            (text("5"), Type::Number, true),
            (text("-1.5e3"), Type::Number, true),
            (text("five"), Type::Number, false),
            (text("inf"), Type::Number, false),
            (text(""), Type::Number, false),
            (text("true"), Type::Bool, true),
            (text("1"), Type::Bool, true),
            (text("yes"), Type::Bool, false),
            (Value::Number(1.0), Type::Bool, false),
            (Value::Bool(true), Type::Number, false),
            (Value::Bool(true), Type::String, true),
            (Value::Number(1.0), Type::String, true),
            (Value::Null, Type::Number, true),
            (Value::Unknown(Type::String), Type::Number, true),
            (Value::Unknown(Type::Bool), Type::Number, false),
        ] {
            assert_eq!(
                convert(&value, &ty).is_ok(),
                converts,
                "{value:?} to {ty:?}"
            );
        }
    }

    #[test]
    fn a_mismatch_names_the_item() {
        let strings = Type::List(Arc::new(Type::String));
        let items = Value::Tuple(vec![text("a"), Value::Tuple(Vec::new())]);
        let found = convert(&items, &strings).unwrap_err();
        assert_eq!(found.message, "a string is needed, and this is a list");
        assert_eq!(found.path, [super::Step::Index(1)]);
        assert!(convert(&text("a"), &strings).is_err());
        assert!(
            convert(
                &Value::Tuple(vec![text("a")]),
                &Type::Set(Arc::new(Type::String))
            )
            .is_ok()
        );
    }
}
