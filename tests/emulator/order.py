"""In which order an apply takes things away: nothing that is in use goes before its successor serves.

Reads a plan as JSON and the graph of its apply as `terraform graph -plan=...` prints it.
"""

import re
from collections import Counter, defaultdict

# Its tasks use whatever it depended on, until ECS has replaced them.
RUNS_TASKS = "aws_ecs_service"

# What a value must be to tell a thing from others: no number, no word such as `true`.
SHORTEST_ID = 8


def problems(plan, graph, gaps):
    """What goes too early, a line each. `gaps` are patterns of what AWS allows no second one of."""
    graph = Graph(graph)
    changes = {change["address"]: change["change"] for change in plan["resource_changes"]}
    former = {resource["address"]: resource for resource in resources_of(plan["prior_state"])}
    gone = {address for address, change in changes.items() if takes_away(change)}
    users = users_of(gone, former)
    found = []
    for address in sorted(gone):
        if any(re.fullmatch(gap, address) for gap in gaps):
            continue
        if changes[address]["actions"] == ["delete", "create"] and users[address]:
            by = sorted(users[address])[0]
            found.append(f"{address} is not there for a while, and {by} uses it")
        for user in sorted(users[address]):
            if problem := goes_too_early(address, user, changes[user]["actions"], graph):
                found.append(problem)
    return found


def takes_away(change):
    """Former revisions of a task definition stay, by `skip_destroy`."""
    return "delete" in change["actions"] and not change["before"].get("skip_destroy")


def goes_too_early(address, user, actions, graph):
    destroyed = graph.destroyed[address]
    if actions[0] == "update" and not graph.reaches(destroyed, {user}):
        return f"{address} goes before {user} lets go of it"
    if "delete" in actions and not graph.reaches(destroyed, graph.destroyed[user]):
        return f"{address} goes before {user}, which uses it"
    return None


def users_of(gone, former):
    """By what goes, those that use it: they hold its id or ARN, or run tasks that need it."""
    # Settings of a bucket have the id of the bucket.
    count = Counter(each for resource in former.values() for each in ids_of(resource))
    # The id of capacity providers is the name of their cluster, which the tags of everything name too.
    labels = {text for resource in former.values() for text in texts(tags_of(resource))}
    ids = {address: ids_of(former[address]) - labels for address in gone if address in former}
    names = {address: {each for each in all if count[each] == 1} for address, all in ids.items()}
    users = defaultdict(set)
    for user, resource in former.items():
        held = set(texts(resource["values"]))
        needed = set(resource.get("depends_on", ())) if resource["type"] == RUNS_TASKS else set()
        for address, ids in names.items():
            if user != address and (ids & held or without_key(address) in needed):
                users[address].add(user)
    return users


def ids_of(resource):
    values = {resource["values"].get(name) for name in ("id", "arn")}
    return {value for value in values if isinstance(value, str) and len(value) >= SHORTEST_ID}


def tags_of(resource):
    return resource["values"].get("tags_all") or {}


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def without_key(address):
    return re.sub(r"\[[^]]*\]$", "", address)


def resources_of(state):
    return state.get("values", {}).get("root_module", {}).get("resources", [])


class Graph:
    """What waits for what in an apply."""

    NODE = r'"\[root\] ((?:[^"\\]|\\.)*)"'

    def __init__(self, text):
        self.waits_for = defaultdict(set)
        self.destroyed = defaultdict(set)
        for line in text.splitlines():
            nodes = [node.replace('\\"', '"') for node in re.findall(self.NODE, line)]
            if "->" in line:
                self.waits_for[nodes[0]].add(nodes[1])
            for node in nodes:
                if match := re.fullmatch(r"(.*) \(destroy( deposed \w+)?\)", node):
                    self.destroyed[match[1]].add(node)

    def reaches(self, starts, ends):
        """Whether each of `starts` waits for one of `ends`."""
        return bool(starts) and all(self.reaches_from(start, ends) for start in starts)

    def reaches_from(self, start, ends):
        seen, rest = set(), [start]
        while rest:
            node = rest.pop()
            if node in ends:
                return True
            if node not in seen:
                seen.add(node)
                rest.extend(self.waits_for[node])
        return False
