//! Whatever stands in a raw text is written as HCL that means that text, or is refused.
//!
//! `PROPTEST_CASES=1000000 cargo test --release -p formwork template::properties` is the campaign.

use hcl_edit::expr::{Array, Expression, FuncArgs, Object, ObjectValueTerminator};
use hcl_edit::template::{
    Element, ElseTemplateExpr, EndforTemplateExpr, EndifTemplateExpr, ForTemplateExpr,
    HeredocTemplate, IfTemplateExpr, StringTemplate, Template,
};
use hcl_edit::visit_mut::{self, VisitMut};
use proptest::prelude::*;

use super::parse_template;
use crate::format::format;
use crate::hcl::syntax::{self, parse_body};

/// Text with whatever has a meaning somewhere in HCL, TOML or this crate's formatter.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "a", " ", "\"", "\\", "\n", "\t", "\r\n", "$", "%", "{", "}", "~", "$${", "%%{", "#",
            "//", "/*", "*/", "<<EOT\n", "<<-E\n", "EOT\n", "E", "'", "`", "\u{7}", "\u{feff}",
            "\u{2028}", "e\u{301}", "漢", "=", ",", "null", "\\n", "\\\"", "}}", "]", ")", "${\"", ": ",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn space() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        " ",
        "  ",
        "\n",
        "\n  ",
        " /* c */ ",
        " # c } \"\n",
        " // ~\n",
        "\t",
        "\r\n",
    ])
}

fn strip() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", "~"])
}

/// A quoted text without sequences.
fn quoted_text() -> impl Strategy<Value = String> {
    text().prop_map(|text| super::super::quote(&text))
}

fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "a", "var.b", "1", "2.5", "-3", "true", "null", "a.\nb", "a[\n0\n]", "a[*].b", "{}",
            "[]", "!a",
        ])
        .prop_map(str::to_owned),
        quoted_text(),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let two = || (inner.clone(), space(), inner.clone());
        prop_oneof![
            (
                two(),
                prop::sample::select(vec!["+", "||", "==", "/", "%", "-"])
            )
                .prop_map(|((a, s, b), op)| format!("{a}{s}{op}{s}{b}")),
            (inner.clone(), two()).prop_map(|(c, (a, s, b))| format!("{c}{s}?{s}{a}{s}:{s}{b}")),
            two().prop_map(|(a, s, b)| format!("f({s}{a},{s}{b}{s})")),
            two().prop_map(|(a, s, b)| format!("[{s}{a},{s}{b}{s}]")),
            two().prop_map(|(a, s, b)| format!("{{ x = {a},{s}y = {b} }}")),
            two().prop_map(|(a, s, b)| format!("{{ for k in {a}{s}: k => {b} ?{s}1 :{s}2{s}}}")),
            two().prop_map(|(a, s, b)| format!("[for k, v in{s} {a} : {b}{s}if v]")),
            (space(), inner.clone()).prop_map(|(s, a)| format!("({s}{a}{s})")),
            (space(), inner.clone(), strip())
                .prop_map(|(s, a, t)| format!("\"{t}${{{t}{s}{a}{s}{t}}}\"")),
            (inner.clone(), quoted_text()).prop_map(|(a, q)| {
                format!(
                    "\"%{{ if {a} }}{}%{{ else }}${{ {a} }}%{{ endif }}\"",
                    &q[1..q.len() - 1]
                )
            }),
            (inner.clone(), prop::sample::select(vec!["", "-"])).prop_map(|(a, dash)| {
                format!("<<{dash}EOT\n  x ${{ {a} }} \"y\" \\z\nEOT y\n    w\n  EOT\n")
            }),
        ]
    })
}

fn template() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        3 => text(),
        3 => (strip(), space(), expression(), strip())
            .prop_map(|(s, w, e, t)| format!("${{{s}{w}{e}{w}{t}}}")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat());
        prop_oneof![
            3 => parts.clone(),
            1 => (strip(), space(), expression(), parts.clone(), strip())
                .prop_map(|(s, w, e, p, t)| format!("%{{{s}{w}if {e}{w}{t}}}{p}%{{{s}{w}endif{w}{t}}}")),
            1 => (strip(), space(), expression(), parts.clone(), parts.clone())
                .prop_map(|(s, w, e, p, q)| format!("%{{ if {e} {s}}}{p}%{{{w}else{w}}}{q}%{{ endif }}")),
            1 => (strip(), space(), expression(), parts)
                .prop_map(|(s, w, e, p)| format!("%{{ for k,{w}v{w} in {e} {s}}}{p}%{{{s} endfor }}")),
        ]
    })
}

/// Takes away what is only layout, which the formatter may change.
struct Bare;

impl VisitMut for Bare {
    /// `"${x}"` is `x`, and the formatter writes it so.
    fn visit_expr_mut(&mut self, node: &mut Expression) {
        visit_mut::visit_expr_mut(self, node);
        let only = match node {
            Expression::StringTemplate(template) => template.as_single_element(),
            _ => None,
        };
        if let Some(Element::Interpolation(only)) = only {
            *node = only.expr.clone();
        }
    }

    fn visit_array_mut(&mut self, node: &mut Array) {
        node.set_trailing("");
        node.set_trailing_comma(false);
        visit_mut::visit_array_mut(self, node);
    }

    fn visit_object_mut(&mut self, node: &mut Object) {
        visit_mut::visit_object_mut(self, node);
        let members = std::mem::take(node);
        for (mut key, mut value) in members {
            if let hcl_edit::expr::ObjectKey::Expression(expression) = &mut key {
                self.visit_expr_mut(expression);
            }
            value.set_terminator(ObjectValueTerminator::Comma);
            node.insert(key, value);
        }
    }

    fn visit_func_args_mut(&mut self, node: &mut FuncArgs) {
        node.set_trailing("");
        node.set_trailing_comma(false);
        visit_mut::visit_func_args_mut(self, node);
    }

    fn visit_heredoc_template_mut(&mut self, node: &mut HeredocTemplate) {
        node.set_trailing("");
        visit_mut::visit_heredoc_template_mut(self, node);
    }

    fn visit_if_template_expr_mut(&mut self, node: &mut IfTemplateExpr) {
        node.set_preamble("");
        visit_mut::visit_if_template_expr_mut(self, node);
    }

    fn visit_else_template_expr_mut(&mut self, node: &mut ElseTemplateExpr) {
        node.set_preamble("");
        node.set_trailing("");
        visit_mut::visit_else_template_expr_mut(self, node);
    }

    fn visit_for_template_expr_mut(&mut self, node: &mut ForTemplateExpr) {
        node.set_preamble("");
        // The crate leaves it out.
        self.visit_expr_mut(&mut node.collection_expr);
        visit_mut::visit_for_template_expr_mut(self, node);
    }

    fn visit_endif_template_expr_mut(&mut self, node: &mut EndifTemplateExpr) {
        node.set_preamble("");
        node.set_trailing("");
    }

    fn visit_endfor_template_expr_mut(&mut self, node: &mut EndforTemplateExpr) {
        node.set_preamble("");
        node.set_trailing("");
    }
}

/// What a template means: the expression itself of one that is nothing else.
fn meaning(template: Template) -> Expression {
    let mut expression = match template.as_single_element() {
        None if template.is_empty() => Expression::from(""),
        Some(Element::Literal(text)) => Expression::from(text.value().as_str()),
        Some(Element::Interpolation(only)) => only.expr.clone(),
        _ => StringTemplate::from(template).into(),
    };
    Bare.visit_expr_mut(&mut expression);
    expression
}

/// What the argument of a formatted file means.
fn written(file: &str, take: impl FnOnce(&Expression) -> Option<&Expression>) -> Expression {
    let text = format(file);
    let body = parse_body(&text).unwrap_or_else(|error| panic!("{error}\n{text}\nfrom\n{file}"));
    let argument = body.get_attribute("x").expect("there is an argument");
    let mut value = take(&argument.value)
        .unwrap_or_else(|| panic!("{text}"))
        .clone();
    Bare.visit_expr_mut(&mut value);
    value
}

fn without_parentheses(expression: Expression, wanted: &Expression) -> Expression {
    match expression {
        Expression::Parenthesis(inner) if *inner.inner() == *wanted => wanted.clone(),
        other => other,
    }
}

fn holds(text: &str) -> bool {
    let Ok(value) = parse_template(text) else {
        return false;
    };
    let wanted = meaning(syntax::parse_template(text).expect("it was read"));
    for (file, place) in [
        (format!("x = {value}\n"), None),
        (format!("x = [{value}, 1]\n"), Some(0)),
        (format!("x = [\n{value},\n1,\n]\n"), Some(0)),
        (format!("x = {{\nk = {value}\nl = 1\n}}\n"), Some(1)),
    ] {
        let found = written(&file, |value| match (place, value) {
            (None, value) => Some(value),
            (Some(0), Expression::Array(items)) if items.len() == 2 => items.get(0),
            (Some(1), Expression::Object(members)) if members.len() == 2 => {
                members.iter().next().map(|(_, value)| value.expr())
            }
            _ => None,
        });
        let found = without_parentheses(found, &wanted);
        assert!(
            found == wanted,
            "{text:?} is written\n{file}\n{found}\nfor\n{wanted}"
        );
    }
    true
}

/// How many texts are tried: thousands, or what a campaign asks for.
#[expect(clippy::disallowed_methods, reason = "a campaign is started by hand")]
fn cases() -> u32 {
    let cases = std::env::var("PROPTEST_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(4_000)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_raw_text_becomes_hcl_of_its_meaning(text in template()) {
        holds(&text);
    }

    #[test]
    fn any_text_becomes_hcl_of_its_meaning_or_is_refused(text in text()) {
        holds(&text);
    }
}

#[test]
fn few_of_the_templates_are_refused() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let accepted = (0..1_000).filter(|_| {
        let text = template()
            .new_tree(&mut runner)
            .expect("it is generated")
            .current();
        holds(&text)
    });
    let accepted = accepted.count();
    assert!(accepted > 500, "{accepted}");
}

#[test]
fn texts_that_were_once_written_wrong() {
    for text in [
        "%{ if var.debug }a \"q\" \\d%{ else }b%{ endif }",
        "%{ if var.debug }a\tb%{ else }c\\\\d%{ endif }",
        "\n%{ for n in [\"a\", \"b\"] ~}\nserver ${n};\n%{ endfor ~}\n",
        "${{ for k in [\"a\"] : k => k == \"a\" ? 1 :\n  2 }}",
        "${a.\nb}",
        "${f(\"a${b}\")} \"c\" \\",
    ] {
        assert!(holds(text), "{text}");
    }
}
