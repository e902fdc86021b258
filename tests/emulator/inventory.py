"""What is in an AWS account, asked through its API by boto3: Terraform's state has no say."""

import json

import boto3

# Service, operation, and the parameters without which it lists less, or more, than what exists.
LISTS = [
    ("acm", "list_certificates", {}),
    ("application-autoscaling", "describe_scalable_targets", {"ServiceNamespace": "ecs"}),
    ("application-autoscaling", "describe_scaling_policies", {"ServiceNamespace": "ecs"}),
    ("cloudwatch", "describe_alarms", {}),
    ("dynamodb", "list_tables", {}),
    ("ec2", "describe_addresses", {}),
    ("ec2", "describe_internet_gateways", {}),
    ("ec2", "describe_nat_gateways", {}),
    ("ec2", "describe_network_interfaces", {}),
    ("ec2", "describe_route_tables", {}),
    ("ec2", "describe_security_group_rules", {}),
    ("ec2", "describe_security_groups", {}),
    ("ec2", "describe_subnets", {}),
    ("ec2", "describe_vpc_endpoints", {}),
    ("ec2", "describe_vpcs", {}),
    ("ecs", "list_task_definitions", {"status": "ACTIVE"}),
    ("elbv2", "describe_load_balancers", {}),
    ("elbv2", "describe_target_groups", {}),
    ("iam", "list_policies", {"Scope": "Local"}),
    ("iam", "list_roles", {}),
    ("logs", "describe_log_groups", {}),
    ("rds", "describe_db_instances", {}),
    ("rds", "describe_db_parameter_groups", {}),
    ("rds", "describe_db_snapshots", {}),
    ("rds", "describe_db_subnet_groups", {}),
    ("route53", "list_hosted_zones", {}),
    ("s3", "list_buckets", {}),
    ("secretsmanager", "list_secrets", {}),
    ("sns", "list_subscriptions", {}),
    ("sns", "list_topics", {}),
    ("sqs", "list_queues", {}),
    ("ssm", "describe_parameters", {}),
]


# What was deleted is still shown for a while, by AWS as by moto, with a state that says so.
GONE = ("deleted", "INACTIVE")


def inventory(endpoint):
    """Everything that an account holds, a line each."""
    session = boto3.Session("emulator", "emulator", region_name="us-east-1")
    clients = {name: session.client(name, endpoint_url=endpoint) for name, _, _ in LISTS}
    clusters = clients["ecs"].list_clusters()["clusterArns"]
    lists = [*LISTS, ("ecs", "describe_clusters", {"clusters": clusters})]
    return {
        f"{service} {operation} {json.dumps(item, sort_keys=True, default=str)}"
        for service, operation, parameters in lists
        for item in items(clients[service], operation, parameters)
        if not is_gone(item)
    }


def is_gone(item):
    return isinstance(item, dict) and (item.get("State") in GONE or item.get("status") in GONE)


def items(client, operation, parameters):
    for page in pages(client, operation, parameters):
        for member in page.values():
            if isinstance(member, list):
                yield from member


def pages(client, operation, parameters):
    if client.can_paginate(operation):
        return client.get_paginator(operation).paginate(**parameters)
    return [getattr(client, operation)(**parameters)]
