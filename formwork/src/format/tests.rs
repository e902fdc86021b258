//! Small tables; what is expected was written by Terraform 1.11.

use proptest::prelude::*;

use super::format;

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(format(text), expected);
}

#[test]
fn aligns_consecutive_arguments() {
    check("a=1\nbbb  =  2\n", "a   = 1\nbbb = 2\n");
    check("a=1\n\nbbb=2\n", "a = 1\n\nbbb = 2\n");
    check("a=1\nb {\n}\nccc=2\n", "a = 1\nb {\n}\nccc = 2\n");
    check("a=1\n# why\nbbb=2\n", "a = 1\n# why\nbbb = 2\n");
    check("a=[\n1,\n]\nbbb=2\n", "a = [\n  1,\n]\nbbb = 2\n");
}

#[test]
fn aligns_the_items_of_objects() {
    check(
        "m={\na=1\n\"bbb\"=2\n(c)=3\nd:4\n}\n",
        "m = {\n  a     = 1\n  \"bbb\" = 2\n  (c)   = 3\n  d : 4\n}\n",
    );
    check("m={a=1,bb:2}\n", "m = { a = 1, bb : 2 }\n");
}

#[test]
fn aligns_trailing_comments() {
    check(
        "a=1# x\nbbb=22 // y\nc=3 /* z */\n",
        "a   = 1  # x\nbbb = 22 // y\nc   = 3 /* z */\n",
    );
    check(
        "l=[\n1,# x\n22,\n333,# y\n4 # z\n]\n",
        "l = [\n  1, # x\n  22,\n  333, # y\n  4    # z\n]\n",
    );
    check("x {# x\na=1 # y\n}\n", "x {     # x\n  a = 1 # y\n}\n");
}

#[test]
fn counts_columns_in_grapheme_clusters() {
    check(
        "m={\n\"e\u{301}\"=1\n\"日本\"=2\n\"👨\u{200d}👩\"=3\n\"abcde\"=4\n}\n",
        "m = {\n  \"e\u{301}\"     = 1\n  \"日本\"    = 2\n  \"👨\u{200d}👩\"     = 3\n  \"abcde\" = 4\n}\n",
    );
    check(
        "a=\"日本\" # x\nb=\"abc\" # y\n",
        "a = \"日本\"  # x\nb = \"abc\" # y\n",
    );
}

#[test]
fn indents_one_level_for_a_line_however_many_brackets_it_opens() {
    check(
        "x {\na=f([{\nb=1\n}])\n}\n",
        "x {\n  a = f([{\n    b = 1\n  }])\n}\n",
    );
    check(
        "x {\na=f({\nb=1\n}, [\n2\n])\n}\n",
        "x {\n  a = f({\n    b = 1\n    }, [\n    2\n  ])\n}\n",
    );
    check(
        "   # comment\n x {\n      # inner\n}\n",
        "# comment\nx {\n  # inner\n}\n",
    );
}

#[test]
fn normalizes_spaces() {
    check("a=f ( x,y... )+- 1\n", "a = f(x, y...) + -1\n");
    check(
        "a=[ 1,2 , ]\nb={ }\nc=[ ]\nd=x [ 0 ] . y [*]\n",
        "a = [1, 2, ]\nb = {}\nc = []\nd = x[0].y[*]\n",
    );
    check("a=! b&&- c<2?x:y\n", "a = !b && -c < 2 ? x : y\n");
    check(
        "a=[for x in[1]:- x if x!=0]\n",
        "a = [for x in [1] : -x if x != 0]\n",
    );
    check(
        "a={for k,v in m:k=>- v...}\n",
        "a = { for k, v in m : k => - v... }\n",
    );
    check("a=provider :: aws :: f( 1 )\n", "a = provider::aws::f(1)\n");
    check("x{}\ny  {a=1}\n", "x {}\ny { a = 1 }\n");
}

#[test]
fn keeps_templates_but_their_sequences() {
    check(
        "a=\"  b  ${ c  +1 }%{if  d}  e %{ endif }\"\n",
        "a = \"  b  ${c + 1}%{if d}  e %{endif}\"\n",
    );
    check(
        "a=\"$${ b } %%{ c } $$${ d } $ ${ f(\"x${ y }\") }\"\n",
        "a = \"$${ b } %%{ c } $$${ d } $ ${f(\"x${y}\")}\"\n",
    );
    check("a=\"${b}${  { c=1 } }\"\n", "a = \"${b}${ { c = 1 } }\"\n");
    check("a=\"\\\" # ${~ b ~}\"\n", "a = \"\\\" # ${~b~}\"\n");
}

#[test]
fn keeps_heredocs() {
    check(
        "x {\na=<<EOT\n  b   ${ c }\n  EOT \nbcd=1\n}\n",
        "x {\n  a   = <<EOT\n  b   ${c}\n  EOT \n  bcd = 1\n}\n",
    );
    check(
        "x {\na=<<-EOT\n    b = {\n    %{ if  c ~}x%{endif}\n  EOT here\n   EOT\n}\n",
        "x {\n  a = <<-EOT\n    b = {\n    %{if c~}x%{endif}\n  EOT here\n   EOT\n}\n",
    );
    check(
        "x {\na=f(<<EOT\n{ EOT\nEOT\n,  1)\n}\n",
        "x {\n  a = f(<<EOT\n{ EOT\nEOT\n  , 1)\n}\n",
    );
    check(
        "x {\na=<<EOT\n${\n      b\n}\nEOT\nc=1\n}\n",
        "x {\n  a = <<EOT\n${\n  b\n}\nEOT\nc = 1\n}\n",
    );
}

#[test]
fn unwraps_a_value_that_is_one_interpolation() {
    check("a=\"${ b }\" # c\n", "a = b # c\n");
    check("a=\"${b}-${c}\"\n", "a = \"${b}-${c}\"\n");
    check("a=\"${f(\"${b}\")}\"\n", "a = f(\"${b}\")\n");
    check("m={a=\"${b}\"}\n", "m = { a = \"${b}\" }\n");
    check("a=\"${\n  b ? c :\n  d\n}\"\n", "a = (b ? c :\nd)\n");
    check("a=\"${\n  b\n}\"\n", "a = b\n");
    check("a=\"${ b # c\n}\"\n", "a = b # c\n\n");
}

#[test]
fn quotes_labels() {
    check("resource a \"b\" {}\n", "resource \"a\" \"b\" {}\n");
    check(
        "x /* a */ y /* b */ \"z\" /* c */ {}\n",
        "x \"y\" \"z\" /* c */ {}\n",
    );
    check(
        "x \"\\u00e9\\u0007\\\"\" \"\" {}\n",
        "x \"é\\u0007\\\"\" \"\" {}\n",
    );
    check("x \"a$b\" \"$\" \"100%\" \"c\" {}\n", "x \"$\" \"c\" {}\n");
}

#[test]
fn modernizes_the_types_of_variables() {
    check(
        "variable \"a\" {\ntype=list\n}\nvariable \"b\" {\ntype=\"map\"\n}\nvariable \"c\" {\ntype=\"string\"\nx {\ntype=list\n}\n}\ny {\ntype=list\n}\n",
        "variable \"a\" {\n  type = list(any)\n}\nvariable \"b\" {\n  type = map(string)\n}\nvariable \"c\" {\n  type = string\n  x {\n    type = list\n  }\n}\ny {\n  type = list\n}\n",
    );
}

#[test]
fn keeps_comments() {
    check(
        "/* a */ b=/* c */1/* d */ # e\n#f\n//g\n  /* h\n i */\n",
        "/* a */ b = /* c */ 1 /* d */ # e\n#f\n//g\n/* h\n i */\n",
    );
    check("a=1 /* b\nc */\nbcd=2\n", "a   = 1 /* b\nc */\nbcd = 2\n");
}

#[test]
fn keeps_the_ends_of_lines_and_of_the_text() {
    check("", "");
    check("\n\n\na=1\n\n\n", "\n\n\na = 1\n\n\n");
    check("a=1", "a = 1");
    check("a=1 \t", "a = 1  ");
    check("a=1\r\nbcd=2 # x\r\n", "a   = 1\r\nbcd = 2 # x\r\n");
    check("a = 1  \n  \n", "a = 1\n\n");
}

/// Deeper than any call stack would bear.
#[test]
fn nests_as_deeply_as_the_text() {
    let depth = 100_000;
    let nested = format!("a = {}1{}\n", "[".repeat(depth), "]".repeat(depth));
    check(&nested, &nested);
    let nested = format!("a = {}1{}\n", "\"x${f(".repeat(depth), ")}\"".repeat(depth));
    check(&nested, &nested);
}

proptest! {
    #[test]
    fn accepts_any_text(text in any::<String>()) {
        let _ = format(&text);
    }

    #[test]
    fn accepts_any_sequence_of_pieces(text in "([a1é\u{301}\"$%{}\\[\\]()~#/*<=.,:?!&|+\r\n\t \\\\-]|<<E\n|E\n|\\$\\{|%\\{|type|variable){0,60}") {
        let _ = format(&text);
    }
}
