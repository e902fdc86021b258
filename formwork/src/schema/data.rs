//! The bytes of `schema/aws.schema`, table by table.
//!
//! They are part of the crate, and a test reads all of them, so an index here is always good.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::{Attribute, BlockType, NestedBlock, Nesting, ProviderLine, Type};

/// The data of both lines of the AWS provider.
pub(super) static DATA: LazyLock<Data> =
    LazyLock::new(|| Data::new(include_bytes!("../../schema/aws.schema")));

/// What a name can be that of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    Resources,
    DataSources,
    Ephemerals,
    Providers,
}

const MAGIC: &[u8] = b"FWSCHEM2";
const SECTIONS: usize = 4;
const TABLES: usize = 3;
const LINES: usize = ProviderLine::ALL.len();
const STRINGS: usize = 0;
const TYPES: usize = 1;
const BLOCKS: usize = 2;

/// Where everything is.
#[derive(Debug)]
pub(super) struct Data {
    bytes: &'static [u8],
    tables: [Table; TABLES],
    lines: [Line; LINES],
}

/// What one line of the provider has.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    /// The number of its version among the strings.
    version: u32,
    sections: [Entries; SECTIONS],
}

/// Items of any size one after the other.
#[derive(Debug, Clone, Copy, Default)]
struct Table {
    count: usize,
    offsets: usize,
    items: usize,
}

/// Pairs of a name and a block, ordered by name.
#[derive(Debug, Clone, Copy, Default)]
struct Entries {
    count: usize,
    start: usize,
}

impl Data {
    fn new(bytes: &'static [u8]) -> Self {
        debug_assert!(bytes.starts_with(MAGIC), "aws.schema has another form");
        let mut data = Self {
            bytes,
            tables: [Table::default(); TABLES],
            lines: [Line::default(); LINES],
        };
        let size = |index| data.number_at(MAGIC.len() + 4 * index) as usize;
        debug_assert!(size(TABLES) == LINES, "aws.schema has other lines");
        let mut head = TABLES + 1;
        let mut at = MAGIC.len() + 4 * (head + LINES * (1 + SECTIONS));
        let mut lines = data.lines;
        for line in &mut lines {
            line.version = data.number_at(MAGIC.len() + 4 * head);
            for (index, section) in line.sections.iter_mut().enumerate() {
                let count = size(head + 1 + index);
                *section = Entries { count, start: at };
                at += 8 * count;
            }
            head += 1 + SECTIONS;
        }
        let mut tables = data.tables;
        for (index, table) in tables.iter_mut().enumerate() {
            table.count = size(index);
            table.offsets = at;
            at += 4 * (table.count + 1);
        }
        for table in &mut tables {
            table.items = at;
            at += data.number_at(table.offsets + 4 * table.count) as usize;
        }
        data.tables = tables;
        data.lines = lines;
        data
    }

    fn number_at(&self, at: usize) -> u32 {
        let bytes = &self.bytes[at..at + 4];
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    }

    fn item(&self, table: usize, number: u32) -> &'static [u8] {
        let Table { offsets, items, .. } = self.tables[table];
        let offset = offsets + 4 * number as usize;
        let (start, end) = (self.number_at(offset), self.number_at(offset + 4));
        &self.bytes[items + start as usize..items + end as usize]
    }

    fn string(&self, number: u32) -> &'static str {
        // The script that wrote the file encoded it; a test reads every string.
        std::str::from_utf8(self.item(STRINGS, number)).unwrap_or_default()
    }

    /// The version of the provider that the data of a line is of.
    pub(super) fn version(&self, line: ProviderLine) -> &'static str {
        self.string(self.lines[line as usize].version)
    }

    fn section(&self, line: ProviderLine, section: Section) -> Entries {
        self.lines[line as usize].sections[section as usize]
    }

    pub(super) fn block_count(&self) -> usize {
        self.tables[BLOCKS].count
    }

    /// The number of the block of a name.
    pub(super) fn find(&self, line: ProviderLine, section: Section, name: &str) -> Option<u32> {
        let entries = self.section(line, section);
        let count = entries.count;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low.midpoint(high);
            let (found, block) = self.entry(entries, middle);
            match found.cmp(name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(block),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn entry(&self, entries: Entries, index: usize) -> (&'static str, u32) {
        let at = entries.start + 8 * index;
        (self.string(self.number_at(at)), self.number_at(at + 4))
    }

    pub(super) fn names(
        &'static self,
        line: ProviderLine,
        section: Section,
    ) -> impl Iterator<Item = &'static str> + Clone {
        let entries = self.section(line, section);
        (0..entries.count).map(move |index| self.entry(entries, index).0)
    }

    pub(super) fn read_block(&self, number: u32) -> BlockType {
        let mut item = Item(self.item(BLOCKS, number));
        let deprecated = item.number() != 0;
        let mut block = BlockType {
            attributes: BTreeMap::new(),
            blocks: BTreeMap::new(),
            deprecated,
        };
        for _ in 0..item.number() {
            let name = self.string(item.number());
            let (flags, ty) = (item.number(), item.number());
            block
                .attributes
                .insert(name, attribute(flags, self.read_type(ty)));
        }
        for _ in 0..item.number() {
            let name = self.string(item.number());
            block.blocks.insert(name, nested_block(&mut item));
        }
        block
    }

    fn read_type(&self, number: u32) -> Type {
        let mut item = Item(self.item(TYPES, number));
        let inner = |item: &mut Item| Arc::new(self.read_type(item.number()));
        match item.number() {
            0 => Type::String,
            1 => Type::Number,
            2 => Type::Bool,
            4 => Type::List(inner(&mut item)),
            5 => Type::Set(inner(&mut item)),
            6 => Type::Map(inner(&mut item)),
            7 => {
                let count = item.number();
                let mut member = || {
                    let name = self.string(item.number());
                    (name, self.read_type(item.number()))
                };
                Type::object((0..count).map(|_| member()).collect::<Vec<_>>())
            }
            8 => {
                let count = item.number();
                Type::Tuple((0..count).map(|_| self.read_type(item.number())).collect())
            }
            _ => Type::Dynamic,
        }
    }
}

fn attribute(flags: u32, ty: Type) -> Attribute {
    let has = |bit: u32| flags & (1 << bit) != 0;
    Attribute {
        ty,
        required: has(0),
        optional: has(1),
        computed: has(2),
        sensitive: has(3),
        write_only: has(4),
        deprecated: has(5),
    }
}

fn nested_block(item: &mut Item) -> NestedBlock {
    let nesting = match item.number() {
        0 => Nesting::Single,
        1 => Nesting::Group,
        2 => Nesting::List,
        3 => Nesting::Set,
        _ => Nesting::Map,
    };
    let (min_items, max_items) = (item.number(), item.number());
    NestedBlock {
        nesting,
        min_items,
        max_items: (max_items != 0).then_some(max_items),
        content: item.number(),
    }
}

/// What is left of an item to read.
struct Item(&'static [u8]);

impl Item {
    /// An unsigned LEB128.
    fn number(&mut self) -> u32 {
        let mut number = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }
}
