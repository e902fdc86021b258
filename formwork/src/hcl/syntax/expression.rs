//! Operators: conditionals, then binary operators by how tightly they bind.

use hcl_edit::expr::{BinaryOp, BinaryOperator, Conditional, Expression};
use hcl_edit::{Decorate, Decorated};

use super::cursor::{Cursor, Parsed};

/// Operators by how tightly they bind, the loosest first; the longer of two that start alike first.
const OPERATORS: &[(&str, BinaryOperator, u8)] = &[
    ("||", BinaryOperator::Or, 1),
    ("&&", BinaryOperator::And, 2),
    ("==", BinaryOperator::Eq, 3),
    ("!=", BinaryOperator::NotEq, 3),
    ("<=", BinaryOperator::LessEq, 4),
    (">=", BinaryOperator::GreaterEq, 4),
    ("<", BinaryOperator::Less, 4),
    (">", BinaryOperator::Greater, 4),
    ("+", BinaryOperator::Plus, 5),
    ("-", BinaryOperator::Minus, 5),
    ("*", BinaryOperator::Mul, 6),
    ("/", BinaryOperator::Div, 6),
    ("%", BinaryOperator::Mod, 6),
];

impl Cursor<'_> {
    /// An expression with what is skipped around it.
    pub(super) fn spaced_expression(&mut self) -> Parsed<Expression> {
        let prefix = self.space()?;
        let mut expression = self.expression()?;
        let suffix = self.space()?;
        *expression.decor_mut() = (prefix, suffix).into();
        Ok(expression)
    }

    /// An expression from its first character on. What is skipped after it stays.
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        self.deeper(Self::conditional)
    }

    fn conditional(&mut self) -> Parsed<Expression> {
        let mut condition = self.binary(0)?;
        let end = self.at;
        let suffix = self.space()?;
        if !self.skip("?") {
            self.at = end;
            return Ok(condition);
        }
        *condition.decor_mut() = ("", suffix).into();
        let yes = self.spaced_expression()?;
        self.expect(":", "a conditional `CONDITION ? VALUE : VALUE`")?;
        let prefix = self.space()?;
        let mut no = self.expression()?;
        *no.decor_mut() = (prefix, "").into();
        Ok(Conditional::new(condition, yes, no).into())
    }

    /// Terms joined by operators that bind more tightly than `loosest`.
    fn binary(&mut self, loosest: u8) -> Parsed<Expression> {
        let mut left = self.term()?;
        let mut length = 0;
        loop {
            let end = self.at;
            let prefix = self.space()?;
            let Some((token, operator, strength)) = self.operator() else {
                self.at = end;
                break;
            };
            if strength <= loosest {
                self.at = end;
                break;
            }
            self.at += token.len();
            let suffix = self.space()?;
            let operator = Decorated::new(operator).decorated((prefix, suffix));
            // Each operator puts the terms before it one level further in.
            self.descend(1)?;
            length += 1;
            let mut right = self.binary(strength)?;
            *right.decor_mut() = ("", "").into();
            *left.decor_mut() = ("", "").into();
            left = BinaryOp::new(left, operator, right).into();
        }
        self.ascend(length);
        Ok(left)
    }

    fn operator(&self) -> Option<(&'static str, BinaryOperator, u8)> {
        // A `//` is a comment.
        if self.is_at("//") || self.is_at("/*") {
            return None;
        }
        let mut operators = OPERATORS.iter();
        operators.find(|(token, ..)| self.is_at(token)).copied()
    }
}
