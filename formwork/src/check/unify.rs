//! The type that several values become together, by Terraform's rules.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::value::{Collection, Value};
use crate::schema::{Member, Type};

/// The type of a value; what is not known of it is [`Type::Dynamic`].
pub(super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Unknown(ty) => ty.clone(),
        Value::Null | Value::Block(_) | Value::Blocks(_) => Type::Dynamic,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Tuple(items) => Type::Tuple(items.iter().map(type_of).collect()),
        Value::Object(members) => Type::object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), type_of(value))),
        ),
        Value::Many(collection, item) => {
            let item = Arc::new(type_of(item));
            match collection {
                Collection::List => Type::List(item),
                Collection::Set => Type::Set(item),
                Collection::Map => Type::Map(item),
            }
        }
    }
}

/// The type that all become; nothing if there is none.
pub(super) fn unify(types: &[Type]) -> Option<Type> {
    let (first, others) = types.split_first()?;
    if others.iter().all(|other| other == first) {
        return Some(first.clone());
    }
    if types.iter().any(|ty| matches!(ty, Type::Dynamic)) {
        return Some(Type::Dynamic);
    }
    let is_object = |ty: &Type| matches!(ty, Type::Object(_));
    let is_tuple = |ty: &Type| matches!(ty, Type::Tuple(_));
    if types.iter().all(is_object) {
        return objects(types).or_else(|| collection(types, Collection::Map));
    }
    if types.iter().all(is_tuple) {
        return tuples(types).or_else(|| collection(types, Collection::List));
    }
    if types
        .iter()
        .all(|ty| is_object(ty) || matches!(ty, Type::Map(_)))
    {
        return collection(types, Collection::Map);
    }
    if types
        .iter()
        .all(|ty| is_tuple(ty) || matches!(ty, Type::List(_)))
    {
        return collection(types, Collection::List);
    }
    if types
        .iter()
        .all(|ty| is_tuple(ty) || matches!(ty, Type::List(_) | Type::Set(_)))
    {
        return collection(types, Collection::Set);
    }
    primitives(types)
}

/// Texts take numbers and bools; these do not take each other.
fn primitives(types: &[Type]) -> Option<Type> {
    let is_primitive = |ty: &Type| matches!(ty, Type::String | Type::Number | Type::Bool);
    let has_text = types.contains(&Type::String);
    (has_text && types.iter().all(is_primitive)).then_some(Type::String)
}

/// Objects with the same attributes stay objects.
fn objects(types: &[Type]) -> Option<Type> {
    let members: Vec<&BTreeMap<Cow<'static, str>, Member>> = types
        .iter()
        .filter_map(|ty| match ty {
            Type::Object(members) => Some(members.as_ref()),
            _ => None,
        })
        .collect();
    let names: BTreeSet<&Cow<'static, str>> = members.first()?.keys().collect();
    let is_alike = |other: &&BTreeMap<Cow<'static, str>, Member>| {
        other.keys().collect::<BTreeSet<_>>() == names
    };
    if !members.iter().all(is_alike) {
        return None;
    }
    let unified = names.into_iter().map(|name| {
        let types: Vec<Type> = members.iter().map(|each| each[name].ty.clone()).collect();
        Some((name.clone(), unify(&types)?))
    });
    unified.collect::<Option<Vec<_>>>().map(Type::object)
}

/// Tuples of the same length stay tuples.
fn tuples(types: &[Type]) -> Option<Type> {
    let items: Vec<&[Type]> = types
        .iter()
        .filter_map(|ty| match ty {
            Type::Tuple(items) => Some(items.as_ref()),
            _ => None,
        })
        .collect();
    let length = items.first()?.len();
    if items.iter().any(|other| other.len() != length) {
        return None;
    }
    let unified = (0..length).map(|index| {
        let types: Vec<Type> = items.iter().map(|each| each[index].clone()).collect();
        unify(&types)
    });
    unified.collect::<Option<_>>().map(Type::Tuple)
}

/// A collection of the type that all that is in them becomes.
fn collection(types: &[Type], collection: Collection) -> Option<Type> {
    let mut inner = Vec::new();
    for ty in types {
        match ty {
            Type::Object(members) => inner.extend(members.values().map(|member| member.ty.clone())),
            Type::Tuple(items) => inner.extend(items.iter().cloned()),
            Type::List(item) | Type::Set(item) | Type::Map(item) => {
                inner.push(item.as_ref().clone());
            }
            _ => return None,
        }
    }
    let item = if inner.is_empty() {
        Type::Dynamic
    } else {
        unify(&inner)?
    };
    let item = Arc::new(item);
    Some(match collection {
        Collection::List => Type::List(item),
        Collection::Set => Type::Set(item),
        Collection::Map => Type::Map(item),
    })
}
