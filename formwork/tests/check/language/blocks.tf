# ---- invalid: count of null
resource "terraform_data" "a" {
  count = null
}
# ---- invalid: count of a negative number
resource "terraform_data" "a" {
  count = -1
}
# ---- invalid: count of a fraction
resource "terraform_data" "a" {
  count = 1.5
}
# ---- valid: count of a text that is a number
resource "terraform_data" "a" {
  count = "2"
}
# ---- invalid: count of a bool
resource "terraform_data" "a" {
  count = true
}
# ---- invalid: count of a list
resource "terraform_data" "a" {
  count = ["a"]
}
# ---- valid: count that is sensitive
variable "v" {
  type      = number
  sensitive = true
}
resource "terraform_data" "a" {
  count = var.v
}
# ---- invalid: count and for_each
resource "terraform_data" "a" {
  count    = 1
  for_each = {}
}
# ---- invalid: count.index in count
resource "terraform_data" "a" {
  count = count.index
}
# ---- invalid: for_each of a list
resource "terraform_data" "a" {
  for_each = ["a"]
}
# ---- invalid: for_each of tolist
resource "terraform_data" "a" {
  for_each = tolist(["a"])
}
# ---- valid: for_each of a set of texts
resource "terraform_data" "a" {
  for_each = toset(["a", "b"])
}
# ---- invalid: for_each of a set of bools
resource "terraform_data" "a" {
  for_each = toset([true])
}
# ---- valid: for_each of a set of mixed primitives
resource "terraform_data" "a" {
  for_each = toset(["a", 1])
}
# ---- invalid: for_each of a set with null
resource "terraform_data" "a" {
  for_each = toset(["a", null])
}
# ---- valid: for_each of a variable that is a set of numbers
variable "v" {
  type = set(number)
}
resource "terraform_data" "a" {
  for_each = var.v
}
# ---- invalid: for_each of a variable that is a list
variable "v" {
  type = list(string)
}
resource "terraform_data" "a" {
  for_each = var.v
}
# ---- valid: for_each of a variable of any type
variable "v" {}
resource "terraform_data" "a" {
  for_each = var.v
}
# ---- invalid: for_each of a text
resource "terraform_data" "a" {
  for_each = "a"
}
# ---- invalid: for_each of null
resource "terraform_data" "a" {
  for_each = null
}
# ---- invalid: for_each that is sensitive
variable "v" {
  type      = set(string)
  sensitive = true
}
resource "terraform_data" "a" {
  for_each = var.v
}
# ---- valid: for_each of a map with sensitive values
variable "v" {
  type      = string
  sensitive = true
}
resource "terraform_data" "a" {
  for_each = { a = var.v }
}
# ---- invalid: for_each of keys that are sensitive
variable "v" {
  type      = map(string)
  sensitive = true
}
resource "terraform_data" "a" {
  for_each = toset(keys(var.v))
}
# ---- valid: for_each of what is no longer sensitive
variable "v" {
  type      = map(string)
  sensitive = true
}
resource "terraform_data" "a" {
  for_each = nonsensitive(var.v)
}
# ---- invalid: for_each of a for over a sensitive local
variable "v" {
  type      = list(string)
  sensitive = true
}
locals {
  l = { for x in var.v : x => x }
}
resource "terraform_data" "a" {
  for_each = local.l
}
# ---- invalid: for_each of a module that is sensitive
variable "v" {
  type      = set(string)
  sensitive = true
}
module "m" {
  source   = "./m"
  for_each = var.v
}
# -- m/main.tf
output "o" {
  value = 1
}
# ---- invalid: each.value without for_each
resource "terraform_data" "a" {
  input = each.value
}
# ---- valid: each.value and its attribute
resource "terraform_data" "a" {
  for_each = { a = { b = 1 } }
  input    = each.value.c
}
# ---- invalid: a resource with count without an index
resource "terraform_data" "a" {
  count = 2
}
output "o" {
  value = terraform_data.a.id
}
# ---- invalid: a resource without count with an index
resource "terraform_data" "a" {}
output "o" {
  value = terraform_data.a[0].id
}
# ---- valid: a resource with for_each by a number
resource "terraform_data" "a" {
  for_each = toset(["x"])
}
output "o" {
  value = terraform_data.a[0].id
}
# ---- valid: a resource with count by a text
resource "terraform_data" "a" {
  count = 1
}
output "o" {
  value = terraform_data.a["x"].id
}
# ---- invalid: an attribute that a resource has not
resource "terraform_data" "a" {}
output "o" {
  value = terraform_data.a.nope
}
# ---- valid: an attribute that instances have not
resource "terraform_data" "a" {
  count = 1
}
output "o" {
  value = terraform_data.a[*].nope
}
# ---- valid: an attribute that an instance by an expression has not
resource "terraform_data" "a" {
  count = 1
}
variable "i" {}
output "o" {
  value = terraform_data.a[var.i].nope
}
# ---- invalid: a resource that is not declared below try
output "o" {
  value = try(terraform_data.nope.id, 1)
}
# ---- valid: depends_on of a text
resource "terraform_data" "a" {
  depends_on = ["terraform_data.b"]
}
resource "terraform_data" "b" {}
# ---- invalid: depends_on of an attribute
resource "terraform_data" "a" {
  depends_on = [terraform_data.b.id]
}
resource "terraform_data" "b" {}
# ---- valid: depends_on of an instance
resource "terraform_data" "a" {
  depends_on = [terraform_data.b[0]]
}
resource "terraform_data" "b" {
  count = 1
}
# ---- invalid: depends_on of a call
resource "terraform_data" "a" {
  depends_on = concat([], [])
}
# ---- valid: depends_on of a variable and a local
variable "v" {}
locals {
  l = 1
}
resource "terraform_data" "a" {
  depends_on = [var.v, local.l]
}
# ---- invalid: depends_on of what is not declared
resource "terraform_data" "a" {
  depends_on = [terraform_data.nope]
}
# ---- invalid: depends_on in a circle
resource "terraform_data" "a" {
  depends_on = [terraform_data.b]
}
resource "terraform_data" "b" {
  depends_on = [terraform_data.a]
}
# ---- valid: depends_on of itself
resource "terraform_data" "a" {
  depends_on = [terraform_data.a]
}
# ---- invalid: a circle through locals
locals {
  a = local.b
  b = [local.a]
}
# ---- invalid: a circle through a precondition
resource "terraform_data" "a" {
  input = terraform_data.b.id
}
resource "terraform_data" "b" {
  lifecycle {
    precondition {
      condition     = terraform_data.a.id != ""
      error_message = "No."
    }
  }
}
# ---- invalid: a circle through a validation
variable "a" {
  validation {
    condition     = var.a != local.b
    error_message = "No."
  }
}
locals {
  b = var.a
}
# ---- invalid: a circle through an override of the order
resource "terraform_data" "a" {
  lifecycle {
    replace_triggered_by = [terraform_data.b]
  }
}
resource "terraform_data" "b" {
  input = terraform_data.a.id
}
# ---- invalid: lifecycle with a variable
variable "v" {
  type = bool
}
resource "terraform_data" "a" {
  lifecycle {
    prevent_destroy = var.v
  }
}
# ---- valid: ignore_changes of all
resource "terraform_data" "a" {
  lifecycle {
    ignore_changes = all
  }
}
# ---- invalid: ignore_changes of all in quotes
resource "terraform_data" "a" {
  lifecycle {
    ignore_changes = ["all"]
  }
}
# ---- invalid: ignore_changes of a star
resource "terraform_data" "a" {
  lifecycle {
    ignore_changes = ["*"]
  }
}
# ---- invalid: ignore_changes of what is not there
resource "terraform_data" "a" {
  lifecycle {
    ignore_changes = [nope]
  }
}
# ---- invalid: ignore_changes of an expression
resource "terraform_data" "a" {
  lifecycle {
    ignore_changes = [input[var.x]]
  }
}
# ---- invalid: replace_triggered_by of a variable
variable "v" {}
resource "terraform_data" "a" {
  lifecycle {
    replace_triggered_by = [var.v]
  }
}
# ---- valid: replace_triggered_by of an attribute with each.key
resource "terraform_data" "b" {
  for_each = toset(["x"])
}
resource "terraform_data" "a" {
  for_each = toset(["x"])
  lifecycle {
    replace_triggered_by = [terraform_data.b[each.key].id]
  }
}
# ---- valid: replace_triggered_by of data
resource "terraform_data" "a" {
  lifecycle {
    replace_triggered_by = [data.terraform_remote_state.s]
  }
}
data "terraform_remote_state" "s" {
  backend = "local"
}
# ---- invalid: two lifecycles
resource "terraform_data" "a" {
  lifecycle {}
  lifecycle {}
}
# ---- invalid: an unknown argument of lifecycle
resource "terraform_data" "a" {
  lifecycle {
    nope = true
  }
}
# ---- invalid: lifecycle of a data source
data "terraform_remote_state" "s" {
  backend = "local"
  lifecycle {
    create_before_destroy = true
  }
}
# ---- invalid: a precondition on a constant
resource "terraform_data" "a" {
  lifecycle {
    precondition {
      condition     = 1 == 1
      error_message = "No."
    }
  }
}
# ---- invalid: a precondition on a constant call
resource "terraform_data" "a" {
  lifecycle {
    precondition {
      condition     = length("a") == 1
      error_message = "No."
    }
  }
}
# ---- valid: a precondition on a path
resource "terraform_data" "a" {
  lifecycle {
    precondition {
      condition     = path.module != ""
      error_message = "No."
    }
  }
}
# ---- invalid: a precondition on self
resource "terraform_data" "a" {
  lifecycle {
    precondition {
      condition     = self.id != ""
      error_message = "No."
    }
  }
}
# ---- valid: a postcondition on self
resource "terraform_data" "a" {
  lifecycle {
    postcondition {
      condition     = self.id != ""
      error_message = "No."
    }
  }
}
# ---- invalid: a precondition on the resource itself
resource "terraform_data" "a" {
  lifecycle {
    precondition {
      condition     = terraform_data.a.id != ""
      error_message = "No."
    }
  }
}
# ---- valid: a condition that is no bool
variable "v" {}
resource "terraform_data" "a" {
  lifecycle {
    precondition {
      condition     = [var.v]
      error_message = "No."
    }
  }
}
# ---- invalid: a precondition of an output on a constant
output "o" {
  value = 1
  precondition {
    condition     = true
    error_message = "No."
  }
}
# ---- valid: an error message that is empty
variable "v" {
  validation {
    condition     = var.v != ""
    error_message = ""
  }
}
# ---- valid: an error message without a full stop
variable "v" {
  validation {
    condition     = var.v != ""
    error_message = "no"
  }
}
# ---- valid: an error message that is a number
variable "v" {
  validation {
    condition     = var.v != ""
    error_message = 1
  }
}
# ---- invalid: a validation without an error message
variable "v" {
  validation {
    condition = var.v != ""
  }
}
# ---- invalid: a validation that looks at another variable
variable "w" {}
variable "v" {
  validation {
    condition     = var.w != ""
    error_message = "No."
  }
}
# ---- valid: a validation that looks at both
variable "w" {}
variable "v" {
  validation {
    condition     = var.w != var.v
    error_message = "No."
  }
}
# ---- invalid: a validation that looks at a data source
variable "v" {
  validation {
    condition     = var.v != data.terraform_remote_state.s.id
    error_message = "No."
  }
}
data "terraform_remote_state" "s" {
  backend = "local"
}
# ---- valid: a check with an assertion
resource "terraform_data" "a" {}
check "c" {
  assert {
    condition     = terraform_data.a.id != ""
    error_message = "No."
  }
}
# ---- invalid: a check without an assertion
check "c" {}
# ---- invalid: a check with two data sources
check "c" {
  data "terraform_remote_state" "s" {
    backend = "local"
  }
  data "terraform_remote_state" "t" {
    backend = "local"
  }
  assert {
    condition     = data.terraform_remote_state.s.backend != ""
    error_message = "No."
  }
}
# ---- invalid: a check with count in its data source
check "c" {
  data "terraform_remote_state" "s" {
    count   = 1
    backend = "local"
  }
  assert {
    condition     = data.terraform_remote_state.s[0].backend != ""
    error_message = "No."
  }
}
# ---- invalid: a data source of a check from another check
check "c" {
  data "terraform_remote_state" "s" {
    backend = "local"
  }
  assert {
    condition     = data.terraform_remote_state.s.backend != ""
    error_message = "No."
  }
}
check "d" {
  assert {
    condition     = data.terraform_remote_state.s.backend != ""
    error_message = "No."
  }
}
# ---- invalid: a data source of a check with the address of another
check "c" {
  data "terraform_remote_state" "s" {
    backend = "local"
  }
  assert {
    condition     = data.terraform_remote_state.s.backend != ""
    error_message = "No."
  }
}
data "terraform_remote_state" "s" {
  backend = "local"
}
# ---- invalid: two checks of a name
variable "v" {}
check "c" {
  assert {
    condition     = var.v != ""
    error_message = "No."
  }
}
check "c" {
  assert {
    condition     = var.v != ""
    error_message = "No."
  }
}
# ---- invalid: a variable of an unknown type
variable "v" {
  type = strng
}
# ---- invalid: a type in quotes
variable "v" {
  type = "string"
}
# ---- valid: a list without its type
variable "v" {
  type = list
}
# ---- invalid: a set without its type
variable "v" {
  type = set
}
# ---- invalid: optional outside of an object
variable "v" {
  type = optional(string)
}
# ---- invalid: optional with a default of another type
variable "v" {
  type = object({ a = optional(number, "x") })
}
# ---- valid: optional with a default
variable "v" {
  type    = object({ a = optional(list(string), ["x"]) })
  default = {}
}
# ---- invalid: an attribute of a type twice
variable "v" {
  type = object({ a = string, a = number })
}
# ---- invalid: a default of another type
variable "v" {
  type    = list(string)
  default = "a"
}
# ---- valid: a default that converts
variable "v" {
  type    = string
  default = 1
}
# ---- invalid: a default without an attribute
variable "v" {
  type    = object({ a = string })
  default = {}
}
# ---- valid: a default with an attribute too many
variable "v" {
  type    = object({ a = string })
  default = { a = "x", b = 1 }
}
# ---- invalid: a default that calls
variable "v" {
  default = upper("a")
}
# ---- valid: a default of mixed kinds
variable "v" {
  default = ["a", {}, null]
}
# ---- valid: a null default of what may be null
variable "v" {
  type    = string
  default = null
}
# ---- invalid: a null default of what may not be null
variable "v" {
  type     = string
  default  = null
  nullable = false
}
# ---- invalid: a variable with a name that is taken
variable "count" {}
# ---- valid: a description that is computed
variable "v" {
  description = "a ${1}"
}
# ---- invalid: a variable twice
variable "v" {}
variable "v" {}
# ---- valid: sensitive in quotes
variable "v" {
  sensitive = "true"
}
# ---- invalid: sensitive of a word
variable "v" {
  sensitive = "yes"
}
# ---- invalid: an output that is sensitive by a variable
variable "v" {
  sensitive = true
}
output "o" {
  value = "a-${var.v}"
}
# ---- valid: an output that is sensitive by a for
variable "v" {
  sensitive = true
}
output "o" {
  value = [for x in var.v : x]
}
# ---- invalid: an output that is sensitive by a conditional
variable "v" {
  sensitive = true
}
output "o" {
  value = var.v == "a" ? 1 : 2
}
# ---- valid: an output that says so
variable "v" {
  sensitive = true
}
output "o" {
  value     = var.v
  sensitive = true
}
# ---- invalid: an output of a length of a sensitive value
variable "v" {
  sensitive = true
}
output "o" {
  value = length(var.v)
}
# ---- valid: an output of an attribute of a local that is sensitive in part
variable "v" {
  sensitive = true
}
locals {
  l = { a = var.v, b = 1 }
}
output "o" {
  value = local.l.b
}
# ---- invalid: an output of a sensitive attribute of a local
variable "v" {
  sensitive = true
}
locals {
  l = { a = var.v, b = 1 }
}
output "o" {
  value = local.l.a
}
# ---- invalid: an output without a value
output "o" {
  description = "a"
}
# ---- invalid: an output twice
output "o" {
  value = 1
}
output "o" {
  value = 1
}
# ---- invalid: a local twice
locals {
  a = 1
}
locals {
  a = 2
}
# ---- invalid: a block in locals
locals {
  a {
  }
}
