"""Random Terraform modules from the schema of a provider, valid ones and ones with one mistake.

A value is mostly an unknown one (`var.s`), of which the provider can't say that it is a wrong one:
what remains to be judged is what the schema and the language know.
"""

import copy
import pathlib

# Every module has these to refer to.
FRAME = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "s" { type = string }
variable "n" { type = number }
variable "b" { type = bool }
variable "ls" { type = list(string) }
variable "ms" { type = map(string) }
variable "o" { type = object({ s = string, n = optional(number) }) }
variable "any" { type = any }

locals {
  s    = var.s
  pair = { first = var.s, second = [var.n] }
}

data "aws_region" "here" {}

resource "aws_sqs_queue" "one" {}

resource "aws_sqs_queue" "many" {
  count = 2
}

resource "aws_sqs_queue" "each" {
  for_each = toset(["a", "b"])
}

resource "aws_ecs_service" "service" {
  name = var.s

  network_configuration {
    subnets = var.ls
  }
}
"""

STRINGS = [
    "var.s", "var.s", "var.s", "var.s", "local.s", "local.pair.first", "var.o.s",
    "aws_sqs_queue.one.arn", "aws_sqs_queue.many[0].url", 'aws_sqs_queue.each["a"].name',
    "aws_sqs_queue.many[var.n].arn", "data.aws_region.here.name", "one(aws_sqs_queue.many[*].arn)",
    'aws_ecs_service.service.network_configuration[0].subnets == null ? var.s : "a"',
    '"${var.s}-x"', '"%{ if var.b }${var.s}%{ endif }"', 'join("-", [var.s, "a"])',
    "try(var.any.missing, var.s)", 'lookup(var.ms, "k", var.s)', 'format("%s-%d", var.s, var.n)',
    'coalesce(var.s, "a")', "jsonencode({ a = var.s })", "var.ms.key", 'var.ms["key"]',
    "var.ls[0]", "element(var.ls, 1)", "var.n", "core::upper(var.s)",
    'provider::aws::arn_parse(var.s).account_id', "replace(var.s, \"/a/\", \"b\")", "var.any",
    '[for q in aws_sqs_queue.each : q.arn][0]', 'values(aws_sqs_queue.each)[0].arn',
    'var.any[0].b["c"]', "path.module == var.s ? var.s : var.s", "null == var.s ? var.s : null",
]  # fmt: skip
NUMBERS = [
    "var.n", "var.n", "var.n", "length(var.ls)", "tonumber(var.s)", "var.n + 1", "-var.n", "var.s",
    "max(var.n, 1)", "var.b ? var.n : var.n", "local.pair.second[0]", "var.any", "min(var.ls...)",
]  # fmt: skip
BOOLS = [
    "var.b", "var.b", "!var.b", "var.n > 3", 'var.s == "a"', "var.s", "can(var.any.x)",
    "var.b && var.n >= 1", "contains(var.ls, var.s)", "alltrue([var.b])", "var.any",
]  # fmt: skip


def read_rules(text):
    """Of each type the rules: a path, a word, and words; formwork/schema/README.md has the form."""
    rules, types = {}, []
    for line in text.splitlines():
        if line.startswith("\t"):
            _, path, rule, *words = line.split("\t")
            for of_type in types:
                rules.setdefault(of_type, []).append((path, rule, words))
        else:
            types = line.split(" ")
    return rules


RULES = read_rules(
    (pathlib.Path(__file__).resolve().parent.parent / "formwork/schema/rules.txt").read_text()
)


class Block:
    """A block with its labels, and what stands in it: pairs of a name and an expression, blocks."""

    def __init__(self, name, labels=(), schema=None):
        self.name = name
        self.labels = list(labels)
        self.schema = schema
        self.items = []

    def text(self, depth=0):
        indent = "  " * depth
        head = " ".join([self.name, *(f'"{label}"' for label in self.labels)])
        lines = [f"{indent}{head} {{"]
        for item in self.items:
            if isinstance(item, Block):
                lines.append(item.text(depth + 1))
            else:
                lines.append(f"{indent}  {item[0]} = {item[1]}")
        return "\n".join([*lines, f"{indent}}}"])

    def names(self):
        return {item.name if isinstance(item, Block) else item[0] for item in self.items}

    def without(self, name):
        self.items = [
            item
            for item in self.items
            if (item.name if isinstance(item, Block) else item[0]) != name
        ]

    def nested(self):
        """This block and all below it that the schema describes."""
        yield self
        for item in self.items:
            if isinstance(item, Block) and item.schema is not None:
                yield from item.nested()

    def judged(self):
        """Those of them that `validate` is sure to look at: not beside a `dynamic` of their name."""
        yield self
        dynamic = {i.labels[0] for i in self.items if isinstance(i, Block) and i.name == "dynamic"}
        for item in self.items:
            if isinstance(item, Block) and item.schema is not None and item.name not in dynamic:
                yield from item.judged()


class Module:
    """The block that is tried, and what is written beside it."""

    def __init__(self, block):
        self.block = block
        self.beside = ""

    def text(self):
        return f"{FRAME}\n{self.block.text()}\n{self.beside}\n"

    def copy(self):
        return copy.deepcopy(self, {id(b.schema): b.schema for b in self.block.nested()})

    @property
    def address(self):
        mode = "data." if self.block.name == "data" else ""
        return mode + ".".join(self.block.labels)


def is_object_list(type_):
    return isinstance(type_, list) and type_[0] in ("list", "set") and type_[1][0] == "object"


class Generator:
    def __init__(self, random):
        self.random = random

    def module(self, mode, kind, schema):
        """A module with a block of a type: what it needs, and some of what it may have."""
        block = Block(mode, [kind, "tried"], schema)
        self.fill(block, schema, 0)
        if self.random.random() < 0.15:
            block.items.insert(0, ("count", self.random.choice(["2", "var.n", "var.b ? 1 : 0"])))
        elif self.random.random() < 0.15:
            over = self.random.choice(["var.ms", "toset(var.ls)", '{ a = "b" }', 'toset(["x"])'])
            block.items.insert(0, ("for_each", over))
        if self.random.random() < 0.15:
            block.items.append(("depends_on", "[aws_sqs_queue.one, data.aws_region.here]"))
        if mode == "resource" and self.random.random() < 0.2:
            lifecycle = Block("lifecycle")
            names = [name for name, each in schema.get("attributes", {}).items() if settable(each)]
            if names:
                lifecycle.items.append(("ignore_changes", f"[{self.random.choice(names)}]"))
            lifecycle.items.append(("create_before_destroy", "true"))
            block.items.append(lifecycle)
        return Module(block)

    def fill(self, block, schema, depth):
        names = block.items
        for name, attribute in sorted(schema.get("attributes", {}).items()):
            wanted = attribute.get("required") or (
                settable(attribute) and self.random.random() < 0.12 and not attribute.get("deprecated")
            )
            if wanted:
                names.append((name, self.value(attribute["type"])))
        for name, nested in sorted(schema.get("block_types", {}).items()):
            least, most = nested.get("min_items", 0), nested.get("max_items", 0)
            count = least
            if not least and depth < 3 and self.random.random() < 0.12:
                count = 1
            if count and not most and self.random.random() < 0.2:
                count += 1
            for _ in range(count):
                block.items.append(self.nested(name, nested, depth))

    def nested(self, name, nested, depth):
        inner = Block(name, [], nested["block"])
        self.fill(inner, nested["block"], depth + 1)
        if nested["nesting_mode"] == "single" or self.random.random() > 0.1:
            return inner
        dynamic = Block("dynamic", [name])
        dynamic.items.append(("for_each", "var.ls"))
        inner.name = "content"
        dynamic.items.append(inner)
        return dynamic

    def value(self, type_, depth=0):
        choose = self.random.choice
        if isinstance(type_, str):
            return choose(
                {"string": STRINGS, "number": NUMBERS, "bool": BOOLS, "dynamic": ["var.any"]}[type_]
            )
        kind, inner = type_
        if kind == "object":
            members = [f"{name} = {self.value(each, depth + 1)}" for name, each in inner.items()]
            return "{ " + ", ".join(members) + " }"
        if depth > 3:
            return "var.any"
        item = lambda: self.value(inner, depth + 1)
        if kind == "map":
            forms = ["{ a = %s }" % item(), "var.any", '{ "b/c" = %s, (var.s) = %s }' % (item(), item())]
            if inner == "string":
                forms += ["var.ms", "{ for k, v in var.ms : k => v }", "merge(var.ms, { a = var.s })"]
            return choose(forms)
        forms = [f"[{item()}]", f"[{item()}, {item()}]", "var.any"]
        if not (isinstance(inner, list) and inner[0] == "object"):
            forms += [f"toset([{item()}])", f"[for x in var.ls : {item()}]"]
        if inner == "string":
            forms += ["var.ls", "aws_sqs_queue.many[*].arn", "keys(var.ms)", "sort(var.ls)"]
            forms += ["concat(var.ls, [var.s])", "[for k, q in aws_sqs_queue.each : q.arn if k != var.s]"]
            forms += ["aws_ecs_service.service.network_configuration[0].subnets", 'split(",", var.s)']
        return choose(forms)

    # Mistakes. Each takes a copy of a module, and gives nothing where it can't be made.

    def unknown_argument(self, module):
        return self.add_unknown(module, list(module.block.judged()))

    def unknown_beside_dynamic(self, module):
        """`validate` skips blocks after a dynamic one of the same name over an unknown list, which
        may be empty. `plan`, which knows the list, refuses it."""
        judged = list(module.block.judged())
        return self.add_unknown(module, [b for b in module.block.nested() if b not in judged])

    def add_unknown(self, module, blocks):
        if not blocks:
            return None
        block = self.random.choice(blocks)
        known = [item[0] for item in block.items if isinstance(item, tuple)]
        name = self.random.choice(known) + "x" if known else "nosuch"
        taken = {*block.schema.get("attributes", {}), *block.schema.get("block_types", {})}
        if name in taken:
            return None
        block.items.append((name, '"x"'))
        return module

    def unknown_block(self, module):
        block = self.random.choice(list(module.block.judged()))
        block.items.append(Block("nosuch_block"))
        return module

    def missing_argument(self, module):
        return self.without_one(
            module,
            lambda block: [
                name
                for name, attribute in block.schema.get("attributes", {}).items()
                if attribute.get("required")
            ],
        )

    def null_argument(self, module):
        return self.set_to_null(module, [module.block])

    def null_argument_in_block(self, module):
        """Where something beside it is unknown, the provider does not look before `plan`."""
        return self.set_to_null(module, list(module.block.judged())[1:])

    def set_to_null(self, module, blocks):
        found = [
            (block, index)
            for block in blocks
            for index, item in enumerate(block.items)
            if isinstance(item, tuple)
            and block.schema.get("attributes", {}).get(item[0], {}).get("required")
        ]
        if not found:
            return None
        block, index = self.random.choice(found)
        block.items[index] = (block.items[index][0], self.random.choice(["null", '"${null}"']))
        return module

    def missing_block(self, module):
        return self.without_one(
            module,
            lambda block: [
                name
                for name, nested in block.schema.get("block_types", {}).items()
                if nested.get("min_items")
            ],
        )

    def without_one(self, module, names):
        found = [
            (block, name)
            for block in module.block.judged()
            for name in names(block)
            if name in block.names()
        ]
        if not found:
            return None
        block, name = self.random.choice(found)
        block.without(name)
        return module

    def wrong_word(self, module):
        """A word that the provider does not take, as formwork knows of it."""
        words = [path for path, rule, _ in self.rules_of(module) if rule in ("in", "in-any-case")]
        return self.set_to(module, words, 1)

    def excluded_argument(self, module):
        """Two arguments of which the provider takes one alone."""
        pairs = [names[:2] for path, rule, names in self.rules_of(module) if rule == "not" and not path]
        if not pairs:
            return None
        return self.set_to(module, self.random.choice(pairs), 2)

    def rules_of(self, module):
        mode = "data." if module.block.name == "data" else ""
        return RULES.get(mode + module.block.labels[0], [])

    def set_to(self, module, names, count):
        """Gives some arguments of the resource a word."""
        attributes = module.block.schema.get("attributes", {})
        names = [name for name in names if attributes.get(name, {}).get("type") == "string"]
        if len(names) < count:
            return None
        for name in self.random.sample(names, count):
            module.block.without(name)
            module.block.items.append((name, '"no-such-word"'))
        return module

    def wrong_type(self, module):
        return self.change_value(module, wrong_values)

    def other_type_that_converts(self, module):
        return self.change_value(module, converting_values)

    def change_value(self, module, values):
        found = []
        for block in module.block.judged():
            for name, attribute in block.schema.get("attributes", {}).items():
                choices = values(attribute["type"]) if settable(attribute) else []
                # One that is there is preferred: another may be at odds with what is there.
                weight = 5 if name in block.names() else 1
                found += [(block, name, choices)] * weight if choices else []
        if not found:
            return None
        block, name, choices = self.random.choice(found)
        block.without(name)
        block.items.append((name, self.random.choice(choices)))
        return module

    def too_many_blocks(self, module):
        found = [
            (block, name, nested)
            for block in module.block.judged()
            for name, nested in block.schema.get("block_types", {}).items()
            if 0 < nested.get("max_items", 0) <= 5 or nested["nesting_mode"] == "single"
        ]
        if not found:
            return None
        block, name, nested = self.random.choice(found)
        block.without(name)
        for _ in range(nested.get("max_items", 1) + 1):
            inner = Block(name, [], nested["block"])
            self.fill(inner, nested["block"], 3)
            block.items.append(inner)
        return module

    def too_few_blocks(self, module):
        found = [
            (block, name, nested)
            for block in module.block.judged()
            for name, nested in block.schema.get("block_types", {}).items()
            if nested.get("min_items", 0) > 1 and name in block.names()
        ]
        if not found:
            return None
        block, name, nested = self.random.choice(found)
        block.without(name)
        inner = Block(name, [], nested["block"])
        self.fill(inner, nested["block"], 3)
        block.items.append(inner)
        return module

    def block_for_argument(self, module):
        found = [
            (block, name)
            for block in module.block.judged()
            for name, attribute in block.schema.get("attributes", {}).items()
            if settable(attribute) and not is_object_list(attribute["type"])
        ]
        if not found:
            return None
        block, name = self.random.choice(found)
        block.without(name)
        inner = Block(name)
        inner.items.append(("a", '"b"'))
        block.items.append(inner)
        return module

    def argument_for_block(self, module):
        found = [
            (block, name)
            for block in module.block.judged()
            for name in block.schema.get("block_types", {})
        ]
        if not found:
            return None
        block, name = self.random.choice(found)
        block.without(name)
        block.items.append((name, self.random.choice(["[]", "{}", "[{}]", "var.any", "null"])))
        return module

    def objects_as_blocks(self, module):
        """Valid: a list or set of objects may be written as blocks."""
        found = [
            (block, name, attribute)
            for block in module.block.judged()
            for name, attribute in block.schema.get("attributes", {}).items()
            if settable(attribute) and is_object_list(attribute["type"])
        ]
        if not found:
            return None
        block, name, attribute = self.random.choice(found)
        block.without(name)
        inner = Block(name)
        members = sorted(attribute["type"][1][1].items())
        for member, type_ in members:
            if not is_object_list(type_) and self.random.random() < 0.7:
                inner.items.append((member, self.value(type_)))
        block.items.append(inner)
        return module

    def objects_that_lack(self, module):
        found = [
            (block, name)
            for block in module.block.judged()
            for name, attribute in block.schema.get("attributes", {}).items()
            if settable(attribute) and is_object_list(attribute["type"])
        ]
        if not found:
            return None
        block, name = self.random.choice(found)
        block.without(name)
        block.items.append((name, "[{}]"))
        return module

    def computed_argument(self, module):
        return self.set_computed(module, [module.block])

    def computed_argument_in_block(self, module):
        """As of null_argument_in_block."""
        return self.set_computed(module, list(module.block.judged())[1:])

    def set_computed(self, module, blocks):
        found = [
            (block, name, attribute)
            for block in blocks
            for name, attribute in block.schema.get("attributes", {}).items()
            if not settable(attribute)
        ]
        if not found:
            return None
        block, name, attribute = self.random.choice(found)
        block.items.append((name, self.value(attribute["type"])))
        return module

    def bad_reference(self, module):
        broken = self.random.choice([
            "aws_sqs_queue.nosuch.arn", "aws_sqs_queue.one.nosuch", "var.nosuch", "local.nosuch",
            "data.aws_region.nosuch.name", "data.aws_region.here.nosuch", "module.nosuch.out",
            "aws_sqs_queue.one[0].arn", "aws_sqs_queue.many.arn", "aws_sqs_queue.each.arn",
            "aws_ecs_service.service.network_configuration.subnets", "aws_vpc.none.id",
            "aws_ecs_service.service.network_configuration[0].nosuch", "aws_sqs_queue.one.arn.x",
            "each.nosuch", "self.id", "path.nosuch", "count.nosuch", "terraform.nosuch", "nosuch",
            'aws_sqs_queue.one["a"].arn', "aws_sqs_queue", "data.aws_region",
            "local.pair.third", "var.o.third", "local.pair.second[3]", "var.s.x", "var.n[0]",
            "[for x in var.ls : y]", '"${aws_sqs_queue.nosuch.arn}-x"', "try(aws_sqs_queue.nosuch, 1)",
            "try(aws_sqs_queue.one.nosuch, var.s)", "aws_sqs_queue.one.tags_all.a.b", "toset(var.ls)[0]",
            "aws_ecs_service.service.nosuch_block[0].x", "local.pair[\"third\"]", "nosuch.nosuch",
        ])  # fmt: skip
        if broken.startswith("each") and "for_each" in module.block.names():
            return None
        return self.into_value(module, broken)

    def reference_to_itself(self, module):
        """`plan` alone looks for it."""
        return self.into_value(module, f"{module.address}.id")

    def out_of_scope(self, module):
        names = module.block.names()
        forms = [f"{each}.{name}" for each, name, argument in
                 [("each", "value", "for_each"), ("each", "key", "for_each"), ("count", "index", "count")]
                 if argument not in names]  # fmt: skip
        return self.into_value(module, self.random.choice(forms))

    def bad_function(self, module):
        return self.into_value(module, self.random.choice([
            "nosuch(var.s)", "upper()", "upper(var.s, var.s)", "length()", "join()", "core::nosuch(1)",
            "provider::aws::nosuch(var.s)", "upper([var.s])", "max()[0]", "cidrsubnet(var.s, 1)",
            "length(5)", "keys(var.ls)", "concat(var.s)", "merge(var.ls)", "Upper(var.s)",
            "lookup(var.s, \"a\", var.s)", "join([], var.ls)", "abs(\"x\")", "arn_parse(var.s)",
            "format(var.ls)", "upper(null)", "tonumber([])", "jsonencode()", "element(var.s, 0)",
            "toset(5)", "provider::aws::arn_build(var.s)", "flatten(5)",
        ]))  # fmt: skip

    def bad_expression(self, module):
        return self.into_value(module, self.random.choice([
            '"a" + 1', "!5", "-var.ls", "var.ls && true", '"${var.ls}"', '"${[]}"', "var.o + 1",
            "[for x in 5 : x]", "[for x in var.s : x]", "var.s + [] == 2", "{ (var.ls) = 1 }.x",
            'var.b ? "a" : []', "[] ? var.s : var.s", "{} > 1", "null + 1",
            "[for x in [1, 2] : x if [x]]", "{ for k, v in { a = 1 } : [] => v }", "var.ls > 1",
        ]))  # fmt: skip

    def into_value(self, module, broken):
        """An expression into some argument, as far as it has one, and else into a local."""
        found = [
            (block, index)
            for block in module.block.judged()
            for index, item in enumerate(block.items)
            if isinstance(item, tuple) and item[0] in block.schema.get("attributes", {})
        ]
        if not found or self.random.random() < 0.15:
            if "self" in broken or module.address in broken:
                return None
            module.beside += f"\nlocals {{\n  broken = {broken}\n}}\n"
            return module
        block, index = self.random.choice(found)
        name = block.items[index][0]
        block.items[index] = (name, broken)
        return module

    def duplicate_address(self, module):
        module.beside += self.random.choice([
            'resource "aws_sqs_queue" "one" {}', 'data "aws_region" "here" {}', 'variable "s" {}',
            "locals {\n  s = 1\n}", 'output "x" {\n  value = 1\n}\noutput "x" {\n  value = 1\n}',
            'provider "aws" {\n  alias = "x"\n}\nprovider "aws" {\n  alias = "x"\n}',
            'module "m" {\n  source = "./m"\n}\nmodule "m" {\n  source = "./m"\n}',
            module.block.text(),
        ])  # fmt: skip
        return module

    def unknown_type(self, module):
        module.beside += self.random.choice([
            'resource "aws_nosuch" "x" {}', 'data "aws_nosuch" "x" {}', 'resource "aws_region" "x" {}',
            'data "aws_sqs_queues_x" "x" {}', 'ephemeral "aws_nosuch" "x" {}', 'nosuch "x" {}',
            'resource "aws_sqs_queue" {}', 'resource "aws_sqs_queue" "a" "b" {}', 'locals "x" {}',
            'resource "aws_sqs_queue" "a b" {}', 'variable "1x" {}', 'output "a.b" {\n  value = 1\n}',
            "nosuch = 1", 'module "m" {}', 'output "x" {}', 'terraform {\n  nosuch = 1\n}',
        ])  # fmt: skip
        return module

    def cycle(self, module):
        module.beside += self.random.choice([
            "locals {\n  c1 = local.c2\n  c2 = local.c1\n}", "locals {\n  c1 = local.c1\n}",
            'resource "aws_sqs_queue" "c1" {\n  name = aws_sqs_queue.c2.name\n}\n'
            'resource "aws_sqs_queue" "c2" {\n  name = "${aws_sqs_queue.c1.name}-x"\n}',
            'resource "aws_sqs_queue" "c1" {\n  name = local.c2\n}\n'
            "locals {\n  c2 = aws_sqs_queue.c1.name\n}",
            'resource "aws_sqs_queue" "c1" {\n  depends_on = [aws_sqs_queue.c2]\n}\n'
            'resource "aws_sqs_queue" "c2" {\n  count = length(aws_sqs_queue.c1.name)\n}',
        ])  # fmt: skip
        return module

    def bad_meta_argument(self, module):
        module.beside += '\nresource "aws_sqs_queue" "meta" {\n%s\n}\n' % self.random.choice([
            "count = 1\nfor_each = {}", "count = []", 'count = "x"', "count = -1", "count = null",
            'for_each = ["a"]', 'for_each = "a"', "for_each = var.ls", "for_each = 5",
            "depends_on = aws_sqs_queue.one", 'depends_on = ["x"]', "depends_on = [aws_sqs_queue.one.arn]",
            "depends_on = [aws_sqs_queue.nosuch]", "depends_on = [var.nosuch]", "depends_on = [1]",
            "provider = aws.nosuch", "provider = 5", 'lifecycle {\nnosuch = 1\n}', "lifecycle = {}",
            "lifecycle {\nprevent_destroy = var.b\n}", 'lifecycle {\nprevent_destroy = "x"\n}',
            "lifecycle {\nignore_changes = [nosuch]\n}", "lifecycle {\nignore_changes = name\n}",
            "lifecycle {\nignore_changes = [name[0].x]\n}", "lifecycle {\n}\nlifecycle {\n}",
            "lifecycle {\nprecondition {\ncondition = true\n}\n}",
            "lifecycle {\nprecondition {\ncondition = self.name == null\nerror_message = \"x\"\n}\n}",
            "lifecycle {\nprecondition {\ncondition = var.nosuch\nerror_message = \"x\"\n}\n}",
            "lifecycle {\nreplace_triggered_by = [var.s]\n}", "count = count.index",
            "for_each = each.value",
            'provisioner "local-exec" {\ncommand = nosuch.x.y\n}',
        ])  # fmt: skip
        return module

    def good_meta_argument(self, module):
        """Valid."""
        module.beside += '\nresource "aws_sqs_queue" "meta" {\n%s\n}\n' % self.random.choice([
            'count = "1"', "count = var.b ? 1 : 0", "for_each = { a = 1 }", 'for_each = toset(["a"])',
            "for_each = var.ms\nname = each.value", "count = 2\nname = count.index",
            "for_each = aws_sqs_queue.each\nname = each.value.name",
            "depends_on = [aws_sqs_queue.many[0]]", "depends_on = [var.s, local.s]", "provider = aws",
            "depends_on = []", "depends_on = [aws_sqs_queue.meta]", "lifecycle {\nignore_changes = all\n}",
            "lifecycle {\nignore_changes = [tags[\"a\"], name]\n}",
            "lifecycle {\nprevent_destroy = true\nprecondition {\ncondition = var.b\nerror_message = \"No.\"\n}\n}",
            "lifecycle {\npostcondition {\ncondition = self.name != \"\"\nerror_message = \"No.\"\n}\n}",
            "lifecycle {\nreplace_triggered_by = [aws_sqs_queue.one.arn, aws_sqs_queue.many[0]]\n}",
            'provisioner "local-exec" {\ncommand = "echo ${self.name}"\nwhen = destroy\n}',
            'provisioner "local-exec" {\ncommand = "echo ${var.s}"\non_failure = continue\n}',
            'connection {\nhost = self.name\n}\nprovisioner "remote-exec" {\ninline = ["x"]\n}',
        ])  # fmt: skip
        return module

    def bad_dynamic(self, module):
        module.beside += '\nresource "aws_ecs_service" "dynamic" {\nname = "x"\n%s\n}\n' % self.random.choice([
            'dynamic "nosuch" {\nfor_each = []\ncontent {}\n}', 'dynamic "name" {\nfor_each = []\ncontent {}\n}',
            'dynamic "load_balancer" {\ncontent {\ncontainer_name = "x"\ncontainer_port = 1\n}\n}',
            'dynamic "load_balancer" {\nfor_each = var.ls\n}', 'dynamic {\nfor_each = []\ncontent {}\n}',
            'dynamic "load_balancer" {\nfor_each = var.ls\ncontent {\ncontainer_name = "x"\n}\n}',
            'dynamic "load_balancer" {\nfor_each = 5\ncontent {\ncontainer_name = "x"\ncontainer_port = 1\n}\n}',
            'dynamic "load_balancer" {\nfor_each = var.ls\nnosuch = 1\ncontent {\ncontainer_name = "x"\ncontainer_port = 1\n}\n}',
            'dynamic "load_balancer" {\nfor_each = ["a"]\ncontent {\ncontainer_name = nosuch.value\ncontainer_port = 1\n}\n}',
            'dynamic "load_balancer" {\nfor_each = ["a"]\niterator = lb\ncontent {\ncontainer_name = load_balancer.value\ncontainer_port = 1\n}\n}',
            'dynamic "network_configuration" {\nfor_each = ["a", "b"]\ncontent {\nsubnets = []\n}\n}',
            'dynamic "load_balancer" {\nfor_each = ["a"]\ncontent {\ncontainer_name = load_balancer.nosuch\ncontainer_port = 1\n}\n}',
        ])  # fmt: skip
        return module

    def good_dynamic(self, module):
        """Valid."""
        module.beside += '\nresource "aws_ecs_service" "dynamic" {\nname = "x"\n%s\n}\n' % self.random.choice([
            'dynamic "load_balancer" {\nfor_each = var.ms\ncontent {\ncontainer_name = load_balancer.value\ncontainer_port = load_balancer.key\n}\n}',
            'dynamic "load_balancer" {\nfor_each = var.ls\niterator = lb\ncontent {\ncontainer_name = lb.value\ncontainer_port = lb.key\n}\n}',
            'dynamic "network_configuration" {\nfor_each = var.b ? [1] : []\ncontent {\nsubnets = var.ls\n}\n}',
            'dynamic "network_configuration" {\nfor_each = ["a"]\ncontent {\nsubnets = [network_configuration.value]\n}\n}',
            'dynamic "load_balancer" {\nfor_each = { a = { port = 80 } }\ncontent {\ncontainer_name = load_balancer.key\ncontainer_port = load_balancer.value.port\n}\n}',
        ])  # fmt: skip
        return module

    def late_mistake(self, module):
        """What `validate` can't see, since a value is unknown to it, and `plan` refuses."""
        return self.into_value(module, self.random.choice([
            "[for x in var.ls : x if [x]]", "{ for k, v in var.ms : [] => v }", "upper(aws_sqs_queue.one)",
            '"${aws_sqs_queue.one}"', "aws_sqs_queue.one.arn + []", "aws_sqs_queue.many[*].nosuch",
            "[for q in aws_sqs_queue.many : q.nosuch]", "aws_sqs_queue.many[var.n].nosuch",
            "aws_sqs_queue.many[0].arn.x[var.n]", "values(aws_sqs_queue.each)[0].nosuch",
            "keys(aws_sqs_queue.one.arn)", "sum(var.s)", "{ a = aws_sqs_queue.one.tags }.b",
        ]))  # fmt: skip

    def instance_of_itself(self, module):
        """What `plan` refuses for the instance that is picked."""
        own = 'resource "aws_sqs_queue" "c1" {\n  count = 2\n  name  = aws_sqs_queue.c1[0].name\n}'
        module.beside += own
        return module

    def bad_variable(self, module):
        module.beside += "\n" + self.random.choice([
            'variable "v" {\ntype = nosuch\n}', 'variable "v" {\ntype = list(nosuch)\n}', 'variable "source" {}',
            'variable "v" {\ntype = number\ndefault = "x"\n}', 'variable "v" {\ntype = "string"\n}',
            'variable "v" {\ntype = list(string)\ndefault = "x"\n}', 'variable "v" {\ndefault = var.s\n}',
            'variable "v" {\ndefault = upper("x")\n}', 'variable "v" {\nnosuch = 1\n}', 'variable "v" {\ntype = set\n}',
            'variable "v" {\ntype = object({ a = string })\ndefault = {}\n}', 'variable "v" {\nsensitive = var.b\n}',
            'variable "v" {\nvalidation {\ncondition = true\nerror_message = "x"\n}\n}',
            'variable "v" {\nvalidation {\ncondition = var.v != ""\n}\n}', 'variable "v" {\ntype = map\ndefault = []\n}',
            'variable "v" {\nvalidation {\ncondition = var.v != nosuch.x\nerror_message = "x"\n}\n}',
            'variable "v" {\ndescription = var.s\n}', 'variable "v" {\nnullable = false\ndefault = null\n}',
            'variable "v" {\ntype = object({ a = optional(string, 1, 2) })\n}', 'variable "v" {\ntype = object(string)\n}',
            'output "v" {\nvalue = nosuch.x.y\n}', 'output "v" {\nvalue = 1\ndepends_on = [aws_sqs_queue.nosuch]\n}',
            'output "v" {\nvalue = 1\nsensitive = "x"\n}', 'output "v" {\nvalue = 1\nnosuch = 1\n}',
            'output "v" {\nvalue = 1\nprecondition {\ncondition = []\nerror_message = "x"\n}\n}',
            'locals {\na {}\n}', 'check "v" {}', 'check "v" {\nassert {\ncondition = true\n}\n}',
            'moved {\nfrom = "a"\nto = aws_sqs_queue.one\n}', 'moved {\nto = aws_sqs_queue.one\n}',
            'moved {\nfrom = aws_vpc.a\nto = aws_vpc.a[*].x\n}',
        ])  # fmt: skip
        return module

    def good_variable(self, module):
        """Valid."""
        module.beside += "\n" + self.random.choice([
            'variable "v" {\ntype = number\ndefault = "5"\n}', 'variable "v" {\ntype = list(string)\ndefault = ["a", 1]\n}',
            'variable "v" {\ntype = object({ a = string, b = optional(number, 2) })\ndefault = { a = 1, c = 2 }\n}',
            'variable "v" {\ntype = map(object({ a = optional(list(string), []) }))\ndefault = { x = {} }\n}',
            'variable "v" {\ntype = tuple([string, number])\ndefault = ["a", "1"]\n}', 'variable "v" {\ntype = map\ndefault = {}\n}',
            'variable "v" {\nsensitive = true\nnullable = false\nephemeral = false\ndefault = 5\n}',
            'variable "v" {\ndefault = "x"\nvalidation {\ncondition = length(var.v) > 0 && var.b\nerror_message = "No ${var.v}."\n}\n}',
            'output "v" {\nvalue = { a = [aws_sqs_queue.many, local.pair, data.aws_region.here] }\ndepends_on = [aws_sqs_queue.one]\n}',
            'output "v" {\nvalue = aws_sqs_queue.one\nsensitive = true\nprecondition {\ncondition = var.b\nerror_message = "No."\n}\n}',
            'moved {\nfrom = aws_sqs_queue.old\nto = aws_sqs_queue.one\n}',
            'removed {\nfrom = aws_sqs_queue.gone\nlifecycle {\n}\n}',
            'moved {\nfrom = aws_sqs_queue.old["a"]\nto = aws_sqs_queue.each["b"]\n}',
            'removed {\nfrom = aws_sqs_queue.gone\nlifecycle {\ndestroy = false\n}\n}',
            'check "v" {\ndata "aws_region" "inner" {}\nassert {\ncondition = data.aws_region.inner.name != ""\nerror_message = "No."\n}\n}',
            'check "v" {\nassert {\ncondition = var.b\nerror_message = "No."\n}\n}',
            'resource "terraform_data" "v" {\ninput = var.any\ntriggers_replace = [aws_sqs_queue.one.arn]\n}',
            'ephemeral "aws_secretsmanager_secret_version" "v" {\nsecret_id = var.s\n}',
            'locals {\na = { for k, v in var.ms : k => upper(v) if v != null }\nb = local.a["x"]\nc = [for x in [1, 2] : x * 2]\n}',
            'locals {\na = toset([])\nb = [for q in values(aws_sqs_queue.each) : q.arn]\nc = aws_sqs_queue.each["a"].tags_all["x"]\n}',
            'locals {\na = try(var.any.x.y, local.pair.nosuch, null)\nb = can(local.pair.nosuch)\nc = path.root\nd = terraform.workspace\n}',
            'locals {\na = var.b ? { x = 1 } : { y = 2 }\nb = var.b ? ["a"] : ["b", "c"]\nc = var.b ? 1 : "x"\nd = { for s in var.ls : s => s... }\n}',
            'locals {\na = resource.aws_sqs_queue.one.arn\nb = aws_sqs_queue.many[*].tags\nc = aws_sqs_queue.many.*.arn[0]\nd = "x"[*]\n}',
            'locals {\na = <<-EOT\n  ${var.s}\nEOT\nb = <<EOT\n%{ for s in var.ls ~}\n${s}\n%{ endfor ~}\nEOT\n}',
            'locals {\na = templatefile("${path.module}/m/main.tf", { x = 1 })\nb = merge({}, null)\nc = max(var.n, "3")\nd = null\n}',
        ])  # fmt: skip
        return module


VALID = ["other_type_that_converts", "objects_as_blocks", "good_meta_argument", "good_dynamic", "good_variable"]
INVALID = [
    "unknown_argument", "unknown_block", "missing_argument", "null_argument", "missing_block",
    "wrong_type", "too_many_blocks", "too_few_blocks", "block_for_argument", "argument_for_block",
    "objects_that_lack", "computed_argument", "bad_reference", "out_of_scope", "bad_function",
    "bad_expression", "duplicate_address", "unknown_type", "cycle", "bad_meta_argument",
    "bad_dynamic", "bad_variable", "wrong_word", "excluded_argument",
]
# What `validate` lets pass at least sometimes, since it does not know all values, and `plan` refuses.
LATE = [
    "late_mistake", "reference_to_itself", "instance_of_itself", "unknown_beside_dynamic",
    "null_argument_in_block", "computed_argument_in_block",
]  # fmt: skip

# Those that few modules can have.
RARE = [
    "wrong_word", "excluded_argument", "too_few_blocks", "missing_block", "objects_that_lack",
    "unknown_beside_dynamic",
]  # fmt: skip


def settable(attribute):
    return attribute.get("required") or attribute.get("optional")


def wrong_values(type_):
    if type_ == "string":
        return ["[]", "{}", '["a"]', "var.ls", "var.o"]
    if type_ == "number":
        return ['"five"', "true", "[]", "{}", "var.b", '"1x"']
    if type_ == "bool":
        return ['"yes"', "5", "[]", "{}", "var.n", '"True"']
    if not isinstance(type_, list):
        return []
    kind, inner = type_
    if kind == "map":
        if inner in ("string", "number", "bool"):
            return ['"x"', "[]", '["a"]', "{ a = [] }", "{ a = {} }", "var.ls", "var.s", "5"]
        return ['"x"', "[]", "var.s"]
    if kind in ("list", "set"):
        if inner in ("string", "number", "bool"):
            return ['"x"', "{}", "{ a = 1 }", "[[]]", "[{}]", "var.s", "var.ms", "5", "true"]
        return ['"x"', "{}", '["a"]', "var.s", "var.ls"]
    return ['"x"', "[]"]


def converting_values(type_):
    if type_ == "string":
        return ["var.n", "var.b", "tostring(var.n)"]
    if type_ == "number":
        return ['"5"', "var.s", 'tonumber("5")']
    if type_ == "bool":
        return ['"true"', '"false"', "var.s", '"1"']
    if isinstance(type_, list) and type_[1] == "string":
        if type_[0] == "map":
            return ["{ a = var.n, b = var.b }", "var.any", "{}"]
        return ["[var.n, var.b]", "toset([var.s])", "tolist(var.ls)", "toset(var.ls)", "[var.s, null]"]
    return []
