//! format, step 4: tokens of a file in, indented and aligned lines out.

use super::lexer::{Kind, Token};
use super::spacing;

/// Decides the blanks before every token.
pub(super) fn arrange(tokens: &mut [Token]) {
    let tokens = match tokens {
        // The blanks at the very end are not ours to decide.
        [inner @ .., end] if end.kind == Kind::End => inner,
        all => all,
    };
    let mut lines: Vec<Line> = tokens
        .split_inclusive_mut(Token::ends_line)
        .map(Line::new)
        .collect();
    indent(&mut lines);
    for line in &mut lines {
        spacing::space(line.lead);
        spacing::space(line.assignment);
    }
    align_assignments(&mut lines);
    align_comments(&mut lines);
}

/// One line, in the cells that are aligned with those of its neighbours.
struct Line<'t, 'a> {
    /// Everything up to one of the others.
    lead: &'t mut [Token<'a>],
    /// From the equals sign of an argument that ends on this line.
    assignment: &'t mut [Token<'a>],
    /// The comment at the end, if something precedes it.
    comment: &'t mut [Token<'a>],
    /// Columns taken by the cells before the one that is being aligned.
    columns: usize,
}

impl<'t, 'a> Line<'t, 'a> {
    fn new(tokens: &'t mut [Token<'a>]) -> Self {
        let code = match &*tokens {
            [_, .., last] if last.kind == Kind::Comment => tokens.len() - 1,
            all => all.len(),
        };
        // Both splits are within bounds: `code` is at most the length, and
        // `assignment_start` at most that of its argument.
        let (code, comment) = tokens.split_at_mut(code);
        let (lead, assignment) = code.split_at_mut(assignment_start(code));
        Self {
            lead,
            assignment,
            comment,
            columns: 0,
        }
    }

    fn is_assignment(&self) -> bool {
        !self.assignment.is_empty()
    }

    fn is_commented(&self) -> bool {
        !self.comment.is_empty()
    }
}

/// Where the assignment begins; at the end if there is none, or if its value
/// goes on in the next line.
fn assignment_start(code: &[Token]) -> usize {
    let equals = code
        .iter()
        .skip(1)
        .position(|token| token.kind == Kind::Equal)
        .map(|skipped| skipped + 1);
    equals
        .filter(|&at| code.get(at..).is_some_and(|cell| net_brackets(cell) == 0))
        .unwrap_or(code.len())
}

fn net_brackets(tokens: &[Token]) -> isize {
    tokens.iter().map(|token| token.kind.bracket_change()).sum()
}

/// Indents by the brackets open at the start of each line. However many one
/// line opens, they indent by one level, which ends when they are all closed.
fn indent(lines: &mut [Line]) {
    let mut levels: Vec<usize> = Vec::new();
    for line in lines {
        let net = line_brackets(line);
        let Some(first) = line.lead.first_mut() else {
            continue;
        };
        if first.kind == Kind::Newline {
            continue;
        }
        if net < 0 {
            close_levels(&mut levels, net.unsigned_abs());
        }
        first.spaces = 2 * levels.len();
        if net > 0 {
            levels.push(net.unsigned_abs());
        }
    }
}

/// The brackets that a line leaves open, or closes if negative. A heredoc in
/// the lead hides what follows it.
fn line_brackets(line: &Line) -> isize {
    let visible = line
        .lead
        .iter()
        .position(|token| token.kind == Kind::OpenHeredoc)
        .unwrap_or(line.lead.len());
    net_brackets(line.lead.get(..visible).unwrap_or_default()) + net_brackets(line.assignment)
}

fn close_levels(levels: &mut Vec<usize>, mut closed: usize) {
    while let Some(level) = levels.last_mut() {
        if closed < *level {
            *level -= closed;
            return;
        }
        closed -= *level;
        levels.pop();
        if closed == 0 {
            return;
        }
    }
}

fn align_assignments(lines: &mut [Line]) {
    for line in &mut *lines {
        if line.is_assignment() || line.is_commented() {
            line.columns = columns(line.lead);
        }
    }
    for run in lines.chunk_by_mut(|one, next| one.is_assignment() && next.is_assignment()) {
        let widest = widest(run);
        for line in run {
            if let Some(equals) = line.assignment.first_mut() {
                equals.spaces = widest - line.columns + 1;
            }
        }
    }
}

fn align_comments(lines: &mut [Line]) {
    for line in &mut *lines {
        if line.is_commented() {
            line.columns += columns(line.assignment);
        }
    }
    for run in lines.chunk_by_mut(|one, next| one.is_commented() && next.is_commented()) {
        let widest = widest(run);
        for line in run {
            if let Some(comment) = line.comment.first_mut() {
                comment.spaces = widest - line.columns + 1;
            }
        }
    }
}

fn widest(run: &[Line]) -> usize {
    run.iter().map(|line| line.columns).max().unwrap_or(0)
}

fn columns(cell: &[Token]) -> usize {
    cell.iter().map(Token::columns).sum()
}
