#!/usr/bin/env python3
"""Writes cargo-formwork/data/replacements.txt: which arguments the AWS provider changes only by a new resource.

usage: scripts/provider_replacements.py [--check] [TYPE...]

The types are those that Terraform below formwork/ and examples/ has: what the templates make, and what tests have beside.

The provider's schema does not say so, and its plans do. So the provider is started as Terraform starts it, and is asked
what it plans: a resource is there, an argument of it changes, and the answer names what forces a new one. That needs
no account, and nothing is read or made. Each argument and block is asked alone, from one value to another and back, to
nothing and from nothing, with no more than the type needs and beside all that its block takes; of a choice of words,
which formwork/schema/rules.txt knows, every word to the next. What lies deeper than three steps, and below the
arguments of a type of more than 300, is asked all at once. Types of more than 10,000 are left out.

What the answers do not agree on is uncertain, and so is what there was no answer to. So is what
scripts/provider_replacements.toml lists: the provider decides by values that this script does not guess.
With TYPE, the lines of these types are printed. With `--check` nothing is written: the script fails if the
file is not what it would write.

Needs Terraform, and the AWS provider, of which TF_PLUGIN_DIR may name a mirror; takes about ten minutes.
"""

import collections
import contextlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor

import provider_lines
import provider_schema
from provider_schema import is_settable, places

FILE = provider_schema.ROOT / "cargo-formwork/data/replacements.txt"
BY_HAND = tomllib.loads((provider_schema.ROOT / "scripts/provider_replacements.toml").read_text())
RULES = provider_schema.DIRECTORY / "rules.txt"
DEEPEST = 3
MOST_PATHS = 300
MOST_ASKED = 10_000
TIMEOUT_SECONDS = 20
LARGEST_MESSAGE = 256 << 20
# What the plugin of a provider is told, to see that Terraform starts it.
COOKIE = {
    "TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
    "PLUGIN_PROTOCOL_VERSIONS": "5",
}
# Its log takes longer than its plans.
LOG = {f"TF_LOG{of}": "OFF" for of in ("", "_SDK", "_SDK_PROTO", "_SDK_HELPER_SCHEMA", "_SDK_FRAMEWORK", "_PROVIDER")}
# Nothing here is sent anywhere.
CONFIGURATION = {
    "region": "us-east-1", "access_key": "none", "secret_key": "none", "skip_credentials_validation": True,
    "skip_requesting_account_id": True, "skip_metadata_api_check": "true", "skip_region_validation": True,
}  # fmt: skip
# A text where no choice of words is known: the first pair that the provider can plan with says how it goes.
TEXTS = [
    ("formwork-a", "formwork-b"),
    ("arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"),
    ('{"a":"1"}', '{"a":"2"}'),
    ('[{"name":"a","image":"a"}]', '[{"name":"a","image":"b"}]'),
    ("10.0.0.0/16", "10.1.0.0/16"),
    ("2031-01-01T00:00:00Z", "2032-01-01T00:00:00Z"),
    ("1", "2"),
    ("true", "false"),
    ("1h", "2h"),
]
# Versions go up and down.
VERSIONS = [("15.4", "16.2"), ("1.1", "1.2")]
Unknown = collections.namedtuple("Unknown", "")
# Of a type: what is said of each path, and the defaults of arguments.
Said = collections.namedtuple("Said", "paths defaults")
# How the file is to be read.
FORM = [
    "# A type, then the paths that force a new resource, with all below them; `?`: perhaps; `=`: where the value changes;",
    "# `+`: where it is set or taken away; `*`: where several blocks become more or fewer. Behind `:` is the default.",
]
# What is said of a path.
IN_PLACE, FORCES, UNSURE = "", "!", "?"
EVERYWHERE = "everywhere"
# What a text is that AWS says.
COMPUTED = ["computed", "", None]
MOST_WORDS = 6


def main():
    arguments = [each for each in sys.argv[1:] if each != "--check"]
    schema = provider_schema.committed(provider_schema.VERSION)["resource_schemas"]
    wanted = arguments or used()
    blocks = {name: each["block"] for name, each in schema.items() if name in wanted}
    blocks = {name: block for name, block in blocks.items() if len(list(places(block))) <= MOST_ASKED}
    with tempfile.TemporaryDirectory() as directory, Provider(program(directory)) as provider:
        survey = Survey(provider, words())
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            answers = pool.map(survey.of_type, blocks, blocks.values())
            said = {name: each for name, each in told(zip(blocks, answers), len(blocks))}
    text = written(said)
    if "--check" in sys.argv[1:]:
        sys.exit(FILE.read_text() != text and f"{FILE.name} is not what {sys.argv[0]} writes")
    if arguments:
        print(text, end="")
    else:
        FILE.write_text(text)
        print(f"{FILE.name}: {len(text)} bytes, {len(said)} types")


def used():
    """The types of resources below formwork/ and of the examples."""
    roots = [provider_schema.ROOT / each for each in ("formwork", "examples", "hcl-out")]
    files = [each for root in roots for end in ("tf", "hbs") for each in root.rglob(f"*.{end}")]
    return {name for file in files for name in re.findall(r'^ *resource "(\w+)"', file.read_text(), re.MULTILINE)}


def told(answers, count):
    for number, each in enumerate(answers, 1):
        print(f"{number} of {count}: {each[0]}", file=sys.stderr)
        yield each


def program(directory):
    """The provider's program, as `terraform init` finds it."""
    provider_schema.init(directory)
    place = f".terraform/providers/{provider_schema.PROVIDER}/{provider_schema.VERSION}"
    return next(pathlib.Path(directory, place).glob("*/terraform-provider-aws*"))


def words():
    """The words that an argument takes, by its type and path, as formwork/schema/rules.txt has them."""
    choices, types = {}, []
    for line in RULES.read_text().splitlines():
        if not line.startswith("\t"):
            types = line.split(" ")
            continue
        path, rule, *rest = line[1:].split("\t")
        if rule in ("in", "in-any-case"):
            choices |= {(each, tuple(path.split("."))): rest for each in types}
    return choices


class Provider:
    """The provider's program, which answers what it would plan."""

    def __init__(self, program):
        self.program = program
        self.lock = threading.Lock()
        self.start()

    def start(self):
        environment = {key: each for key, each in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
        self.process = subprocess.Popen(
            [self.program], env=environment | COOKIE | LOG, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        address = self.process.stdout.readline().split("|")[3]
        options = [("grpc.max_receive_message_length", LARGEST_MESSAGE)]
        self.channel = grpc.insecure_channel(f"unix:{address}", options=options)
        block = provider_schema.committed(provider_schema.VERSION)["provider"]["block"]
        configuration = encoded({**nothing_of(block), **CONFIGURATION})
        self.call("Configure", wire.message(2, configuration))

    def restart_if_dead(self):
        """A plan that panics takes the whole program with it."""
        with self.lock:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.5)
                self.channel.close()
                self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()
        self.process.kill()
        self.process.wait()

    def call(self, method, request):
        ask = self.channel.unary_unary(f"/tfplugin5.Provider/{method}")
        return list(wire.fields(ask(request, timeout=TIMEOUT_SECONDS)))

    def plan(self, of_type, prior, proposed, configured):
        """The planned value and the paths that force a new resource. None if it cannot plan that."""
        states = [wire.message(2 + at, encoded(each)) for at, each in enumerate((prior, proposed, configured))]
        try:
            answer = self.call("PlanResourceChange", wire.field(1, of_type) + b"".join(states))
        except (grpc.RpcError, ValueError):
            self.restart_if_dead()
            return None
        failures = [each for number, each in answer if number == 4 and dict(wire.fields(each)).get(1) == 1]
        if failures:
            return None
        planned = next(each for number, each in answer if number == 1)
        forcing = {path_of(each) for number, each in answer if number == 2} - {("id",)}
        return decoded(planned), forcing


def path_of(message):
    """The names of arguments and blocks that a path goes through."""
    steps = [dict(wire.fields(step)) for _, step in wire.fields(message)]
    return tuple(step[1].decode() for step in steps if 1 in step)


def encoded(value):
    return wire.message(1, msgpack.packb(value))


def decoded(message):
    value = dict(wire.fields(message))[1]
    return msgpack.unpackb(value, strict_map_key=False, ext_hook=lambda *_: Unknown())


def nothing_of(block):
    """A block in which nothing is set."""
    made = dict.fromkeys(block["attributes"])
    for name, nested in block["block_types"].items():
        made[name] = [] if nested["nesting_mode"] in ("list", "set") else {} if nested["nesting_mode"] == "map" else None
    return made


def is_block(place):
    return "block" in place


class Sample:
    """Values for the arguments of a type: those of one side, and those of the other."""

    def __init__(self, of_type, choices, texts):
        self.of_type, self.choices, self.texts = of_type, choices, texts
        needed = BY_HAND["needed"].get(of_type, {})
        self.needed = {tuple(path.split(".")): value for path, value in needed.items()}

    def of(self, path, type_, side):
        match type_:
            case "string":
                known = self.choices.get((self.of_type, path))
                return known[side % len(known)] if known else self.texts[side]
            case "number":
                return 1 + side
            case "bool":
                # What is off makes all beside it mean nothing.
                return not side
            case ["list" | "set", inner]:
                return [self.of(path, inner, side)]
            case ["map", inner]:
                return {"a": self.of(path, inner, side)}
            case ["object", inner]:
                return {name: self.of((*path, name), each, side) for name, each in inner.items()}
        return None

    def transitions(self, path, attribute):
        """What an argument goes from and to."""
        type_ = attribute["type"]
        known = self.choices.get((self.of_type, path)) if type_ == "string" else None
        if known and len(known) > 1:
            pairs = list(zip(known, [*known[1:], known[0]]))
        elif type_ == "string" and "version" in path[-1]:
            pairs = [(self.texts[0], self.texts[1]), *VERSIONS]
        elif isinstance(type_, list) and type_[0] in ("list", "set"):
            one, other = self.of(path, type_, 0), self.of(path, type_, 1)
            pairs = [(one, other), (one, one + other)]
        else:
            pairs = [(self.of(path, type_, 0), self.of(path, type_, 1))]
        pairs += [(new, old) for old, new in pairs]
        first = pairs[0][0]
        if attribute.get("required"):
            return pairs
        # Where the argument is computed, taking it away changes nothing.
        away = [] if attribute.get("computed") else [(first, None)]
        return [*pairs, (None, first), *away]


class Writer:
    """Writes a resource: what its type needs, some paths with their values, and perhaps all beside them."""

    def __init__(self, sample, wanted, beside=(), side=0):
        self.sample, self.wanted, self.beside, self.side = sample, wanted, beside, side

    def block(self, block, path=()):
        made = nothing_of(block)
        needed = self.sample.needed
        for name, attribute in block["attributes"].items():
            own = (*path, name)
            if own in self.wanted:
                made[name] = self.wanted[own]
            elif own in needed:
                made[name] = needed[own]
            elif attribute.get("required") or (is_settable(attribute) and self.has_all(path)):
                made[name] = self.sample.of(own, attribute["type"], self.side)
        for name, nested in block["block_types"].items():
            own = (*path, name)
            count = self.wanted.get(own, max(nested.get("min_items", 0), self.goes_through(own)))
            if name != "timeouts" and count:
                each = [self.member(at).block(nested["block"], own) for at in range(count)]
                made[name] = shaped(nested["nesting_mode"], each)
        return made

    def member(self, at):
        """Who writes one of several blocks, of which no two are alike."""
        return Writer(self.sample, self.wanted, self.beside, 1 - self.side) if at == 1 else self

    def has_all(self, path):
        return self.beside == EVERYWHERE or path in self.beside

    def goes_through(self, path):
        if self.beside == EVERYWHERE:
            return 1
        beyond = [*self.wanted, *self.sample.needed]
        return int(any(path == each[: len(path)] for each in beyond if len(each) > len(path)))


def shaped(mode, members):
    if mode in ("list", "set"):
        return members
    return {"a": members[0]} if mode == "map" else members[0]


def kept(block, prior, configured):
    """What Terraform proposes: what is configured, and of what the provider computes what was there before."""
    made = dict(configured)
    for name, attribute in block["attributes"].items():
        if made[name] is None and attribute.get("computed"):
            made[name] = prior.get(name)
    for name, nested in block["block_types"].items():
        before = prior.get(name)
        if isinstance(made[name], list) and isinstance(before, list):
            pairs = itertools.zip_longest(made[name], before[: len(made[name])], fillvalue={})
            made[name] = [kept(nested["block"], old, new) for new, old in pairs]
        elif isinstance(made[name], dict) and isinstance(before, dict) and nested["nesting_mode"] != "map":
            made[name] = kept(nested["block"], before, made[name])
    return made


def known(value, type_, text):
    """A value with something in each place that is not known before it is made."""
    if isinstance(value, Unknown):
        match type_:
            case "string" | "dynamic":
                return text
            case "number":
                return 0
            case "bool":
                return False
            case ["map", _]:
                return {}
            case ["object", inner]:
                return {name: known(Unknown(), each, text) for name, each in inner.items()}
        return []
    match type_:
        case ["list" | "set", inner] if isinstance(value, list):
            return [known(each, inner, text) for each in value]
        case ["map", inner] if isinstance(value, dict):
            return {name: known(each, inner, text) for name, each in value.items()}
        case ["object", inner] if isinstance(value, dict):
            return {name: known(each, inner[name], text) for name, each in value.items()}
    return value


def known_block(block, value, text):
    if not isinstance(value, dict):
        return value
    made = {name: known(value.get(name), each["type"], text) for name, each in block["attributes"].items()}
    for name, nested in block["block_types"].items():
        below = value.get(name)
        if isinstance(below, list) and not isinstance(below, Unknown):
            made[name] = [known_block(nested["block"], each, text) for each in below]
        elif isinstance(below, dict):
            is_map = nested["nesting_mode"] == "map"
            each_of = {key: known_block(nested["block"], each, text) for key, each in below.items()} if is_map else None
            made[name] = each_of if is_map else known_block(nested["block"], below, text)
        else:
            made[name] = nothing_of(block)[name]
    return made


class Survey:
    def __init__(self, provider, choices):
        self.provider, self.choices = provider, choices
        self.standings = {}

    def of_type(self, of_type, block):
        """What is said of each path of a type."""
        self.standings[of_type] = {}
        asked = dict(places(block))
        is_large = len(asked) > MOST_PATHS
        said, below = {}, []
        for path, place in asked.items():
            if len(path) > (1 if is_large else DEEPEST):
                below.append(path)
            else:
                said[path] = self.of_path(of_type, block, path, place)
        said |= self.of_all(of_type, block, below) if below else {}
        # What changes in a set is another member of it.
        sets = [path for path, each in asked.items() if each.get("nesting_mode") == "set" and said[path] == (FORCES, FORCES)]
        said = {path: (FORCES, FORCES) if is_in(path, sets) else each for path, each in said.items()}
        del self.standings[of_type]
        return Said(said, self.defaults(of_type, block))

    def defaults(self, of_type, block):
        """What the provider takes for an argument that is not set."""
        written = Writer(Sample(of_type, self.choices, TEXTS[0]), {}).block(block)
        made = self.provider.plan(of_type, None, written, written)
        planned = made[0] if made else {}
        return {
            (name,): planned[name]
            for name, attribute in block["attributes"].items()
            if is_settable(attribute) and written[name] is None and isinstance(planned.get(name), str | int | bool)
        }

    def of_path(self, of_type, block, path, place):
        """What a change of a path does: (of its value, of its coming and going)."""
        root, inside = {()}, {path[:-1]}
        for texts in TEXTS:
            # Of all arguments of a type some never go together.
            said = self.answers(of_type, block, path, place, texts, [{}, inside] if len(path) > 1 else [{}])
            if said:
                return said
        for more in [{}, *self.choices_of(of_type, block)]:
            said = self.answers(of_type, block, path, place, TEXTS[0], [root | inside], more)
            if said:
                return said
        return UNSURE, UNSURE

    def choices_of(self, of_type, block):
        """Each word of each argument of the type itself that is a choice."""
        for name in block["attributes"]:
            for word in self.choices.get((of_type, (name,)), [])[:MOST_WORDS]:
                yield {(name,): word}

    def answers(self, of_type, block, path, place, texts, besides, more={}):
        sample = Sample(of_type, self.choices, texts)
        found, asked = {False: set(), True: set()}, []
        for beside in besides:
            for old, new in transitions(sample, path, place):
                # Where the provider has no answer twice, it has none at all.
                if len(asked) > 1 and not any(found.values()):
                    break
                asked.append((old, new))
                before, after = (Writer(sample, {**more, path: each}, beside) for each in (old, new))
                forcing = self.forcing(of_type, block, before, after)
                if forcing is not None:
                    found[comes_or_goes(old, new)].add(FORCES if forcing else IN_PLACE)
        if not any(found.values()):
            return None
        value, presence = (agreed(found[key]) for key in (False, True))
        # Where only one of them was answered, the other is as it.
        value, presence = (presence if value is None else value), (value if presence is None else presence)
        # Where nothing is set, AWS may have chosen just that.
        is_chosen = place.get("computed") and presence == FORCES
        return value, UNSURE if is_chosen else presence

    def of_all(self, of_type, block, paths):
        """What changes where everything is there and changes. Which of a set forces is not told."""
        for texts in TEXTS:
            sample = Sample(of_type, self.choices, texts)
            forcing = self.forcing(of_type, block, *(Writer(sample, {}, EVERYWHERE, side) for side in (0, 1)))
            if forcing is not None:
                return {path: (self.among(forcing, path),) * 2 for path in paths}
        return dict.fromkeys(paths, (UNSURE, UNSURE))

    def among(self, forcing, path):
        if path in forcing:
            return FORCES
        return UNSURE if any(path[:end] in forcing for end in range(1, len(path))) else IN_PLACE

    def forcing(self, of_type, block, before, after):
        """The paths that force a new resource. None if the provider plans no change, or cannot."""
        prior, still = self.standing(of_type, block, before.block(block))
        new = after.block(block)
        changed = still and self.provider.plan(of_type, prior, kept(block, prior, new), new)
        if not changed or changed[0] == still[0]:
            return None
        return changed[1]

    def standing(self, of_type, block, written):
        """A resource that is there, and what the provider plans for it where nothing changes."""
        key = msgpack.packb(written)
        if key not in self.standings[of_type]:
            self.standings[of_type][key] = self.settled(of_type, block, written)
        return self.standings[of_type][key]

    def settled(self, of_type, block, written):
        made = self.provider.plan(of_type, None, written, written)
        for text in COMPUTED:
            state = made
            for _ in range(2):
                prior = known_block(block, state[0] if state else written, text)
                state = self.provider.plan(of_type, prior, kept(block, prior, written), written)
                # Who plans another one for what is not changed says nothing about a change.
                if state and not state[1]:
                    return prior, state
        return None, None


def is_in(path, blocks):
    return any(path[: len(each)] == each for each in blocks)


def comes_or_goes(old, new):
    """Whether an argument is set or taken away, or a block comes or goes."""
    counts = all(type(each) is int for each in (old, new)) and 0 in (old, new)
    return old is None or new is None or counts


def agreed(answers):
    return None if not answers else UNSURE if len(answers) > 1 else next(iter(answers))


def transitions(sample, path, place):
    if not is_block(place):
        return sample.transitions(path, place)
    fewest = place.get("min_items", 0)
    more = [] if place.get("max_items") == 1 else [(1, 2), (2, 1)]
    return more if fewest else [(0, 1), (1, 0), *more]


def written(said):
    """A line for each type: the paths that force a new resource, `?` before those that may."""
    by_hand = {"forces": FORCES, "in_place": IN_PLACE, "uncertain": UNSURE}
    lines = [f"# Written by scripts/provider_replacements.py from the AWS provider {provider_schema.VERSION}.", *FORM]
    for of_type, (paths, defaults) in sorted(said.items()):
        for section, each in by_hand.items():
            for written_path in BY_HAND[section].get(of_type, []):
                paths = paths | told_by_hand(paths, written_path, each)
        lines.append(" ".join([of_type, *shortened(paths, defaults)]))
    return "\n".join(lines) + "\n"


def told_by_hand(paths, written_path, said):
    """What is known of a path and all below it; with `=` behind it of values alone."""
    wanted = tuple(written_path.removesuffix("=").split("."))
    below = {path: each for path, each in paths.items() if path[: len(wanted)] == wanted}
    is_value = written_path.endswith("=")
    return {path: (said, presence if is_value else said) for path, (_, presence) in below.items()}


def shortened(paths, defaults):
    """`path` stands for all below it, where all is alike; `path=` is its value, `path+` its coming and going.

    `path*` is the number of its blocks, where there are several.
    Behind a colon is what the provider takes where nothing is set.
    """
    covered = set()
    for path, (value, presence) in sorted(paths.items(), key=lambda item: (len(item[0]), item[0])):
        if any(path[:end] in covered for end in range(1, len(path))):
            continue
        below = {each for other, each in paths.items() if other[: len(path)] == path}
        if below == {(value, value)}:
            if value != IN_PLACE:
                covered.add(path)
                yield sign(value) + ".".join(path) + default_of(path, defaults)
            continue
        number = "*" if any(len(other) > len(path) and other[: len(path)] == path for other in paths) else "="
        for end, each in (number, value), ("+", presence):
            if each != IN_PLACE:
                yield sign(each) + ".".join(path) + end + default_of(path, defaults)


def default_of(path, defaults):
    text = json.dumps(defaults[path]) if path in defaults else ""
    return f":{text}" if text and " " not in text else ""


def sign(said):
    return "?" if said == UNSURE else ""


if __name__ == "__main__":
    python = str(provider_lines.stub_python())
    if sys.prefix != str(provider_lines.ENVIRONMENT):
        os.execv(python, [python, *sys.argv])
    import grpc
    import msgpack

    import provider_stub as wire

    with contextlib.suppress(BrokenPipeError):
        main()
