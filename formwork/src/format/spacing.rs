//! format, step 3: tokens of one line in, the blanks between them out.

use super::lexer::{Kind, Token};

/// Puts one space or none before every token of `cell` but the first.
pub(super) fn space(cell: &mut [Token]) {
    let mut before = None;
    let mut tokens = cell.iter_mut();
    let Some(mut token) = tokens.next() else {
        return;
    };
    for after in tokens {
        after.spaces = usize::from(needs_space(before, token, after.kind));
        before = Some(token.kind);
        token = after;
    }
}

/// Whether a space belongs between `token` and `after`. The order of the
/// cases matters: each one assumes that those above do not apply.
#[expect(
    clippy::match_same_arms,
    reason = "merging arms would change which case wins"
)]
fn needs_space(before: Option<Kind>, token: &Token, after: Kind) -> bool {
    use Kind as K;
    match (token.kind, after) {
        (_, K::Newline) => false,
        // The name of a function, its namespace, an attribute.
        (K::Ident, K::OpenParen | K::DoubleColon) | (K::DoubleColon, K::Ident) => false,
        (K::Dot, _) | (_, K::Dot | K::Comma | K::Ellipsis) => false,
        (K::Comma, _) => true,
        // Every blank inside a template is part of its value.
        (K::QuotedLiteral | K::HeredocLiteral | K::OpenQuote | K::OpenHeredoc, _) => false,
        (_, K::QuotedLiteral | K::HeredocLiteral | K::CloseQuote | K::CloseHeredoc) => false,
        // `[for x in [1]: x]` does not index anything called `in`.
        (K::Ident, _) if token.text == "in" && before == Some(K::Ident) => true,
        (K::Ident | K::Number, K::OpenBracket) => false,
        (closing, K::OpenBracket) if closing.bracket_change() < 0 => false,
        (K::Bang, _) => false,
        (K::Minus, _) => !is_negation(before),
        (K::OpenBrace, K::CloseBrace) => false,
        (K::OpenBrace, _) | (_, K::CloseBrace) => true,
        // `${ {` and `} }` tell the brace of an object from the template's.
        (K::Interpolation | K::Directive, K::OpenBrace) => true,
        (K::CloseBrace, K::CloseTemplate) => true,
        (K::CloseTemplate, K::Interpolation | K::Directive) => false,
        (opening, _) if opening.bracket_change() > 0 => false,
        (_, closing) => closing.bracket_change() >= 0,
    }
}

/// Whether a minus negates, told by what is before it: nothing, or something
/// that cannot end an operand. `=>` is not on the list, so `k => - 1`.
fn is_negation(before: Option<Kind>) -> bool {
    matches!(
        before,
        None | Some(
            Kind::OpenParen
                | Kind::OpenBrace
                | Kind::OpenBracket
                | Kind::Equal
                | Kind::Comma
                | Kind::Operator
                | Kind::Minus
                | Kind::Bang
        )
    )
}
