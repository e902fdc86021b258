"""Reads the schema of a provider out of bindings that were generated from it.

CDK for Terraform and its successor publish the AWS provider as TypeScript classes: one of each type,
one of each nested block. The classes say of each argument its name, its type and whether it is
required, optional or computed. They don't say what is sensitive or deprecated, nor limits other than
one; scripts/provider_schema.py adds that.

The TypeScript is in the source maps of the package, whose archive is read as it is, without unpacking.
"""

import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tarfile

SECTIONS = {
    "TerraformResource": "resource_schemas",
    "TerraformDataSource": "data_source_schemas",
    "TerraformEphemeralResource": "ephemeral_resource_schemas",
    "TerraformProvider": "provider",
}
# The type of an argument by what reads it.
GETTERS = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": ["list", "string"],
    "getNumberListAttribute": ["list", "number"],
    "getStringMapAttribute": ["map", "string"],
    "getNumberMapAttribute": ["map", "number"],
    "getBooleanMapAttribute": ["map", "bool"],
    "getAnyMapAttribute": ["map", "dynamic"],
    "interpolationForAttribute": "dynamic",
    "getAnyAttribute": "dynamic",
}
# And by the class of the library that holds it.
HOLDERS = {
    "StringMap": ["map", "string"],
    "NumberMap": ["map", "number"],
    "BooleanMap": ["map", "bool"],
    "AnyMap": ["map", "dynamic"],
    "StringMapList": ["list", ["map", "string"]],
    "NumberMapList": ["list", ["map", "number"]],
    "BooleanMapList": ["list", ["map", "bool"]],
    "AnyMapList": ["list", ["map", "dynamic"]],
    "StringListList": ["list", ["list", "string"]],
}
# How often a class may be within itself, directly or not: the provider cuts its recursive blocks too.
DEEPEST_RECURSION = 3

SOURCE_MAP = re.compile(r"sourceMappingURL=data:application/json;base64,(\S+)")
CLASS = re.compile(r"^export class (\w+) extends cdkt[fn]\.(\w+) \{\n(.*?)^\}", re.S | re.M)
WRITER = re.compile(r"^export function (\w+)ToHclTerraform\(.*?^\}", re.S | re.M)
WRITTEN = re.compile(
    r"^\s+(\w+): \{\n\s+value: (.*?),\n\s+isBlock: (true|false),\n\s+type: \"(\w+)\",", re.S | re.M
)
PROPERTY = re.compile(
    r"^  // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n"
    r"(.*?)(?=^  // \w+ - computed|^  // =====|\Z)",
    re.S | re.M,
)
HOLDER = re.compile(r"private _\w+ = new (?:cdkt[fn]\.)?(\w+)\(this, \"\w+\"(?:, (true|false))?\)")
GETTER = re.compile(r"public get \w+\(\) \{\n(.*?)\n  \}", re.S)


def archive(package, version, integrity, directory):
    """The archive of a package, from the registry or as it was loaded before, held to its hash."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{package.lstrip('@').replace('/', '-')}-{version}.tgz"
    if not path.exists():
        command = ["npm", "pack", f"{package}@{version}", "--silent"]
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=600)
        if done.returncode != 0:
            sys.exit(f"npm pack {package}@{version}: {done.stderr}")
    found = "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if found != integrity:
        sys.exit(f"{path} has the hash {found}, and {integrity} is pinned")
    return path


def read(path):
    """The schema that an archive says, in the form of `terraform providers schema -json`."""
    schema = {section: {} for section in SECTIONS.values()}
    for name, sources in sorted(modules(path).items()):
        if name == "provider-functions":
            continue
        module = Module(sources)
        for class_, (base, body) in module.classes.items():
            if base not in SECTIONS or not (of_type := re.search(r'tfResourceType = "(\w+)"', body)):
                continue
            if base == "TerraformProvider":
                schema["provider"] = module.provider(body)
                continue
            block = module.block(class_, ())
            # Twice there: as an argument by its name, and in HCL as `value` of it.
            plainly = body.partition("synthesizeHclAttributes")[0]
            for argument in re.findall(r"(\w+): this\.markWriteOnlyAttribute\(", plainly):
                block["attributes"][argument]["write_only"] = True
            title = of_type.group(1).removeprefix("data_")
            schema[SECTIONS[base]][title] = {"block": block}
    return schema


def modules(path):
    """The TypeScript of each type, of which the largest ones have several files."""
    found = {}
    with tarfile.open(path) as tar:
        for member in tar:
            parts = pathlib.PurePosixPath(member.name).parts
            if parts[:2] == ("package", "lib") and len(parts) > 3 and parts[-1].endswith(".js"):
                map_ = SOURCE_MAP.search(tar.extractfile(member).read().decode())
                if map_:
                    text = json.loads(base64.b64decode(map_.group(1)))["sourcesContent"][0]
                    found.setdefault(parts[2], []).append(text)
    return found


class Module:
    """The classes of one type."""

    def __init__(self, sources):
        self.classes, self.written = {}, {}
        for text in sources:
            for name, base, body in CLASS.findall(text):
                self.classes[name] = (base, body)
            for writer in WRITER.finditer(text):
                self.written[writer.group(1).lower()] = written(writer.group(0))

    def block(self, name, outer):
        """What a class says of the block that it stands for."""
        base, body = self.classes[name]
        if base in SECTIONS:
            writes = written(body)
        else:
            writes = self.written.get(name.removesuffix("OutputReference").lower(), {})
        block = {"attributes": {}, "block_types": {}}
        for argument, computed, optional, required, code in PROPERTY.findall(body):
            flags = {"computed": computed, "optional": optional, "required": required}
            flags = {flag: True for flag, value in flags.items() if value == "true"}
            held = HOLDER.search(code)
            if held is None or held.group(1) in HOLDERS:
                block["attributes"][argument] = flags | {"type": simple_type(code, held)}
                continue
            nested = self.nested(held.group(1), held.group(2) == "true", outer)
            if nested is not None:
                place(block, argument, flags, nested, writes.get(argument))
        return block

    def provider(self, body):
        """The arguments and blocks of the provider, and its endpoints: names, with types of the simple."""
        types = {"string": "string", "number": "number", "boolean": "bool", "string[]": ["list", "string"]}
        declared = dict(re.findall(r"^  private _(\w+)\?: (\S+)", body, re.M))
        members = {name: types.get(declared[camel_case(name)].rstrip(";")) for name, *_ in PROPERTY.findall(body) if name != "alias"}
        return {"members": members, "endpoints": sorted(self.written["awsproviderendpoints"])}

    def nested(self, name, wraps_set, outer):
        """How blocks of a class are nested and what is in one; nothing if that is too deep."""
        base, body = self.classes[name]
        mode, most, element = "list", 1, name
        if base in ("ComplexList", "ComplexMap"):
            element = re.search(r"return new (\w+)\(", body).group(1)
            mode = "map" if base == "ComplexMap" else "set" if wraps_set else "list"
            most = 0
        elif re.search(r"super\(terraformResource, terraformAttribute, (true|false)\)", body):
            mode, most = "single", 0
        if outer.count(element) >= DEEPEST_RECURSION:
            return None
        return mode, most, self.block(element, (*outer, element))


def camel_case(name):
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def written(code):
    """How each argument is written, and whether as a block."""
    return {
        name: (value, is_block == "true", kind) for name, value, is_block, kind in WRITTEN.findall(code)
    }


def simple_type(code, held):
    if held:
        type_ = HOLDERS[held.group(1)]
        return ["set", type_[1]] if held.group(2) == "true" else type_
    getter = GETTER.search(code).group(1)
    reader = re.search(r"this\.(\w+)\(['\"]", getter)
    type_ = GETTERS[reader.group(1)] if reader else "dynamic"
    return ["set", type_[1]] if "tolist(" in getter and isinstance(type_, list) else type_


def place(block, name, flags, nested, writes):
    """Puts a block, or an argument of objects, into the block around it."""
    mode, most, inner = nested
    is_block = False
    if writes is not None:
        value, is_block, kind = writes
        is_block = is_block and not re.search(r"[lL]istMapperHcl\(\w+, false\)", value)
        if most == 1:
            mode, most = {"list": ("list", 1), "set": ("set", 1)}.get(kind, ("single", 0))
    if not is_block:
        block["attributes"][name] = flags | {"type": as_type(mode, inner)}
        return
    made = {"nesting_mode": mode, "block": inner}
    if mode in ("list", "set"):
        made |= {"min_items": 1} if "required" in flags else {}
        made |= {"max_items": most} if most else {}
    block["block_types"][name] = made


def as_type(mode, block):
    """The type of an argument that holds what blocks could."""
    members = {name: attribute["type"] for name, attribute in block["attributes"].items()}
    for name, nested in block["block_types"].items():
        members[name] = as_type(nested["nesting_mode"], nested["block"])
    return ["object", members] if mode == "single" else [mode, ["object", members]]
