//! The picture as a flowchart of Mermaid.

use formwork::Picture;

pub(super) fn mermaid(picture: &Picture) -> String {
    let nodes = picture.nodes.iter();
    let nodes = nodes.map(|node| format!("  {}[\"{}\"]\n", node.id, node.title));
    let arrows = picture.arrows.iter();
    let arrows = arrows.map(|it| format!("  {} -- \"{}\" --> {}\n", it.from, it.label, it.to));
    format!(
        "flowchart LR\n{}{}",
        nodes.collect::<String>(),
        arrows.collect::<String>()
    )
}
