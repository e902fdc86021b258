"""What stands inside JSON, which scanners take for a text: container definitions, and the policies
of buckets and queues. Judged by what ECS was told, and against the resources beside it.
"""

import json

from account import Account
from emulator import Failed

# Variables that a grant may hand over; what else a container has is the stack's `environment`.
ENDINGS = ("_HOST", "_PORT", "_NAME", "_SECRET_ARN", "_BUCKET", "_PARAMETER", "_QUEUE_URL", "_QUEUE_ARN", "_TABLE", "_STREAM_ARN", "_TOPIC_ARN")
CLUSTER_VARIABLE = "FORMWORK_FINGERPRINT"


def check_containers(stack):
    account = Account(stack.endpoint)
    problems = [
        problem
        for service in services(account)
        for problem in problems_of(service, account.task_definitions()[service["serviceName"]], account)
    ]
    problems += [*bucket_problems(account), *queue_problems(account), *topic_problems(account)]
    if problems:
        raise Failed("\n".join(problems))
    control(account)
    return f"{len(services(account))} containers, {len(account.bucket_policies())} bucket policies"


def services(account):
    ecs = account.client("ecs")
    [cluster] = ecs.list_clusters()["clusterArns"]
    arns = ecs.list_services(cluster=cluster)["serviceArns"]
    return ecs.describe_services(cluster=cluster, services=arns)["services"]


def problems_of(service, task, account):
    """What is wrong with the container of a service, each as a sentence."""
    [container] = task["containerDefinitions"]
    checks = hardening(container) | fit(service, container, account) | logging(container, account)
    checks |= environment(container, account)
    return [f"{service['serviceName']}: {what}" for what, holds in checks.items() if not holds]


def hardening(container):
    linux = container.get("linuxParameters", {})
    return {
        "the root file system is read-only": container.get("readonlyRootFilesystem") is True,
        "it is not privileged": not container.get("privileged"),
        "it has no capabilities": linux.get("capabilities") == {"drop": ["ALL"]},
        "an init process reaps its children": linux.get("initProcessEnabled") is True,
        "its image has a tag or a digest": ":" in container["image"].rsplit("/", 1)[-1],
        "no secret is put into its environment": not container.get("secrets"),
        "it may write to /tmp alone": [m["containerPath"] for m in container["mountPoints"]] == ["/tmp"],
        "it has time to end": 2 <= container.get("stopTimeout", 0) <= 120,
    }


def fit(service, container, account):
    """Terraform checks none of this: it fails on AWS, or later."""
    [target] = service["loadBalancers"]
    ports = [mapping["containerPort"] for mapping in container["portMappings"]]
    arns = [target["targetGroupArn"]]
    [group] = account.client("elbv2").describe_target_groups(TargetGroupArns=arns)["TargetGroups"]
    return {
        "the load balancer names the container": target["containerName"] == container["name"],
        "the load balancer names its port": [target["containerPort"]] == ports,
        "the target group has its port": [group["Port"]] == ports,
        "the target group takes addresses": group["TargetType"] == "ip",
    }


def logging(container, account):
    configuration = container["logConfiguration"]
    options = configuration["options"]
    return {
        "it logs to CloudWatch": configuration["logDriver"] == "awslogs",
        "its log group exists": options["awslogs-group"] in account.log_groups(),
        "its logs stay in the region": options["awslogs-region"] == "us-east-1",
        "its streams have a prefix": bool(options.get("awslogs-stream-prefix")),
    }


def environment(container, account):
    """What a variable names must be there, under the address that RDS and S3 gave it."""
    values = {variable["name"]: variable["value"] for variable in container["environment"]}
    truth = facts(account)
    handed = {name: value for name, value in values.items() if name.endswith(ENDINGS)}
    return {
        "it knows its fingerprint": len(values.get(CLUSTER_VARIABLE, "")) == 16,
        "a variable stands once": len(values) == len(container["environment"]),
        **{f"{name} is {truth.get(name)}": value == truth.get(name) for name, value in handed.items()},
    }


def facts(account):
    """The value of each variable that a grant can hand over."""
    found = {}
    for instance in account.instances():
        start = instance["DBName"].upper()
        found |= {
            f"{start}_HOST": instance["Endpoint"]["Address"],
            f"{start}_PORT": str(instance["Endpoint"]["Port"]),
            f"{start}_NAME": instance["DBName"],
            f"{start}_SECRET_ARN": instance["MasterUserSecret"]["SecretArn"],
        }
    # The one that exists, by its name.
    found["OTHER_SECRET_ARN"] = f"arn:aws:secretsmanager:us-east-1:{account.id}:secret:other"
    for name, arn in account.secrets_of_code().items():
        found[f"{name.upper()}_SECRET_ARN"] = arn
    for name, parameter in account.parameters().items():
        found[f"{name.upper()}_PARAMETER"] = parameter["Name"]
    for name, queue in account.queues().items():
        start = name.upper().replace("-", "_")
        found |= {f"{start}_QUEUE_URL": queue["QueueUrl"], f"{start}_QUEUE_ARN": queue["QueueArn"]}
    for name, arn in account.topics().items():
        found[f"{name.upper()}_TOPIC_ARN"] = arn
    for name, table in account.tables().items():
        found[f"{name.upper()}_TABLE"] = table["TableName"]
        if "LatestStreamArn" in table:
            found[f"{name.upper()}_STREAM_ARN"] = table["LatestStreamArn"]
    for name, arn in account.buckets().items():
        found[f"{name.upper()}_BUCKET"] = arn.rsplit(":", 1)[-1]
    return found


def bucket_problems(account):
    """Plain HTTP is refused everywhere; who writes to a bucket is a service of AWS, named and bound."""
    for name, policy in account.bucket_policies().items():
        denied = [statement for statement in policy["Statement"] if statement["Effect"] == "Deny"]
        arn = account.buckets()[name]
        if [(deny["Principal"], deny["Action"], deny["Resource"], deny["Condition"]) for deny in denied] != [
            ("*", "s3:*", [arn, f"{arn}/*"], {"Bool": {"aws:SecureTransport": "false"}})
        ]:
            yield f"bucket {name} takes plain HTTP"
        for statement in policy["Statement"]:
            if statement["Effect"] == "Deny":
                continue
            # The policy has no condition for load balancers (docs/proof.md): the account is in the path they write to.
            is_bound = statement["Resource"] == f"{arn}/load-balancer/AWSLogs/{account.id}/*"
            if statement["Principal"] != {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}:
                is_bound = "Condition" in statement
            if list(statement["Principal"]) != ["Service"] or not is_bound:
                yield f"bucket {name} lets {statement['Principal']} in"
            if statement["Action"] != "s3:PutObject" or not statement["Resource"].startswith(f"{arn}/"):
                yield f"bucket {name} lets {statement['Principal']} {statement['Action']}"


def queue_problems(account):
    """Plain HTTP is refused everywhere; dead letters come from one queue, and are of its order."""
    queues = account.queues()
    for name, queue in queues.items():
        deny, *senders = json.loads(queue["Policy"])["Statement"]
        # SNS alone, on behalf of each topic that delivers here or leaves here what it could not deliver.
        sources = sorted(sender["Condition"]["ArnEquals"]["aws:SourceArn"] for sender in senders)
        expected = sorted(
            subscription["TopicArn"]
            for subscription in account.subscriptions()
            if queue["QueueArn"] in (subscription["Endpoint"], dead_letters_of(subscription))
        )
        allowed = {(sender["Action"], sender["Resource"]) for sender in senders}
        if sources != expected or allowed - {("sqs:SendMessage", queue["QueueArn"])}:
            yield f"queue {name} is filled for {sources}"
        if (deny["Effect"], deny["Principal"], deny["Action"], deny["Resource"], deny["Condition"]) != (
            "Deny", "*", "sqs:*", queue["QueueArn"], {"Bool": {"aws:SecureTransport": "false"}}
        ):  # fmt: skip
            yield f"queue {name} takes plain HTTP"
        if queue["SqsManagedSseEnabled"] != "true":
            yield f"queue {name} is not encrypted"
        dead = queues.get(f"{name}-dead")
        target = json.loads(queue.get("RedrivePolicy", "{}")).get("deadLetterTargetArn")
        if target != (dead and dead["QueueArn"]):
            yield f"the dead letters of queue {name} go to {target}"
        if dead and json.loads(dead["RedriveAllowPolicy"])["sourceQueueArns"] != [queue["QueueArn"]]:
            yield f"others leave their dead letters at queue {name}-dead"
        if dead and dead.get("FifoQueue") != queue.get("FifoQueue"):
            yield f"queue {name} and its dead letters are of two orders"


def dead_letters_of(subscription):
    return json.loads(subscription["RedrivePolicy"])["deadLetterTargetArn"]


def topic_problems(account):
    """Plain HTTP is refused, and messages arrive as they were published, or stand aside."""
    for name, arn in account.topics().items():
        attributes = account.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
        [deny] = json.loads(attributes["Policy"])["Statement"]
        if (deny["Effect"], deny["Principal"], deny["Condition"]) != (
            "Deny", "*", {"Bool": {"aws:SecureTransport": "false"}}
        ):  # fmt: skip
            yield f"topic {name} takes plain HTTP"
        if attributes["KmsMasterKeyId"] != "alias/aws/sns":
            yield f"topic {name} is not encrypted"
    undelivered = {queue["QueueArn"]: name for name, queue in account.queues().items()}
    for subscription in account.subscriptions():
        topic = subscription["TopicArn"].rsplit(":", 1)[-1].partition("-")[2].removesuffix(".fifo")
        if undelivered.get(dead_letters_of(subscription)) != f"{topic}-undelivered":
            yield f"topic {topic} loses what it cannot deliver"
        if subscription["RawMessageDelivery"] != "true":
            yield f"topic {topic} wraps what it delivers"


def control(account):
    """Faults that were made on purpose are found."""
    service = services(account)[0]
    task = account.task_definitions()[service["serviceName"]]
    faults = {
        "readonlyRootFilesystem": False,
        "privileged": True,
        "name": "other",
        "portMappings": [{"containerPort": 1}],
        "secrets": [{"name": "PASSWORD", "valueFrom": "x"}],
    }
    for key, value in faults.items():
        [container] = task["containerDefinitions"]
        spoiled = task | {"containerDefinitions": [container | {key: value}]}
        if not problems_of(service, spoiled, account):
            raise Failed(f"`{key}` = {value} is not noticed")
