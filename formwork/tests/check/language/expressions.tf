# ---- invalid: a conditional of a number and a bool
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? 1 : true
}
# ---- valid: a conditional of a number and a text
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? 1 : "a"
}
# ---- invalid: a conditional of a text and a list
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? "a" : ["a"]
}
# ---- valid: a conditional of null and anything
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? null : [1, "a", {}]
}
# ---- valid: a conditional of tuples that become lists
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? [1, 2] : ["a"]
}
# ---- invalid: a conditional of tuples of other kinds
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? ["a", ["b"]] : []
}
# ---- valid: a conditional of objects that become maps
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? { a = 1 } : { b = "c" }
}
# ---- invalid: a conditional of objects of other kinds
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? { a = 1 } : { b = ["c"] }
}
# ---- invalid: a conditional of objects alike with other kinds inside
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? { a = 1, c = [] } : { a = "x", c = [1, {}] }
}
# ---- invalid: a conditional of a list and a map
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? [] : {}
}
# ---- invalid: a conditional of a variable's type
variable "b" {
  type = bool
}
variable "l" {
  type = list(string)
}
output "o" {
  value = var.b ? var.l : [{}]
}
# ---- valid: a conditional of a list and a set
variable "b" {
  type = bool
}
variable "l" {
  type = set(string)
}
output "o" {
  value = var.b ? var.l : []
}
# ---- invalid: a conditional on a text
output "o" {
  value = "maybe" ? 1 : 2
}
# ---- invalid: a conditional on a number
output "o" {
  value = 1 ? 1 : 2
}
# ---- valid: a conditional on a text that is a bool
output "o" {
  value = "true" ? 1 : 2
}
# ---- invalid: a conditional on null
output "o" {
  value = null ? 1 : 2
}
# ---- valid: the branch that is not taken has an error
output "o" {
  value = true ? 1 : [][0]
}
# ---- invalid: the branch that is taken has an error
output "o" {
  value = true ? [][0] : 1
}
# ---- valid: the branch that nobody knows has an error
variable "b" {
  type = bool
}
output "o" {
  value = var.b ? [][0] : 1
}
# ---- invalid: a sum of a text
output "o" {
  value = "a" + 1
}
# ---- valid: a sum of a text that is a number
output "o" {
  value = "1" + 1
}
# ---- valid: a division by zero
output "o" {
  value = 1 / 0
}
# ---- invalid: a comparison of texts
output "o" {
  value = "a" < "b"
}
# ---- valid: an equality of anything
output "o" {
  value = [] == "a" || {} != 1
}
# ---- invalid: not of a number
output "o" {
  value = !1
}
# ---- invalid: and of null
output "o" {
  value = true && null
}
# ---- invalid: an index out of range
output "o" {
  value = ["a"][1]
}
# ---- invalid: a negative index
output "o" {
  value = ["a"][-1]
}
# ---- invalid: an index of a text
output "o" {
  value = "a"[0]
}
# ---- invalid: a text as index of a list
output "o" {
  value = ["a"]["b"]
}
# ---- invalid: an attribute that is not there
output "o" {
  value = { a = 1 }.b
}
# ---- invalid: an attribute of a list
output "o" {
  value = ["a"].b
}
# ---- invalid: an attribute of null
locals {
  a = null
}
output "o" {
  value = local.a.b
}
# ---- valid: an attribute of a map that may be there
variable "m" {
  type = map(string)
}
output "o" {
  value = var.m.a
}
# ---- invalid: an attribute of a typed object
variable "m" {
  type = object({ a = string, b = optional(number) })
}
output "o" {
  value = [var.m.a, var.m.b, var.m.c]
}
# ---- invalid: an attribute of a list of objects without an index
variable "m" {
  type = list(object({ a = string }))
}
output "o" {
  value = var.m.a
}
# ---- valid: a splat over a list of objects
variable "m" {
  type = list(object({ a = string }))
}
output "o" {
  value = [var.m[*].a, var.m.*.a]
}
# ---- invalid: a splat to an attribute that is not there
variable "m" {
  type = list(object({ a = string }))
}
output "o" {
  value = var.m[*].b
}
# ---- valid: a splat over one value
output "o" {
  value = "a"[*]
}
# ---- valid: a splat over null
output "o" {
  value = length(null[*])
}
# ---- invalid: an index of a set
variable "s" {
  type = set(string)
}
output "o" {
  value = var.s[0]
}
# ---- invalid: a for over a text
output "o" {
  value = [for c in "abc" : c]
}
# ---- invalid: a for over a number of a variable
variable "n" {
  type = number
}
output "o" {
  value = [for c in var.n : c]
}
# ---- valid: a for with keys
output "o" {
  value = { for k, v in { a = 1 } : k => v if v > 0 }
}
# ---- invalid: a for with keys that repeat
output "o" {
  value = { for k in ["a", "b", "a"] : k => 1 }
}
# ---- valid: a for with keys that repeat where they are grouped
output "o" {
  value = { for k in ["a", "b", "a"] : k => 1... }
}
# ---- invalid: a for with keys that repeat by a computation
output "o" {
  value = { for k in ["a", "A"] : upper(k) => 1 }
}
# ---- valid: a for with keys that a condition leaves single
output "o" {
  value = { for i, k in ["a", "a"] : k => 1 if i == 0 }
}
# ---- valid: a for with keys that are not known
variable "l" {
  type = list(string)
}
output "o" {
  value = { for k in var.l : k => 1 }
}
# ---- invalid: a for with a list as key
output "o" {
  value = { for k in ["a"] : [k] => 1 }
}
# ---- invalid: a for with a condition that is no bool
output "o" {
  value = [for k in ["a"] : k if "x"]
}
# ---- invalid: grouping in a list
output "o" {
  value = [for k in ["a"] : k...]
}
# ---- invalid: a variable of a for outside
output "o" {
  value = concat([for k in ["a"] : k], [k])
}
# ---- valid: nested fors
output "o" {
  value = [for x in [[1, 2], [3]] : [for y in x : y * 2]]
}
# ---- valid: an error in the body of a for over nothing
output "o" {
  value = [for x in [] : x.nope + "a"]
}
# ---- valid: an error in the body of a for over what is not known
variable "l" {
  type = list(string)
}
output "o" {
  value = [for x in var.l : tonumber("a")]
}
# ---- invalid: an item without the attribute in a for
output "o" {
  value = [for x in [{ a = 1 }, {}] : x.a]
}
# ---- invalid: a list in a template
output "o" {
  value = "a-${[1]}"
}
# ---- invalid: null in a template
output "o" {
  value = "a-${null}"
}
# ---- valid: a list alone in a template
output "o" {
  value = "${[1]}"
}
# ---- invalid: a directive over a number
output "o" {
  value = "%{ for x in 5 }${x}%{ endfor }"
}
# ---- invalid: a directive on a text
output "o" {
  value = "%{ if "a" }b%{ endif }"
}
# ---- invalid: a variable that is not declared
output "o" {
  value = var.nope
}
# ---- invalid: a bare word
output "o" {
  value = nope
}
# ---- invalid: a reference to an output
output "a" {
  value = 1
}
output "o" {
  value = output.a
}
# ---- valid: paths and the workspace
output "o" {
  value = [path.module, path.root, path.cwd, terraform.workspace]
}
# ---- invalid: a path that does not exist
output "o" {
  value = path.modul
}
# ---- invalid: try of a reference that does not exist
output "o" {
  value = try(local.nope, 1)
}
# ---- valid: try of an attribute that does not exist
locals {
  a = {}
}
output "o" {
  value = try(local.a.b.c, 1)
}
# ---- valid: can of what fails
output "o" {
  value = can(tonumber("a"))
}
# ---- invalid: try of nothing that works
output "o" {
  value = try(tonumber("a"))
}
