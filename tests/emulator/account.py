"""What an account holds by the names that stack.toml gives it, asked through its API."""

import json
from functools import cached_property

import boto3


class Account:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.session = boto3.Session("emulator", "emulator", region_name="us-east-1")

    def client(self, service):
        return self.session.client(service, endpoint_url=self.endpoint)

    def pages(self, service, operation, member, **parameters):
        """The members of all pages of a list."""
        for page in self.client(service).get_paginator(operation).paginate(**parameters):
            yield from page[member]

    @cached_property
    def id(self):
        return self.client("sts").get_caller_identity()["Account"]

    def role_arns(self):
        return {role["RoleName"]: role["Arn"] for role in self.pages("iam", "list_roles", "Roles")}

    def trust_policies(self):
        roles = self.pages("iam", "list_roles", "Roles")
        return {role["RoleName"]: role["AssumeRolePolicyDocument"] for role in roles}

    def roles(self):
        """The documents of the policies that are written into each role."""
        iam = self.client("iam")
        return {
            role: [
                iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
                for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
            ]
            for role in self.role_arns()
        }

    def managed_policies(self):
        """The ARNs of the policies that are attached to each role."""
        iam = self.client("iam")
        attached = {role: iam.list_attached_role_policies(RoleName=role) for role in self.role_arns()}
        return {
            role: [policy["PolicyArn"] for policy in answer["AttachedPolicies"]]
            for role, answer in attached.items()
        }

    def buckets(self):
        """The buckets by logical id: AWS has completed their names with digits."""
        buckets = self.client("s3").list_buckets()["Buckets"]
        return {bucket["Name"].rsplit("-", 2)[1]: f"arn:aws:s3:::{bucket['Name']}" for bucket in buckets}

    def bucket_policies(self):
        s3, prefix = self.client("s3"), "arn:aws:s3:::"
        return {
            name: json.loads(s3.get_bucket_policy(Bucket=arn.removeprefix(prefix))["Policy"])
            for name, arn in self.buckets().items()
        }

    def instances(self):
        return list(self.pages("rds", "describe_db_instances", "DBInstances"))

    def databases(self):
        return {instance["DBName"]: instance["DBInstanceArn"] for instance in self.instances()}

    def secrets(self):
        """The secret of each database."""
        return {
            instance["DBName"]: instance["MasterUserSecret"]["SecretArn"] for instance in self.instances()
        }

    def secrets_of_code(self):
        """The secrets that people set, by logical id: AWS has completed their names."""
        secrets = self.pages("secretsmanager", "list_secrets", "SecretList")
        names = ((secret["Name"].partition("/")[2], secret["ARN"]) for secret in secrets)
        return {name.rpartition("-")[0]: arn for name, arn in names if name}

    def parameters(self):
        """The parameters by logical id."""
        parameters = self.pages("ssm", "describe_parameters", "Parameters")
        return {parameter["Name"].rsplit("/", 1)[-1]: parameter for parameter in parameters}

    def queues(self):
        """The attributes of each queue, with its URL, by its name without that of the stack."""
        sqs = self.client("sqs")
        urls = sqs.list_queues().get("QueueUrls", [])
        return {
            url.rsplit("/", 1)[-1].partition("-")[2].removesuffix(".fifo"): {"QueueUrl": url}
            | sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            for url in urls
        }

    def topics(self):
        """The ARN of each topic, by its name without that of the stack."""
        topics = self.pages("sns", "list_topics", "Topics")
        arns = [topic["TopicArn"] for topic in topics]
        return {arn.rsplit(":", 1)[-1].partition("-")[2].removesuffix(".fifo"): arn for arn in arns}

    def subscriptions(self):
        """The attributes of each subscription."""
        sns = self.client("sns")
        subscriptions = self.pages("sns", "list_subscriptions", "Subscriptions")
        arns = [subscription["SubscriptionArn"] for subscription in subscriptions]
        return [sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"] for arn in arns]

    def tables(self):
        """What DynamoDB says of each table, by its name without that of the stack."""
        dynamodb = self.client("dynamodb")
        names = self.pages("dynamodb", "list_tables", "TableNames")
        return {
            name.partition("-")[2]: dynamodb.describe_table(TableName=name)["Table"] for name in names
        }

    def log_groups(self):
        groups = self.pages("logs", "describe_log_groups", "logGroups")
        return {group["logGroupName"]: group["arn"].removesuffix(":*") for group in groups}

    def task_definitions(self):
        """The active task definitions by family."""
        ecs = self.client("ecs")
        arns = self.pages("ecs", "list_task_definitions", "taskDefinitionArns", status="ACTIVE")
        found = [ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"] for arn in arns]
        return {definition["family"]: definition for definition in found}
