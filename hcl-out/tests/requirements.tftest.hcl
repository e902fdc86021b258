# What the stack must deploy, requirement by requirement. The values here come from the
# requirements and nowhere else: where a test fails, stack.toml or its synthesis is wrong.
#
#   terraform -chdir=hcl-out init && terraform -chdir=hcl-out test
#
# The provider is mocked, so nothing asks AWS. Arguments are what the configuration says; whatever
# AWS would choose (ids, endpoints) is random text, different for every resource, so two ids are
# equal only where one is taken from the other.

mock_provider "aws" {
  # The provider refuses random text where an argument must be an ARN.
  mock_resource "aws_acm_certificate" {
    defaults = {
      arn = "arn:aws:acm:us-east-1:123456789012:certificate/mock"

      # The name must be that of the certificate: its validation records are looked up by it.
      domain_validation_options = [{
        domain_name           = "tasks.acme.example"
        resource_record_name  = "_mock.tasks.acme.example"
        resource_record_type  = "CNAME"
        resource_record_value = "_mock.acm-validations.aws"
      }]
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/mock"
    }
  }

  mock_resource "aws_lb" {
    defaults = {
      arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/mock/0123456789abcdef"
    }
  }

  mock_resource "aws_lb_target_group" {
    defaults = {
      arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mock/0123456789abcdef"
    }
  }

  # A mocked list is empty, and the secret that RDS makes is read from this one.
  mock_resource "aws_db_instance" {
    defaults = {
      master_user_secret = [{
        kms_key_id    = "mock"
        secret_arn    = "arn:aws:secretsmanager:us-east-1:123456789012:secret:mock"
        secret_status = "active"
      }]
    }
  }
}

# Two roles that must not be taken for each other.
override_resource {
  target = aws_iam_role.api_execution
  values = {
    arn = "arn:aws:iam::123456789012:role/execution"
  }
}

override_resource {
  target = aws_iam_role.api_task
  values = {
    arn = "arn:aws:iam::123456789012:role/task"
  }
}

# What no assertion sees otherwise: a test can name a resource but not list those that it doesn't
# expect, and a mocked provider shows nothing of its own block. So these are read from the text.
variables {
  addresses = flatten([
    for name in fileset(".", "*.tf") : [
      for labels in regexall("(?m)^\\s*resource\\s+\"(\\w+)\"\\s+\"(\\w+)\"", file(name)) : join(".", labels)
    ]
  ])

  provider_blocks = flatten([
    for name in fileset(".", "*.tf") : regexall("(?ms)^provider \"\\w+\" \\{$.*?^\\}$", file(name))
  ])

  backends = compact(flatten([
    for name in fileset(".", "*.tf") : regexall("(?m)^\\s*(?:backend \"(\\w+)\"|(cloud)) \\{", file(name))
  ]))

  # Variables of Terraform that somebody would have to fill in.
  questions = flatten([
    for name in fileset(".", "*.tf") : [
      for block in regexall("(?ms)^variable \"\\w+\" \\{$.*?^\\}$", file(name)) : block
      if !can(regex("(?m)^  default +=", block))
    ]
  ])

  # Programs that run beside Terraform, and data that something else must have made.
  scripts = flatten([
    for name in fileset(".", "*.tf") : regexall("(?m)^\\s*(?:provisioner|data) \"[\\w-]+\".*$", file(name))
  ])

  # Functions that answer differently each time.
  unsteady_calls = flatten([
    for name in fileset(".", "*.tf") : regexall("\\b(?:timestamp|plantimestamp|uuid|bcrypt)\\(", file(name))
  ])

  # What an apply of the service leaves as it is, and what it waits for.
  ignored_by_service = flatten([
    for name in fileset(".", "*.tf") : [
      for block in regexall("(?ms)^resource \"aws_ecs_service\" \"api\" \\{$.*?^\\}$", file(name)) :
      regexall("ignore_changes = \\[(.*?)\\]", block)
    ]
  ])

  awaited_by_service = flatten([
    for name in fileset(".", "*.tf") : [
      for block in regexall("(?ms)^resource \"aws_ecs_service\" \"api\" \\{$.*?^\\}$", file(name)) : [
        for list in regexall("(?s)depends_on = \\[.*?\\]", block) : regexall("\\w+\\.\\w+", list)
      ]
    ]
  ])

  # Lines in which something named like a secret gets a text, or which contain an access key, a
  # private key or a URL with a password. "offline" makes up the keys of a provider block that
  # cannot deploy.
  secrets = flatten([
    for name in fileset(".", "*.tf") : [
      for line in split("\n", file(name)) : line
      if anytrue([
        can(regex("(?i)(?:password|passwd|secret|token|(?:access|api|private)_key)\\w*\"?\\s*[=:]\\s*\"", line)),
        can(regex("(?:AKIA|ASIA)[A-Z0-9]{16}", line)),
        can(regex("BEGIN [A-Z ]*PRIVATE KEY", line)),
        can(regex("://[^\\s\"/@]+:[^\\s\"/@]+@", line)),
      ]) && !can(regex("^  (?:access_key|secret_key) += \"offline\"$", line))
    ]
  ])
}

# The other runs look at what this one made.
run "deploy" {
  command = apply

  assert {
    condition     = length(var.questions) == 0
    error_message = "Constraint 1: no manual steps: every variable has a default"
  }

  assert {
    condition     = length(var.scripts) == 0
    error_message = "Constraint 1: no manual steps: no script, and nothing that must be there before"
  }
}

run "compute" {
  command = plan

  assert {
    condition = alltrue([
      aws_ecs_service.api.launch_type == "FARGATE",
      aws_ecs_task_definition.api.requires_compatibilities == toset(["FARGATE"]),
      aws_ecs_task_definition.api.network_mode == "awsvpc",
    ])
    error_message = "Section 1: ECS with Fargate"
  }

  assert {
    condition = alltrue([
      aws_ecs_service.api.cluster == aws_ecs_cluster.main.id,
      aws_ecs_service.api.task_definition == aws_ecs_task_definition.api.arn,
    ])
    error_message = "Section 1: the service runs its task definition in the cluster"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.api.container_definitions)[*].essential == [true]
    error_message = "Section 1: the API runs as one container"
  }

  assert {
    condition = alltrue([
      for container in jsondecode(aws_ecs_task_definition.api.container_definitions) : alltrue([
        container.image == var.api_image,
        can(regex("^\\d{12}\\.dkr\\.ecr\\.us-east-1\\.amazonaws\\.com/[^:@]+[:@].+$", container.image)),
      ])
    ])
    error_message = "Notes: the image lies in ECR"
  }

  assert {
    condition     = aws_ecs_task_definition.api.cpu == "256"
    error_message = "Section 1: 0.25 vCPU per task"
  }

  assert {
    condition     = aws_ecs_task_definition.api.memory == "512"
    error_message = "Section 1: 512 MB of memory per task"
  }

  assert {
    condition     = aws_ecs_service.api.desired_count >= 2
    error_message = "Section 1: at least 2 tasks, from the first deployment on"
  }

  assert {
    condition     = aws_appautoscaling_target.api.min_capacity == 2
    error_message = "Section 1: at least 2 tasks"
  }

  assert {
    condition     = aws_appautoscaling_target.api.max_capacity == 10
    error_message = "Section 1: at most 10 tasks"
  }

  assert {
    condition = alltrue([
      for scaling in [aws_appautoscaling_target.api, aws_appautoscaling_policy.api_cpu] : alltrue([
        scaling.service_namespace == "ecs",
        scaling.scalable_dimension == "ecs:service:DesiredCount",
        scaling.resource_id == "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.api.name}",
      ])
    ])
    error_message = "Section 1: auto-scaling sets the number of tasks of the service"
  }

  assert {
    condition = alltrue([
      for tracking in aws_appautoscaling_policy.api_cpu.target_tracking_scaling_policy_configuration :
      one(tracking.predefined_metric_specification).predefined_metric_type == "ECSServiceAverageCPUUtilization"
    ]) && aws_appautoscaling_policy.api_cpu.policy_type == "TargetTrackingScaling"
    error_message = "Section 1: auto-scaling follows CPU utilization"
  }

  assert {
    condition     = aws_appautoscaling_policy.api_cpu.target_tracking_scaling_policy_configuration[*].target_value == tolist([70])
    error_message = "Section 1: auto-scaling aims at 70 % CPU"
  }
}

run "database" {
  command = plan

  assert {
    condition     = aws_db_instance.taskdb.engine == "postgres"
    error_message = "Section 2: RDS PostgreSQL"
  }

  assert {
    condition = alltrue([
      can(regex("^15(\\.\\d+)?$", aws_db_instance.taskdb.engine_version)),
      aws_db_instance.taskdb.parameter_group_name == aws_db_parameter_group.taskdb.name,
      aws_db_parameter_group.taskdb.family == "postgres15",
    ])
    error_message = "Section 2: PostgreSQL 15.x"
  }

  assert {
    condition     = aws_db_instance.taskdb.instance_class == "db.t3.micro"
    error_message = "Section 2: instance class db.t3.micro"
  }

  assert {
    condition     = aws_db_instance.taskdb.allocated_storage == 20
    error_message = "Section 2: 20 GB of storage"
  }

  assert {
    condition     = aws_db_instance.taskdb.storage_type == "gp3"
    error_message = "Section 2: general purpose SSD (gp3)"
  }

  assert {
    condition     = aws_db_instance.taskdb.multi_az
    error_message = "Section 2: multi-AZ deployment"
  }

  assert {
    condition     = aws_db_instance.taskdb.backup_retention_period == 7
    error_message = "Section 2: automated backups are kept for 7 days"
  }

  assert {
    condition     = aws_db_instance.taskdb.db_name == "taskdb"
    error_message = "Section 2: the database is named taskdb"
  }

  assert {
    condition     = aws_db_instance.taskdb.port == 5432
    error_message = "Section 2: the database listens on port 5432"
  }

  assert {
    condition = alltrue([
      nonsensitive(aws_db_instance.taskdb.password == null),
      aws_db_instance.taskdb.password_wo_version == null,
    ])
    error_message = "Section 2: no password of the database in the code"
  }

  assert {
    condition     = aws_db_instance.taskdb.manage_master_user_password
    error_message = "Sections 2 and 5: the password of the database is kept in AWS Secrets Manager"
  }

  # Who the security group lets in: run "security_groups".
  assert {
    condition = alltrue([
      !aws_db_instance.taskdb.publicly_accessible,
      aws_db_instance.taskdb.vpc_security_group_ids == toset([aws_security_group.taskdb_database.id]),
    ])
    error_message = "Section 2: the database is reached through its own security group only"
  }
}

run "storage" {
  command = plan

  assert {
    condition = [
      for address in var.addresses : address if startswith(address, "aws_s3_bucket.")
    ] == ["aws_s3_bucket.uploads"]
    error_message = "Section 3: one bucket, for uploads"
  }

  # Where a resource is missing altogether, the assertions that name it end without their message.
  assert {
    condition     = contains(var.addresses, "aws_s3_bucket_versioning.uploads")
    error_message = "Section 3: versioning is enabled"
  }

  assert {
    condition     = contains(var.addresses, "aws_s3_bucket_lifecycle_configuration.uploads")
    error_message = "Section 3: a lifecycle policy deletes objects in archived/"
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_versioning.uploads.bucket == aws_s3_bucket.uploads.id,
      one(aws_s3_bucket_versioning.uploads.versioning_configuration).status == "Enabled",
    ])
    error_message = "Section 3: versioning is enabled"
  }

  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_server_side_encryption_configuration.uploads.rule :
      one(rule.apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    ]) && aws_s3_bucket_server_side_encryption_configuration.uploads.bucket == aws_s3_bucket.uploads.id
    error_message = "Section 3: server-side encryption with AES-256"
  }

  assert {
    condition = {
      for rule in aws_s3_bucket_lifecycle_configuration.uploads.rule :
      coalesce(one(rule.filter[*].prefix), "every object") => one(rule.expiration[*].days)
      if rule.status == "Enabled" && try(rule.expiration[0].days > 0, false)
    } == { "archived/" = 90 }
    error_message = "Section 3: objects are deleted after 90 days in archived/, and nowhere else"
  }

  # In a versioned bucket an expiration alone deletes nothing.
  assert {
    condition = [
      for rule in aws_s3_bucket_lifecycle_configuration.uploads.rule : one(rule.filter[*].prefix)
      if rule.status == "Enabled" && length(rule.noncurrent_version_expiration) == 1
    ] == ["archived/"]
    error_message = "Section 3: objects in archived/ are deleted with their old versions"
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.uploads.bucket == aws_s3_bucket.uploads.id
    error_message = "Section 3: the lifecycle policy is that of the uploads bucket"
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.uploads.bucket == aws_s3_bucket.uploads.id,
      aws_s3_bucket_public_access_block.uploads.block_public_acls,
      aws_s3_bucket_public_access_block.uploads.block_public_policy,
      aws_s3_bucket_public_access_block.uploads.ignore_public_acls,
      aws_s3_bucket_public_access_block.uploads.restrict_public_buckets,
    ])
    error_message = "Section 3: public access is blocked in all four ways"
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_ownership_controls.uploads.bucket == aws_s3_bucket.uploads.id,
      one(aws_s3_bucket_ownership_controls.uploads.rule).object_ownership == "BucketOwnerEnforced",
    ])
    error_message = "Section 3: access by IAM role, not by access control list"
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_s3_bucket_policy.uploads.policy).Statement : statement.Effect == "Deny"
    ])
    error_message = "Section 3: access by IAM role, not by bucket policy"
  }
}

run "network" {
  command = plan

  assert {
    condition     = aws_vpc.main.cidr_block == "10.0.0.0/16"
    error_message = "Section 4: the VPC is 10.0.0.0/16"
  }

  assert {
    condition     = toset(values(aws_subnet.public)[*].cidr_block) == toset(["10.0.1.0/24", "10.0.2.0/24"])
    error_message = "Section 4: two public subnets, 10.0.1.0/24 and 10.0.2.0/24"
  }

  assert {
    condition     = toset(values(aws_subnet.private)[*].cidr_block) == toset(["10.0.10.0/24", "10.0.11.0/24"])
    error_message = "Section 4: two private subnets, 10.0.10.0/24 and 10.0.11.0/24"
  }

  assert {
    condition = alltrue([
      for subnet in concat(values(aws_subnet.public), values(aws_subnet.private)) : subnet.vpc_id == aws_vpc.main.id
    ])
    error_message = "Section 4: the subnets lie in the VPC"
  }

  assert {
    condition = alltrue([
      for subnets in [aws_subnet.public, aws_subnet.private] :
      length(distinct(values(subnets)[*].availability_zone)) == 2
    ])
    error_message = "Section 4: public and private subnets span 2 availability zones each"
  }

  assert {
    condition = alltrue([
      aws_internet_gateway.main.vpc_id == aws_vpc.main.id,
      aws_route.public_internet.route_table_id == aws_route_table.public.id,
      aws_route.public_internet.destination_cidr_block == "0.0.0.0/0",
      aws_route.public_internet.gateway_id == aws_internet_gateway.main.id,
    ])
    error_message = "Section 4: an internet gateway leads out of the public subnets"
  }

  assert {
    condition = aws_route_table.public.vpc_id == aws_vpc.main.id && {
      for association in aws_route_table_association.public : association.subnet_id => association.route_table_id
    } == { for subnet in aws_subnet.public : subnet.id => aws_route_table.public.id }
    error_message = "Section 4: both public subnets use the public route table"
  }

  assert {
    condition = length(aws_nat_gateway.main) >= 1 && alltrue([
      for nat in aws_nat_gateway.main : alltrue([
        contains(values(aws_subnet.public)[*].id, nat.subnet_id),
        contains(values(aws_eip.nat)[*].id, nat.allocation_id),
      ])
    ])
    error_message = "Section 4: the NAT gateway lies in a public subnet and has a public address"
  }

  assert {
    condition = alltrue([
      for route in aws_route.private_nat : alltrue([
        route.destination_cidr_block == "0.0.0.0/0",
        route.gateway_id == null,
        contains(values(aws_nat_gateway.main)[*].id, route.nat_gateway_id),
      ])
    ]) && toset(values(aws_route.private_nat)[*].route_table_id) == toset(values(aws_route_table.private)[*].id)
    error_message = "Section 4: a NAT gateway leads out of the private subnets"
  }

  assert {
    condition = toset([
      for address in var.addresses : address if startswith(address, "aws_route.")
    ]) == toset(["aws_route.private_nat", "aws_route.public_internet"])
    error_message = "Section 4: the ways out are the internet gateway and the NAT gateway, and no other"
  }

  assert {
    condition = alltrue([
      alltrue([for table in aws_route_table.private : table.vpc_id == aws_vpc.main.id]),
      toset(values(aws_route_table_association.private)[*].subnet_id) == toset(values(aws_subnet.private)[*].id),
      toset(values(aws_route_table_association.private)[*].route_table_id) == toset(values(aws_route_table.private)[*].id),
    ])
    error_message = "Section 4: both private subnets use a private route table"
  }

  assert {
    condition = alltrue([
      for network in aws_ecs_service.api.network_configuration : alltrue([
        network.subnets == toset(values(aws_subnet.private)[*].id),
        !network.assign_public_ip,
      ])
    ])
    error_message = "Section 4: the tasks run in the private subnets"
  }

  assert {
    condition = alltrue([
      aws_db_instance.taskdb.db_subnet_group_name == aws_db_subnet_group.taskdb.name,
      aws_db_subnet_group.taskdb.subnet_ids == toset(values(aws_subnet.private)[*].id),
    ])
    error_message = "Section 4: the database lies in the private subnets"
  }
}

run "load_balancer" {
  command = plan

  assert {
    condition = alltrue([
      aws_lb.main.load_balancer_type == "application",
      !aws_lb.main.internal,
    ])
    error_message = "Section 4: an internet-facing application load balancer"
  }

  assert {
    condition     = aws_lb.main.subnets == toset(values(aws_subnet.public)[*].id)
    error_message = "Section 4: the load balancer lies in the public subnets"
  }

  assert {
    condition = toset([
      for address in var.addresses : address if startswith(address, "aws_lb_listener")
    ]) == toset(["aws_lb_listener.http", "aws_lb_listener.https"])
    error_message = "Section 4: two listeners without further rules: HTTPS, and the redirect to it"
  }

  assert {
    condition = alltrue([
      aws_lb_listener.https.load_balancer_arn == aws_lb.main.arn,
      aws_lb_listener.https.port == 443,
      aws_lb_listener.https.protocol == "HTTPS",
    ])
    error_message = "Section 4: an HTTPS listener on port 443"
  }

  assert {
    condition = alltrue([
      one(aws_lb_listener.https.default_action).type == "forward",
      one(aws_lb_listener.https.default_action).target_group_arn == aws_lb_target_group.api.arn,
    ])
    error_message = "Section 4: what arrives over HTTPS goes to the target group"
  }

  assert {
    condition = alltrue([
      aws_lb_listener.http.load_balancer_arn == aws_lb.main.arn,
      aws_lb_listener.http.port == 80,
      aws_lb_listener.http.protocol == "HTTP",
    ])
    error_message = "Section 4: an HTTP listener on port 80"
  }

  assert {
    condition = alltrue([
      for action in aws_lb_listener.http.default_action : alltrue([
        action.type == "redirect",
        one(action.redirect).protocol == "HTTPS",
        one(action.redirect).port == "443",
      ])
    ])
    error_message = "Section 4: port 80 redirects to HTTPS on port 443"
  }

  # Tasks of Fargate have an address each, so that is what is registered.
  assert {
    condition = alltrue([
      aws_lb_target_group.api.vpc_id == aws_vpc.main.id,
      aws_lb_target_group.api.target_type == "ip",
      aws_lb_target_group.api.protocol == "HTTP",
      aws_lb_target_group.api.port == 8000,
    ])
    error_message = "Section 4: the target group sends to the addresses of tasks, on port 8000"
  }

  assert {
    condition     = one(aws_ecs_service.api.load_balancer).target_group_arn == aws_lb_target_group.api.arn
    error_message = "Section 4: the target group points to the ECS service"
  }

  assert {
    condition = alltrue([
      for container in jsondecode(aws_ecs_task_definition.api.container_definitions) : alltrue([
        container.portMappings[*].containerPort == [8000],
        one(aws_ecs_service.api.load_balancer).container_name == container.name,
        one(aws_ecs_service.api.load_balancer).container_port == 8000,
      ])
    ])
    error_message = "Section 4: the container listens on port 8000"
  }

  # A health check over HTTP is a GET, and where no protocol is named it is HTTP.
  assert {
    condition = alltrue([
      for check in aws_lb_target_group.api.health_check : alltrue([
        check.enabled != false,
        coalesce(check.protocol, "HTTP") == "HTTP",
        check.path == "/health",
      ])
    ])
    error_message = "Section 4: the health check is GET /health"
  }

  assert {
    condition     = aws_lb_target_group.api.health_check[*].matcher == tolist(["200"])
    error_message = "Section 4: the health check expects 200"
  }
}

run "security_groups" {
  command = plan

  assert {
    condition = toset([
      for address in var.addresses : address if startswith(address, "aws_security_group.")
      ]) == toset([
      "aws_security_group.api_tasks",
      "aws_security_group.load_balancer",
      "aws_security_group.taskdb_database",
    ])
    error_message = "Section 4: three security groups, for load balancer, application and database"
  }

  # With these names, what the assertions below say is all that the groups allow.
  assert {
    condition = toset([
      for address in var.addresses : address if can(regex("security_group_\\w*rule\\.", address))
      ]) == toset([
      "aws_vpc_security_group_egress_rule.api_to_internet",
      "aws_vpc_security_group_egress_rule.api_to_taskdb",
      "aws_vpc_security_group_egress_rule.load_balancer_to_api",
      "aws_vpc_security_group_ingress_rule.api_from_load_balancer",
      "aws_vpc_security_group_ingress_rule.load_balancer_from_internet_http",
      "aws_vpc_security_group_ingress_rule.load_balancer_from_internet_https",
      "aws_vpc_security_group_ingress_rule.taskdb_from_api",
    ])
    error_message = "Section 4: internet to load balancer to app to database, app to AWS, and no other rule"
  }

  assert {
    condition = alltrue([
      for group in [
        aws_security_group.api_tasks,
        aws_security_group.load_balancer,
        aws_security_group.taskdb_database,
      ] : group.vpc_id == aws_vpc.main.id && length(group.ingress) == 0 && length(group.egress) == 0
    ])
    error_message = "Section 4: the security groups lie in the VPC and have no rules of their own"
  }

  assert {
    condition = alltrue([
      for group in [aws_default_security_group.main] : alltrue([
        group.vpc_id == aws_vpc.main.id,
        length(group.ingress) == 0,
        length(group.egress) == 0,
      ])
    ])
    error_message = "Section 4: the security group that AWS gives every VPC allows nothing"
  }

  assert {
    condition = alltrue([
      for role, group in {
        api-tasks       = aws_security_group.api_tasks
        load-balancer   = aws_security_group.load_balancer
        taskdb-database = aws_security_group.taskdb_database
        } : alltrue([
          group.name_prefix == "task-management-api-${role}-",
          group.tags["Name"] == "task-management-api-${role}",
          !contains(["", "Managed by Terraform"], group.description),
      ])
    ])
    error_message = "Section 4: the security groups have descriptive names"
  }

  assert {
    condition = alltrue([
      aws_lb.main.security_groups == toset([aws_security_group.load_balancer.id]),
      one(aws_ecs_service.api.network_configuration).security_groups == toset([aws_security_group.api_tasks.id]),
      aws_db_instance.taskdb.vpc_security_group_ids == toset([aws_security_group.taskdb_database.id]),
    ])
    error_message = "Section 4: load balancer, application and database have their own group each"
  }

  assert {
    condition = alltrue([
      for port, rule in {
        80  = aws_vpc_security_group_ingress_rule.load_balancer_from_internet_http
        443 = aws_vpc_security_group_ingress_rule.load_balancer_from_internet_https
        } : alltrue([
          rule.security_group_id == aws_security_group.load_balancer.id,
          rule.cidr_ipv4 == "0.0.0.0/0",
          rule.ip_protocol == "tcp",
          rule.from_port == tonumber(port),
          rule.to_port == tonumber(port),
      ])
    ])
    error_message = "Section 4: the load balancer admits 80 and 443 from 0.0.0.0/0"
  }

  assert {
    condition = alltrue([
      for rule in [aws_vpc_security_group_egress_rule.load_balancer_to_api] : alltrue([
        rule.security_group_id == aws_security_group.load_balancer.id,
        rule.referenced_security_group_id == aws_security_group.api_tasks.id,
        rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.prefix_list_id == null,
        rule.ip_protocol == "tcp" && rule.from_port == 8000 && rule.to_port == 8000,
      ])
    ])
    error_message = "Section 4: the load balancer reaches port 8000 of the app security group"
  }

  assert {
    condition = alltrue([
      for rule in [aws_vpc_security_group_ingress_rule.api_from_load_balancer] : alltrue([
        rule.security_group_id == aws_security_group.api_tasks.id,
        rule.referenced_security_group_id == aws_security_group.load_balancer.id,
        rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.prefix_list_id == null,
        rule.ip_protocol == "tcp" && rule.from_port == 8000 && rule.to_port == 8000,
      ])
    ])
    error_message = "Section 4: the app admits port 8000 from the load balancer security group"
  }

  assert {
    condition = alltrue([
      for rule in [aws_vpc_security_group_egress_rule.api_to_taskdb] : alltrue([
        rule.security_group_id == aws_security_group.api_tasks.id,
        rule.referenced_security_group_id == aws_security_group.taskdb_database.id,
        rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.prefix_list_id == null,
        rule.ip_protocol == "tcp" && rule.from_port == 5432 && rule.to_port == 5432,
      ])
    ])
    error_message = "Section 4: the app reaches port 5432 of the database security group"
  }

  assert {
    condition = alltrue([
      for rule in [aws_vpc_security_group_ingress_rule.taskdb_from_api] : alltrue([
        rule.security_group_id == aws_security_group.taskdb_database.id,
        rule.referenced_security_group_id == aws_security_group.api_tasks.id,
        rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.prefix_list_id == null,
        rule.ip_protocol == "tcp" && rule.from_port == 5432 && rule.to_port == 5432,
      ])
    ])
    error_message = "Sections 2 and 4: the database admits port 5432 from the app security group"
  }

  # The requirements don't list this one, but nothing starts without it: the image, the log and the
  # secret lie behind addresses of AWS that no security group names.
  assert {
    condition = alltrue([
      for rule in [aws_vpc_security_group_egress_rule.api_to_internet] : alltrue([
        rule.security_group_id == aws_security_group.api_tasks.id,
        rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443,
      ])
    ])
    error_message = "Section 4: beside the database, the app reaches out over HTTPS only"
  }
}

run "iam" {
  command = plan

  assert {
    condition     = aws_ecs_task_definition.api.execution_role_arn == aws_iam_role.api_execution.arn
    error_message = "Section 5: tasks are started under the task execution role"
  }

  assert {
    condition     = aws_ecs_task_definition.api.task_role_arn == aws_iam_role.api_task.arn
    error_message = "Section 5: the application runs under the task role"
  }

  assert {
    condition = alltrue([
      for role in [aws_iam_role.api_execution, aws_iam_role.api_task] : [
        for statement in jsondecode(role.assume_role_policy).Statement :
        [statement.Effect, statement.Action, statement.Principal, statement.Condition.StringEquals]
        ] == [[
          "Allow",
          "sts:AssumeRole",
          { Service = "ecs-tasks.amazonaws.com" },
          { "aws:SourceAccount" = aws_vpc.main.owner_id },
      ]]
    ])
    error_message = "Section 5: least privilege: only tasks of ECS in this account may assume the roles"
  }

  assert {
    condition = toset([
      for address in var.addresses : address if startswith(address, "aws_iam_")
      ]) == toset([
      "aws_iam_role.api_execution",
      "aws_iam_role.api_task",
      "aws_iam_role_policy.api_execution",
      "aws_iam_role_policy.api_task",
    ])
    error_message = "Section 5: least privilege: two roles with one policy each"
  }

  assert {
    condition = alltrue([
      aws_iam_role_policy.api_execution.role == aws_iam_role.api_execution.id,
      aws_iam_role_policy.api_task.role == aws_iam_role.api_task.id,
    ])
    error_message = "Section 5: each policy belongs to its role"
  }

  assert {
    condition = alltrue([
      for statement in concat(
        jsondecode(aws_iam_role_policy.api_execution.policy).Statement,
        jsondecode(aws_iam_role_policy.api_task.policy).Statement,
        ) : alltrue([
          statement.Effect == "Allow",
          setsubtract(keys(statement), ["Sid"]) == toset(["Action", "Effect", "Resource"]),
          !strcontains(join(" ", flatten([statement.Action])), "*"),
      ])
    ])
    error_message = "Section 5: least privilege: actions and resources are named, actions without a wildcard"
  }

  # ECR gives its token for all repositories: this action takes no narrower resource.
  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.api_execution.policy).Statement : [
        for pair in setproduct(flatten([statement.Action]), flatten([statement.Resource])) : join(" on ", pair)
      ]
      ])) == toset([
      "ecr:GetAuthorizationToken on *",
      "ecr:BatchCheckLayerAvailability on arn:aws:ecr:us-east-1:123456789012:repository/task-management-api",
      "ecr:BatchGetImage on arn:aws:ecr:us-east-1:123456789012:repository/task-management-api",
      "ecr:GetDownloadUrlForLayer on arn:aws:ecr:us-east-1:123456789012:repository/task-management-api",
      "logs:CreateLogStream on ${aws_cloudwatch_log_group.api_tasks.arn}:*",
      "logs:PutLogEvents on ${aws_cloudwatch_log_group.api_tasks.arn}:*",
    ])
    error_message = "Section 5: the task execution role may pull the image and write the log, and no more"
  }

  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.api_task.policy).Statement : [
        for pair in setproduct(flatten([statement.Action]), flatten([statement.Resource])) : join(" on ", pair)
      ] if strcontains(jsonencode(statement.Action), "s3:")
      ])) == toset([
      "s3:AbortMultipartUpload on ${aws_s3_bucket.uploads.arn}/*",
      "s3:DeleteObject on ${aws_s3_bucket.uploads.arn}/*",
      "s3:GetObject on ${aws_s3_bucket.uploads.arn}/*",
      "s3:PutObject on ${aws_s3_bucket.uploads.arn}/*",
    ])
    error_message = "Section 5: of S3, the task role may use the objects of the uploads bucket, and no more"
  }

  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.api_task.policy).Statement : [
        for pair in setproduct(flatten([statement.Action]), flatten([statement.Resource])) : join(" on ", pair)
      ] if !strcontains(jsonencode(statement.Action), "s3:")
      ])) == toset([
      "secretsmanager:GetSecretValue on ${aws_db_instance.taskdb.master_user_secret[0].secret_arn}",
    ])
    error_message = "Section 5: beside S3, the task role may read the secret of the database, and no more"
  }
}

run "secrets" {
  command = plan

  assert {
    condition = alltrue([
      for container in jsondecode(aws_ecs_task_definition.api.container_definitions) : contains(
        container.environment,
        { name = "TASKDB_SECRET_ARN", value = aws_db_instance.taskdb.master_user_secret[0].secret_arn },
      )
    ])
    error_message = "Section 5: the application is told which secret to read at runtime"
  }

  assert {
    condition = toset(flatten([
      for container in jsondecode(aws_ecs_task_definition.api.container_definitions) : [
        for variable in container.environment : variable.name
        if can(regex("(?i)pass|secret|token|credential|private|_key|user|_url$|_dsn$", variable.name))
      ]
    ])) == toset(["TASKDB_SECRET_ARN"])
    error_message = "Section 5: no credentials in environment variables"
  }

  # ECS would put their values into the environment.
  assert {
    condition = alltrue([
      for container in jsondecode(aws_ecs_task_definition.api.container_definitions) :
      length(setintersection(keys(container), ["environmentFiles", "secrets"])) == 0
    ])
    error_message = "Section 5: ECS puts no credentials into environment variables"
  }

  assert {
    condition     = length(var.secrets) == 0
    error_message = "Section 5 and success criterion 4: no secrets in the code"
  }
}

run "monitoring" {
  command = plan

  assert {
    condition = length(setsubtract([
      "aws_cloudwatch_metric_alarm.api_running_tasks",
      "aws_cloudwatch_metric_alarm.load_balancer_5xx",
      "aws_cloudwatch_metric_alarm.taskdb_cpu",
    ], var.addresses)) == 0
    error_message = "Section 6: alarms on the CPU of the database, on tasks and on 5xx errors"
  }

  assert {
    condition = alltrue([
      for container in jsondecode(aws_ecs_task_definition.api.container_definitions) : alltrue([
        container.logConfiguration.logDriver == "awslogs",
        container.logConfiguration.options["awslogs-group"] == aws_cloudwatch_log_group.api_tasks.name,
        container.logConfiguration.options["awslogs-region"] == "us-east-1",
      ])
    ])
    error_message = "Section 6: a log group takes the logs of the containers"
  }

  assert {
    condition = alltrue([
      for group in [
        aws_cloudwatch_log_group.api_tasks,
        aws_cloudwatch_log_group.taskdb_postgresql,
        aws_cloudwatch_log_group.taskdb_upgrade,
      ] : group.retention_in_days == 7
    ])
    error_message = "Section 6: logs are kept for 7 days"
  }

  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.taskdb_cpu.namespace == "AWS/RDS",
      aws_cloudwatch_metric_alarm.taskdb_cpu.metric_name == "CPUUtilization",
      aws_cloudwatch_metric_alarm.taskdb_cpu.statistic == "Average",
      aws_cloudwatch_metric_alarm.taskdb_cpu.dimensions == tomap({
        DBInstanceIdentifier = aws_db_instance.taskdb.identifier
      }),
    ])
    error_message = "Section 6: an alarm looks at the CPU of the database"
  }

  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.taskdb_cpu.comparison_operator == "GreaterThanThreshold",
      aws_cloudwatch_metric_alarm.taskdb_cpu.threshold == 80,
    ])
    error_message = "Section 6: an alarm at more than 80 % CPU of the database"
  }

  # The metric exists only with Container Insights, and has no value where no task runs.
  assert {
    condition = alltrue([
      contains(aws_ecs_cluster.main.setting, { name = "containerInsights", value = "enabled" }),
      aws_cloudwatch_metric_alarm.api_running_tasks.namespace == "ECS/ContainerInsights",
      aws_cloudwatch_metric_alarm.api_running_tasks.metric_name == "RunningTaskCount",
      aws_cloudwatch_metric_alarm.api_running_tasks.treat_missing_data == "breaching",
      aws_cloudwatch_metric_alarm.api_running_tasks.dimensions == tomap({
        ClusterName = aws_ecs_cluster.main.name
        ServiceName = aws_ecs_service.api.name
      }),
    ])
    error_message = "Section 6: an alarm looks at the number of tasks of the service"
  }

  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.api_running_tasks.comparison_operator == "LessThanThreshold",
      aws_cloudwatch_metric_alarm.api_running_tasks.threshold == 2,
    ])
    error_message = "Section 6: an alarm at fewer than 2 tasks"
  }

  # What the load balancer answers itself, and what it passes on from a task.
  assert {
    condition = toset(flatten([
      for query in aws_cloudwatch_metric_alarm.load_balancer_5xx.metric_query : [
        for metric in query.metric :
        "${metric.stat} of ${metric.namespace}/${metric.metric_name} at ${metric.dimensions["LoadBalancer"]}"
      ]
      ])) == toset([
      "Sum of AWS/ApplicationELB/HTTPCode_ELB_5XX_Count at ${aws_lb.main.arn_suffix}",
      "Sum of AWS/ApplicationELB/HTTPCode_Target_5XX_Count at ${aws_lb.main.arn_suffix}",
    ])
    error_message = "Section 6: an alarm counts the 5xx errors of the load balancer"
  }

  assert {
    condition = toset(flatten([
      for query in aws_cloudwatch_metric_alarm.load_balancer_5xx.metric_query : split(" + ", query.expression)
      if query.return_data == true
      ])) == toset([
      for query in aws_cloudwatch_metric_alarm.load_balancer_5xx.metric_query : "FILL(${query.id}, 0)"
      if length(query.metric) == 1
    ])
    error_message = "Section 6: the 5xx errors are added up, also where one kind did not occur"
  }

  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.load_balancer_5xx.comparison_operator == "GreaterThanThreshold",
      aws_cloudwatch_metric_alarm.load_balancer_5xx.threshold == 10,
    ])
    error_message = "Section 6: an alarm at more than 10 5xx errors"
  }

  assert {
    condition = alltrue(flatten([
      aws_cloudwatch_metric_alarm.load_balancer_5xx.evaluation_periods == 1,
      [
        for query in aws_cloudwatch_metric_alarm.load_balancer_5xx.metric_query : [
          for metric in query.metric : metric.period == 300
        ]
      ],
    ]))
    error_message = "Section 6: the 5xx errors are counted per 5 minutes"
  }
}

run "dns_and_tls" {
  command = plan

  assert {
    condition = length(setsubtract([
      "aws_acm_certificate.main",
      "aws_route53_record.load_balancer",
      "aws_route53_zone.main",
    ], var.addresses)) == 0
    error_message = "Section 7: a hosted zone, a record of the load balancer, and a certificate"
  }

  assert {
    condition = alltrue([
      for record in aws_route53_record.load_balancer : alltrue([
        record.zone_id == aws_route53_zone.main.zone_id,
        record.name == aws_route53_zone.main.name || endswith(record.name, ".${aws_route53_zone.main.name}"),
      ])
    ])
    error_message = "Section 7: a Route 53 hosted zone holds the name of the API"
  }

  assert {
    condition = length(aws_route53_record.load_balancer) == 1 && alltrue([
      for record in aws_route53_record.load_balancer : alltrue([
        record.type == "A",
        one(record.alias).name == aws_lb.main.dns_name,
        one(record.alias).zone_id == aws_lb.main.zone_id,
      ])
    ])
    error_message = "Section 7: an A record points to the load balancer"
  }

  assert {
    condition     = [aws_acm_certificate.main.domain_name] == values(aws_route53_record.load_balancer)[*].name
    error_message = "Section 7: a certificate of AWS ACM for the name of the API"
  }

  assert {
    condition = length(aws_route53_record.certificate_validation) == 1 && alltrue([
      for record in aws_route53_record.certificate_validation : alltrue([
        record.zone_id == aws_route53_zone.main.zone_id,
        record.name == "_mock.tasks.acme.example",
        record.type == "CNAME",
        record.records == toset(["_mock.acm-validations.aws"]),
      ])
    ]) && aws_acm_certificate.main.validation_method == "DNS"
    error_message = "Section 7: records in the hosted zone prove the certificate, without a manual step"
  }

  assert {
    condition = alltrue([
      aws_acm_certificate_validation.main.certificate_arn == aws_acm_certificate.main.arn,
      aws_acm_certificate_validation.main.validation_record_fqdns == toset(values(aws_route53_record.certificate_validation)[*].fqdn),
      aws_lb_listener.https.certificate_arn == aws_acm_certificate_validation.main.certificate_arn,
    ])
    error_message = "Section 7: HTTPS is served with the certificate of AWS ACM"
  }
}

run "tags" {
  command = plan

  assert {
    condition     = length(var.provider_blocks) == 1 && !strcontains(join("", var.provider_blocks), "ignore_tags")
    error_message = "Section 7: all resources get their tags from one provider block"
  }

  assert {
    condition = alltrue([
      for tag, value in {
        Environment = "development"
        Project     = "task-management-api"
        ManagedBy   = "terraform"
        } : alltrue([
          for block in var.provider_blocks :
          can(regex("(?ms)^  default_tags \\{$.*?^      ${tag} += \"${value}\"$.*?^  \\}$", block))
      ])
    ])
    error_message = "Section 7: the tags Environment, Project and ManagedBy on all resources"
  }

  # A tag of its own would win over that of the provider.
  assert {
    condition = alltrue([
      for resource in concat(
        values(aws_eip.nat),
        values(aws_nat_gateway.main),
        values(aws_route_table.private),
        values(aws_subnet.private),
        values(aws_subnet.public),
        [
          aws_acm_certificate.main,
          aws_cloudwatch_log_group.api_tasks,
          aws_cloudwatch_log_group.taskdb_postgresql,
          aws_cloudwatch_log_group.taskdb_upgrade,
          aws_cloudwatch_metric_alarm.api_running_tasks,
          aws_cloudwatch_metric_alarm.load_balancer_5xx,
          aws_cloudwatch_metric_alarm.taskdb_cpu,
          aws_db_instance.taskdb,
          aws_db_parameter_group.taskdb,
          aws_db_subnet_group.taskdb,
          aws_default_security_group.main,
          aws_ecs_cluster.main,
          aws_ecs_service.api,
          aws_ecs_task_definition.api,
          aws_iam_role.api_execution,
          aws_iam_role.api_task,
          aws_internet_gateway.main,
          aws_lb.main,
          aws_lb_listener.http,
          aws_lb_listener.https,
          aws_lb_target_group.api,
          aws_route53_zone.main,
          aws_route_table.public,
          aws_s3_bucket.uploads,
          aws_security_group.api_tasks,
          aws_security_group.load_balancer,
          aws_security_group.taskdb_database,
          aws_vpc.main,
          aws_vpc_endpoint.s3,
        ],
      ) : length(setintersection(try(keys(resource.tags), []), ["Environment", "Project", "ManagedBy"])) == 0
    ])
    error_message = "Section 7: no resource has other values for these tags"
  }

  assert {
    condition     = aws_ecs_service.api.propagate_tags == "SERVICE" && aws_db_instance.taskdb.copy_tags_to_snapshot
    error_message = "Section 7: tasks and snapshots have the tags of what they come from"
  }
}

run "constraints" {
  command = plan

  assert {
    condition = alltrue(concat(
      [for block in var.provider_blocks : can(regex("(?m)^  region += \"us-east-1\"$", block))],
      [for subnet in values(aws_subnet.public) : startswith(subnet.availability_zone, "us-east-1")],
      [for subnet in values(aws_subnet.private) : startswith(subnet.availability_zone, "us-east-1")],
    ))
    error_message = "Constraint 2: the region is us-east-1"
  }

  assert {
    condition     = var.backends == tolist(["local"])
    error_message = "Constraint 3: the state is local"
  }

  # Constraint 4, cost: the sizes are those of sections 1 and 2. One NAT gateway is the cheaper
  # choice and one per zone the more available one; the requirements admit both.

  assert {
    condition     = length(var.unsteady_calls) == 0
    error_message = "Constraint 5: idempotency: no function gives another result at the next plan"
  }

  assert {
    condition     = var.ignored_by_service == ["desired_count"]
    error_message = "Constraint 5: idempotency: an apply leaves the number of tasks to auto-scaling"
  }

  # Terraform knows the dependencies that follow from arguments. These don't.
  assert {
    condition = length(setsubtract([
      "aws_iam_role_policy.api_execution",
      "aws_iam_role_policy.api_task",
      "aws_lb_listener.https",
      "aws_route.private_nat",
      "aws_vpc_security_group_egress_rule.api_to_internet",
      "aws_vpc_security_group_egress_rule.api_to_taskdb",
      "aws_vpc_security_group_egress_rule.load_balancer_to_api",
      "aws_vpc_security_group_ingress_rule.api_from_load_balancer",
      "aws_vpc_security_group_ingress_rule.taskdb_from_api",
    ], var.awaited_by_service)) == 0
    error_message = "Success criterion 3: the first task finds what it needs to start and to be reached"
  }
}
