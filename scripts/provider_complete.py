"""Completes the schema that bindings have: with what the schema of an older version says of the same
arguments, and with the corrections of scripts/provider_6.toml.

Bindings have no word for what is sensitive or deprecated, nor for limits above one, and mix up some
blocks and arguments. What the older schema says of an argument that both have stays true, until a
correction says otherwise.
"""

import copy

import provider_bindings

SECTIONS = ("resource_schemas", "data_source_schemas", "ephemeral_resource_schemas")


def complete(derived, older, corrections):
    """The schema of the newer version."""
    made = {section: {} for section in SECTIONS}
    for section in SECTIONS:
        for name, schema in derived[section].items():
            known = older[section].get(name, {}).get("block")
            block = completed(schema["block"], known or {})
            refuse_id(block, known)
            made[section][name] = {"block": block}
    made["provider"] = {"block": provider(derived["provider"], older["provider"]["block"])}
    idle = [path for row in corrections for path in row["at"] if not correct(made, older, path, row)]
    if idle:
        raise SystemExit(f"corrections that change nothing: {', '.join(idle)}")
    return made


def completed(block, known):
    """A block with what the older schema says of it."""
    arguments, blocks = known.get("attributes", {}), known.get("block_types", {})
    made = {"attributes": {}, "block_types": {}}
    if known.get("deprecated"):
        made["deprecated"] = True
    for name, attribute in block["attributes"].items():
        made["attributes"][name] = completed_argument(name, attribute, arguments.get(name))
    for name, nested in block["block_types"].items():
        made["block_types"][name] = completed_nested(nested, blocks.get(name, {}))
    return made


def completed_argument(name, attribute, known):
    made = dict(attribute)
    # The provider's own convention, without an exception in 5.100.0 and 6.47.0.
    if name.endswith("_wo") and "optional" in made and "computed" not in made:
        made["write_only"] = True
    if known:
        made |= {flag: True for flag in ("sensitive", "deprecated", "write_only") if known.get(flag)}
        if has_any(made["type"]) and not has_any(known["type"]):
            made["type"] = known["type"]
    return made


def completed_nested(nested, known):
    made = dict(nested, block=completed(nested["block"], known.get("block", {})))
    for limit, unsaid in (("max_items", 0), ("min_items", 1)):
        # Bindings say whether there is a limit of one, and nothing of others.
        if (known.get(limit) or 0) > 1 and nested.get(limit, 0) == unsaid:
            made[limit] = known[limit]
    return made


def has_any(type_):
    if isinstance(type_, str):
        return type_ == "dynamic"
    inner = type_[1]
    each = inner.values() if isinstance(inner, dict) else [inner]
    return any(map(has_any, each))


def refuse_id(block, known):
    """`id` is optional in almost every schema, and the provider refuses it all the same. Of a type
    that is new only a correction says that it takes one."""
    attribute = block["attributes"].get("id", {})
    takes_it = known and known["attributes"].get("id", {}).get("optional")
    if attribute.get("optional") and attribute.get("computed") and not takes_it:
        del attribute["optional"]


def provider(derived, older):
    """The block of the provider. Its bindings have no blocks, so those are the older one's."""
    made = copy.deepcopy(older)
    names = derived["members"]
    for section in ("attributes", "block_types"):
        made[section] = {name: each for name, each in made[section].items() if name in names}
    for name in names.keys() - older["attributes"].keys() - older["block_types"].keys():
        made["attributes"][name] = {"optional": True, "type": names[name]}
    endpoints = made["block_types"]["endpoints"]["block"]
    url = {"optional": True, "type": "string"}
    endpoints["attributes"] = {
        name: endpoints["attributes"].get(name, url) for name in derived["endpoints"]
    }
    return made


def correct(schema, older, path, row):
    """Does at one path what a correction says; gives whether that changed anything."""
    mode, _, rest = path.partition(".")
    section = {"data": SECTIONS[1], "ephemeral": SECTIONS[2]}.get(mode)
    of_type, *names = (rest if section else path).split(".")
    section = section or SECTIONS[0]
    known = older[section].get(of_type, {}).get("block", {})
    blocks = [(schema[section][of_type]["block"], known)]
    if not names:
        return changes(blocks[0][0], row["set"])
    *outer, name = names
    for each in outer:
        blocks = [pair for block in blocks for pair in below(*block, each)]
    return bool(blocks) and all([apply(block, known, name, row) for block, known in blocks])


def below(block, known, name):
    """The blocks of a name, or all of them for `*`, each with what the older schema has there."""
    known = known.get("block_types", {})
    for each, nested in block["block_types"].items():
        if name in (each, "*"):
            yield nested["block"], known.get(each, {}).get("block", {})


def apply(block, known, name, row):
    holder = "attributes" if name in block["attributes"] else "block_types"
    if row.get("as") == "older":
        del block[holder][name]
        holder = "attributes" if name in known["attributes"] else "block_types"
        block[holder][name] = copy.deepcopy(known[holder][name])
        return True
    if row.get("as") == "argument":
        nested = block["block_types"].pop(name)
        type_ = provider_bindings.as_type(nested["nesting_mode"], nested["block"])
        block["attributes"][name] = {"type": type_} | row["set"]
        return True
    fact = block[holder][name]
    is_of_block = holder == "block_types" and "deprecated" in row["set"]
    return changes(fact["block"] if is_of_block else fact, row["set"])


def changes(fact, values):
    before = dict(fact)
    fact.update(values)
    for name in [name for name, value in fact.items() if value is False or value == 0]:
        del fact[name]
    return fact != before
