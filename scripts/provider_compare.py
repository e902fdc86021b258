"""What one schema of the AWS provider says otherwise than another one.

A line for each difference: `SECTION.TYPE.PATH: FACT exact VALUE, made VALUE`.
"""

import json
import struct

SECTIONS = ("resource_schemas", "data_source_schemas", "ephemeral_resource_schemas")
NAMES = {"data_source_schemas": "data.", "ephemeral_resource_schemas": "ephemeral."}
FLAGS = ["required", "optional", "computed", "sensitive", "write_only", "deprecated"]
NESTINGS = ["single", "group", "list", "set", "map"]
TYPES = ["string", "number", "bool", "dynamic", "list", "set", "map", "object", "tuple"]


def differences(exact, made, with_more=True):
    """All differences; without more, none about what only the made schema has."""
    for section in SECTIONS:
        start = NAMES.get(section, "")
        for name, schema in exact.get(section, {}).items():
            counterpart = made[section].get(name)
            if counterpart is None:
                yield f"{start}{name}: missing"
            else:
                yield from of_blocks(schema["block"], counterpart["block"], start + name, with_more)


def of_blocks(exact, made, path, with_more):
    if bool(exact.get("deprecated")) != bool(made.get("deprecated")):
        yield f"{path}: deprecated exact {bool(exact.get('deprecated'))}"
    ours, theirs = members(made), members(exact)
    for name, (form, fact) in theirs.items():
        here = f"{path}.{name}"
        if name not in ours:
            yield f"{here}: missing"
        elif ours[name][0] != form:
            yield f"{here}: exact {form}, made {ours[name][0]}"
        elif form == "argument":
            yield from of_arguments(fact, ours[name][1], here)
        else:
            other = ours[name][1]
            for limit in ("nesting_mode", "min_items", "max_items"):
                if (fact.get(limit) or 0) != (other.get(limit) or 0):
                    yield f"{here}: {limit} exact {fact.get(limit, 0)}, made {other.get(limit, 0)}"
            yield from of_blocks(fact["block"], other["block"], here, with_more)
    if with_more:
        for name in ours.keys() - theirs.keys():
            yield f"{path}.{name}: more"


def of_arguments(exact, made, here):
    for flag in FLAGS:
        if bool(exact.get(flag)) != bool(made.get(flag)):
            yield f"{here}: {flag} exact {bool(exact.get(flag))}"
    if exact["type"] != made["type"]:
        yield f"{here}: type exact {short(exact['type'])}, made {short(made['type'])}"


def short(type_):
    text = json.dumps(type_)
    return text if len(text) < 60 else text[:57] + "..."


def members(block):
    found = {name: ("argument", each) for name, each in block.get("attributes", {}).items()}
    found |= {name: ("block", each) for name, each in block.get("block_types", {}).items()}
    return dict(sorted(found.items()))
