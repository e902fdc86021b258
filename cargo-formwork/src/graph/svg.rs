//! The picture as SVG, which any browser shows, in light and in dark.

use std::fmt::Write as _;

use formwork::Picture;

use super::layout::{Item, Layout, Line, text_width};

/// What the picture looks like. No font is loaded and nothing is asked of any host.
const STYLE: &str = "\
    svg { background: #fff; font: 13px ui-sans-serif, system-ui, sans-serif; }
    .node rect { fill: #f6f8fa; stroke: #57606a; }
    .node text { fill: #1f2328; text-anchor: middle; dominant-baseline: central; }
    .arrow path { fill: none; stroke: #57606a; marker-end: url(#head); }
    .arrow path.back { marker-end: none; marker-start: url(#head); }
    .arrow text { fill: #0550ae; text-anchor: middle; dominant-baseline: central; }
    .arrow rect { fill: #fff; }
    #head path { fill: #57606a; }
    @media (prefers-color-scheme: dark) {
      svg { background: #0d1117; }
      .node rect { fill: #161b22; stroke: #8b949e; }
      .node text { fill: #e6edf3; }
      .arrow path { stroke: #8b949e; }
      .arrow text { fill: #79c0ff; }
      .arrow rect { fill: #0d1117; }
      #head path { fill: #8b949e; }
    }
";

/// Least distance of two labels, from middle to middle.
const LABEL_HEIGHT: f64 = 18.0;

pub(super) fn svg(picture: &Picture, title: &str) -> String {
    let layout = Layout::new(picture);
    let (width, height) = (layout.width.ceil(), layout.height.ceil());
    let labels = labels(&layout);
    let arrows = layout.lines.iter().zip(&labels);
    let arrows: String = arrows.map(|(line, at)| arrow(&layout, line, *at)).collect();
    let shapes = layout.items.iter();
    let nodes: String = shapes
        .filter_map(|item| Some(node(item, &picture.nodes[item.node?].title)))
        .collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n  <title>{}</title>\n  <desc>{}</desc>\n  <style>\n{STYLE}  \
         </style>\n  <defs>\n    <marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" \
         markerWidth=\"8\" markerHeight=\"8\" orient=\"auto-start-reverse\">\n      \
         <path d=\"M0 0 8 4 0 8Z\"/>\n    </marker>\n  </defs>\n{arrows}{nodes}</svg>\n",
        escaped(title),
        escaped(&described(picture)),
    )
}

/// The arrows in words, for who does not see them.
fn described(picture: &Picture) -> String {
    let title = |id: &str| {
        let mut nodes = picture.nodes.iter();
        let found = nodes.find(|node| node.id == id);
        found.map_or(id, |node| node.title.as_str()).to_owned()
    };
    let arrows = picture.arrows.iter();
    let sentences =
        arrows.map(|it| format!("{} to {}: {}.", title(&it.from), title(&it.to), it.label));
    sentences.collect::<Vec<_>>().join(" ")
}

fn node(item: &Item, title: &str) -> String {
    let (x, y) = (item.x, item.y - item.height / 2.0);
    let middle = item.x + item.width / 2.0;
    format!(
        "  <g class=\"node\"><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"8\"/>\
         <text x=\"{middle:.1}\" y=\"{:.1}\">{}</text></g>\n",
        item.width,
        item.height,
        item.y,
        escaped(title),
    )
}

/// Where the labels go: on the first part of their arrow, apart from each other.
fn labels(layout: &Layout) -> Vec<(f64, f64)> {
    let middle = |line: &Line| {
        let (Some(first), Some(second)) = (line.items.first(), line.items.get(1)) else {
            return (0.0, 0.0);
        };
        let (from, to) = (&layout.items[*first], &layout.items[*second]);
        let start = from.x + from.width;
        (f64::midpoint(start, to.x), f64::midpoint(from.y, to.y))
    };
    let mut at: Vec<(f64, f64)> = layout.lines.iter().map(middle).collect();
    let mut order: Vec<usize> = (0..at.len()).collect();
    order.sort_by(|one, other| at[*one].1.total_cmp(&at[*other].1));
    let mut placed: Vec<usize> = Vec::new();
    for index in order {
        let width = text_width(&layout.lines[index].label);
        for other in &placed {
            let both = f64::midpoint(width, text_width(&layout.lines[*other].label)) + 8.0;
            let is_beside = (at[index].0 - at[*other].0).abs() < both;
            if is_beside && (at[index].1 - at[*other].1).abs() < LABEL_HEIGHT {
                at[index].1 = at[*other].1 + LABEL_HEIGHT;
            }
        }
        placed.push(index);
    }
    at
}

fn arrow(layout: &Layout, line: &Line, (x, y): (f64, f64)) -> String {
    let class = if line.is_reversed {
        " class=\"back\""
    } else {
        ""
    };
    let width = text_width(&line.label) + 6.0;
    format!(
        "  <g class=\"arrow\"><path{class} d=\"{}\"/><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" \
         height=\"16\"/><text x=\"{x:.1}\" y=\"{y:.1}\">{}</text></g>\n",
        path(layout, line),
        x - width / 2.0,
        y - 8.0,
        escaped(&line.label),
    )
}

/// A curve through the items of a line. It is level where it passes one.
fn path(layout: &Layout, line: &Line) -> String {
    let mut path = String::new();
    for pair in line.items.windows(2) {
        let [from, to] = pair else { continue };
        let (from, to) = (&layout.items[*from], &layout.items[*to]);
        let (start, end) = (from.x + from.width, to.x);
        let bend = (end - start) / 2.0;
        if path.is_empty() {
            path = format!("M{start:.1} {:.1}", from.y);
        }
        // Writing to a String cannot fail.
        let _ = write!(
            path,
            "C{:.1} {:.1} {:.1} {:.1} {end:.1} {:.1}",
            start + bend,
            from.y,
            end - bend,
            to.y,
            to.y
        );
    }
    path
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
