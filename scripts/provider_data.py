"""The form of formwork/schema/aws.schema, which formwork/schema/README.md describes: written and read."""

import struct
import sys

MAGIC = b"FWSCHEM2"
SECTIONS = ("resource_schemas", "data_source_schemas", "ephemeral_resource_schemas", "provider")
FLAGS = ["required", "optional", "computed", "sensitive", "write_only", "deprecated"]
NESTINGS = ["single", "group", "list", "set", "map"]
PRIMITIVES = ["string", "number", "bool", "dynamic"]
COLLECTIONS = ["list", "set", "map"]
OBJECT, TUPLE = 7, 8
# What a key of the schema says that the file has no place for; prose.
KNOWN_KEYS = {
    "attribute": {"type", "description", "description_kind", *FLAGS},
    "block": {"attributes", "block_types", "description", "description_kind", "deprecated"},
    "nested": {"nesting_mode", "min_items", "max_items", "block"},
}


class Table:
    """Distinct values in the order in which they first came, each with its number."""

    def __init__(self):
        self.numbers = {}

    def number(self, value):
        return self.numbers.setdefault(value, len(self.numbers))


class Writer:
    """The tables of aws.schema. Equal types and blocks, with all below them, are written once."""

    def __init__(self):
        self.strings = {}
        self.types = Table()
        self.blocks = Table()

    def file(self, lines):
        """The whole file, of each version of the provider with its schema."""
        blocks = {version: blocks_of(provider) for version, provider in lines.items()}
        words = sorted(words_in(blocks))
        self.strings = {word: number for number, word in enumerate(words)}
        index = [
            (self.strings[version], [self.section(section) for section in sections])
            for version, sections in blocks.items()
        ]
        words = [word.encode() for word in words]
        return encoded([words, list(self.types.numbers), list(self.blocks.numbers)], index)

    def section(self, section):
        return [(self.strings[name], self.block(block)) for name, block in sorted(section.items())]

    def block(self, block):
        """The number of a block, after all blocks below it."""
        refuse_unknown(block, "block")
        attributes = sorted(block.get("attributes", {}).items())
        nested = sorted(block.get("block_types", {}).items())
        made = [varint(bool(block.get("deprecated"))), varint(len(attributes))]
        for name, attribute in attributes:
            refuse_unknown(attribute, "attribute")
            flags = sum(1 << bit for bit, flag in enumerate(FLAGS) if attribute.get(flag))
            made += map(varint, (self.strings[name], flags, self.type(attribute["type"])))
        made.append(varint(len(nested)))
        for name, below in nested:
            refuse_unknown(below, "nested")
            limits = below.get("min_items", 0), below.get("max_items", 0)
            nesting = NESTINGS.index(below["nesting_mode"])
            number = self.block(below["block"])
            made += map(varint, (self.strings[name], nesting, *limits, number))
        return self.blocks.number(b"".join(made))

    def type(self, type_):
        """The number of a type, after all types in it."""
        if isinstance(type_, str):
            return self.types.number(varint(PRIMITIVES.index(type_)))
        kind, inner = type_[0], type_[1]
        if kind in COLLECTIONS:
            tag = len(PRIMITIVES) + COLLECTIONS.index(kind)
            return self.types.number(varint(tag) + varint(self.type(inner)))
        if kind == "object":
            parts = [varint(OBJECT), varint(len(inner))]
            for name, attribute in sorted(inner.items()):
                parts += map(varint, (self.strings[name], self.type(attribute)))
            return self.types.number(b"".join(parts))
        assert kind == "tuple", kind
        items = [self.type(item) for item in inner]
        return self.types.number(b"".join(map(varint, (TUPLE, len(items), *items))))


def refuse_unknown(part, kind):
    unknown = part.keys() - KNOWN_KEYS[kind]
    if unknown:
        sys.exit(f"the schema says `{unknown.pop()}` of a {kind}, which aws.schema has no place for")


def blocks_of(provider):
    """The blocks of each section by name."""
    sections = [
        {name: schema["block"] for name, schema in provider[section].items()}
        for section in SECTIONS[:3]
    ]
    return [*sections, {"aws": provider["provider"]["block"]}]


def words_in(lines):
    words = set(lines)

    def of_type(type_):
        if isinstance(type_, list):
            inner = type_[1]
            if type_[0] == "object":
                words.update(inner)
            for item in inner.values() if isinstance(inner, dict) else (
                inner if type_[0] == "tuple" else [inner]
            ):
                of_type(item)

    def of_block(block):
        for name, attribute in block.get("attributes", {}).items():
            words.add(name)
            of_type(attribute["type"])
        for name, below in block.get("block_types", {}).items():
            words.add(name)
            of_block(below["block"])

    for section in (section for sections in lines.values() for section in sections):
        words.update(section)
        for block in section.values():
            of_block(block)
    return words


def encoded(tables, lines):
    """The header with all sizes, the index, the offsets of each table, and then the tables."""
    sizes = [*map(len, tables), len(lines)]
    for version, sections in lines:
        sizes += [version, *map(len, sections)]
    fixed = struct.pack(f"<{len(sizes)}I", *sizes)
    entries = b"".join(
        struct.pack("<II", *entry) for _, sections in lines for section in sections for entry in section
    )
    offsets, blobs = [], []
    for table in tables:
        at = [0]
        for item in table:
            at.append(at[-1] + len(item))
        offsets.append(struct.pack(f"<{len(at)}I", *at))
        blobs.append(b"".join(table))
    return b"".join([MAGIC, fixed, entries, *offsets, *blobs])


def varint(number):
    """LEB128: seven bits a byte, the lowest first; the eighth says that more follow."""
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


def read(data):
    """The schema of each version, in the form of `terraform providers schema -json`."""
    return Reader(data).lines()


class Reader:
    def __init__(self, data):
        assert data[:8] == MAGIC, "aws.schema has another form"
        self.data, self.at = data, 8
        sizes = self.numbers(4)
        heads = [self.numbers(1 + len(SECTIONS)) for _ in range(sizes[3])]
        self.index = [
            (version, [[self.numbers(2) for _ in range(count)] for count in counts])
            for version, *counts in heads
        ]
        offsets = [self.numbers(count + 1) for count in sizes[:3]]
        strings, types, blocks = (self.items(each) for each in offsets)
        self.strings = [string.decode() for string in strings]
        self.types, self.blocks = [], []
        for item in types:
            self.types.append(self.type(numbers_in(item)))
        for item in blocks:
            self.blocks.append(self.block(numbers_in(item)))

    def numbers(self, count):
        start, self.at = self.at, self.at + 4 * count
        return struct.unpack(f"<{count}I", self.data[start : self.at])

    def items(self, offsets):
        start, self.at = self.at, self.at + offsets[-1]
        pairs = zip(offsets, offsets[1:])
        return [self.data[start + low : start + high] for low, high in pairs]

    def lines(self):
        lines = {}
        for version, sections in self.index:
            schema = {
                name: {self.strings[entry]: {"block": self.blocks[number]} for entry, number in section}
                for name, section in zip(SECTIONS, sections)
            }
            lines[self.strings[version]] = schema | {"provider": schema["provider"]["aws"]}
        return lines

    def type(self, numbers):
        tag = next(numbers)
        if tag < len(PRIMITIVES):
            return PRIMITIVES[tag]
        if tag < OBJECT:
            return [COLLECTIONS[tag - len(PRIMITIVES)], self.types[next(numbers)]]
        count = next(numbers)
        if tag == OBJECT:
            members = ((self.strings[next(numbers)], self.types[next(numbers)]) for _ in range(count))
            return ["object", dict(members)]
        return ["tuple", [self.types[next(numbers)] for _ in range(count)]]

    def block(self, numbers):
        block = {"deprecated": True} if next(numbers) else {}
        attributes, nested = {}, {}
        for _ in range(next(numbers)):
            name, flags, type_ = next(numbers), next(numbers), next(numbers)
            said = {flag: True for bit, flag in enumerate(FLAGS) if flags >> bit & 1}
            attributes[self.strings[name]] = said | {"type": self.types[type_]}
        for _ in range(next(numbers)):
            name, nesting, least, most, number = (next(numbers) for _ in range(5))
            nested[self.strings[name]] = {
                "nesting_mode": NESTINGS[nesting], "min_items": least, "max_items": most,
                "block": self.blocks[number],
            }  # fmt: skip
        return block | {"attributes": attributes, "block_types": nested}


def numbers_in(item):
    """The unsigned LEB128 numbers of an item."""
    number = shift = 0
    for byte in item:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
