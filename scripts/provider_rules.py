#!/usr/bin/env python3
"""Writes formwork/schema/rules.txt: what the AWS provider refuses beside its schema.

usage: scripts/provider_rules.py [TYPE...]

The schema does not say which words an argument takes, which numbers are whole, and which arguments go
together. The provider knows, and `terraform validate` asks it, without an account. So each type of resource
and data source is written many times: with nothing but what it needs, with all that it takes, with each argument and block
alone, and with words and numbers that are hardly right. What the provider answers becomes a rule where there is no
doubt; formwork/schema/README.md says which those are. With TYPE, the rules of these types are printed.

Needs Python 3.11, Terraform and the AWS provider, of which TF_PLUGIN_DIR may name a mirror; takes about ten
minutes.
"""

import collections
import json
import pathlib
import re
import sys
import tempfile

import provider_schema
from provider_schema import is_settable, places

FILE = provider_schema.DIRECTORY / "rules.txt"
PROBE = "formwork-probe"
# Words that another validator beside the choices might take: of none of them may a rule tell.
OTHERS = [
    "arn:aws:iam::123456789012:role/probe", "1", "true", "10.0.0.0/16", "2026-01-01T00:00:00Z", "*",
    "a@b.example", "https://a.example/", "{}",
]  # fmt: skip
# Terraform is slow at the largest types: nested sets are compared with each other.
MOST_BLOCKS = 40
MOST_SETS = 2
# Longer lists are of types of machines and the like, which grow each month.
MOST_WORDS = 64
BATCH = 1500


def main():
    schema = provider_schema.committed(provider_schema.VERSION)
    blocks = {name: each["block"] for name, each in schema["resource_schemas"].items()}
    for name, each in schema["data_source_schemas"].items():
        blocks[f"data.{name}"] = each["block"]
    blocks = {name: block for name, block in blocks.items() if is_askable(block)}
    if sys.argv[1:]:
        blocks = {name: blocks[name] for name in sys.argv[1:]}
    with tempfile.TemporaryDirectory() as directory:
        rules = Survey(Provider(directory, blocks)).rules()
    text = written(rules)
    if sys.argv[1:]:
        print(text, end="")
    else:
        FILE.write_text(text)
        print(f"{FILE.name}: {len(text)} bytes, {sum(map(len, rules.values()))} rules, {len(rules)} types")


def is_askable(block):
    def count(block):
        return 1 + sum(count(each["block"]) for each in block["block_types"].values())

    def sets(block):
        below = ((each["nesting_mode"] == "set") + sets(each["block"]) for each in block["block_types"].values())
        return max(below, default=0)

    return count(block) <= MOST_BLOCKS and sets(block) <= MOST_SETS


class Probe(collections.namedtuple("Probe", "of_type wanted values")):
    """A resource of a type: with what it needs, the wanted paths, and values other than usual ones."""

    def has(self, path):
        return any(path == each[: len(path)] for each in self.wanted)


class Provider:
    """Writes probes, and has them validated."""

    def __init__(self, directory, blocks):
        self.directory, self.blocks = pathlib.Path(directory), blocks
        provider_schema.init(directory)

    def answers(self, probes):
        """Of each probe the complaints: the path, and the text."""
        for start in range(0, len(probes), BATCH):
            batch = probes[start : start + BATCH]
            print(f"{start + len(batch)} of {len(probes)}", file=sys.stderr)
            yield from zip(batch, self.validated(batch))

    def validated(self, probes):
        for file in self.directory.glob("probe_*.tf"):
            file.unlink()
        # A file each: Terraform reads the whole file for every diagnostic.
        lines = [self.lines(probe) for probe in probes]
        for number, each in enumerate(lines):
            mode, _, of_type = f"resource.{probes[number].of_type}".rpartition(".")
            mode = "data" if mode == "resource.data" else "resource"
            text = f'{mode} "{of_type}" "probe_{number}" {{\n'
            text += "".join(f"{line}\n" for line, _ in each) + "}\n"
            (self.directory / f"probe_{number}.tf").write_text(text)
        done = provider_schema.run(self.directory, "validate", "-json")
        complaints = [[] for _ in probes]
        for diagnostic in json.loads(done.stdout)["diagnostics"]:
            if diagnostic["severity"] != "error" or "range" not in diagnostic:
                continue
            file, line = diagnostic["range"]["filename"], diagnostic["range"]["start"]["line"]
            number = int(file.removeprefix("probe_").removesuffix(".tf"))
            path = lines[number][line - 2][1] if line > 1 else ()
            text = f'{diagnostic["summary"]}\n{diagnostic.get("detail", "")}'
            complaints[number].append((path, text))
        return complaints

    def lines(self, probe):
        """The lines of the body, each with the path that it is about."""
        lines = []

        def write(block, path):
            for name, attribute in block["attributes"].items():
                own = (*path, name)
                if is_settable(attribute) and (attribute.get("required") or probe.has(own)):
                    word, number = probe.values.get(own, (PROBE, 1))
                    lines.append((f"{name} = {value(attribute['type'], word, number)}", own))
            for name, nested in block["block_types"].items():
                own = (*path, name)
                if not nested.get("min_items") and not probe.has(own):
                    continue
                for _ in range(max(1, nested.get("min_items", 0))):
                    label = '"probe" ' if nested["nesting_mode"] == "map" else ""
                    lines.append((f"{name} {label}{{", own))
                    write(nested["block"], own)
                    lines.append(("}", own))

        write(self.blocks[probe.of_type], ())
        return lines


def value(type_, word, number):
    if isinstance(type_, str):
        return {"number": str(number), "bool": "true"}.get(type_, json.dumps(word))
    kind, inner = type_
    if kind in ("list", "set"):
        return f"[{value(inner, word, number)}]"
    if kind == "map":
        return f"{{ probe = {value(inner, word, number)} }}"
    if kind == "object":
        members = (f"{name} = {value(each, word, number)}" for name, each in inner.items())
        return f"{{ {', '.join(members)} }}"
    return f"[{', '.join(value(each, word, number) for each in inner)}]"


class Survey:
    """Asks a provider, and keeps what is beyond doubt."""

    def __init__(self, provider):
        self.provider = provider
        self.places = {name: dict(places(block)) for name, block in provider.blocks.items()}
        self.found = collections.defaultdict(set)

    def rules(self):
        """Of each type its rules: a path, a word, and words."""
        complaints = self.complaints()
        self.groups(complaints)
        self.conflicts(complaints)
        self.choices(complaints)
        self.whole_numbers()
        return self.found

    def each_place(self):
        for of_type, paths in self.places.items():
            for path, schema in paths.items():
                yield of_type, path, schema

    def complaints(self):
        """Of each type and path what is said of it, of whatever probe."""
        probes = [Probe(of_type, {()}, {}) for of_type in self.places]
        probes += [Probe(of_type, set(paths), {}) for of_type, paths in self.places.items()]
        probes += [Probe(of_type, {path}, {}) for of_type, path, _ in self.each_place()]
        said = collections.defaultdict(set)
        for probe, answers in self.provider.answers(probes):
            for path, text in answers:
                said[probe.of_type, path].add(text)
        return said

    def groups(self, complaints):
        """Arguments of which one, or at least one, must be there; and those that need others."""
        for (of_type, path), texts in complaints.items():
            for text in texts:
                for word, names in groups_in(text):
                    # Names may be those of another block, below which the provider stands.
                    if names[0][:-1] in (path, path[:-1]):
                        self.keep_group(of_type, word, names)

    def keep_group(self, of_type, word, names):
        """Keeps a rule of arguments of one block, of which there is one at most."""
        parents = {name[:-1] for name in names}
        if len(parents) != 1 or len(names) < (1 if word == "some" else 2):
            return
        parent = parents.pop()
        if not all(name in self.places[of_type] for name in names):
            return
        above = (self.places[of_type][parent[: end + 1]] for end in range(len(parent)))
        if all(block.get("max_items") == 1 or block["nesting_mode"] == "single" for block in above):
            self.found[of_type].add((".".join(parent), word, tuple(name[-1] for name in names)))

    def conflicts(self, complaints):
        """The provider tells of one conflict at a time, so it is asked again without that one."""
        without = {}
        for (of_type, path), texts in complaints.items():
            for text in texts:
                if other := conflict_in(text):
                    without.setdefault((of_type, path), set()).add(other)
        known = {}
        while without:
            known |= {key: known.get(key, set()) | others for key, others in without.items()}
            probes = [self.beside(*key, known[key]) for key in without]
            asked, without = list(without), {}
            for key, (_, answers) in zip(asked, self.provider.answers(probes)):
                others = {conflict_in(text) for path, text in answers if path == key[1]}
                if more := others - {None} - known[key]:
                    without[key] = more
        for (of_type, path), others in known.items():
            self.keep_group(of_type, "not", (path, *sorted(others)))

    def beside(self, of_type, path, without):
        """An argument with all others of its block but some."""
        siblings = {each for each in self.places[of_type] if each[:-1] == path[:-1]}
        return Probe(of_type, siblings - without | {path}, {})

    def choices(self, complaints):
        """Arguments that take some words only: where the provider says nothing else of any word."""
        choices = {}
        for (of_type, path), texts in complaints.items():
            lists = {words_in(text) for text in texts if not is_of_a_group(text)}
            schema = self.places[of_type].get(path, {})
            words = lists.pop() if len(lists) == 1 else None
            if words and len(words) <= MOST_WORDS and is_of_words(schema.get("type")):
                choices[of_type, path] = words
        for word in OTHERS:
            refused = self.refused(choices, dict.fromkeys(choices, word))
            choices = {key: words for key, words in choices.items() if key in refused or word in words}
        for end in (0, -1):
            refused = self.refused(choices, {key: words[end] for key, words in choices.items()})
            choices = {key: words for key, words in choices.items() if key not in refused}
        empty = choices.keys() - self.refused(choices, dict.fromkeys(choices, ""))
        swapped = {key: words[-1].swapcase() for key, words in choices.items()}
        exact = self.refused(choices, swapped)
        for (of_type, path), words in choices.items():
            if (of_type, path) in empty and "" not in words:
                words = (*words, "")
            is_exact = (of_type, path) in exact or swapped[of_type, path] in words
            self.found[of_type].add((".".join(path), "in" if is_exact else "in-any-case", words))

    def refused(self, choices, words):
        """Those of the choices that are refused with a word each."""
        probes = [
            Probe(of_type, {path}, {path: (words[of_type, path], 1)}) for of_type, path in choices
        ]
        refused = set()
        for (of_type, path), (_, answers) in zip(choices, self.provider.answers(probes)):
            if any(where == path and words_in(text) for where, text in answers):
                refused.add((of_type, path))
        return refused

    def whole_numbers(self):
        numbers = [
            (of_type, path) for of_type, path, schema in self.each_place() if schema.get("type") == "number"
        ]
        probes = [Probe(of_type, {path}, {path: (PROBE, 1.5)}) for of_type, path in numbers]
        for probe, answers in self.provider.answers(probes):
            (path,) = probe.wanted
            if any(where == path and IS_FRACTION.search(text) for where, text in answers):
                self.found[probe.of_type].add((".".join(path), "whole", ()))


IS_FRACTION = re.compile(r"whole number|must be an integer|\(1\.5\)|not an integer|64-bit", re.IGNORECASE)
# `"a": one of `a,b` must be specified`, and its kin.
GROUPS = [
    ("one", re.compile(r"combination of arguments\n\"[^\"]*\": (?:one|only one) of `([^`]*)`")),
    ("some", re.compile(r"required argument\n\"[^\"]*\": one of `([^`]*)` must")),
    ("with", re.compile(r"required argument\n\"([^\"]*)\": all of `([^`]*)` must")),
    ("some", re.compile(r"Block (\S+) must have a configuration value")),
    ("one", re.compile(r"Exactly one of these attributes must be configured: \[([^\]]*)\]")),
    ("some", re.compile(r"At least one of these attributes must be configured: \[([^\]]*)\]")),
]  # fmt: skip
CONFLICT = re.compile(r"Conflicting configuration arguments\n\"[^\"]*\": conflicts with (\S+)")
CHOICES = [
    re.compile(r"expected \S+ to be one of \[(.*)\], got "),
    re.compile(r"value must be one of: \[(.*)\], got: "),
]
ENUM = re.compile(r"does not match any valid values\.\n.*Valid Values: \[(.*?) ?\]", re.DOTALL)
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def path_in(name):
    """`a.0.b` or `a[0].b` as a path: what is said of the first block holds for each."""
    parts = re.sub(r"\[[^\]]*\]", "", name).split(".")
    return tuple(part for part in parts if not part.isdigit())


def groups_in(text):
    for word, pattern in GROUPS:
        if match := pattern.search(text):
            names = [path_in(name) for group in match.groups() for name in group.split(",")]
            first = names[:1] if word == "with" else []
            yield word, (*first, *sorted(set(names) - set(first)))


def conflict_in(text):
    match = CONFLICT.search(text)
    return path_in(match[1]) if match else None


def is_of_a_group(text):
    return bool(conflict_in(text) or list(groups_in(text)) or "Combination" in text)


def words_in(text):
    """The words of an answer that lists all that are taken."""
    for pattern in CHOICES:
        if match := pattern.search(text):
            return tuple(QUOTED.findall(match[1]))
    match = ENUM.search(text)
    return tuple(match[1].split(" ")) if match else None


def is_of_words(type_):
    return type_ in ("string", ["list", "string"], ["set", "string"])


def written(rules):
    """Types with the same rules stand in one line."""
    types = collections.defaultdict(list)
    for of_type, own in sorted(rules.items()):
        lines = ["\t".join(("", path, word, *words)) for path, word, words in sorted(own)]
        types["".join(f"{line}\n" for line in lines)].append(of_type)
    return "".join(f"{' '.join(names)}\n{lines}" for lines, names in types.items())


if __name__ == "__main__":
    main()
