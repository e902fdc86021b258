# ---- invalid: a module without a source
module "m" {
}
# ---- invalid: a module of a directory that is not there
module "m" {
  source = "./nope"
}
# ---- invalid: a source that is computed
locals {
  s = "./m"
}
module "m" {
  source = local.s
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- invalid: a module that lacks an argument
module "m" {
  source = "./m"
}
# -- m/main.tf
variable "v" {}
# ---- invalid: a module with an argument too many
module "m" {
  source = "./m"
  nope   = 1
}
# -- m/main.tf
variable "v" {
  default = 1
}
# ---- invalid: a module with an argument of another type
module "m" {
  source = "./m"
  v      = "a"
}
# -- m/main.tf
variable "v" {
  type = list(string)
}
# ---- invalid: a module with an object that lacks an attribute
module "m" {
  source = "./m"
  v      = { a = 1 }
}
# -- m/main.tf
variable "v" {
  type = object({ a = number, b = string })
}
# ---- invalid: a module with null for what may not be null
module "m" {
  source = "./m"
  v      = null
}
# -- m/main.tf
variable "v" {
  type     = string
  nullable = false
}
# ---- valid: a module with null for what may not be null and has a default
module "m" {
  source = "./m"
  v      = null
}
# -- m/main.tf
variable "v" {
  type     = string
  nullable = false
  default  = "a"
}
# ---- invalid: an output that a module has not
module "m" {
  source = "./m"
}
output "o" {
  value = module.m.nope
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- valid: an attribute of an output
module "m" {
  source = "./m"
}
output "o" {
  value = module.m.o.nope
}
# -- m/main.tf
output "o" {
  value = { a = 1 }
}
# ---- valid: an output of another type
module "m" {
  source = "./m"
}
output "o" {
  value = upper(module.m.o)
}
# -- m/main.tf
output "o" {
  value = ["a"]
}
# ---- valid: an output of a module with for_each
module "m" {
  source   = "./m"
  for_each = toset(["a"])
}
output "o" {
  value = [module.m["a"].o, values(module.m)[*].o]
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- valid: an output of a module with for_each without a key
module "m" {
  source   = "./m"
  for_each = toset(["a"])
}
output "o" {
  value = module.m.o
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- valid: an index of a module without count
module "m" {
  source = "./m"
}
output "o" {
  value = module.m[0].o
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- valid: a sensitive output of a module
module "m" {
  source = "./m"
}
output "o" {
  value = module.m.o
}
# -- m/main.tf
output "o" {
  value     = 1
  sensitive = true
}
# ---- invalid: a mistake in a module
module "m" {
  source = "./m"
}
# -- m/main.tf
output "o" {
  value = local.nope
}
# ---- invalid: a mistake in a module of a module
module "m" {
  source = "./m"
}
# -- m/main.tf
module "n" {
  source = "../n"
}
# -- n/main.tf
output "o" {
  value = upper([])
}
# ---- invalid: syntax in a module
module "m" {
  source = "./m"
}
# -- m/main.tf
output "o" {
# ---- invalid: a circle through a module
module "m" {
  source = "./m"
  v      = local.l
}
locals {
  l = module.m.o
}
# -- m/main.tf
variable "v" {}
output "o" {
  value = var.v
}
# ---- valid: no circle through a module
module "m" {
  source = "./m"
  v      = local.l
}
locals {
  l = module.m.o
}
# -- m/main.tf
variable "v" {}
output "o" {
  value = 1
}
# ---- valid: a module's own output as its input
module "m" {
  source = "./m"
  v      = module.m.o
}
# -- m/main.tf
variable "v" {}
output "o" {
  value = 1
}
# ---- invalid: a circle by depends_on of modules
module "m" {
  source     = "./m"
  depends_on = [module.n]
}
module "n" {
  source = "./m"
  v      = module.m.o
}
# -- m/main.tf
variable "v" {
  default = 1
}
output "o" {
  value = 1
}
# ---- valid: depends_on of an output
module "m" {
  source = "./m"
}
resource "terraform_data" "a" {
  depends_on = [module.m.o]
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- invalid: count of a module by its own output
module "m" {
  source = "./m"
  count  = module.m.o
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- invalid: a circle within a module
module "m" {
  source = "./m"
}
# -- m/main.tf
locals {
  a = local.b
  b = local.a
}
# ---- invalid: a whole module in its own input
module "m" {
  source = "./m"
  v      = module.m
}
# -- m/main.tf
variable "v" {}
output "o" {
  value = 1
}
# ---- invalid: a version of a path
module "m" {
  source  = "./m"
  version = "~> 1.0"
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- invalid: a module twice
module "m" {
  source = "./m"
}
module "m" {
  source = "./m"
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- invalid: a block in a module call
module "m" {
  source = "./m"
  v {
  }
}
# -- m/main.tf
variable "v" {}
# ---- invalid: lifecycle in a module call
module "m" {
  source = "./m"
  lifecycle {
    prevent_destroy = true
  }
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- valid: an ephemeral output of a module
module "m" {
  source = "./m"
}
output "o" {
  value = module.m.o
}
# -- m/main.tf
variable "v" {
  ephemeral = true
  default   = "a"
}
output "o" {
  value     = var.v
  ephemeral = true
}
# ---- invalid: an ephemeral output of the root
variable "v" {
  ephemeral = true
}
output "o" {
  value     = var.v
  ephemeral = true
}
# ---- invalid: an ephemeral value in an output
variable "v" {
  ephemeral = true
}
output "o" {
  value = var.v
}
# ---- valid: an ephemeral value in a local
variable "v" {
  ephemeral = true
}
locals {
  l = "a-${var.v}"
}
# ---- invalid: an ephemeral value by a local in a resource
variable "v" {
  ephemeral = true
}
locals {
  l = "a-${var.v}"
}
resource "terraform_data" "a" {
  input = local.l
}
# ---- valid: an ephemeral value as null
variable "v" {
  ephemeral = true
}
resource "terraform_data" "a" {
  input = ephemeralasnull(var.v)
}
# ---- valid: an ephemeral value in a provisioner
variable "v" {
  type      = string
  ephemeral = true
}
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = "echo ${var.v}"
  }
}
# ---- invalid: an ephemeral value in for_each
variable "v" {
  type      = set(string)
  ephemeral = true
}
resource "terraform_data" "a" {
  for_each = var.v
}
# ---- valid: an ephemeral value in a precondition
variable "v" {
  type      = string
  ephemeral = true
}
resource "terraform_data" "a" {
  lifecycle {
    precondition {
      condition     = var.v != ""
      error_message = "No."
    }
  }
}
# ---- valid: an ephemeral value in an error message
variable "v" {
  type      = string
  ephemeral = true
  validation {
    condition     = var.v != ""
    error_message = "No ${var.v}."
  }
}
# ---- invalid: an ephemeral value for a module
variable "v" {
  ephemeral = true
}
module "m" {
  source = "./m"
  v      = var.v
}
# -- m/main.tf
variable "v" {}
# ---- valid: an ephemeral value for a module that takes one
variable "v" {
  ephemeral = true
}
module "m" {
  source = "./m"
  v      = var.v
}
# -- m/main.tf
variable "v" {
  ephemeral = true
}
# ---- invalid: an ephemeral value in a data source
variable "v" {
  ephemeral = true
}
data "terraform_remote_state" "s" {
  backend = "local"
  config  = { path = var.v }
}
# ---- invalid: a provider in a module that is not declared
module "m" {
  source = "./m"
  providers = {
    aws = aws.nope
  }
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- valid: an override of a local
locals {
  a = 1
}
output "o" {
  value = local.a.b
}
# -- override.tf
locals {
  a = { b = 2 }
}
# ---- valid: an override of a resource
resource "terraform_data" "a" {
  nope = 1
}
# -- a_override.tf
resource "terraform_data" "a" {
  input = 1
}
# ---- invalid: an override of nothing
locals {
  a = 1
}
# -- override.tf
resource "terraform_data" "a" {
  input = 1
}
# ---- invalid: an override of a variable's default
variable "v" {
  type    = number
  default = "a"
}
# -- override.tf
variable "v" {
  default = 1
}
# ---- invalid: an override of a local that is not there
locals {
  a = 1
}
# -- override.tf
locals {
  b = 1
}
# ---- invalid: an override of depends_on
resource "terraform_data" "a" {}
resource "terraform_data" "b" {}
# -- override.tf
resource "terraform_data" "a" {
  depends_on = [terraform_data.b]
}
# ---- invalid: an override of moved
resource "terraform_data" "a" {}
# -- override.tf
moved {
  from = terraform_data.b
  to   = terraform_data.a
}
# ---- valid: an override of an output
output "o" {
  value = local.nope
}
# -- override.tf
output "o" {
  value = 1
}
# ---- invalid: an override of lifecycle
resource "terraform_data" "a" {
  lifecycle {
    prevent_destroy = var.nope
  }
}
# -- override.tf
resource "terraform_data" "a" {
  lifecycle {
    prevent_destroy = true
  }
}
