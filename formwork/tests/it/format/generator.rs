//! Valid HCL that is badly laid out.

const IDENTS: &[&str] = &[
    "a",
    "id",
    "vpc_id",
    "in",
    "desired-count",
    "für",
    "subnet_ids_with_long_name",
];
const TEXTS: &[&str] = &[
    "",
    "x",
    "two  words",
    "é",
    "e\u{301}",
    "日本",
    "👨\u{200d}👩",
    "a\\\"b",
    "\\n",
    "$",
    "$$",
    "100%",
    "$${no}",
    "%%{no}",
    "$$${no}",
    "# not a comment",
    "{",
    "a = b",
];
const LABELS: &[&str] = &[
    "main",
    "\"main\"",
    "\"two words\"",
    "\"\\u00e9\\t\"",
    "\"日本\"",
    "\"a$b\"",
    "\"\"",
    "\"100%\"",
];
const OPERATORS: &[&str] = &[
    "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||",
];

/// Writes valid HCL with as few, as many and as odd blanks as the grammar
/// allows.
pub(super) struct Generator {
    state: u64,
    out: String,
    names: usize,
    /// Brackets that may still be nested.
    budget: usize,
    /// Whether a value may be `"${…}"` and nothing else.
    pub(super) may_wrap_values: bool,
}

/// Whether a line may end at any gap of an expression.
#[derive(Clone, Copy, PartialEq)]
enum Lines {
    One,
    Many,
}

impl Generator {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            out: String::new(),
            names: 0,
            budget: 0,
            may_wrap_values: true,
        }
    }

    /// Splitmix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("below a usize")
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn pick(&mut self, choices: &[&str]) {
        let choice = choices[self.below(choices.len())];
        self.push(choice);
    }

    fn blanks(&mut self) {
        self.pick(&["", "", " ", "  ", "\t", "     "]);
    }

    /// Blanks where two tokens must not touch.
    fn gap(&mut self, lines: Lines) {
        self.pick(&[" ", "  ", "\t"]);
        match self.below(40) {
            0 => self.push("/* inline */ "),
            1 if lines == Lines::Many => self.push("# line\n"),
            2..6 if lines == Lines::Many => self.push("\n"),
            _ => {}
        }
        self.blanks();
    }

    /// Blanks where two tokens may touch.
    fn may_gap(&mut self, lines: Lines) {
        if self.chance(60) {
            self.gap(lines);
        }
    }

    fn line_end(&mut self) {
        self.blanks();
        self.pick(&[
            "\n",
            "\n",
            "\n",
            "\n",
            "# why\n",
            "// é why \n",
            " /* why */\n",
            " /* a */ # b\n",
        ]);
    }

    pub(super) fn file(&mut self) -> String {
        self.body(3);
        if self.chance(20) {
            self.push("last = 1");
            self.blanks();
        }
        let file = std::mem::take(&mut self.out);
        if self.chance(10) {
            file.replace('\n', "\r\n")
        } else {
            file
        }
    }

    fn body(&mut self, depth: usize) {
        for _ in 0..=self.below(6) {
            self.blanks();
            match self.below(10) {
                0 => self.push("\n"),
                1 => self.pick(&["# alone\n", "//alone\n", "/* two\n  lines */\n", "/**/ "]),
                2..5 if depth > 0 => self.block(depth),
                _ => self.argument(),
            }
        }
    }

    fn block(&mut self, depth: usize) {
        self.pick(&["resource", "variable", "x"]);
        for _ in 0..self.below(3) {
            self.gap(Lines::One);
            self.pick(LABELS);
        }
        self.may_gap(Lines::One);
        self.push("{");
        match self.below(5) {
            0 => self.blanks(),
            1 => self.one_line_body(),
            _ => {
                self.line_end();
                self.body(depth - 1);
                self.blanks();
            }
        }
        self.push("}");
        self.line_end();
    }

    fn one_line_body(&mut self) {
        self.blanks();
        self.push("type");
        self.blanks();
        self.push("=");
        self.blanks();
        self.budget = 2;
        self.value();
        self.blanks();
    }

    fn argument(&mut self) {
        self.names += 1;
        if self.names.is_multiple_of(8) {
            self.push("type");
        }
        let name = format!("{}{}", IDENTS[self.below(IDENTS.len())], self.names);
        self.push(&name);
        self.may_gap(Lines::One);
        self.push("=");
        self.may_gap(Lines::One);
        if self.chance(15) {
            self.heredoc();
            self.push("\n");
        } else {
            self.budget = 4;
            self.value();
            self.line_end();
        }
    }

    fn value(&mut self) {
        match self.below(12) {
            0 if self.may_wrap_values => {
                self.push("\"${");
                self.may_gap(Lines::Many);
                self.expression(Lines::Many);
                self.may_gap(Lines::Many);
                self.push("}\"");
            }
            1 => self.pick(&["list", "map", "\"string\"", "\"list\"", "\"map\"", "set"]),
            _ => self.expression(Lines::One),
        }
    }

    fn expression(&mut self, lines: Lines) {
        if self.budget == 0 {
            self.leaf();
            return;
        }
        self.budget -= 1;
        match self.below(15) {
            0..3 => self.leaf(),
            3 => self.operation(lines),
            4 => self.conditional(lines),
            5 => self.parens(),
            6..8 => self.call(),
            8..10 => self.tuple(),
            10..12 => self.object(),
            12 => self.for_expression(),
            13 => self.template(),
            _ => self.negation(lines),
        }
    }

    fn leaf(&mut self) {
        match self.below(6) {
            0 => self.pick(&["0", "1.5", "2e3", "1e-5", "42"]),
            1 => self.pick(&["true", "null", "each.key", "aws_vpc . main .id", "für"]),
            2 => self.pick(&[
                "a [ 0 ]",
                "a /* c */ . b",
                "a[*].b",
                "a .* .b",
                "a.0.b",
                "a[ \"k\" ] [1]",
                "f ( )",
                "a::b ( 1 )",
            ]),
            3 => self.pick(&["{}", "{ }", "[]", "[ ]", "{\n}", "[\n]"]),
            _ => {
                self.push("\"");
                self.pick(TEXTS);
                self.push("\"");
            }
        }
    }

    fn operation(&mut self, lines: Lines) {
        self.expression(lines);
        self.gap(lines);
        self.pick(OPERATORS);
        self.may_gap(lines);
        self.expression(lines);
    }

    fn negation(&mut self, lines: Lines) {
        self.pick(&["-", "!"]);
        self.may_gap(lines);
        self.leaf();
    }

    fn conditional(&mut self, lines: Lines) {
        self.expression(lines);
        self.may_gap(lines);
        self.push("?");
        self.may_gap(lines);
        self.expression(lines);
        self.may_gap(lines);
        self.push(":");
        self.may_gap(lines);
        self.expression(lines);
    }

    fn parens(&mut self) {
        self.push("(");
        self.may_gap(Lines::Many);
        self.expression(Lines::Many);
        self.may_gap(Lines::Many);
        self.push(")");
    }

    fn call(&mut self) {
        self.pick(&["jsonencode", "f", "provider::aws::arn"]);
        self.blanks();
        self.push("(");
        if self.chance(15) {
            self.heredoc();
            self.push("\n");
            self.blanks();
            self.push(",");
        }
        self.elements();
        if self.chance(20) {
            self.push("...");
            self.may_gap(Lines::Many);
        }
        self.push(")");
    }

    fn tuple(&mut self) {
        self.push("[");
        self.elements();
        self.pick(&["", ",", ", # last\n"]);
        self.may_gap(Lines::Many);
        self.push("]");
    }

    fn elements(&mut self) {
        for number in 0..=self.below(3) {
            if number > 0 {
                self.push(",");
            }
            self.may_gap(Lines::Many);
            self.expression(Lines::Many);
            self.may_gap(Lines::Many);
        }
    }

    fn object(&mut self) {
        let is_multiline = self.chance(70);
        self.push("{");
        for number in 0..=self.below(4) {
            match (is_multiline, number) {
                (true, _) => self.line_end(),
                (false, 0) => {}
                (false, _) => self.push(","),
            }
            self.blanks();
            self.object_item();
        }
        if is_multiline {
            self.pick(&["", ","]);
            self.line_end();
        }
        self.blanks();
        self.push("}");
    }

    fn object_item(&mut self) {
        match self.below(4) {
            0 => self.pick(&["(var.key)", "( a )", "\"${k}\""]),
            1 => {
                self.push("\"");
                self.pick(TEXTS);
                self.push("\"");
            }
            _ => self.pick(IDENTS),
        }
        self.may_gap(Lines::One);
        self.pick(&["=", "=", "=", ":"]);
        self.may_gap(Lines::One);
        self.expression(Lines::One);
    }

    fn for_expression(&mut self) {
        let is_object = self.chance(50);
        self.push(if is_object { "{" } else { "[" });
        self.may_gap(Lines::Many);
        self.push("for ");
        self.pick(&["x", "k,v", "k  ,\n v"]);
        self.gap(Lines::Many);
        self.push("in");
        self.gap(Lines::Many);
        self.expression(Lines::Many);
        self.may_gap(Lines::Many);
        self.push(":");
        self.may_gap(Lines::Many);
        self.expression(Lines::Many);
        if is_object {
            self.may_gap(Lines::Many);
            self.push("=>");
            self.may_gap(Lines::Many);
            self.expression(Lines::Many);
            self.pick(&["", "", "..."]);
        }
        if self.chance(30) {
            self.gap(Lines::Many);
            self.push("if");
            self.gap(Lines::Many);
            self.expression(Lines::Many);
        }
        self.may_gap(Lines::Many);
        self.push(if is_object { "}" } else { "]" });
    }

    fn template(&mut self) {
        self.push("\"");
        for _ in 0..=self.below(2) {
            self.pick(TEXTS);
            // A text may end in `$`, which would escape what follows.
            self.pick(&["-", "é ", "="]);
            self.sequence();
        }
        self.pick(TEXTS);
        self.push("\"");
    }

    fn sequence(&mut self) {
        match self.below(4) {
            0 => self.push("%{ if  a }yes%{  else  ~} no %{~endif}"),
            1 => self.push("%{for x  in y}${ x }%{ endfor }"),
            _ => {
                self.pick(&["${", "${~"]);
                self.may_gap(Lines::Many);
                self.expression(Lines::Many);
                self.may_gap(Lines::Many);
                self.pick(&["}", " ~}"]);
            }
        }
    }

    /// Up to the closing marker, which nothing but a line ending may follow.
    fn heredoc(&mut self) {
        self.pick(&["<<EOT\n", "<<-EOT\n"]);
        for _ in 0..self.below(4) {
            self.blanks();
            self.pick(&[
                "plain  text # no comment",
                "x = {",
                "EOT here",
                "\"quoted\"",
                "$${no} 5% é",
                "",
            ]);
            if self.chance(40) {
                self.budget = self.budget.min(2);
                self.sequence();
                self.pick(&["", "  ", "EOT", " = 1 }"]);
            }
            self.push("\n");
        }
        self.pick(&["EOT", "  EOT", "\tEOT "]);
    }
}
