"""What the roles of a stack may do, and what they may not, judged by tools that did not write it.

The policies are those of the account, asked through its API. moto's evaluator says of every action
that AWS knows (the list is parliament's) and of everything in the account, and beside it, whether a
role may; policies.toml says what it should. parliament reads the policies for mistakes.
"""

import functools
import json
import re
import tomllib
from pathlib import Path
from urllib.parse import quote

import parliament
from moto.iam.access_control import IAMPolicy, IAMPolicyStatement, PermissionResult

from account import Account
from emulator import Failed

EXPECTED = Path(__file__).with_name("policies.toml")
EVERYTHING = "everything"
# The services that assume roles, by how the name of the role ends.
ASSUMED_BY = {
    "-task": "ecs-tasks.amazonaws.com",
    "-execution": "ecs-tasks.amazonaws.com",
    "-flow-logs": "vpc-flow-logs.amazonaws.com",
    "-failed-deployments": "events.amazonaws.com",
    "-database-monitoring": "monitoring.rds.amazonaws.com",
}


def matches(pattern, text):
    """Whether an element of a policy covers a text. To moto a question mark is a sign of a regular
    expression; to IAM it is any one character, as a star is any number of them."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text)


IAMPolicyStatement._match = staticmethod(matches)


def check_policies(stack):
    account = Account(stack.endpoint)
    expected = tomllib.loads(EXPECTED.read_text()).get(stack.name, {})
    roles = account.roles()
    things = things_of(account)
    problems, asked = [], 0
    for role, policies in roles.items():
        found = allowed(policies, things)
        asked += len(ACTIONS) * len(things)
        problems += difference(role, found, wanted(expected.get(role, {}), things))
        problems += [f"{role}: {finding}" for policy in policies for finding in lint(policy)]
    problems += [f"there is no role {role}" for role in expected if role not in roles]
    problems += trust_problems(account)
    if problems:
        raise Failed("\n".join(problems))
    control(roles, things)
    return f"{len(roles)} roles, {asked} questions"


# Every action that AWS documents, as `service:Action`.
ACTIONS = sorted(
    f"{service['prefix']}:{privilege['privilege']}"
    for service in parliament.iam_definition
    for privilege in service["privileges"]
)


def things_of(account):
    """What actions are asked about, by name: all that is there, and neighbours that are not ours."""
    things = {"a secret of others": [f"arn:aws:secretsmanager:us-east-1:{account.id}:secret:other-a1B2c3"]}
    for name, arn in account.buckets().items():
        things[f"bucket {name}"] = [arn]
        things[f"objects of {name}"] = [f"{arn}/a", f"{arn}/archived/b/c.jpg"]
        things[f"objects beside {name}"] = [f"{arn}-2/a"]
        things[f"bucket beside {name}"] = [f"{arn}-2"]
    for name, arn in account.secrets().items():
        things[f"secret of {name}"] = [arn]
        things[f"secret beside that of {name}"] = [f"{arn}x"]
    for name, arn in account.secrets_of_code().items():
        things[f"secret {name}"] = [arn]
        things[f"secret beside {name}"] = [f"{arn}x"]
    for name in account.parameters():
        arn = f"arn:aws:ssm:us-east-1:{account.id}:parameter/shop/{name}"
        things[f"parameter {name}"] = [arn]
        things[f"parameter beside {name}"] = [f"{arn}/x", f"{arn}x"]
    for name, queue in account.queues().items():
        things[f"queue {name}"] = [queue["QueueArn"]]
        things[f"queue beside {name}"] = [f"{queue['QueueArn']}x"]
    for name, arn in account.topics().items():
        things[f"topic {name}"] = [arn]
        things[f"topic beside {name}"] = [f"{arn}x"]
    for name, table in account.tables().items():
        arn = table["TableArn"]
        things[f"table {name}"] = [arn]
        things[f"table beside {name}"] = [f"{arn}x"]
        things[f"indexes of {name}"] = [f"{arn}/index/by_owner"]
        things[f"stream of {name}"] = [table.get("LatestStreamArn", f"{arn}/stream/0")]
    for name, arn in account.log_groups().items():
        things[f"streams of {name}"] = [f"{arn}:log-stream:api/api/0123"]
        things[f"streams beside {name}"] = [f"{arn}-2:log-stream:api/api/0123"]
    for name in ("task-management-api", "shop", "other"):
        things[f"repository {name}"] = [f"arn:aws:ecr:us-east-1:123456789012:repository/{name}"]
        things[f"other repository {name}"] = [f"arn:aws:ecr:us-east-1:123456789012:repository/{name}-2"]
    for name, arn in account.role_arns().items():
        things[f"role {name}"] = [arn]
    for name, arn in account.databases().items():
        things[f"database {name}"] = [arn]
    return things


def allowed(policies, things):
    """The pairs of action and thing that the policies of a role allow."""
    evaluators = [IAMPolicy(json.dumps(policy)) for policy in policies]
    return {
        (action, name)
        for action in filter(functools.partial(is_concerned, policies), ACTIONS)
        for name, arns in things.items()
        if any(is_allowed(evaluators, action, arn) for arn in arns)
    }


def is_concerned(policies, action):
    """Whether moto finds the action in any statement: if not, the answer is no whatever the thing,
    and millions of questions need not be asked one by one."""
    statements = [statement for policy in policies for statement in policy["Statement"]]
    return any(
        "NotAction" in statement or IAMPolicyStatement(statement)._check_element_matches("Action", action)
        for statement in statements
    )


def is_allowed(evaluators, action, arn):
    verdicts = {evaluator.is_action_permitted(action, arn) for evaluator in evaluators}
    return PermissionResult.PERMITTED in verdicts and PermissionResult.DENIED not in verdicts


def wanted(actions, things):
    pairs = ((action, name) for action, names in actions.items() for name in names)
    everything = [name for name in actions if EVERYTHING in actions[name]]
    listed = {(action, name) for action, name in pairs if name != EVERYTHING}
    return listed | {(action, name) for action in everything for name in things}


def difference(role, found, wanted):
    too_much = [f"{role} may {action} on {name}" for action, name in sorted(found - wanted)]
    return too_much + [f"{role} may not {action} on {name}" for action, name in sorted(wanted - found)]


def lint(policy):
    """What parliament says about a policy."""
    # The name of a stream is a time, whose colons parliament takes for those of the ARN.
    text = re.sub(r"(/stream/[\d-]+T\d\d):(\d\d):", r"\1-\2-", json.dumps(policy))
    findings = parliament.analyze_policy_string(text).findings
    return [f"parliament: {finding}" for finding in findings]


def trust_problems(account):
    """Who may assume the roles: one service each, and only on behalf of this account."""
    for role, document in account.trust_policies().items():
        service = next(by for ending, by in ASSUMED_BY.items() if role.endswith(ending))
        [statement] = document["Statement"]
        conditions = statement.get("Condition", {})
        if statement["Principal"] != {"Service": service} or statement["Action"] != "sts:AssumeRole":
            yield f"{role} is assumed by {statement['Principal']} and not by {service}"
        if conditions.get("StringEquals", {}).get("aws:SourceAccount") != account.id:
            yield f"{role} is assumed on behalf of any account: {conditions}"
        if f":{account.id}:" not in conditions.get("ArnLike", {}).get("aws:SourceArn", ""):
            yield f"{role} is assumed on behalf of anything: {conditions}"


def control(roles, things):
    """A policy that is widened must be noticed, action by action and resource by resource."""
    role, policies = next((role, made) for role, made in roles.items() if role.endswith("-execution"))
    text, before = json.dumps(policies), allowed(policies, things)
    for narrow, wide in [("logs:PutLogEvents", "logs:*"), (r"log-group:[^\"]*", "log-group:*")]:
        widened = json.loads(re.sub(narrow, wide, text))
        if not allowed(widened, things) > before:
            raise Failed(f"{role}: `{wide}` instead of `{narrow}` is not noticed")
    misspelt = json.loads(text.replace("logs:PutLogEvents", "logs:PutLogEvent"))
    if not any(lint(policy) for policy in misspelt):
        raise Failed(f"{role}: parliament does not notice an action that is misspelt")
