//! Lists, objects and `for` expressions.

use hcl_edit::expr::{
    Array, Expression, ForCond, ForExpr, ForIntro, Object, ObjectKey, ObjectValue,
    ObjectValueAssignment, ObjectValueTerminator, Parenthesis,
};
use hcl_edit::{Decorate, Decorated, Ident};

use super::cursor::{Cursor, Parsed};

impl Cursor<'_> {
    pub(super) fn tuple(&mut self) -> Parsed<Expression> {
        self.at += 1;
        self.without_newlines(|cursor| {
            if let Some(each) = cursor.for_expression("]")? {
                return Ok(each);
            }
            cursor.items().map(Expression::from)
        })
    }

    fn items(&mut self) -> Parsed<Array> {
        let mut items = Array::new();
        self.outline.enter();
        loop {
            let start = self.at;
            let space = self.space()?;
            if self.skip("]") {
                items.set_trailing(space);
                break;
            }
            self.outline.item(self.at, items.len());
            self.at = start;
            self.outline.enter();
            let item = self.spaced_expression();
            self.outline.leave();
            items.push(item?);
            let has_comma = self.skip(",");
            items.set_trailing_comma(has_comma);
            if !has_comma {
                self.expect("]", "a list, or `,` between its items")?;
                break;
            }
        }
        self.outline.leave();
        Ok(items)
    }

    /// An object or a `for` that makes one.
    pub(super) fn braces(&mut self) -> Parsed<Expression> {
        self.at += 1;
        let each = self.without_newlines(|cursor| cursor.for_expression("}"))?;
        if let Some(each) = each {
            return Ok(each);
        }
        self.outline.enter();
        let object = self.with_newlines(Self::object);
        self.outline.leave();
        object.map(Expression::from)
    }

    /// Members end with a comma or with the line.
    fn object(&mut self) -> Parsed<Object> {
        let mut object = Object::new();
        loop {
            let prefix = self.lines()?;
            if self.skip("}") {
                object.set_trailing(prefix);
                return Ok(object);
            }
            let (key, value) = self.member(prefix)?;
            insert(&mut object, key, value);
        }
    }

    fn member(&mut self, prefix: &str) -> Parsed<(ObjectKey, ObjectValue)> {
        let start = self.at;
        let key = self.expression()?;
        self.outline.key(start..self.at);
        let key = self.key(key, start)?;
        let key = key.decorated((prefix, self.space()?));
        let assignment = if self.skip("=") {
            ObjectValueAssignment::Equals
        } else if self.skip(":") {
            ObjectValueAssignment::Colon
        } else {
            return Err(self.unexpected("`=` is missing after a key of an object"));
        };
        let prefix = self.space()?;
        self.outline.enter();
        let value = self.expression();
        self.outline.leave();
        let mut value = value?;
        let before = self.at;
        let mut suffix = self.space()?;
        let terminator = if self.skip(",") {
            ObjectValueTerminator::Comma
        } else if self.is_at("}") {
            ObjectValueTerminator::None
        } else {
            self.at = before;
            suffix = self.end_of_line()?;
            if !self.is_at_newline() {
                let message = "`,` or a new line is needed between the members of an object";
                return Err(self.unexpected(message));
            }
            if self.is_at("\r") {
                self.at += 1;
                suffix = &self.text[before..self.at];
            }
            self.newline();
            ObjectValueTerminator::Newline
        };
        *value.decor_mut() = (prefix, suffix).into();
        let mut value = ObjectValue::new(value);
        value.set_assignment(assignment);
        value.set_terminator(terminator);
        Ok((key, value))
    }

    /// A bare word is a text, whichever it is; a reference needs parentheses.
    fn key(&self, key: Expression, start: usize) -> Parsed<ObjectKey> {
        let word = match &key {
            Expression::Variable(name) => Some(name.value().clone()),
            Expression::Null(_) | Expression::Bool(_) => {
                Ident::try_new(&self.text[start..self.at]).ok()
            }
            Expression::Traversal(traversal) if traversal.expr.is_variable() => {
                let written = &self.text[start..self.at];
                let message = format!(
                    "the key `{written}` may be a text or a reference: write `\"{written}\"` or `({written})`"
                );
                return Err(self.error_at(start, message));
            }
            _ => None,
        };
        Ok(match word {
            Some(word) => ObjectKey::Ident(Decorated::new(word)),
            None => ObjectKey::Expression(key),
        })
    }

    /// What follows a bracket, if it is a `for`; else nothing is taken.
    fn for_expression(&mut self, close: &str) -> Parsed<Option<Expression>> {
        let start = self.at;
        let prefix = self.space()?;
        if !self.is_at_word("for") {
            self.at = start;
            return Ok(None);
        }
        self.at += "for".len();
        let intro = self.intro(prefix)?;
        let mut each = if close == "}" {
            let key = self.spaced_expression()?;
            self.expect("=>", "a `for` that makes an object")?;
            let mut each = ForExpr::new(intro, self.spaced_expression()?);
            each.key_expr = Some(key);
            each.grouping = self.skip("...");
            each
        } else {
            ForExpr::new(intro, self.spaced_expression()?)
        };
        let prefix = self.space()?;
        if self.is_at_word("if") {
            self.at += "if".len();
            let condition = ForCond::new(self.spaced_expression()?);
            each.cond = Some(condition.decorated((prefix, "")));
        } else if each.grouping && !prefix.is_empty() {
            // The types have no place for what stands between `...` and the bracket.
            let before = each.value_expr.decor().suffix();
            let suffix = format!("{}{prefix}", before.map_or("", |suffix| &**suffix));
            each.value_expr.decor_mut().set_suffix(suffix);
        }
        self.expect(close, "a `for`")?;
        Ok(Some(each.into()))
    }

    /// `for k, v in collection:`
    fn intro(&mut self, prefix: &str) -> Parsed<ForIntro> {
        let mut value = self.loop_variable()?;
        let mut key = None;
        if self.skip(",") {
            key = Some(std::mem::replace(&mut value, self.loop_variable()?));
        }
        if !self.is_at_word("in") {
            return Err(self.unexpected("`in` is missing in a `for`"));
        }
        self.at += "in".len();
        let collection = self.spaced_expression()?;
        self.expect(":", "a `for`")?;
        let mut intro = ForIntro::new(value, collection).decorated((prefix, ""));
        intro.key_var = key;
        Ok(intro)
    }

    /// The name of a variable, with what is skipped around it.
    pub(super) fn loop_variable(&mut self) -> Parsed<Decorated<Ident>> {
        let prefix = self.space()?;
        let name = Decorated::new(self.ident("the name of a variable of `for`")?);
        let suffix = self.space()?;
        Ok(name.decorated((prefix, suffix)))
    }
}

/// Adds a member. Of keys that repeat Terraform takes the last, and evaluates them all; the type
/// of the crate keeps one of each, so a later one stands in parentheses.
fn insert(object: &mut Object, key: ObjectKey, value: ObjectValue) {
    let mut key = key;
    while object.contains_key(&key) {
        let mut inner = match key {
            ObjectKey::Ident(ref name) => Expression::from(name.as_str()),
            ObjectKey::Expression(ref expression) => expression.clone(),
        };
        let decor = key.decor().clone();
        *inner.decor_mut() = ("", "").into();
        let outer = Expression::from(Parenthesis::new(inner));
        key = ObjectKey::Expression(outer).decorated(decor);
    }
    object.insert(key, value);
}
