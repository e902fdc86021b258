"""A provider that has the schema of a line of the AWS provider, and nothing behind it.

usage: provider_stub.py LINE

Terraform takes a provider that runs already, where TF_REATTACH_PROVIDERS says how to reach it. This
one answers what `terraform validate` and `terraform test` with a mock ask of it: its schema, and whether
a block is right. Of that it knows the two rules that HashiCorp's plugin libraries have for every
provider: what is required must not be null, and what is only computed must not be set. It plans nothing,
reads nothing and makes nothing.

The first line that it prints is the value for TF_REATTACH_PROVIDERS. It ends with its standard input.

Needs grpcio and msgpack (scripts/provider_stub.txt). The messages of the plugin protocol are few, so they
are encoded here, by their field numbers.
"""

import json
import os
import pathlib
import sys
from concurrent import futures

import grpc
import msgpack

import provider_data

SCHEMA = pathlib.Path(__file__).resolve().parent.parent / "formwork/schema"
ADDRESS = "registry.terraform.io/hashicorp/aws"
SERVICE = "tfplugin6.Provider"
NESTINGS = {"single": 1, "list": 2, "set": 3, "map": 4, "group": 5}
LARGEST_MESSAGE = 256 << 20
# A value that is not known yet, as MessagePack has it in Terraform.
UNKNOWN = msgpack.packb(msgpack.ExtType(0, b"\0"))


def varint(number):
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


def field(number, value):
    """A field of a message: a number, a text, or bytes, which may be a message. Nothing if it is zero."""
    if not value:
        return b""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def message(field_number, parts):
    """A field that holds a message, which may be empty."""
    return varint(field_number << 3 | 2) + varint(len(parts)) + parts


def entries(field_number, values):
    """A map: messages of a key and a value."""
    return b"".join(
        message(field_number, field(1, key) + message(2, value)) for key, value in sorted(values.items())
    )


def fields(data):
    """The fields of a message: pairs of a number and what it holds."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        tag = number()
        if tag & 7 == 0:
            yield tag >> 3, number()
        else:
            length = number()
            yield tag >> 3, data[at : at + length]
            at += length


def schema_message(schema):
    return message(2, block_message(schema["block"]))


def block_message(block):
    attributes = sorted(block.get("attributes", {}).items())
    nested = sorted(block.get("block_types", {}).items())
    return b"".join(
        [
            *(message(2, attribute_message(name, each)) for name, each in attributes),
            *(message(3, nested_message(name, each)) for name, each in nested),
            field(6, int(bool(block.get("deprecated")))),
        ]
    )


def attribute_message(name, attribute):
    flags = {4: "required", 5: "optional", 6: "computed", 7: "sensitive", 9: "deprecated", 11: "write_only"}
    parts = [field(1, name), field(2, json.dumps(attribute["type"]))]
    parts += [field(number, int(bool(attribute.get(flag)))) for number, flag in flags.items()]
    return b"".join(parts)


def nested_message(name, nested):
    return (
        field(1, name)
        + message(2, block_message(nested["block"]))
        + field(3, NESTINGS[nested["nesting_mode"]])
        + field(4, nested.get("min_items") or 0)
        + field(5, nested.get("max_items") or 0)
    )


def functions(line):
    """The provider's functions by their names, as messages."""
    made = {}
    for written in (SCHEMA / "functions.txt").read_text().splitlines():
        written, _, owner = written.partition(" # ")
        name, _, rest = written.partition("(")
        if not name.startswith("provider::aws::") or owner not in ("", line):
            continue
        parameters, _, returned = rest.rpartition(") ")
        parameters = parameters.split(", ")
        given = [
            message(1, field(1, f"p{index}") + field(2, '"string"') + field(3, int("?" in each)))
            for index, each in enumerate(parameters)
        ]
        made[name.rpartition(":")[2]] = b"".join(given) + message(3, field(1, json.dumps(type_of(returned))))
    return made


def type_of(written):
    """`string`, or an object of strings."""
    if not written.startswith("object("):
        return written
    names = written.removeprefix("object({").removesuffix("})").split(", ")
    return ["object", {name.partition(" = ")[0]: "string" for name in names}]


def faults(value, block):
    """What the plugin libraries refuse in a block, whoever uses them."""
    if not isinstance(value, dict):
        return
    for name, attribute in block.get("attributes", {}).items():
        given = value.get(name)
        if attribute.get("required") and given is None:
            yield "Missing required argument", name
        if attribute.get("computed") and not attribute.get("optional") and given is not None:
            yield "Invalid or unknown key", name
    for name, nested in block.get("block_types", {}).items():
        inside = value.get(name)
        if nested["nesting_mode"] == "map" and isinstance(inside, dict):
            inside = list(inside.values())
        for each in inside if isinstance(inside, list) else [inside]:
            yield from faults(each, nested["block"])


def unpacked(value):
    # What is not known is an extension type, which is neither null nor a block.
    return msgpack.unpackb(value, strict_map_key=False, ext_hook=lambda code, data: ("unknown",))


class Provider(grpc.GenericRpcHandler):
    def __init__(self, line):
        schemas = provider_data.read((SCHEMA / "aws.schema").read_bytes())
        self.schema = next(each for version, each in schemas.items() if version.startswith(f"{line}."))
        sections = enumerate(provider_data.SECTIONS[:2], 2)
        maps = [entries(number, self.messages(section)) for number, section in sections]
        ephemeral = entries(8, self.messages(provider_data.SECTIONS[2]))
        known = functions(line)
        self.whole = b"".join(
            [message(1, schema_message(self.schema["provider"])), *maps, entries(7, known), ephemeral]
        )
        self.answers = {
            "GetMetadata": None,
            "GetProviderSchema": lambda request: self.whole,
            "GetFunctions": lambda request: entries(1, known),
            "CallFunction": lambda request: message(1, field(1, UNKNOWN)),
            "ValidateResourceConfig": self.validate(provider_data.SECTIONS[0]),
            "ValidateDataResourceConfig": self.validate(provider_data.SECTIONS[1]),
            "ValidateEphemeralResourceConfig": self.validate(provider_data.SECTIONS[2]),
        }

    def messages(self, section):
        return {name: schema_message(schema) for name, schema in self.schema[section].items()}

    def validate(self, section):
        def answer(request):
            given = dict(fields(request))
            block = self.schema[section][given[1].decode()]["block"]
            value = unpacked(dict(fields(given[2]))[1])
            # Severity, summary and detail of each.
            found = [
                field(1, 1) + field(2, summary) + field(3, f"{summary}: {name}")
                for summary, name in faults(value, block)
            ]
            return b"".join(message(1, each) for each in found)

        return answer

    def service(self, details):
        service, _, method = details.method.strip("/").partition("/")
        # Configuring, stopping and the like have empty answers; what is asked for and missing is an error.
        answer = self.answers.get(method, lambda request: b"")
        if service != SERVICE or answer is None:
            return None
        return grpc.unary_unary_rpc_method_handler(lambda request, context: answer(request))


def main():
    options = [("grpc.max_send_message_length", LARGEST_MESSAGE)]
    server = grpc.server(futures.ThreadPoolExecutor(8), options=options)
    server.add_generic_rpc_handlers((Provider(sys.argv[1]),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    reattach = {
        "Protocol": "grpc", "ProtocolVersion": 6, "Pid": os.getpid(), "Test": True,
        "Addr": {"Network": "tcp", "String": f"127.0.0.1:{port}"},
    }  # fmt: skip
    print(json.dumps({ADDRESS: reattach}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
