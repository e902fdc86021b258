//! The grammar, by what Terraform's own reader says: `terraform fmt -` for what is HCL, the parser
//! of `hcl-edit` for what it means where both read it.

use std::path::{Path, PathBuf};

use hcl_edit::structure::Body;

use super::{DEEPEST, parse_body, parse_expression, parse_file, parse_template};

/// Every file of Terraform below this crate.
fn modules() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut directories = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "tf") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 100, "{}", found.len());
    found
}

#[test]
fn files_mean_what_the_other_parser_says_and_are_printed_alike() {
    for (path, text) in modules() {
        // Of a heredoc whose indentation goes, the other parser changes the text.
        let theirs = text.parse::<Body>().ok().filter(|_| !text.contains("<<-"));
        let Some(theirs) = theirs else {
            continue;
        };
        let ours = parse_body(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(ours, theirs, "{}", path.display());
        let words = |body: &Body| body.to_string().split_whitespace().collect::<String>();
        assert_eq!(words(&ours), words(&theirs), "{}", path.display());
    }
}

#[test]
fn what_is_no_hcl_is_refused_at_its_place() {
    for (text, at, message) in [
        ("a = 1 b = 2\n", (1, 7), "a new line is needed"),
        ("a = \"x\ny\"\n", (1, 7), "a quoted text ends on its line"),
        ("a = tolist(b)\n[0]\n", (2, 1), "an argument or a block"),
        ("a = b[\n*]\n", (2, 1), "a value is needed"),
        ("a = b.\nc\n", (1, 7), "the name of an attribute"),
        ("a = b ?\n1 : 2\n", (1, 8), "a value is needed"),
        ("a = {\n  x = 1 +\n  2\n}\n", (2, 10), "a value is needed"),
        ("a = { x.y = 1 }\n", (1, 7), "may be a text or a reference"),
        ("a = { x = 1 y = 2 }\n", (1, 13), "`,` or a new line"),
        ("a = { for = 1 }\n", (1, 11), "the name of a variable"),
        ("a = [1 2]\n", (1, 8), "`]` is missing"),
        ("a = f(1 2)\n", (1, 9), "`)` is missing"),
        ("a = f(b..., 2)\n", (1, 11), "`)` is missing"),
        ("a = \"\\q\"\n", (1, 6), "no escape `\\q`"),
        ("a = \"\\u12\"\n", (1, 6), "4 hexadecimal digits"),
        ("a = \"${\"\n", (1, 9), "a quoted text ends"),
        ("a = \"%{ if b }\"\n", (1, 15), "`%{ endif }` is missing"),
        ("a = \"%{ endif }\"\n", (1, 6), "belongs to no `if`"),
        ("a = \"%{ when }\"\n", (1, 6), "is no directive"),
        ("a = <<EOT\nx\n", (1, 5), "the heredoc has no end"),
        (
            "a = <<EOT x\nEOT\n",
            (1, 10),
            "the marker of a heredoc ends",
        ),
        ("a = 1\na = 2\n", (2, 1), "set twice"),
        ("b {\n  a = 1\n  a = 2\n}\n", (3, 3), "set twice"),
        ("b { a = 1, c = 2 }\n", (1, 10), "takes one argument"),
        ("b { c {} }\n", (1, 7), "lines of its own"),
        ("b \"${x}\" {}\n", (1, 4), "a label takes no"),
        ("b \"x\"\n{}\n", (1, 6), "`=` and a value"),
        ("a = 'x'\n", (1, 5), "a value is needed"),
        ("a = 1a\n", (1, 6), "followed by a letter"),
        ("a = (1\n", (2, 1), "`)` is missing"),
        ("/* x\n", (1, 1), "has no end"),
        ("\"a\" = 1\n", (1, 1), "an argument or a block"),
        ("a = b.0.1\n", (1, 7), "two indices"),
        ("a = b::c\n", (1, 9), "`(` is missing"),
    ] {
        let error = parse_body(text).expect_err(text);
        assert!(error.message.contains(message), "{text}: {error}");
        assert_eq!((error.line, error.column), at, "{text}: {error}");
    }
}

#[test]
fn what_the_other_parser_refuses_is_read() {
    for text in [
        "\u{feff}a = 1\n",
        "a = { x = 1, x = 2 }\n",
        "a = {\n  \"x\" = 1\n  x = 2\n  \"x\" = 3\n}\n",
        "a = (!\n  b)\n",
        "a = (-\n  b)\n",
        "a = {\n  for k in b : k => k == 1 ? 1 :\n  2\n}\n",
        "a = <<EOT\ncat \"EOT\nEOT\"\nEOT y\nEOT\n",
        "a = <<EOT\n  EOT\n",
        "a = <<-EOT\n    ${b}\n      x\n    EOT\n",
        "a = <<EOT\n${f({\nEOT = 1\n})}\nEOT\n",
        "a = b[\n0\n]\n",
        "a = (b\n.c\n[0])\n",
        "a = b.0.c.1\n",
        "a = b.*.c[0]\n",
        "a = provider::aws::f(1)\n",
        "a = f(\n  1,\n  2,\n)\n",
        "a = \"${~ b ~}\"\n",
        "a = \"%{~ for x in b ~}${x}%{~ endfor ~}\"\n",
        "a = \"${\n  b\n}\"\n",
        "a = \"$${b} $ % %%{ c }\"\n",
        "a = 1 # b\n// c\n/* d */ e = 2\n",
        "a = b ? c : d ? e : f\n",
        "b {}\nc { d = 1 }\ne f \"g\" {\n}\n",
        "a = 1\r\nb {\r\n  c = 2\r\n}\r\n",
        "a = 1",
        "",
        "# a",
        "ü = 1\n",
    ] {
        let body = parse_body(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let again = parse_body(&body.to_string());
        let again = again.unwrap_or_else(|error| panic!("{text} as {body}: {error}"));
        assert_eq!(again, body, "{text}");
    }
}

#[test]
fn a_bare_word_is_a_key_whichever_it_is() {
    let body = parse_body("a = { null = 7, true = 8, b = 9 }\n").unwrap();
    let members = body.get_attribute("a").unwrap().value.as_object().unwrap();
    assert!(members.iter().all(|(key, _)| key.is_ident()), "{members:?}");
}

#[test]
fn depth_has_a_limit_and_no_stack_overflows_before_it() {
    let chain = |length: usize| format!("a = b{}\n", " || b".repeat(length));
    let nested = |depth: usize| format!("a = {}b{}\n", "[".repeat(depth), "]".repeat(depth));
    let branches = |length: usize| format!("a = {}1\n", "b ? 1 : ".repeat(length));
    for (text, too_long) in [
        (chain(900), chain(2_000)),
        (nested(900), nested(2_000)),
        (branches(900), branches(2_000)),
    ] {
        let body = parse_body(&text).expect("it is not too deep");
        assert_eq!(body.to_string(), text);
        let error = parse_body(&too_long).unwrap_err();
        assert!(error.message.contains(&DEEPEST.to_string()), "{error}");
    }
}

#[test]
fn an_expression_and_a_template_are_read_to_their_end() {
    assert!(parse_expression("a\n  || b # c\n").is_ok());
    for text in ["", "a b", "a)", "a,"] {
        assert!(parse_expression(text).is_err(), "{text}");
    }
    assert!(parse_template("a \"${b[\"c\"]}\" \\d\n%{ if e }f%{ endif }").is_ok());
    for text in ["${", "${}", "%{ if a }", "%{ endif }", "${a b}"] {
        assert!(parse_template(text).is_err(), "{text}");
    }
}

#[test]
fn the_outline_finds_the_parts_of_a_file() {
    use super::outline::Way::{Index, Name};
    let text = "a {\n  b = 1\n  c {}\n  c {\n    d = [\n      1,\n      { \"e\" = 2 },\n    ]\n  }\n  dynamic \"f\" {\n    content {\n      g = 1\n    }\n  }\n}\nh = 1\n";
    let (_, outline) = parse_file(text).unwrap();
    let line = |structure: usize, way: &[_]| {
        let at = outline.locate(text, structure, way).unwrap();
        super::line_and_column(text, at).0
    };
    assert_eq!(line(0, &[]), 1);
    assert_eq!(line(0, &[Name("b")]), 2);
    assert_eq!(line(0, &[Name("c"), Index(0)]), 3);
    assert_eq!(line(0, &[Name("c"), Index(1)]), 4);
    let e = [Name("c"), Index(1), Name("d"), Index(1), Name("e")];
    assert_eq!(line(0, &e), 7);
    let g = ["dynamic", "f"].map(Name);
    let rest = [Index(0), Name("content"), Index(0), Name("g")];
    assert_eq!(line(0, &[&g[..], &rest].concat()), 12);
    assert_eq!(line(0, &[Name("missing"), Name("b")]), 1);
    assert_eq!(line(1, &[]), 16);
    assert_eq!(outline.locate(text, 2, &[]), None);
}
