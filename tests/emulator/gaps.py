"""moto's server with those gaps closed that keep Terraform from applying, or from reading back,
what it asked for. `python gaps.py -p PORT` serves on 127.0.0.1.

Each patch keeps what a request said and gives it back, as AWS does. None checks it, so about these
attributes a plan without changes says little; README.md lists them.
"""

import functools
import json
import uuid

from botocore import xform_name
from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.ec2.models.nat_gateways import NatGatewayBackend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.rds.models import DBInstance, DBParameterGroup
from moto.server import main


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


# Arguments of an ECS service that moto drops: deploymentConfiguration, enableECSManagedTags,
# healthCheckGracePeriodSeconds, availabilityZoneRebalancing. (UpdateService keeps them.)
# AWS: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html


@patch(EC2ContainerServiceResponse)
def create_service(self, original):
    arguments = dict(self._get_params())
    answer = original(self)
    service = answer.result["service"]
    for name, value in arguments.items():
        if not hasattr(service, xform_name(name)):
            setattr(service, xform_name(name), value)
    return answer


# The network interface of a NAT gateway. moto leaves it behind when the gateway is deleted.
# AWS: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html


@patch(NatGatewayBackend)
def delete_nat_gateway(self, original, nat_gateway_id):
    gateway = original(self, nat_gateway_id)
    self.delete_network_interface(gateway._eni.id)
    return gateway


if __name__ == "__main__":
    main()
