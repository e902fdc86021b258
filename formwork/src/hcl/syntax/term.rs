//! Terms: literals, names, calls, brackets, and the way from them by `.name`, `[0]` and `[*]`.

use hcl_edit::expr::{
    Expression, FuncArgs, FuncCall, FuncName, Parenthesis, Splat, Traversal, TraversalOperator,
    UnaryOp, UnaryOperator,
};
use hcl_edit::{Decorate, Decorated, Formatted, Ident, Number, Spanned};

use super::cursor::{Cursor, Parsed};

impl<'t> Cursor<'t> {
    /// A term with the way from it.
    pub(super) fn term(&mut self) -> Parsed<Expression> {
        match self.peek() {
            Some(b'-') => self.deeper(Self::negated),
            Some(b'!') => {
                self.at += 1;
                self.deeper(|cursor| cursor.unary(UnaryOperator::Not))
            }
            _ => self.traversed(),
        }
    }

    fn negated(&mut self) -> Parsed<Expression> {
        self.at += 1;
        let end = self.at;
        let space = self.space()?;
        let is_plain = space.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        if is_plain && self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return self.number("-");
        }
        self.at = end;
        self.unary(UnaryOperator::Neg)
    }

    fn unary(&mut self, operator: UnaryOperator) -> Parsed<Expression> {
        let prefix = self.space()?;
        let mut operand = self.term()?;
        *operand.decor_mut() = (prefix, "").into();
        Ok(UnaryOp::new(Spanned::new(operator), operand).into())
    }

    fn traversed(&mut self) -> Parsed<Expression> {
        let mut base = self.primary()?;
        let operators = self.operators()?;
        if operators.is_empty() {
            return Ok(base);
        }
        *base.decor_mut() = ("", "").into();
        Ok(Traversal::new(base, operators).into())
    }

    fn primary(&mut self) -> Parsed<Expression> {
        match self.peek() {
            Some(b'"') => self.quoted(),
            Some(b'<') if self.is_at("<<") => self.heredoc(),
            Some(b'[') => self.tuple(),
            Some(b'{') => self.braces(),
            Some(b'(') => self.parenthesis(),
            Some(byte) if byte.is_ascii_digit() => self.number(""),
            _ if self.peek_word().is_some() => self.word(),
            _ => Err(self.unexpected("a value is needed")),
        }
    }

    fn parenthesis(&mut self) -> Parsed<Expression> {
        self.at += 1;
        let inner = self.without_newlines(Self::spaced_expression)?;
        self.without_newlines(|cursor| cursor.expect(")", "parentheses"))?;
        Ok(Parenthesis::new(inner).into())
    }

    /// `12`, `1.5`, `2e3`, with its sign
    fn number(&mut self, sign: &str) -> Parsed<Expression> {
        let start = self.at;
        self.digits();
        let rest = self.rest().as_bytes();
        if let [b'.', digit, ..] = rest
            && digit.is_ascii_digit()
        {
            self.at += 1;
            self.digits();
        }
        self.exponent();
        let written = &self.text[start..self.at];
        if self.peek_word().is_some() {
            return Err(self.unexpected(&format!("`{written}` is followed by a letter")));
        }
        self.number_of(&format!("{sign}{written}"), start)
    }

    fn number_of(&self, written: &str, start: usize) -> Parsed<Expression> {
        let plain = written.parse::<i64>().ok();
        if let Some(number) = plain.filter(|number| number.to_string() == written) {
            return Ok(Expression::Number(Formatted::new(Number::from(number))));
        }
        // Only the parser of the crate can keep how a number is written.
        let number = hcl_edit::parser::parse_expr(written);
        number.map_err(|_| self.error_at(start, format!("`{written}` is not a number")))
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn exponent(&mut self) {
        let length = match self.rest().as_bytes() {
            [b'e' | b'E', b'+' | b'-', digit, ..] if digit.is_ascii_digit() => 2,
            [b'e' | b'E', digit, ..] if digit.is_ascii_digit() => 1,
            _ => return,
        };
        self.at += length;
        self.digits();
    }

    /// A constant, a name or a call.
    fn word(&mut self) -> Parsed<Expression> {
        let name = self.ident("a name")?;
        let end = self.at;
        let space = self.space()?;
        if self.is_at("(") || self.is_at("::") {
            let mut name = Decorated::new(name);
            let is_plain = self.is_at("(");
            *name.decor_mut() = ("", if is_plain { "" } else { space }).into();
            let prefix = if is_plain { space } else { "" };
            return self.call(name, prefix);
        }
        self.at = end;
        Ok(match name.as_str() {
            "null" => Expression::null(),
            "true" => true.into(),
            "false" => false.into(),
            _ => name.into(),
        })
    }

    /// `f(…)` or `provider::aws::f(…)`, from after the first name on.
    fn call(&mut self, first: Decorated<Ident>, mut before: &'t str) -> Parsed<Expression> {
        let mut names = vec![first];
        while self.skip("::") {
            let prefix = self.space()?;
            let mut name = Decorated::new(self.ident("the name of a function")?);
            let suffix = self.space()?;
            let is_last = !self.is_at("::");
            *name.decor_mut() = (prefix, if is_last { "" } else { suffix }).into();
            before = suffix;
            names.push(name);
        }
        if !self.is_at("(") {
            return Err(self.unexpected("`(` is missing after the name of a function"));
        }
        let Some(last) = names.pop() else {
            return Err(self.unexpected("the name of a function is missing"));
        };
        let mut name = FuncName::new(last);
        name.set_namespace(names);
        let arguments = self.without_newlines(Self::arguments)?;
        let arguments = arguments.decorated((before, ""));
        Ok(FuncCall::new(name, arguments).into())
    }

    fn arguments(&mut self) -> Parsed<FuncArgs> {
        self.at += 1;
        let mut arguments = FuncArgs::new();
        loop {
            let start = self.at;
            let space = self.space()?;
            if self.skip(")") {
                arguments.set_trailing(space);
                return Ok(arguments);
            }
            self.at = start;
            arguments.push(self.spaced_expression()?);
            if self.skip("...") {
                arguments.set_expand_final(true);
                arguments.set_trailing(self.space()?);
                self.expect(")", "a call, after `...`")?;
                return Ok(arguments);
            }
            let has_comma = self.skip(",");
            arguments.set_trailing_comma(has_comma);
            if !has_comma {
                self.expect(")", "a call")?;
                return Ok(arguments);
            }
        }
    }

    /// The way from a term.
    fn operators(&mut self) -> Parsed<Vec<Decorated<TraversalOperator>>> {
        let mut operators = Vec::new();
        loop {
            let end = self.at;
            let prefix = self.space()?;
            let first = operators.len();
            match self.peek() {
                // Three dots end a call or a value of `for`.
                Some(b'.') if !self.is_at("..") => self.after_dot(&mut operators)?,
                Some(b'[') => operators.push(Decorated::new(self.index()?)),
                _ => {
                    self.at = end;
                    return Ok(operators);
                }
            }
            if let Some(operator) = operators.get_mut(first) {
                *operator.decor_mut() = (prefix, "").into();
            }
        }
    }

    /// `.name`, `.0`, `.*`
    fn after_dot(&mut self, operators: &mut Vec<Decorated<TraversalOperator>>) -> Parsed<()> {
        self.at += 1;
        let prefix = self.space()?;
        if self.skip("*") {
            let splat = Decorated::new(Splat).decorated((prefix, ""));
            operators.push(Decorated::new(TraversalOperator::AttrSplat(splat)));
            return Ok(());
        }
        if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            operators.push(Decorated::new(self.legacy_index(prefix)?));
            return Ok(());
        }
        let name = Decorated::new(self.ident("the name of an attribute")?);
        let name = name.decorated((prefix, ""));
        operators.push(Decorated::new(TraversalOperator::GetAttr(name)));
        Ok(())
    }

    /// `.0`, but not `.0.1`, which reads as a number with a fraction.
    fn legacy_index(&mut self, prefix: &str) -> Parsed<TraversalOperator> {
        let start = self.at;
        self.digits();
        let index = self.text[start..self.at].parse::<u64>();
        let index = index.map_err(|_| self.error_at(start, "the index is too large"))?;
        match self.rest().as_bytes() {
            [b'.', digit, ..] if digit.is_ascii_digit() => {
                let message = "two indices are written in brackets: `[0][1]`";
                Err(self.error_at(start, message))
            }
            _ => {
                let index = Decorated::new(index).decorated((prefix, ""));
                Ok(TraversalOperator::LegacyIndex(index))
            }
        }
    }

    /// `[0]`, `["a"]`, `[*]`
    fn index(&mut self) -> Parsed<TraversalOperator> {
        self.at += 1;
        let start = self.at;
        let prefix = self.space()?;
        if self.skip("*") {
            let suffix = self.space()?;
            self.expect("]", "`[*]`")?;
            let splat = Decorated::new(Splat).decorated((prefix, suffix));
            return Ok(TraversalOperator::FullSplat(splat));
        }
        self.at = start;
        let index = self.without_newlines(Self::spaced_expression)?;
        self.without_newlines(|cursor| cursor.expect("]", "an index"))?;
        Ok(TraversalOperator::Index(index))
    }
}
