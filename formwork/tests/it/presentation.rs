//! A report is readable whatever the file is made of, and wherever it is printed.

use formwork::{Report, SourceFile, Stack, Style};

#[track_caller]
fn report(text: &str) -> Report {
    match Stack::from_source(&SourceFile::new("stack.toml", text)) {
        Ok(_) => panic!("accepted, but it should be refused:\n{text}"),
        Err(report) => report,
    }
}

const SERVICE: &str = "[service.web]\nimage = \"web:1\"\n";

/// The report of a name that stands alone wrong, from the place to the marks.
#[track_caller]
fn marks(text: &str) -> String {
    let report = report(text).to_string();
    let lines: Vec<&str> = report.lines().skip(1).take(4).collect();
    lines.join("\n")
}

#[test]
fn a_byte_order_mark_and_crlf_change_nothing() {
    let text = format!("[stack]\nname = \"Shop\"\n{SERVICE}");
    let plain = report(&text).to_string();
    assert_eq!(report(&format!("\u{feff}{text}")).to_string(), plain);
    assert_eq!(report(&text.replace('\n', "\r\n")).to_string(), plain);
}

#[test]
fn a_tab_is_four_columns_wide_and_one_character() {
    assert_eq!(
        marks(&format!("[stack]\n\tname\t= \"Shop\"\n{SERVICE}")),
        " --> stack.toml:2:9\n  |\n2 |     name    = \"Shop\"\n  |               ^^^^^^ the stack's name"
    );
}

#[test]
fn wide_and_combining_characters_are_marked_where_they_are_seen() {
    // Two columns each.
    assert_eq!(
        marks(&format!(
            "[stack]\ntags = {{ a = \"漢字\", b = \"\\u0000\" }}\nname = \"a\"\n{SERVICE}"
        )),
        " --> stack.toml:2:24\n  |\n2 | tags = { a = \"漢字\", b = \"\\u0000\" }\n  |                          ^^^^^^^^ of the wrong form"
    );
    // An accent of no width on each letter.
    assert_eq!(
        marks(&format!(
            "[stack]\nname = \"e\u{301}e\u{301}\" # é\n{SERVICE}"
        )),
        " --> stack.toml:2:8\n  |\n2 | name = \"e\u{301}e\u{301}\" # é\n  |        ^^^^ the stack's name"
    );
}

#[test]
fn no_text_of_the_manifest_steers_the_terminal() {
    for text in [
        "\\u001b[31m",
        "\u{202e}",
        "\\u0007",
        "\u{2066}",
        "\u{9b}31m",
    ] {
        let report = report(&format!("[stack]\nname = \"a{text}b\"\n{SERVICE}"));
        let printed = report.headlines().collect::<String>() + &report.to_string();
        let steers = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!printed.contains(steers), "{printed:?}");
    }
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let report = report(&format!("[stack]\nname = \"Shop\"\n{SERVICE}"));
    let coloured = report
        .styled(Style {
            colour: true,
            ..Style::default()
        })
        .to_string();
    assert!(coloured.contains("\u{1b}["), "{coloured:?}");
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, escape)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = escape.split_once('m').expect("a colour ends in m").1;
    }
    assert_eq!(plain + rest, report.to_string());
}

#[test]
fn a_long_line_is_cut_around_what_is_marked() {
    let values: Vec<String> = (0..40)
        .map(|index| format!("t{index} = \"{index}\""))
        .collect();
    let tags = values.join(", ");
    let text = format!(
        "[stack]\nname = \"shop\"\ntags = {{ {tags}, Name = \"x\", {} }}\n{SERVICE}",
        tags.replace('t', "u")
    );
    let style = Style {
        width: 60,
        ..Style::default()
    };
    let report = report(&text);
    let quoted = report.styled(style).to_string();
    let line = quoted
        .lines()
        .find(|line| line.starts_with("3 |"))
        .expect("it is quoted");
    assert!(
        line.contains("Name") && line.chars().count() <= 60,
        "{quoted}"
    );
}

/// The lines that are quoted are numbered as in the file, however far down they stand.
#[test]
fn places_of_a_long_file_are_right() {
    let filler = "# nothing\n".repeat(9_990);
    let report = report(&format!("{filler}[stack]\nname = \"Shop\"\n{SERVICE}"));
    assert_eq!(
        report.headlines().collect::<Vec<_>>(),
        ["stack.toml:9992:8: the stack name `Shop` is not a lower-case word"]
    );
    assert!(
        report.to_string().contains("\n9992 | name = \"Shop\"\n"),
        "{report}"
    );
}
