//! format: verified text in, the bytes of `terraform fmt` out.
//!
//! A template cannot align the `=` of a run of arguments, so every file passes
//! through here before it is written. The rules are those of Terraform 1.11:
//! cut the text into tokens ([`lexer`]), put old notations into today's idiom
//! ([`idioms`]), then decide anew about every blank outside of literals
//! ([`spacing`] within a line, [`layout`] for indentation and alignment). Lines
//! are neither wrapped nor joined, and blank lines stay.
//!
//! The bytes are those that `terraform fmt` writes to a file. Reading from
//! standard input, it also ends a last line that has no ending.

mod idioms;
mod label;
mod layout;
mod lexer;
mod spacing;
#[cfg(test)]
mod tests;

/// Formats `text`, which is HCL that parses, as `terraform fmt` does.
#[must_use]
pub fn format(text: &str) -> String {
    let mut tokens = idioms::modernize(lexer::tokenize(text));
    layout::arrange(&mut tokens);
    print(&tokens, text.len())
}

/// Whether there is a comment in `text`, which is HCL that parses.
pub(crate) fn has_comment(text: &str) -> bool {
    let mut tokens = lexer::tokenize(text).into_iter();
    tokens.any(|token| token.kind == lexer::Kind::Comment)
}

fn print(tokens: &[lexer::Token], size_hint: usize) -> String {
    // Alignment adds to the text, though rarely more than an eighth.
    let mut output = String::with_capacity(size_hint + size_hint / 8);
    for token in tokens {
        push_spaces(&mut output, token.spaces);
        output.push_str(&token.text);
    }
    output
}

fn push_spaces(output: &mut String, mut count: usize) {
    const SPACES: &str = "                                ";
    while count > SPACES.len() {
        output.push_str(SPACES);
        count -= SPACES.len();
    }
    output.push_str(SPACES.get(..count).unwrap_or_default());
}
