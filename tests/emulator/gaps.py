"""moto's server with those gaps closed that keep Terraform from applying, or from reading back,
what it asked for. `python gaps.py -p PORT` serves on 127.0.0.1, and over TLS on `TLS_PORT`.

Each patch keeps what a request said and gives it back, as AWS does. None checks it, so about these
attributes a plan without changes says little; README.md lists them.
"""

import fnmatch
import functools
import json
import os
import re
import secrets
import threading
import uuid

import flask
from botocore import xform_name
from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.ec2.models.nat_gateways import NatGatewayBackend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.subnets import Subnet
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.iam.access_control import IAMPolicy, IAMRequestBase, PermissionResult
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.rds.models import DBInstance, DBParameterGroup, MasterUserSecret
from moto.route53 import models as route53
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response
from moto.sns.responses import SNSResponse
from moto.sqs.models import Queue
from moto.server import main
from werkzeug.serving import make_server


def patch(owner):
    """Puts the function in the place of the method of that name, which it gets as `original`."""

    def replace(function):
        original = getattr(owner, function.__name__, None)
        setattr(owner, function.__name__, functools.partialmethod(function, original))

    return replace


# Tags of a scalable target. moto answers 500 to every operation on them, and the provider, which
# reads the tags of what it registered, asks again and again.
# AWS: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ListTagsForResource.html


def target_tags(response, arn):
    """The tags of a scalable target; they are gone when it is."""
    backend = applicationautoscaling_backends[response.current_account][response.region]
    targets = (target for group in backend.targets.values() for target in group.values())
    return next(target for target in targets if target.arn == arn).__dict__.setdefault("tags", {})


@patch(ApplicationAutoScalingResponse)
def register_scalable_target(self, original):
    answer = original(self)
    tags = target_tags(self, json.loads(answer)["ScalableTargetARN"])
    tags.update(self._get_param("Tags") or {})
    return answer


@patch(ApplicationAutoScalingResponse)
def tag_resource(self, _):
    target_tags(self, self._get_param("ResourceARN")).update(self._get_param("Tags"))
    return "{}"


@patch(ApplicationAutoScalingResponse)
def untag_resource(self, _):
    tags = target_tags(self, self._get_param("ResourceARN"))
    for key in self._get_param("TagKeys"):
        tags.pop(key, None)
    return "{}"


@patch(ApplicationAutoScalingResponse)
def list_tags_for_resource(self, _):
    return json.dumps({"Tags": target_tags(self, self._get_param("ResourceARN"))})


# Descriptions of rules whose other side is a security group or a prefix list: moto keeps those of
# address ranges only.
# AWS: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html


@patch(SecurityGroupRule)
def __init__(self, original, *arguments, **named):
    original(self, *arguments, **named)
    for other_side in arguments[6:8]:
        # Taken out, since AWS does not compare descriptions when it looks for a duplicate.
        if other_side and "Description" in other_side:
            self.ip_range = {"Description": other_side.pop("Description")}


# The origin of a parameter. The provider takes only those whose Source is "user", what a
# ModifyDBParameterGroup has set, for the group's own; moto gives none.
# AWS: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html


@patch(DBParameterGroup)
def update_parameters(self, original, parameters):
    original(self, [{**parameter, "Source": "user"} for parameter in parameters])


# The id of a database by which the provider looks for it. moto gives all databases the same one, and
# the provider finds no single one.
# AWS, "unique to an AWS Region":
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html


@patch(DBInstance)
def __init__(self, original, *arguments, **named):
    original(self, *arguments, **named)
    self.dbi_resource_id = f"db-{uuid.uuid4().hex.upper()[:26]}"


# The address of a database. moto makes no server, so the name that it makes leads nowhere; where the
# API shall be served, PostgreSQL runs at this one.
# AWS: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Endpoint.html

if database_address := os.environ.get("DATABASE_ADDRESS"):
    DBInstance.address = property(lambda _: database_address)


# The password that RDS makes. moto gives every database the same one, of nine characters.
# AWS: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html


@patch(MasterUserSecret)
def _generate_secret_string(self, _):
    return json.dumps({"username": "postgres", "password": secrets.token_urlsafe(21)})


# Arguments of an ECS service that moto drops: deploymentConfiguration, enableECSManagedTags,
# healthCheckGracePeriodSeconds, availabilityZoneRebalancing. (UpdateService keeps them.) And its tasks:
# the provider waits until as many run as are desired, and moto starts none.
# AWS: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html


@patch(EC2ContainerServiceResponse)
def create_service(self, original):
    arguments = dict(self._get_params())
    answer = original(self)
    service = answer.result["service"]
    for name, value in arguments.items():
        if not hasattr(service, xform_name(name)):
            setattr(service, xform_name(name), value)
    service.running_count, service.pending_count = service.desired_count, 0
    return answer


# The networks of IPv6 of a subnet. moto answers the state of each as a text of the whole structure, and finds no
# subnet by one of them; the provider waits for `associated` until it gives up.
# AWS: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SubnetIpv6CidrBlockAssociation.html


def ipv6_cidr_block_association_set(subnet):
    associations = subnet.ipv6_cidr_block_associations.values()
    return [it for it in associations if it["ipv6CidrBlockState"]["State"] == "associated"]


Subnet.ipv6_cidr_block_association_set = property(ipv6_cidr_block_association_set)


@patch(Subnet)
def get_filter_value(self, original, filter_name, method_name=None):
    if filter_name == "ipv6-cidr-block-association.association-id":
        return list(self.ipv6_cidr_block_associations)
    return original(self, filter_name, method_name)


# The network interface of a NAT gateway. moto leaves it behind when the gateway is deleted.
# AWS: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html


@patch(NatGatewayBackend)
def delete_nat_gateway(self, original, nat_gateway_id):
    gateway = original(self, nat_gateway_id)
    self.delete_network_interface(gateway._eni.id)
    return gateway


# The id of a hosted zone, which starts with a Z. moto lets any letter or digit come first.
# AWS: https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHostedZone.html


def create_route53_zone_id(*_, **__):
    return f"Z{uuid.uuid4().hex.upper()[:20]}"


route53.create_route53_zone_id = create_route53_zone_id


# Whether a record exists. moto takes a name that was created before for one that exists as long as any
# record comes behind it in the zone, also if it was deleted since.
# AWS: https://docs.aws.amazon.com/Route53/latest/APIReference/API_Change.html


@patch(route53.Route53Backend)
def change_resource_record_sets(self, original, zone_id, change_list):
    zone = self.get_hosted_zone(zone_id)
    there = {(record.name.rstrip("."), record.type) for record in zone.rrsets}

    def is_there(change):
        record = change["ResourceRecordSet"]
        return (record["Name"].rstrip("."), record["Type"]) in there

    zone.rr_changes[:] = filter(is_there, zone.rr_changes)
    original(self, zone_id, change_list)


# Whether S3 may write access logs to a bucket. moto ends with 500 where a statement of that bucket's
# policy is for every principal, and wants the resource to be the very prefix of the logs.
# AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html


def may_log(target_bucket, target_prefix):
    name = f"{target_bucket.arn}/{target_prefix or ''}log"
    return any(
        statement["Effect"] == "Allow"
        and statement["Principal"] == {"Service": "logging.s3.amazonaws.com"}
        and "s3:PutObject" in statement["Action"]
        and fnmatch.fnmatchcase(name, statement["Resource"])
        for statement in json.loads(target_bucket.policy or '{"Statement": []}')["Statement"]
    )


FakeBucket._log_permissions_enabled_policy = staticmethod(may_log)


# The resource that a caller is authorized for. moto asks about "*" for all services but S3, which a
# policy that names a secret does not allow.
# AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html


@patch(IAMRequestBase)
def check_action_permitted(self, original, resource):
    if self._action == "secretsmanager:GetSecretValue":
        resource = json.loads(self._body)["SecretId"]
    original(self, resource)


# Who asks by a presigned URL, which has its credentials in the query. moto looks for them in a header
# alone, and ends with 500. The caller's policy is asked; whether the signature is right is not.
# AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html

PRESIGNED = "Credential={}, Signature="


@patch(S3Response)
def _authenticate_and_authorize_s3_action(self, original, *arguments, **named):
    headers, query = self.headers, {name: values[0] for name, values in self.querystring.items()}
    if "X-Amz-Credential" in query:
        self.headers = dict(headers) | {
            "Authorization": PRESIGNED.format(query["X-Amz-Credential"]),
            "X-Amz-Security-Token": query.get("X-Amz-Security-Token"),
        }
    try:
        original(self, *arguments, **named)
    finally:
        self.headers = headers


@patch(IAMRequestBase)
def check_signature(self, original):
    if not self._headers["Authorization"].endswith(PRESIGNED.rpartition("}")[2]):
        original(self)


# What the policy of a bucket says of plain HTTP. moto knows no such condition, and denies over TLS too.
# AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html


@patch(FakeBucket)
def get_permission(self, _, action, resource):
    if self.policy is None:
        return PermissionResult.NEUTRAL
    document = json.loads(self.policy)
    document["Statement"] = list(filter(is_about_this_transport, document["Statement"]))
    return IAMPolicy(json.dumps(document)).is_action_permitted(action, resource)


def is_about_this_transport(statement):
    asked = statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport")
    return asked is None or (asked == "true") == flask.request.is_secure


# Performance and Database Insights of a database, which moto drops when it makes one.
# AWS: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html


@patch(DBInstance)
def __init__(self, original, *arguments, **named):
    original(self, *arguments, **named)
    self.performance_insights_enabled = named.get("enable_performance_insights", False)
    self.performance_insights_kms_key_id = named.get("performance_insights_kms_key_id")
    self.performance_insights_retention_period = named.get("performance_insights_retention_period")
    self.database_insights_mode = named.get("database_insights_mode", "standard")


# Whether a bucket sends its events to EventBridge: moto keeps it and does not say.
# AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_NotificationConfiguration.html


@patch(S3Response)
def get_bucket_notification(self, original):
    configuration = self.backend.get_bucket_notification_configuration(self.bucket_name)
    answer = original(self)
    if configuration is None or configuration.event_bridge is None:
        return answer
    status, headers, body = answer
    body = body.decode() if isinstance(body, bytes) else body
    # Where there is nothing else, the element is empty.
    body = re.sub(r"(<NotificationConfiguration [^>]*?)\s*/>", r"\1></NotificationConfiguration>", body)
    end = "</NotificationConfiguration>"
    return status, headers, body.replace(end, f"<EventBridgeConfiguration/>{end}")


# Which queues may leave dead letters at another. moto keeps it and does not say, and the provider waits
# until it does.
# AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html

Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"]
Queue.redrive_allow_policy = None

# The policy of a queue. moto takes it away whenever another attribute is set; "if you omit" one, AWS
# leaves it as it is.
# AWS: as above.


@patch(Queue)
def _set_attributes(self, original, attributes, now=None):
    policy = getattr(self, "policy", None)
    original(self, attributes, now)
    if "Policy" not in attributes:
        self.policy = policy


# Policies as they were sent: moto puts blanks into that of dead letters, which the provider takes for a
# change, and gives an empty one where a queue has none.
# AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html

attributes_of_moto = Queue.attributes.fget


def attributes(queue):
    found = attributes_of_moto(queue)
    if queue.redrive_policy:
        found["RedrivePolicy"] = json.dumps(queue.redrive_policy, separators=(",", ":"))
    return {name: value for name, value in found.items() if value or name != "RedriveAllowPolicy"}


Queue.attributes = property(attributes)


# Whether the limits of a FIFO topic are those of its groups. moto keeps it and does not say.
# AWS: https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html


@patch(SNSResponse)
def get_topic_attributes(self, original):
    answer = original(self)
    topic = self.backend.get_topic(self._get_param("TopicArn"))
    if scope := getattr(topic, "fifo_throughput_scope", None):
        answer.result["Attributes"]["FifoThroughputScope"] = scope
    return answer


def serve_tls(port, certificate, key):
    """Serves the same account over TLS, beside moto's own server."""
    server = make_server(
        "127.0.0.1", port, DomainDispatcherApplication(create_backend_app),
        threaded=True, request_handler=MotoRequestHandler, ssl_context=(certificate, key),
    )  # fmt: skip
    threading.Thread(target=server.serve_forever, daemon=True).start()


if __name__ == "__main__":
    serve_tls(int(os.environ["TLS_PORT"]), os.environ["TLS_CERTIFICATE"], os.environ["TLS_KEY"])
    main()
