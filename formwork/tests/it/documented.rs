//! What tests take from documents.

/// The fenced blocks of a language.
pub(crate) fn fenced<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or(rest))
        .collect()
}

/// An example as a whole file: with a name and a service, unless it names its stack itself.
pub(crate) fn completed(example: &str) -> String {
    if example.contains("[stack") {
        return example.to_owned();
    }
    let service = if example.contains("[service.") {
        ""
    } else {
        "\n[service.web]\nimage = \"shop:1.0\"\n"
    };
    format!("[stack]\nname = \"shop\"\n\n{example}{service}")
}

/// What stands between the start and the end of a line.
pub(crate) fn between<'a>(line: &'a str, start: &str, end: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.strip_suffix(end)
}
