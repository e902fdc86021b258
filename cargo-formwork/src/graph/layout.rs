//! Where the shapes of a picture go: in layers from left to right, so that arrows lead to the right and few of
//! them cross (the method of Sugiyama: layers, order, coordinates).

use std::collections::{BTreeMap, BTreeSet};

use formwork::Picture;

/// How often the order within layers is improved. More changes nothing in stacks of a hundred entries.
const SWEEPS: usize = 12;

/// Between shapes of a layer, and between the lines that pass it.
const GAP: f64 = 24.0;

/// Room between layers beside the labels of arrows.
const AIR: f64 = 60.0;

/// The height of a shape.
const HEIGHT: f64 = 40.0;

/// The height of what only lets an arrow pass.
const LANE: f64 = 14.0;

/// The width of a letter of 13 pixels, a little more than the average of common fonts.
const LETTER: f64 = 7.4;

/// A shape, or a place where an arrow passes a layer.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The shape of the picture, if it is one.
    pub(super) node: Option<usize>,
    layer: usize,
    pub(super) x: f64,
    /// Of its middle.
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// An arrow: the items that it passes from its start to its end.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) items: Vec<usize>,
    pub(super) label: String,
    /// Whether the head is at the first item: it leads to the left.
    pub(super) is_reversed: bool,
}

/// A picture with coordinates.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) items: Vec<Item>,
    pub(super) lines: Vec<Line>,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Layout {
    pub(super) fn new(picture: &Picture) -> Self {
        let arrows = arrows(picture);
        let forward = forward(picture.nodes.len(), &arrows);
        let layers = layers(picture.nodes.len(), &forward);
        let mut layout = Self::in_layers(picture, &arrows, &forward, &layers);
        let mut order = layout.first_order();
        layout.reorder(&mut order);
        layout.place(&order);
        layout
    }

    /// Shapes and arrows, with an item in each layer that an arrow passes.
    fn in_layers(
        picture: &Picture,
        arrows: &BTreeMap<(usize, usize), Vec<&str>>,
        forward: &[(usize, usize)],
        layers: &[usize],
    ) -> Self {
        let nodes = picture.nodes.iter().enumerate();
        let mut items: Vec<Item> = nodes
            .map(|(index, node)| Item {
                node: Some(index),
                layer: layers[index],
                x: 0.0,
                y: 0.0,
                width: text_width(&node.title) + 28.0,
                height: HEIGHT,
            })
            .collect();
        let mut lines = Vec::new();
        for ((from, to), labels) in arrows {
            let is_reversed = !forward.contains(&(*from, *to));
            let (start, end) = if is_reversed {
                (*to, *from)
            } else {
                (*from, *to)
            };
            let mut passed = vec![start];
            for layer in layers[start] + 1..layers[end] {
                passed.push(items.len());
                items.push(Item {
                    node: None,
                    layer,
                    x: 0.0,
                    y: 0.0,
                    width: 0.0,
                    height: LANE,
                });
            }
            passed.push(end);
            lines.push(Line {
                items: passed,
                label: labels.join(", "),
                is_reversed,
            });
        }
        Self {
            items,
            lines,
            width: 0.0,
            height: 0.0,
        }
    }

    /// The items of each layer, as they come.
    fn first_order(&self) -> Vec<Vec<usize>> {
        let last = self.items.iter().map(|item| item.layer).max().unwrap_or(0);
        let mut order = vec![Vec::new(); last + 1];
        for (index, item) in self.items.iter().enumerate() {
            order[item.layer].push(index);
        }
        order
    }

    /// Moves each item to the middle of its neighbours, from the left and from the right in turns.
    fn reorder(&self, order: &mut [Vec<usize>]) {
        for sweep in 0..SWEEPS {
            let to_the_right = sweep % 2 == 0;
            let mut visited: Vec<usize> = (0..order.len()).collect();
            if !to_the_right {
                visited.reverse();
            }
            let mut positions = positions(order);
            for layer in visited {
                let middle = |item: usize, positions: &BTreeMap<usize, usize>| {
                    let neighbours = self.neighbours(item, to_the_right);
                    if neighbours.is_empty() {
                        return number(positions[&item]);
                    }
                    let sum: usize = neighbours.iter().map(|other| positions[other]).sum();
                    number(sum) / number(neighbours.len())
                };
                order[layer].sort_by(|one, other| {
                    middle(*one, &positions).total_cmp(&middle(*other, &positions))
                });
                positions.extend(
                    order[layer]
                        .iter()
                        .enumerate()
                        .map(|(at, item)| (*item, at)),
                );
            }
        }
    }

    /// The items beside one, in the layer on its left or on its right.
    fn neighbours(&self, item: usize, on_the_left: bool) -> Vec<usize> {
        let pairs = self.lines.iter().flat_map(|line| line.items.windows(2));
        let beside = pairs.filter_map(|pair| match pair {
            [left, right] if on_the_left && *right == item => Some(*left),
            [left, right] if !on_the_left && *left == item => Some(*right),
            _ => None,
        });
        beside.collect()
    }

    fn place(&mut self, order: &[Vec<usize>]) {
        let mut x = GAP;
        for (layer, items) in order.iter().enumerate() {
            let widths = items.iter().map(|item| self.items[*item].width);
            let width = widths.fold(0.0, f64::max);
            for item in items {
                let own = &mut self.items[*item];
                own.x = if own.node.is_some() {
                    x
                } else {
                    x + width / 2.0
                };
                // Shapes of a layer have one width, so that arrows begin at one line.
                if own.node.is_some() {
                    own.width = width;
                }
            }
            x += width + self.room_behind(layer);
        }
        self.width = self
            .items
            .iter()
            .map(|item| item.x + item.width)
            .fold(0.0, f64::max)
            + GAP;
        for items in order {
            self.stack(items, &vec![0.0; items.len()]);
        }
        for sweep in 0..SWEEPS {
            let on_the_left = sweep % 2 == 0;
            for items in order {
                let wanted: Vec<f64> = items
                    .iter()
                    .map(|item| {
                        let beside = self.neighbours(*item, on_the_left);
                        let sum: f64 = beside.iter().map(|other| self.items[*other].y).sum();
                        if beside.is_empty() {
                            self.items[*item].y
                        } else {
                            sum / number(beside.len())
                        }
                    })
                    .collect();
                self.stack(items, &wanted);
            }
        }
        self.move_into_view();
    }

    /// Room for the labels of the arrows that leave a layer.
    fn room_behind(&self, layer: usize) -> f64 {
        let leaving = self.lines.iter().filter(|line| {
            let first = line.items.first();
            first.is_some_and(|first| self.items[*first].layer == layer)
        });
        leaving
            .map(|line| text_width(&line.label))
            .fold(0.0, f64::max)
            + AIR
    }

    /// Puts items below each other, each where it is wanted as far as those above leave room.
    fn stack(&mut self, items: &[usize], wanted: &[f64]) {
        let mut top = f64::NEG_INFINITY;
        let mut pushed = 0.0;
        for (item, wanted) in items.iter().zip(wanted) {
            let own = &mut self.items[*item];
            let half = own.height / 2.0;
            own.y = wanted.max(top + half);
            pushed += own.y - wanted;
            top = own.y + half + GAP;
        }
        // Whoever was pushed was pushed down: all go up by the average.
        let up = pushed / number(items.len().max(1));
        for item in items {
            self.items[*item].y -= up;
        }
    }

    fn move_into_view(&mut self) {
        let top = self
            .items
            .iter()
            .map(|item| item.y - item.height / 2.0)
            .fold(f64::INFINITY, f64::min);
        let top = if top.is_finite() { top } else { 0.0 };
        for item in &mut self.items {
            item.y += GAP - top;
        }
        let bottoms = self.items.iter().map(|item| item.y + item.height / 2.0);
        self.height = bottoms.fold(0.0, f64::max) + GAP;
    }
}

/// A count as a coordinate. None comes near what a `u32` holds.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

pub(super) fn text_width(text: &str) -> f64 {
    number(text.chars().count()) * LETTER
}

/// The arrows by the indices of their ends; those of one pair are one, with several labels.
fn arrows(picture: &Picture) -> BTreeMap<(usize, usize), Vec<&str>> {
    let index = |id: &str| picture.nodes.iter().position(|node| node.id == id);
    let mut arrows: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for arrow in &picture.arrows {
        if let (Some(from), Some(to)) = (index(&arrow.from), index(&arrow.to)) {
            let labels = arrows.entry((from, to)).or_default();
            if !labels.contains(&arrow.label.as_str()) {
                labels.push(&arrow.label);
            }
        }
    }
    arrows
}

/// The arrows that lead on: those that would close a circle lead back, and so does one to itself.
fn forward(count: usize, arrows: &BTreeMap<(usize, usize), Vec<&str>>) -> Vec<(usize, usize)> {
    let mut forward: Vec<(usize, usize)> = Vec::new();
    let mut reaches = vec![BTreeSet::new(); count];
    for (from, to) in arrows.keys() {
        if from == to || reaches[*to].contains(from) {
            continue;
        }
        forward.push((*from, *to));
        let mut gained: BTreeSet<usize> = reaches[*to].clone();
        gained.insert(*to);
        for (node, reached) in reaches.iter_mut().enumerate() {
            if node == *from || reached.contains(from) {
                reached.extend(&gained);
            }
        }
    }
    forward
}

/// The layer of each shape: one behind the last that leads to it.
fn layers(count: usize, forward: &[(usize, usize)]) -> Vec<usize> {
    let mut layers = vec![0; count];
    // There is no circle, so no way is longer than all shapes.
    for _ in 0..count {
        for (from, to) in forward {
            layers[*to] = layers[*to].max(layers[*from] + 1);
        }
    }
    layers
}

fn positions(order: &[Vec<usize>]) -> BTreeMap<usize, usize> {
    let layers = order.iter();
    layers
        .flat_map(|items| items.iter().enumerate().map(|(at, item)| (*item, at)))
        .collect()
}
