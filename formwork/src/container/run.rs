//! The command that starts a task by hand.

use super::{Container, Providers};
use crate::kind::Target;

/// `aws ecs run-task` with all that it needs, as an expression of HCL.
pub(crate) fn run_command(target: &Target<'_>, container: Option<&Container>) -> String {
    let (id, region) = (target.id(), target.region());
    let providers = container.and_then(|container| container.capacity.providers);
    let launch = match providers {
        None => "--launch-type FARGATE",
        Some(Providers::Spot { on_demand: 0 }) => {
            "--capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=1"
        }
        // One task alone: the tasks that are kept off spare capacity are it.
        Some(Providers::OnDemand | Providers::Spot { .. }) => {
            "--capacity-provider-strategy capacityProvider=FARGATE,weight=1"
        }
    };
    let exec = if container.is_some_and(|container| container.exec) {
        " --enable-execute-command"
    } else {
        ""
    };
    let subnets = target.private_subnet_ids();
    let network = format!(
        "awsvpcConfiguration={{subnets=[${{join(\",\", {subnets})}}],securityGroups=[${{aws_security_group.{id}_tasks.id}}],assignPublicIp=DISABLED}}"
    );
    format!(
        "\"aws ecs run-task --region {region} --cluster ${{aws_ecs_cluster.main.name}} --task-definition ${{aws_ecs_task_definition.{id}.family}} {launch} --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION{exec} --network-configuration '{network}'\""
    )
}
