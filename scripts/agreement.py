#!/usr/bin/env python3
"""Compares the verdicts of formwork and of `terraform validate` on random modules.

usage: scripts/agreement.py [--line 5|6] [--seed N] [--types N] [--mutants N] [--record]

Makes modules from the schema of the AWS provider: for each of so many types one that should be
valid, and of each that Terraform takes so many with one mistake (scripts/agreement_modules.py).
All of them are modules of one root, so that the provider starts a few times and not thousands.
Terraform stops early where a module does not even load, so those that it refused are taken out and
the rest is asked again, until it has nothing to refuse.

Line 6 of the provider is a stub that has its schema (scripts/provider_stub.py): what that shows is
agreement with Terraform for the schema, not that the schema is right, nor anything about values.

Fails if formwork refuses what Terraform takes, or takes what Terraform refuses for another reason
than a value, which only the provider knows.
`--record` writes docs/agreement.md, or docs/agreement-6.md.

Needs Python 3.11, Terraform and, for line 5, the AWS provider, of which TF_PLUGIN_DIR may name a mirror;
for line 6 pip. Works below target/agreement.
"""

import argparse
import collections
import datetime
import json
import pathlib
import platform
import random
import re
import shutil
import subprocess
import sys
import time

import agreement_modules
import provider_lines
import provider_schema

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target/agreement"
CHECK = ROOT / "target/debug/examples/check"
TIMEOUT_SECONDS = 900
ARGUMENTS = ' s = "s"\n n = 1\n b = true\n ls = []\n ms = {}\n o = { s = "s" }\n any = null\n'


def main():
    options = parse_arguments()
    cargo = ["cargo", "build", "--quiet", "--locked", "-p", "formwork", "--example", "check"]
    subprocess.run(cargo, cwd=ROOT, check=True)
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    with provider_lines.Line(options.line) as line:
        result = compare(options, line)
    sys.exit(1 if result.false_alarms or result.missed else 0)


def compare(options, line):
    started = time.monotonic()
    generator = agreement_modules.Generator(random.Random(options.seed))
    bases = make_bases(generator, line.schema(), options.types)
    base_verdicts = judge(line, "bases", {name: base.text() for name, base in bases.items()})
    taken = {name: bases[name] for name, verdict in base_verdicts.items() if not verdict.terraform}
    mutants = make_mutants(generator, taken, options.mutants)
    texts = {name: module.text() for name, (_, module) in mutants.items()}
    verdicts = judge(line, "mutants", texts)
    result = Result(bases, base_verdicts, mutants, verdicts)
    text = result.text(options, line, time.monotonic() - started)
    print(text)
    if options.record and line.is_stub:
        DOCUMENT_OF_LINE_6.write_text(LINE_6 + text + "```\n")
    elif options.record:
        record(HEAD + text + "```\n" + result.value_checks_text())
    return result


def record(text):
    """Writes the document anew, but for what other scripts wrote into it."""
    _, mark, others = DOCUMENT.read_text().partition(MARK)
    DOCUMENT.write_text(text + ("\n" + mark + others if mark else ""))


DOCUMENT = ROOT / "docs/agreement.md"
DOCUMENT_OF_LINE_6 = ROOT / "docs/agreement-6.md"
MARK = "## Modules and texts that nobody made for this\n"


def write_section(document, title, text):
    """Writes one part of the document that another script makes."""
    before, mark, others = document.read_text().partition(MARK)
    parts = re.split(r"^### (.+)\n", others, flags=re.M)
    sections = dict(zip(parts[1::2], parts[2::2]))
    sections[title[0].upper() + title[1:]] = f"\n{text}"
    body = "\n".join(f"### {name}\n\n{section.strip()}\n" for name, section in sorted(sections.items()))
    document.write_text(f"{before.rstrip()}\n\n{MARK}\n{body}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--line", choices=list(provider_schema.VERSIONS), default="5")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--types", type=int, default=500)
    parser.add_argument("--mutants", type=int, default=3)
    parser.add_argument("--record", action="store_true")
    return parser.parse_args()


def make_bases(generator, provider, count):
    sections = [("resource", "resource_schemas"), ("data", "data_source_schemas")]
    kinds = [(mode, kind) for mode, section in sections for kind in sorted(provider[section])]
    chosen = generator.random.sample(kinds, min(count, len(kinds)))
    bases = {}
    for number, (mode, kind) in enumerate(chosen):
        schema = provider[dict(sections)[mode]][kind]["block"]
        bases[f"b{number:05}"] = generator.module(mode, kind, schema)
    return bases


def make_mutants(generator, bases, each):
    """Mutants by name, with the kind of what was done to them."""
    mutants = {}
    kinds = agreement_modules.INVALID + agreement_modules.VALID + agreement_modules.LATE
    for name, base in bases.items():
        # Kinds that most modules can't have come first where they can.
        order = generator.random.sample(kinds, len(kinds))
        order.sort(key=lambda kind: kind not in agreement_modules.RARE)
        made = 0
        for kind in order:
            module = getattr(generator, kind)(base.copy())
            if module is None:
                continue
            mutants[f"m{name[1:]}_{made}"] = (kind, module)
            made += 1
            if made == each:
                break
    return mutants


class Verdict:
    def __init__(self):
        # What each says against the module; nothing if it takes it.
        self.terraform = []
        self.formwork = []
        # What formwork says that a plan would refuse.
        self.plan = []


def judge(line, title, texts):
    """The verdicts of both on modules by name."""
    directory = WORK / title
    directory.mkdir()
    for name, text in texts.items():
        (directory / name / "m").mkdir(parents=True)
        (directory / name / "m" / "main.tf").write_text("")
        (directory / name / "main.tf").write_text(text)
    verdicts = {name: Verdict() for name in texts}
    ask_formwork(line, directory, verdicts)
    ask_terraform(line, directory, verdicts)
    return verdicts


def ask_formwork(line, directory, verdicts):
    names = sorted(verdicts)
    # No longer command line than any system takes.
    for start in range(0, len(names), 500):
        command = [CHECK, "--provider", line.number, *names[start : start + 500]]
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
        for printed in done.stdout.splitlines():
            name, _, finding = printed.partition(": ")
            if finding == "ok" or name not in verdicts:
                continue
            # A stub has the schema alone, and cannot refuse anything beside it.
            if line.is_stub and BESIDE_SCHEMA.search(finding):
                continue
            if ", in a plan)" in finding:
                verdicts[name].plan.append(finding)
            elif not NOTE.search(finding):
                verdicts[name].formwork.append(finding)
        if done.stderr:
            sys.exit(done.stderr)


# What formwork knows of formwork/schema/rules.txt.
BESIDE_SCHEMA = re.compile(
    r"do not go together \(invalid-block|: only one of .* may be there \(invalid-block"
    r"|` is needed \(missing-argument|` needs `\w+` beside it \(missing-argument"
)

# What formwork tells of modules that Terraform takes.
NOTE = re.compile(r"\((unchecked-provider|deprecated)\)|, in a plan\)")


def ask_terraform(line, directory, verdicts):
    left = set(verdicts)
    first = True
    while True:
        calls = "".join(
            f'module "{name}" {{\n source = "./{name}"\n{ARGUMENTS}}}\n' for name in sorted(left)
        )
        (directory / "main.tf").write_text(settings(line) + calls)
        if first:
            install(line, directory, verdicts)
            first = False
        refused = set()
        for diagnostic in validate(line, directory):
            for name in places(diagnostic, left):
                said = f"{diagnostic['summary']}: {diagnostic.get('detail', '')}"
                verdicts[name].terraform.append(said)
                refused.add(name)
        if not refused:
            return
        left -= refused
        print(f"{directory.name}: {len(left)} of {len(verdicts)} not refused yet", file=sys.stderr)


def settings(line):
    return f"""terraform {{
  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = "{line.version}"
    }}
  }}
}}

"""


def install(line, directory, verdicts):
    """Lets Terraform find the provider, and tells it where the modules are: it would not install
    modules that don't load."""
    alone = directory / "alone"
    alone.mkdir()
    (alone / "main.tf").write_text(settings(line))
    line.init(alone)
    for made in (".terraform", ".terraform.lock.hcl"):
        if (alone / made).exists():
            shutil.move(alone / made, directory / made)
    shutil.rmtree(alone)
    modules = [{"Key": "", "Source": "", "Dir": "."}]
    for name in sorted(verdicts):
        modules.append({"Key": name, "Source": f"./{name}", "Dir": name})
        modules.append({"Key": f"{name}.m", "Source": "./m", "Dir": f"{name}/m"})
    (directory / ".terraform/modules").mkdir(parents=True, exist_ok=True)
    (directory / ".terraform/modules/modules.json").write_text(json.dumps({"Modules": modules}))


def validate(line, directory):
    """The errors of one run."""
    answer = json.loads(line.run(directory, "validate", "-json", timeout=TIMEOUT_SECONDS).stdout)
    return [each for each in answer["diagnostics"] if each["severity"] == "error"]


def places(diagnostic, left):
    """The modules that a diagnostic is about."""
    file = diagnostic.get("range", {}).get("filename", "")
    name = file.split("/")[0]
    if name in left:
        return {name}
    text = diagnostic["summary"] + diagnostic.get("detail", "") + diagnostic.get("address", "")
    snippet = diagnostic.get("snippet") or {}
    text += f"{snippet.get('context')} {snippet.get('code')}"
    found = {name for name in re.findall(r"\b[bm]\d{5}(?:_\d+)?\b", text) if name in left}
    if not found:
        sys.exit(f"no module is named by {json.dumps(diagnostic)}")
    return found


class Result:
    def __init__(self, bases, base_verdicts, mutants, verdicts):
        self.bases, self.mutants = bases, mutants
        kinds = {name: "none" for name in bases} | {name: kind for name, (kind, _) in mutants.items()}
        modules = bases | {name: module for name, (_, module) in mutants.items()}
        self.types = len({module.address for module in modules.values()})
        self.table = collections.defaultdict(collections.Counter)
        self.false_alarms, self.missed, self.value_checks = [], [], []
        for name, verdict in (base_verdicts | verdicts).items():
            kind = kinds[name]
            says_so = verdict.formwork or (kind in agreement_modules.LATE and verdict.plan)
            ours, theirs = bool(says_so), bool(verdict.terraform)
            outcome = {
                (False, False): "both take", (True, True): "both refuse",
                (True, False): "only formwork refuses", (False, True): "only Terraform refuses",
            }[ours, theirs]  # fmt: skip
            self.table[kind][outcome] += 1
            entry = (kind, name, modules[name].address, verdict)
            if ours and not theirs and kind not in agreement_modules.LATE:
                self.false_alarms.append(entry)
            elif theirs and not ours:
                (self.value_checks if is_value_check(verdict) else self.missed).append(entry)

    def text(self, options, line, seconds):
        columns = ["both take", "both refuse", "only Terraform refuses", "only formwork refuses"]
        versions = subprocess.run(["terraform", "version"], capture_output=True, text=True,
                                  env=provider_schema.ENVIRONMENT).stdout.splitlines()[0]  # fmt: skip
        lines = [
            f"scripts/agreement.py --line {line.number} --seed {options.seed} --types {options.types} --mutants {options.mutants}",
            f"{datetime.date.today()}, {versions}, {line.title}, "
            f"{platform.machine()}, {seconds:.0f} s",
            f"{len(self.bases) + len(self.mutants)} modules of {self.types} types", "",
            f"{'what was done':26}" + "".join(f"{column:>24}" for column in columns),
        ]  # fmt: skip
        for kind in ["none", *agreement_modules.VALID, *agreement_modules.INVALID, *agreement_modules.LATE]:
            counts = self.table[kind]
            lines.append(f"{kind.replace('_', ' '):26}" + "".join(f"{counts[each]:24}" for each in columns))
        lines += ["", f"false alarms: {len(self.false_alarms)}"]
        lines += [self.entry(each, each[3].formwork) for each in self.false_alarms]
        lines += [f"missed: {len(self.missed)}"]
        lines += [self.entry(each, each[3].terraform) for each in self.missed]
        lines += [f"value checks of the provider: {len(self.value_checks)}", ""]
        return "\n".join(lines)

    def value_checks_text(self):
        lines = ["\n## What only the provider knows\n", "| Type | Terraform says |", "|---|---|"]
        for _, _, address, verdict in self.value_checks:
            said = re.sub(r"([|<])", r"\\\1", " ".join(verdict.terraform[0].split())[:160])
            lines.append(f"| `{address.removesuffix('.tried')}` | {said} |")
        return "\n".join(lines) + "\n"

    @staticmethod
    def entry(entry, said):
        kind, name, address, _ = entry
        lines = [f"  {name} {kind} {address}: {' '.join(each.split())[:240]}" for each in said]
        return "\n".join(lines)


# What the provider says of values and of combinations of arguments, of blocks that it requires
# without saying so in its schema, and of itself.
VALUE_CHECKS = re.compile(
    r"^(expected |invalid value|Invalid combination|Invalid Attribute (Value|Combination)|Conflicting "
    r"|Missing required argument: \"[^\"]*\": (one|all) of|Missing Attribute Configuration"
    r"|Missing Configuration for Required Attribute|Invalid Path Expression for Schema"
    r"|Invalid Block: Block \S+ must have a configuration value"
    r"|(Value Conversion|Configuration Read) Error: .* always an error in the provider)",
    re.DOTALL,
)


def is_value_check(verdict):
    return all(VALUE_CHECKS.match(said) for said in verdict.terraform)


HEAD = """<!-- Written by scripts/agreement.py --record. -->

# Agreement with `terraform validate`

formwork checks whatever goes into `hcl-out/` against the provider's schema and the rules of the
language, without Terraform. Here both were asked about random modules, and the verdicts compared.
A module is made from the schema of one type; "none" are those without a mistake, and the others are
made from those that Terraform took, by one change each. The rows from "late mistake" on are mistakes
of which `plan` tells and `validate` may not, since it does not know all values: formwork tells
what it can, as of a plan. [agreement-6.md](agreement-6.md) has the same for line 6 of the provider.

```text
"""

LINE_6 = """<!-- Written by scripts/agreement.py --line 6 --record. -->

# Agreement with `terraform validate` for line 6 of the AWS provider

What [agreement.md](agreement.md) does with line 5, done with line 6. No provider of that line was at hand, so
a stub stands in for it: `scripts/provider_stub.py` has the schema that formwork has and the two rules of HashiCorp's plugin libraries about null and computed
arguments, and Terraform 1.11 does the rest. So this shows that formwork and Terraform say the same for that
schema. It does not show that the schema is the provider's ([provider-versions.md](provider-versions.md) says how
good it is), nor what the provider says of values: of line 5 it refused 162 of 7,999 modules for these. Nothing
was planned or applied with line 6. What the provider refuses beside its schema (formwork/schema/rules.txt) is left
out: the stub cannot know it.

```text
"""

if __name__ == "__main__":
    main()
