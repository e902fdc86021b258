# ---- invalid: a function that does not exist
output "o" {
  value = uper("a")
}
# ---- valid: a function in its namespace
output "o" {
  value = core::upper("a")
}
# ---- invalid: too many arguments
output "o" {
  value = upper("a", "b")
}
# ---- valid: arguments from a list
output "o" {
  value = max([1, 2]...)
}
# ---- invalid: arguments from a text
output "o" {
  value = max("a"...)
}
# ---- invalid: cidrsubnet beyond the address
output "o" {
  value = cidrsubnet("10.0.0.0/24", 16, 1)
}
# ---- invalid: cidrsubnet with a number that does not fit
output "o" {
  value = cidrsubnet("10.0.0.0/16", 4, 16)
}
# ---- invalid: cidrsubnet of no network
output "o" {
  value = cidrsubnet("10.0.0/16", 4, 1)
}
# ---- valid: cidrsubnet as it should be
output "o" {
  value = [cidrsubnet("10.0.0.0/16", 4, 15), cidrsubnet("2001:db8::/32", 16, 5)]
}
# ---- invalid: cidrhost beyond the network
output "o" {
  value = cidrhost("10.0.0.0/30", 5)
}
# ---- valid: cidrhost from the end
output "o" {
  value = cidrhost("10.0.0.0/30", -1)
}
# ---- invalid: cidrnetmask of IPv6
output "o" {
  value = cidrnetmask("2001:db8::/32")
}
# ---- valid: cidrsubnets
output "o" {
  value = cidrsubnets("10.0.0.0/16", 4, 4, 8)
}
# ---- invalid: cidrsubnets that do not fit
output "o" {
  value = cidrsubnets("10.0.0.0/30", 1, 1, 1)
}
# ---- valid: jsondecode of an object
output "o" {
  value = jsondecode("{\"a\": [1, null, true]}").a[1]
}
# ---- invalid: jsondecode of an attribute that is not there
output "o" {
  value = jsondecode("{\"a\": 1}").b
}
# ---- invalid: jsondecode with a comma too many
output "o" {
  value = jsondecode("[1, ]")
}
# ---- valid: jsondecode of what is not known
variable "v" {
  type = string
}
output "o" {
  value = jsondecode(var.v).a
}
# ---- valid: jsondecode of jsonencode
output "o" {
  value = jsondecode(jsonencode({ a = 1 })).a
}
# ---- valid: yamldecode
output "o" {
  value = yamldecode("a: 1").a
}
# ---- invalid: base64decode of no base64
output "o" {
  value = base64decode("%%%")
}
# ---- valid: base64decode
output "o" {
  value = base64decode("YQ==")
}
# ---- invalid: tonumber of a text
output "o" {
  value = tonumber("a")
}
# ---- invalid: tobool of a text
output "o" {
  value = tobool("yes")
}
# ---- invalid: tolist of an object
output "o" {
  value = tolist({ a = 1 })
}
# ---- invalid: toset of mixed kinds
output "o" {
  value = toset(["a", []])
}
# ---- invalid: tomap of mixed kinds
output "o" {
  value = tomap({ a = 1, b = [] })
}
# ---- invalid: element of an empty list
output "o" {
  value = element([], 0)
}
# ---- valid: element beyond the end
output "o" {
  value = element(["a"], 3)
}
# ---- valid: element with a negative index
output "o" {
  value = element(["a"], -1)
}
# ---- invalid: lookup of a key that is not there
output "o" {
  value = lookup({ a = 1 }, "b")
}
# ---- valid: lookup with a default
output "o" {
  value = lookup({ a = 1 }, "b", 2)
}
# ---- invalid: one of two
output "o" {
  value = one(["a", "b"])
}
# ---- valid: one of one
output "o" {
  value = one(["a"])
}
# ---- invalid: coalesce of nothing
output "o" {
  value = coalesce(null, "")
}
# ---- valid: coalesce of something
output "o" {
  value = coalesce(null, "a")
}
# ---- invalid: coalescelist of nothing
output "o" {
  value = coalescelist([], [])
}
# ---- invalid: zipmap of other lengths
output "o" {
  value = zipmap(["a"], [1, 2])
}
# ---- valid: zipmap
output "o" {
  value = zipmap(["a", "b"], [1, "x"]).b
}
# ---- invalid: merge of a list
output "o" {
  value = merge({ a = 1 }, ["b"])
}
# ---- valid: merge of null
output "o" {
  value = merge({ a = 1 }, null).a
}
# ---- invalid: merge and an attribute that is not there
output "o" {
  value = merge({ a = 1 }, { b = 2 }).c
}
# ---- invalid: regex that does not match
output "o" {
  value = regex("^b", "a")
}
# ---- invalid: regex that is none
output "o" {
  value = regex("(", "a")
}
# ---- valid: regex that matches
output "o" {
  value = regex("^(.)", "ab")[0]
}
# ---- invalid: replace by an expression that is none
output "o" {
  value = replace("a", "/(/", "b")
}
# ---- invalid: format with too few values
output "o" {
  value = format("%s-%s", "a")
}
# ---- invalid: format with too many values
output "o" {
  value = format("%s", "a", "b")
}
# ---- invalid: format of a text as a number
output "o" {
  value = format("%d", "a")
}
# ---- valid: format
output "o" {
  value = format("%s-%03d-%%-%v", "a", 7, true)
}
# ---- invalid: formatlist of other lengths
output "o" {
  value = formatlist("%s-%s", ["a"], ["b", "c"])
}
# ---- invalid: parseint of a text
output "o" {
  value = parseint("z", 10)
}
# ---- valid: parseint in another base
output "o" {
  value = parseint("ff", 16)
}
# ---- invalid: range of too many
output "o" {
  value = range(0, 5000)
}
# ---- valid: range of a few
output "o" {
  value = range(3)
}
# ---- invalid: range without a step
output "o" {
  value = range(0, 3, 0)
}
# ---- invalid: slice beyond the end
output "o" {
  value = slice(["a"], 0, 2)
}
# ---- valid: substr
output "o" {
  value = substr("abc", 1, -1)
}
# ---- invalid: index of what is not there
output "o" {
  value = index(["a"], "b")
}
# ---- invalid: sum of nothing
output "o" {
  value = sum([])
}
# ---- invalid: sum of texts
output "o" {
  value = sum(["a"])
}
# ---- invalid: setproduct of one
output "o" {
  value = setproduct(["a"])
}
# ---- invalid: chunklist with a negative size
output "o" {
  value = chunklist(["a"], -1)
}
# ---- invalid: timeadd of no duration
output "o" {
  value = timeadd("2024-01-01T00:00:00Z", "1 day")
}
# ---- valid: timeadd
output "o" {
  value = timeadd("2024-01-01T00:00:00Z", "1h")
}
# ---- invalid: formatdate of no time
output "o" {
  value = formatdate("YYYY", "yesterday")
}
# ---- invalid: log of a negative base
output "o" {
  value = log(1, -1)
}
# ---- valid: pow and friends
output "o" {
  value = [pow(2, 3), ceil(1.5), floor(1.5), abs(-1), signum(-2), min(1, 2)]
}
# ---- invalid: file that is not there
output "o" {
  value = file("${path.module}/nope.txt")
}
# ---- valid: file that is there
output "o" {
  value = file("${path.module}/a.txt")
}
# -- a.txt
text
# ---- valid: fileexists of a file that is not there
output "o" {
  value = fileexists("${path.module}/nope.txt") ? file("${path.module}/nope.txt") : ""
}
# ---- invalid: filebase64 and its like of a file that is not there
output "o" {
  value = filesha256("nope.txt")
}
# ---- valid: templatefile with all it needs
output "o" {
  value = templatefile("${path.module}/a.tpl", { x = 1, y = ["z"] })
}
# -- a.tpl
${x} %{ for z in y }${z}%{ endfor }
# ---- invalid: templatefile that lacks a variable in a directive
output "o" {
  value = templatefile("${path.module}/a.tpl", { x = 1 })
}
# -- a.tpl
${x} %{ for z in y }${z}%{ endfor }
# ---- invalid: templatefile that is not there
output "o" {
  value = templatefile("${path.module}/nope.tpl", {})
}
# ---- invalid: templatefile that is no template
output "o" {
  value = templatefile("${path.module}/a.tpl", {})
}
# -- a.tpl
${
# ---- invalid: templatefile with a list for its variables
output "o" {
  value = templatefile("${path.module}/a.tpl", ["x"])
}
# -- a.tpl
a
# ---- invalid: templatefile with variables that nobody knows
variable "v" {
  type = string
}
output "o" {
  value = templatefile("${path.module}/a.tpl", { x = var.v })
}
# -- a.tpl
${x} ${y}
# ---- valid: jsondecode of a file
locals {
  a = jsondecode(file("${path.module}/a.json"))
}
output "o" {
  value = local.a.b[0].c
}
# -- a.json
{"b": [{"c": 1}]}
# ---- invalid: jsondecode of a file and an index beyond it
locals {
  a = jsondecode(file("${path.module}/a.json"))
}
output "o" {
  value = local.a.b[1]
}
# -- a.json
{"b": [{"c": 1}]}
# ---- valid: fileset
output "o" {
  value = fileset(path.module, "*.txt")
}
# ---- valid: timestamp and uuid
output "o" {
  value = [timestamp(), uuid(), bcrypt("a"), plantimestamp()]
}
# ---- valid: sensitive and nonsensitive
output "o" {
  value = nonsensitive(sensitive("a"))
}
# ---- valid: nonsensitive of what is not sensitive
output "o" {
  value = nonsensitive("a")
}
# ---- invalid: a function of a provider without one
output "o" {
  value = provider::nope::f(1)
}
# ---- invalid: flatten of a map
output "o" {
  value = flatten({ a = 1 })
}
# ---- invalid: contains of a text
output "o" {
  value = contains("abc", "a")
}
# ---- valid: keys and values
output "o" {
  value = [keys({ b = 1, a = 2 })[0], values({ b = 1 })[0]]
}
# ---- valid: join of numbers
output "o" {
  value = join("-", [1, 2, true])
}
# ---- invalid: join of lists
output "o" {
  value = join("-", [["a"]])
}
# ---- valid: split and its items
output "o" {
  value = split("-", "a-b")[1]
}
# ---- invalid: split and an index beyond
output "o" {
  value = split("-", "a-b")[2]
}
