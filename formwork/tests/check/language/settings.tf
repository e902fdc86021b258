# ---- invalid: a required version that is none
terraform {
  required_version = "one"
}
# ---- invalid: a required version that is not met
terraform {
  required_version = "< 1.0"
}
# ---- valid: a required version of several
terraform {
  required_version = ">= 1.0, < 3.0"
}
# ---- invalid: an unknown argument of terraform
terraform {
  nope = 1
}
# ---- invalid: an unknown block of terraform
terraform {
  nope {
  }
}
# ---- invalid: two backends in one block
terraform {
  backend "local" {}
  backend "local" {}
}
# ---- invalid: a backend and a cloud
terraform {
  backend "local" {}
  cloud {
    organization = "a"
    workspaces {
      name = "b"
    }
  }
}
# ---- valid: a backend that does not exist
terraform {
  backend "nope" {}
}
# ---- valid: a backend with an argument that it has not
terraform {
  backend "local" {
    nope = 1
  }
}
# ---- valid: a backend with a variable
variable "v" {}
terraform {
  backend "local" {
    path = var.v
  }
}
# ---- invalid: two blocks of required providers
terraform {
  required_providers {
    a = { source = "hashicorp/aws" }
  }
  required_providers {
    b = { source = "hashicorp/aws" }
  }
}
# ---- valid: a required provider by its version alone
terraform {
  required_providers {
    aws = "~> 5.0"
  }
}
# ---- invalid: a required provider with an unknown key
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", versoin = "~> 5.0" }
  }
}
# ---- invalid: a required provider with a version that is none
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "five" }
  }
}
# ---- invalid: a required provider with a source of one word too many
terraform {
  required_providers {
    aws = { source = "a/b/c/d" }
  }
}
# ---- invalid: a required provider with a list
terraform {
  required_providers {
    aws = ["hashicorp/aws"]
  }
}
# ---- invalid: a required provider with a name that is none
terraform {
  required_providers {
    Aws_x = { source = "hashicorp/aws" }
  }
}
# ---- invalid: a required provider with a source that is computed
variable "v" {}
terraform {
  required_providers {
    aws = { source = var.v }
  }
}
# ---- invalid: experiments of a name
terraform {
  experiments = [nope]
}
# ---- invalid: two configurations of a provider
provider "aws" {
  region = "a"
}
provider "aws" {
  region = "b"
}
# ---- invalid: an alias that is computed
variable "v" {}
provider "aws" {
  alias = var.v
}
# ---- invalid: a provider that is not configured
resource "aws_sqs_queue" "q" {
  provider = aws.nope
}
# ---- valid: a provider in quotes
resource "terraform_data" "a" {
  provider = "terraform"
}
# ---- valid: moved from a data source
moved {
  from = data.terraform_remote_state.a
  to   = data.terraform_remote_state.b
}
# ---- invalid: moved from a local
moved {
  from = local.a
  to   = local.b
}
# ---- valid: moved of one type to another
moved {
  from = terraform_data.a
  to   = aws_sqs_queue.b
}
resource "aws_sqs_queue" "b" {}
# ---- invalid: moved of a resource to a module
moved {
  from = terraform_data.a
  to   = module.m
}
module "m" {
  source = "./m"
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- valid: moved of a resource into a module
moved {
  from = terraform_data.a
  to   = module.m.terraform_data.a
}
module "m" {
  source = "./m"
}
# -- m/main.tf
resource "terraform_data" "a" {}
# ---- valid: moved of a module
moved {
  from = module.n
  to   = module.m
}
module "m" {
  source = "./m"
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- valid: moved to itself
moved {
  from = terraform_data.a
  to   = terraform_data.a
}
resource "terraform_data" "a" {}
# ---- valid: moved to what is not declared
moved {
  from = terraform_data.a
  to   = terraform_data.b
}
# ---- valid: moved from what is still declared
moved {
  from = terraform_data.a
  to   = terraform_data.b
}
resource "terraform_data" "a" {}
resource "terraform_data" "b" {}
# ---- valid: moved twice from one
moved {
  from = terraform_data.a
  to   = terraform_data.b
}
moved {
  from = terraform_data.a
  to   = terraform_data.c
}
resource "terraform_data" "b" {}
resource "terraform_data" "c" {}
# ---- valid: moved in a circle
moved {
  from = terraform_data.a
  to   = terraform_data.b
}
moved {
  from = terraform_data.b
  to   = terraform_data.a
}
resource "terraform_data" "b" {}
# ---- invalid: moved with a reserved word
moved {
  from = each.a
  to   = terraform_data.b
}
# ---- invalid: moved with a computed key
moved {
  from = terraform_data.a
  to   = terraform_data.b[var.x]
}
# ---- invalid: moved in quotes
moved {
  from = "terraform_data.a"
  to   = "terraform_data.b"
}
# ---- invalid: import without an id
import {
  to = terraform_data.a
}
resource "terraform_data" "a" {}
# ---- invalid: import twice to one
import {
  to = terraform_data.a
  id = "x"
}
import {
  to = terraform_data.a
  id = "y"
}
resource "terraform_data" "a" {}
# ---- valid: import to two instances
import {
  to = terraform_data.a[0]
  id = "x"
}
import {
  to = terraform_data.a[1]
  id = "y"
}
resource "terraform_data" "a" {
  count = 2
}
# ---- invalid: import to a data source
import {
  to = data.terraform_remote_state.a
  id = "x"
}
# ---- invalid: import to a whole module
import {
  to = module.m
  id = "x"
}
module "m" {
  source = "./m"
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- invalid: import of an empty id
import {
  to = terraform_data.a
  id = ""
}
resource "terraform_data" "a" {}
# ---- invalid: import in a module
module "m" {
  source = "./m"
}
# -- m/main.tf
import {
  to = terraform_data.a
  id = "x"
}
resource "terraform_data" "a" {}
# ---- valid: removed of what is still there
removed {
  from = terraform_data.a
}
resource "terraform_data" "a" {}
# ---- invalid: removed of an instance
removed {
  from = terraform_data.a[0]
}
# ---- valid: removed of a module
removed {
  from = module.m
  lifecycle {
    destroy = false
  }
}
# ---- invalid: removed of a data source
removed {
  from = data.terraform_remote_state.a
}
# ---- invalid: a provisioner that does not exist
resource "terraform_data" "a" {
  provisioner "chef" {
  }
}
# ---- invalid: local-exec without a command
resource "terraform_data" "a" {
  provisioner "local-exec" {
  }
}
# ---- invalid: local-exec with an argument too many
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = "true"
    nope    = 1
  }
}
# ---- invalid: local-exec with a list for a command
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = ["true"]
  }
}
# ---- valid: local-exec with all it takes
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command     = "true"
    interpreter = ["sh", "-c"]
    working_dir = "/"
    environment = { A = "b" }
    when        = create
    on_failure  = continue
    quiet       = true
  }
}
# ---- invalid: when of another word
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = "true"
    when    = update
  }
}
# ---- valid: when in quotes
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = "true"
    when    = "destroy"
  }
}
# ---- invalid: on_failure of another word
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command    = "true"
    on_failure = ignore
  }
}
# ---- valid: a destroy provisioner that looks at itself
resource "terraform_data" "a" {
  for_each = toset(["x"])
  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.id} ${each.key} ${path.module}"
  }
}
# ---- invalid: a destroy provisioner that looks at a local
locals {
  l = 1
}
resource "terraform_data" "a" {
  provisioner "local-exec" {
    when    = destroy
    command = "echo ${local.l}"
  }
}
# ---- invalid: a destroy provisioner whose connection looks at a variable
variable "v" {
  type = string
}
resource "terraform_data" "a" {
  provisioner "remote-exec" {
    when   = destroy
    inline = ["true"]
    connection {
      host = var.v
    }
  }
}
# ---- invalid: remote-exec with inline and script
resource "terraform_data" "a" {
  provisioner "remote-exec" {
    inline = ["true"]
    script = "a.sh"
    connection {
      host = "h"
    }
  }
}
# ---- invalid: remote-exec with nothing
resource "terraform_data" "a" {
  provisioner "remote-exec" {
    connection {
      host = "h"
    }
  }
}
# ---- valid: remote-exec without a connection
resource "terraform_data" "a" {
  provisioner "remote-exec" {
    inline = ["true"]
  }
}
# ---- invalid: file without a destination
resource "terraform_data" "a" {
  provisioner "file" {
    source = "a"
  }
}
# ---- invalid: file with source and content
resource "terraform_data" "a" {
  provisioner "file" {
    source      = "a"
    content     = "b"
    destination = "c"
    connection {
      host = "h"
    }
  }
}
# ---- invalid: a connection with an argument that it has not
resource "terraform_data" "a" {
  connection {
    host = "h"
    nope = 1
  }
  provisioner "remote-exec" {
    inline = ["true"]
  }
}
# ---- invalid: a provisioner of a data source
data "terraform_remote_state" "s" {
  backend = "local"
  provisioner "local-exec" {
    command = "true"
  }
}
# ---- invalid: terraform_data with an argument that it has not
resource "terraform_data" "a" {
  nope = 1
}
# ---- invalid: terraform_data with its output set
resource "terraform_data" "a" {
  output = 1
}
# ---- invalid: a remote state with a backend that does not exist
data "terraform_remote_state" "s" {
  backend = "nope"
}
# ---- valid: a remote state and its outputs
data "terraform_remote_state" "s" {
  backend = "local"
}
output "o" {
  value = data.terraform_remote_state.s.outputs.a.b
}
# ---- invalid: a type of resource that does not exist
resource "terraform_dat" "a" {}
# ---- invalid: a resource twice
resource "terraform_data" "a" {}
resource "terraform_data" "a" {}
# ---- invalid: a name that is none
resource "terraform_data" "1a" {}
# ---- invalid: one label
resource "terraform_data" {}
# ---- invalid: dynamic over a constant with a mistake in it
resource "aws_security_group" "s" {
  dynamic "timeouts" {
    for_each = ["a"]
    content {
      create = ["a"]
    }
  }
}
# ---- valid: dynamic over nothing with a mistake in it
resource "aws_security_group" "s" {
  dynamic "timeouts" {
    for_each = []
    content {
      create = ["a"]
    }
  }
}
# ---- invalid: dynamic over what is not known with an argument that is not there
variable "v" {
  type = list(string)
}
resource "aws_security_group" "s" {
  dynamic "timeouts" {
    for_each = var.v
    content {
      nope = "a"
    }
  }
}
# ---- valid: dynamic over what is not known with a variable that is not there
variable "v" {
  type = list(string)
}
resource "aws_security_group" "s" {
  dynamic "timeouts" {
    for_each = var.v
    content {
      create = var.nope
    }
  }
}
# ---- valid: dynamic over a resource with a mistake in it
resource "terraform_data" "a" {}
resource "aws_security_group" "s" {
  dynamic "timeouts" {
    for_each = terraform_data.a.output
    content {
      create = tonumber("a")
    }
  }
}
# ---- invalid: dynamic over a number
resource "aws_security_group" "s" {
  dynamic "timeouts" {
    for_each = 5
    content {}
  }
}
# ---- invalid: dynamic over null
resource "aws_security_group" "s" {
  dynamic "timeouts" {
    for_each = null
    content {}
  }
}
# ---- valid: dynamic that is sensitive
variable "v" {
  type      = list(string)
  sensitive = true
}
resource "aws_security_group" "s" {
  dynamic "timeouts" {
    for_each = var.v
    content {}
  }
}
# ---- invalid: a computed argument of a variable that may be null
variable "v" {
  type    = string
  default = null
}
resource "aws_sqs_queue" "q" {
  arn = var.v
}
# ---- valid: a computed argument of null
resource "aws_sqs_queue" "q" {
  arn = null
}
# ---- invalid: a computed argument of a text
resource "aws_sqs_queue" "q" {
  arn = "a"
}
# ---- invalid: a fraction where a whole number is needed
resource "aws_sqs_queue" "q" {
  delay_seconds = 1.5
}
# ---- invalid: a fraction in a text where a whole number is needed
resource "aws_sqs_queue" "q" {
  delay_seconds = "1.5"
}
# ---- valid: a fraction where one may be
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name          = "a"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 1.5
}
# ---- invalid: a number beyond 64 bits in a nested block
resource "aws_security_group" "s" {
  ingress {
    from_port = 99999999999999999999
    to_port   = 1
    protocol  = "tcp"
  }
}
# ---- valid: a list by a reference where a text is needed
resource "aws_sqs_queue" "q" {
  name = aws_sqs_queue.r.tags
}
resource "aws_sqs_queue" "r" {}
# ---- valid: an ephemeral value in a write-only argument
variable "v" {
  type      = string
  ephemeral = true
}
resource "aws_ssm_parameter" "p" {
  name             = "a"
  type             = "SecureString"
  value_wo         = var.v
  value_wo_version = 1
}
# ---- valid: an ephemeral value in a provider
variable "v" {
  type      = string
  ephemeral = true
}
provider "aws" {
  access_key = var.v
}
# ---- invalid: an ephemeral resource in an output
ephemeral "aws_secretsmanager_secret_version" "s" {
  secret_id = "x"
}
output "o" {
  value = ephemeral.aws_secretsmanager_secret_version.s.secret_string
}
