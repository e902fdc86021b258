//! The picture in the language of Graphviz.

use formwork::Picture;

pub(super) fn dot(picture: &Picture) -> String {
    let nodes = picture.nodes.iter();
    let nodes =
        nodes.map(|node| format!("  {} [label={}];\n", quoted(&node.id), quoted(&node.title)));
    let arrows = picture.arrows.iter().map(|arrow| {
        let (from, to) = (quoted(&arrow.from), quoted(&arrow.to));
        format!("  {from} -> {to} [label={}];\n", quoted(&arrow.label))
    });
    format!(
        "digraph stack {{\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  \
         edge [fontname=\"sans-serif\", fontsize=11];\n{}{}}}\n",
        nodes.collect::<String>(),
        arrows.collect::<String>()
    )
}

/// A text as the language has it: only quotes and backslashes mean something in it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_text_ends_its_quotes() {
        assert_eq!(super::quoted(r#"a "b" \c"#), r#""a \"b\" \\c""#);
    }
}
