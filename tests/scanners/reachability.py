"""Who can open a connection to whom, computed from a plan as AWS would judge it.

A connection needs two permissions: an egress rule of a security group of the one who opens it, and
an ingress rule of a security group of the other. Nothing here knows what formwork meant; what must
come out stands in reachability.toml.
"""

import ipaddress
import tomllib
from collections import defaultdict
from pathlib import Path

from stack import Failed

EXPECTED = Path(__file__).with_name("reachability.toml")
# The internet, by the version of its addresses.
INTERNET = {4: "internet", 6: "internet by IPv6"}
S3 = "S3"
OUTSIDE = {*INTERNET.values(), S3}
# What carries security groups, and the argument that names them.
MEMBERS = {
    "aws_lb": ("security_groups",),
    "aws_db_instance": ("vpc_security_group_ids",),
    "aws_ecs_service": ("network_configuration", "security_groups"),
    "aws_vpc_endpoint": ("security_group_ids",),
}
INGRESS, EGRESS = "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"
# Resources with rules or network interfaces that this program can read; the name of any other that
# sounds like one is an error, not silence.
KNOWN = {*MEMBERS, INGRESS, EGRESS, "aws_security_group", "aws_default_security_group"}


def check_reachability(stack):
    expected = set(tomllib.loads(EXPECTED.read_text())[stack.name])
    found = connections(stack.planned())
    problems = [f"not expected: {line}" for line in sorted(found - expected)]
    problems += [f"not possible: {line}" for line in sorted(expected - found)]
    if problems:
        raise Failed("\n".join(problems))
    from_internet = {line for line in found if line.startswith(tuple(INTERNET.values()))}
    if any(" -> aws_lb.main " not in line for line in from_internet):
        raise Failed(f"the internet reaches more than the load balancer: {from_internet}")
    return f"{len(found)} connections, {len(from_internet)} from the internet"


def connections(plan):
    """Every `FROM -> TO protocol/ports` that the rules of a plan allow."""
    resources = plan["configuration"]["root_module"]["resources"]
    values = {
        resource["address"].split("[")[0]: resource.get("values", {})
        for resource in plan["planned_values"]["root_module"]["resources"]
    }
    refuse_unknown(resources, values)
    rules = [Rule(resource, values[resource["address"]]) for resource in resources if is_rule(resource)]
    members = members_of(resources)
    every = {member for group in members.values() for member in group}
    return {
        line
        for egress in rules_of_everyone(rules, EGRESS)
        for ingress in rules_of_everyone(rules, INGRESS)
        for line in meet(egress, ingress, members, every)
    }


def rules_of_everyone(rules, kind):
    """The rules of the stack, and those of the world outside, which asks nobody."""
    own = [rule for rule in rules if rule.kind == kind]
    world = [*INTERNET.values(), *([S3] if kind == INGRESS else [])]
    return [*own, *(Outside(name) for name in world)]


def meet(egress, ingress, members, every):
    """The connections that two rules allow together."""
    ports = common_ports(egress, ingress)
    if not ports:
        return
    for source in egress.owners(members):
        for target in ingress.owners(members):
            outside = {source, target} <= OUTSIDE
            if not outside and egress.admits(target, members) and ingress.admits(source, members):
                yield f"{source} -> {target} {ports}"


def common_ports(one, other):
    if isinstance(one, Outside) or isinstance(other, Outside):
        return other.ports() if isinstance(one, Outside) else one.ports()
    if "-1" in (one.protocol, other.protocol):
        return (other if one.protocol == "-1" else one).ports()
    first, last = max(one.first, other.first), min(one.last, other.last)
    if one.protocol != other.protocol or first > last:
        return None
    return f"{one.protocol}/{first}" if first == last else f"{one.protocol}/{first}-{last}"


class Outside:
    """The internet, or S3: it opens and takes every connection."""

    def __init__(self, name):
        self.name = name

    def owners(self, _):
        return {self.name}

    def admits(self, _, __):
        return True

    def ports(self):
        return None


class Rule:
    """An ingress or egress rule of one security group."""

    def __init__(self, resource, values):
        self.kind = resource["type"]
        self.group = only_reference(resource, "security_group_id")
        self.other_group = only_reference(resource, "referenced_security_group_id")
        self.other_list = only_reference(resource, "prefix_list_id")
        self.network = values.get("cidr_ipv4") or values.get("cidr_ipv6")
        self.protocol = values["ip_protocol"]
        self.first, self.last = values.get("from_port"), values.get("to_port")
        others = [self.other_group, self.other_list, self.network]
        if sum(other is not None for other in others) != 1:
            raise Failed(f"{resource['address']} does not name one other side: {others}")

    def owners(self, members):
        return members[self.group]

    def admits(self, other, members):
        """Whether the other side of the rule is or contains `other`."""
        if self.other_list:
            return other == S3 and self.other_list == "aws_vpc_endpoint.s3"
        if self.other_group:
            return other in members[self.other_group]
        network = ipaddress.ip_network(self.network)
        if network.prefixlen != 0:
            raise Failed(f"an address range that is not the world: {self.network}")
        # The world is everyone, the members of our own groups among them.
        return other not in OUTSIDE or other == INTERNET[network.version]

    def ports(self):
        if self.protocol == "-1":
            return "all"
        ports = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.protocol}/{ports}"


def is_rule(resource):
    return resource["type"] in (INGRESS, EGRESS)


def refuse_unknown(resources, values):
    for resource in resources:
        kind, address = resource["type"], resource["address"]
        if "security_group" in kind and kind not in KNOWN or kind in ("aws_instance", "aws_network_interface"):
            raise Failed(f"{address}: this program cannot read {kind}")
        inline = [values.get(address, {}).get(name) for name in ("ingress", "egress")]
        if "security_group" in kind and not is_rule(resource) and any(inline):
            raise Failed(f"{address} has rules of its own, beside the rule resources")


def members_of(resources):
    """The resources behind each security group."""
    members = defaultdict(set)
    for resource in resources:
        expression = resource["expressions"]
        for name in MEMBERS.get(resource["type"], ()):
            expression = expression.get(name, {})
            expression = expression[0] if isinstance(expression, list) else expression
        if resource["type"] in MEMBERS:
            for group in groups(expression):
                members[group].add(resource["address"])
    return members


def groups(expression):
    references = expression.get("references", [])
    return {reference for reference in references if reference.count(".") == 1}


def only_reference(resource, argument):
    found = groups(resource["expressions"].get(argument, {}))
    if len(found) > 1:
        raise Failed(f"{resource['address']}: {argument} names more than one resource")
    return next(iter(found), None)
