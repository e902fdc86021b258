//! format, step 1: text in, tokens out, cut where HCL's own scanner cuts.
//!
//! Only what the layout depends on is told apart: two operators that are
//! spaced alike share a [`Kind`]. Modes are kept on an explicit stack, so
//! nesting costs memory and never the call stack.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// What a token is, as far as the layout cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `\n` or `\r\n` outside a template literal.
    Newline,
    /// `# …` and `// …` with their line ending, or `/* … */`.
    Comment,
    Ident,
    Number,
    Dot,
    Comma,
    /// `...`
    Ellipsis,
    /// `::`
    DoubleColon,
    /// `=`
    Equal,
    Minus,
    /// `!`
    Bang,
    /// An operator or separator after which `-` means negation: arithmetic,
    /// comparison, logic, `?` and `:`.
    Operator,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    /// The `"` that begins a quoted template.
    OpenQuote,
    /// The `"` that ends a quoted template.
    CloseQuote,
    /// Literal text of a quoted template.
    QuotedLiteral,
    /// `<<EOT` or `<<-EOT` with its line ending.
    OpenHeredoc,
    /// The closing marker with the blanks around it, without the line ending.
    CloseHeredoc,
    /// Literal text of a heredoc, at most one line.
    HeredocLiteral,
    /// `${` or `${~`
    Interpolation,
    /// `%{` or `%{~`
    Directive,
    /// The `}` or `~}` that ends an interpolation or a directive.
    CloseTemplate,
    /// `=>`, and whatever is not HCL.
    Other,
    /// The end of the text.
    End,
}

impl Kind {
    /// How much deeper the nesting is after this token than before it.
    pub(super) fn bracket_change(self) -> isize {
        match self {
            Self::OpenBrace
            | Self::OpenBracket
            | Self::OpenParen
            | Self::Interpolation
            | Self::Directive => 1,
            Self::CloseBrace | Self::CloseBracket | Self::CloseParen | Self::CloseTemplate => -1,
            _ => 0,
        }
    }
}

/// A piece of the text and the blanks to print before it.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: Cow<'a, str>,
    /// Decided by the layout; only [`Kind::End`] keeps what the text had.
    pub(super) spaces: usize,
}

impl<'a> Token<'a> {
    /// A token that no blank precedes yet.
    pub(super) fn new(kind: Kind, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            kind,
            text: text.into(),
            spaces: 0,
        }
    }

    /// Whether the next token starts a new line. Line comments own their line
    /// ending; literals of a heredoc do not count, so that a heredoc is part
    /// of the line that opens it.
    pub(super) fn ends_line(&self) -> bool {
        match self.kind {
            Kind::Newline => true,
            Kind::Comment => self.text.ends_with('\n'),
            _ => false,
        }
    }

    /// The columns it takes with the blanks before it, in grapheme clusters:
    /// a CJK character, a letter with its combining accent and an emoji
    /// joined from several each take one.
    pub(super) fn columns(&self) -> usize {
        self.spaces
            + match self.kind {
                // HCL's scanner cuts literals here, and no cluster spans a cut.
                Kind::QuotedLiteral | Kind::HeredocLiteral => {
                    self.text.split_inclusive(['$', '%']).map(clusters).sum()
                }
                _ => clusters(&self.text),
            }
    }
}

fn clusters(text: &str) -> usize {
    // "\r\n" is one cluster; every other pair of ASCII characters is two.
    let is_plain = text.bytes().all(|b| b.is_ascii() && b != b'\r');
    if is_plain {
        text.len()
    } else {
        text.graphemes(true).count()
    }
}

/// Cuts `text` into tokens, the last of which is [`Kind::End`].
pub(super) fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer {
        rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        // Generated HCL has a token every five to six bytes.
        tokens: Vec::with_capacity(text.len() / 5 + 1),
        mode: Mode::EXPRESSION,
        outer_modes: Vec::new(),
    };
    while !lexer.rest.is_empty() {
        lexer.step();
    }
    lexer.finish()
}

/// How the text at the current place is to be read.
#[derive(Debug, Clone, Copy)]
enum Mode<'a> {
    /// Blocks, arguments, expressions.
    Expression {
        /// Braces opened in this mode and not closed yet.
        open_braces: usize,
    },
    /// Between the quotes of a template.
    Quoted,
    /// Between the markers of a heredoc.
    Heredoc {
        marker: &'a str,
        /// The closing marker counts only if nothing precedes it on its line.
        at_line_start: bool,
    },
}

impl Mode<'_> {
    const EXPRESSION: Self = Self::Expression { open_braces: 0 };
}

/// What a `$` or `%` in a template begins.
enum Introducer {
    /// `${`, `%{`
    Sequence,
    /// `$${`, `%%{`: literal text.
    Escape,
    /// Any other `$` or `%`.
    Plain,
}

struct Lexer<'a> {
    rest: &'a str,
    tokens: Vec<Token<'a>>,
    mode: Mode<'a>,
    outer_modes: Vec<Mode<'a>>,
}

impl<'a> Lexer<'a> {
    /// Consumes at least one byte.
    fn step(&mut self) {
        match self.mode {
            Mode::Expression { open_braces } => self.expression(open_braces),
            Mode::Quoted => self.quoted(),
            Mode::Heredoc {
                marker,
                at_line_start,
            } => self.heredoc(marker, at_line_start),
        }
    }

    fn finish(mut self) -> Vec<Token<'a>> {
        if self.tokens.last().map(|token| token.kind) != Some(Kind::End) {
            self.push(Kind::End, 0);
        }
        self.tokens
    }

    fn expression(&mut self, open_braces: usize) {
        let blanks = length_while(self.rest, |b| matches!(b, b' ' | b'\t'));
        self.take(blanks);
        match self.rest.as_bytes() {
            [] => self.end(blanks),
            [b'"', ..] => self.open(Kind::OpenQuote, 1, Mode::Quoted),
            [b'{', ..] => self.open_brace(open_braces),
            [b'}', ..] => self.close_brace(open_braces, 1),
            [b'~', b'}', ..] => self.close_brace(open_braces, 2),
            [b'<', b'<', ..] => self.open_heredoc(),
            _ => self.simple_token(),
        }
    }

    /// Terraform keeps blanks at the very end, a tab as one space.
    fn end(&mut self, blanks: usize) {
        let mut end = Token::new(Kind::End, "");
        end.spaces = blanks;
        self.tokens.push(end);
    }

    fn open_brace(&mut self, open_braces: usize) {
        self.push(Kind::OpenBrace, 1);
        self.mode = Mode::Expression {
            open_braces: open_braces + 1,
        };
    }

    fn close_brace(&mut self, open_braces: usize, length: usize) {
        if open_braces == 0 && !self.outer_modes.is_empty() {
            self.push(Kind::CloseTemplate, length);
            self.close();
            return;
        }
        let kind = if length == 1 {
            Kind::CloseBrace
        } else {
            Kind::CloseTemplate // a stray `~}` is not HCL
        };
        self.push(kind, length);
        self.mode = Mode::Expression {
            open_braces: open_braces.saturating_sub(1),
        };
    }

    fn open_heredoc(&mut self) {
        match heredoc_introducer(self.rest) {
            Some((marker, length)) => {
                let mode = Mode::Heredoc {
                    marker,
                    at_line_start: true,
                };
                self.open(Kind::OpenHeredoc, length, mode);
            }
            None => self.push(Kind::Operator, 1),
        }
    }

    fn simple_token(&mut self) {
        let (kind, length) = simple_token(self.rest);
        self.push(kind, length);
    }

    fn quoted(&mut self) {
        let literal = quoted_literal_length(self.rest.as_bytes());
        if literal > 0 {
            self.push(Kind::QuotedLiteral, literal);
        } else if self.rest.starts_with('"') {
            self.push(Kind::CloseQuote, 1);
            self.close();
        } else {
            self.open_sequence();
        }
    }

    fn heredoc(&mut self, marker: &'a str, at_line_start: bool) {
        if at_line_start && let Some(length) = closing_marker_length(self.rest, marker) {
            self.push(Kind::CloseHeredoc, length);
            self.close();
            return;
        }
        let literal = heredoc_literal_length(self.rest.as_bytes());
        if literal > 0 {
            self.push(Kind::HeredocLiteral, literal);
        }
        let ended_line = self.tokens.last().is_some_and(|t| t.text.ends_with('\n'));
        self.mode = Mode::Heredoc {
            marker,
            at_line_start: literal > 0 && ended_line,
        };
        if literal == 0 {
            self.open_sequence();
        }
    }

    /// Begins the `${` or `%{` at the current place.
    fn open_sequence(&mut self) {
        let kind = if self.rest.starts_with('$') {
            Kind::Interpolation
        } else {
            Kind::Directive
        };
        let strips_blanks = self.rest.as_bytes().get(2) == Some(&b'~');
        self.open(kind, 2 + usize::from(strips_blanks), Mode::EXPRESSION);
    }

    fn open(&mut self, kind: Kind, length: usize, mode: Mode<'a>) {
        self.push(kind, length);
        self.outer_modes.push(self.mode);
        self.mode = mode;
    }

    fn close(&mut self) {
        self.mode = self.outer_modes.pop().unwrap_or(Mode::EXPRESSION);
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let text = self.take(length);
        self.tokens.push(Token::new(kind, text));
    }

    /// Consumes `length` bytes, or everything if a character would be split.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

/// Kind and length of a token that leaves the mode as it is.
fn simple_token(rest: &str) -> (Kind, usize) {
    let bytes = rest.as_bytes();
    match bytes {
        [b'\n', ..] => (Kind::Newline, 1),
        [b'\r', b'\n', ..] => (Kind::Newline, 2),
        [b'0'..=b'9', ..] => (Kind::Number, number_length(bytes)),
        [b'#', ..] | [b'/', b'/', ..] => (Kind::Comment, line_length(rest)),
        [b'/', b'*', ..] => block_comment(rest),
        [first, ..] if begins_ident(*first) => (Kind::Ident, length_while(rest, continues_ident)),
        _ => symbol(bytes),
    }
}

fn symbol(bytes: &[u8]) -> (Kind, usize) {
    match bytes {
        [b'.', b'.', b'.', ..] => (Kind::Ellipsis, 3),
        [b'=', b'>', ..] => (Kind::Other, 2),
        [b':', b':', ..] => (Kind::DoubleColon, 2),
        [b'=' | b'!' | b'<' | b'>', b'=', ..] | [b'&', b'&', ..] | [b'|', b'|', ..] => {
            (Kind::Operator, 2)
        }
        [b'.', ..] => (Kind::Dot, 1),
        [b',', ..] => (Kind::Comma, 1),
        [b'=', ..] => (Kind::Equal, 1),
        [b'-', ..] => (Kind::Minus, 1),
        [b'!', ..] => (Kind::Bang, 1),
        [b'[', ..] => (Kind::OpenBracket, 1),
        [b']', ..] => (Kind::CloseBracket, 1),
        [b'(', ..] => (Kind::OpenParen, 1),
        [b')', ..] => (Kind::CloseParen, 1),
        [b'+' | b'*' | b'/' | b'%' | b'<' | b'>' | b'?' | b':', ..] => (Kind::Operator, 1),
        _ => (Kind::Other, 1),
    }
}

/// Every byte of a non-ASCII character counts as part of an identifier: in
/// text that parses, such a character is nowhere else outside a template.
fn begins_ident(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

fn continues_ident(byte: u8) -> bool {
    begins_ident(byte) || byte.is_ascii_digit() || byte == b'-'
}

/// Length of the number at the start of `bytes`; a dot belongs to it only if
/// the number goes on behind, so that `1...` is a number and an ellipsis.
fn number_length(bytes: &[u8]) -> usize {
    let mut scanned = 0;
    let mut length = 0;
    loop {
        let part = match bytes.get(scanned..).unwrap_or_default() {
            [b'0'..=b'9', ..] => 1,
            [b'e' | b'E', b'0'..=b'9', ..] => 2,
            [b'e' | b'E', b'+' | b'-', b'0'..=b'9', ..] => 3,
            [b'.', ..] => {
                scanned += 1;
                continue;
            }
            _ => return length,
        };
        scanned += part;
        length = scanned;
    }
}

fn block_comment(rest: &str) -> (Kind, usize) {
    // The search starts behind the opening, so that `/*/` does not close itself.
    match rest.get(2..).and_then(|inside| inside.find("*/")) {
        Some(inside) => (Kind::Comment, inside + 4),
        None => (Kind::Other, rest.len()),
    }
}

/// Marker and length of `<<EOT` or `<<-EOT` with its line ending.
fn heredoc_introducer(rest: &str) -> Option<(&str, usize)> {
    let opened = rest.strip_prefix("<<")?;
    let opened = opened.strip_prefix('-').unwrap_or(opened);
    let (marker, after) = opened.split_at_checked(length_while(opened, continues_ident))?;
    let after = after.strip_prefix('\r').unwrap_or(after);
    let after = after.strip_prefix('\n')?;
    marker
        .bytes()
        .next()
        .is_some_and(begins_ident)
        .then_some((marker, rest.len() - after.len()))
}

/// Length of the first line without its ending, if it closes the heredoc.
fn closing_marker_length(rest: &str, marker: &str) -> Option<usize> {
    let (line, _) = rest.split_once('\n')?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    (line.trim() == marker).then_some(line.len())
}

/// Length of the literal text up to a quote or a template sequence.
fn quoted_literal_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    loop {
        match bytes.get(length..).unwrap_or_default() {
            [] => return bytes.len(),
            [b'"', ..] => return length,
            [b'\\', ..] => length += 2,
            [b'$' | b'%', ..] => match introducer(bytes, length) {
                Introducer::Sequence => return length,
                Introducer::Escape => length += 3,
                Introducer::Plain => length += 1,
            },
            _ => length += 1,
        }
    }
}

/// Length of the literal text up to a template sequence or the line's end.
fn heredoc_literal_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    loop {
        match bytes.get(length..).unwrap_or_default() {
            [] => return bytes.len(),
            [b'\n', ..] => return length + 1,
            [b'$' | b'%', ..] => match introducer(bytes, length) {
                Introducer::Sequence => return length,
                Introducer::Escape => length += 3,
                Introducer::Plain => length += 1,
            },
            _ => length += 1,
        }
    }
}

/// What the `$` or `%` at `place` begins.
fn introducer(bytes: &[u8], place: usize) -> Introducer {
    match bytes.get(place..).unwrap_or_default() {
        [_, b'{', ..] => Introducer::Sequence,
        [first, second, b'{', ..] if first == second => Introducer::Escape,
        _ => Introducer::Plain,
    }
}

/// Length of the first line with its ending.
fn line_length(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |end| end + 1)
}

fn length_while(text: &str, belongs: impl Fn(u8) -> bool) -> usize {
    text.bytes()
        .position(|byte| !belongs(byte))
        .unwrap_or(text.len())
}
