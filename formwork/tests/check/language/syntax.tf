# ---- invalid: attributes on one line
locals { a = 1, b = 2 }
# ---- valid: a block on one line with one argument
locals { a = 1 }
# ---- invalid: a block within a block on one line
terraform { backend "local" {} }
# ---- valid: comments of all kinds
# a
// b
/* c
d */
locals { # e
  a = 1 // f
  b = [ # g
    1, /* h */
  ]
}
# ---- invalid: a comment without an end
locals {
  a = 1
}
/* b
# ---- valid: identifiers with dashes and letters of other scripts
locals {
  a-b = 1
  été = local.a-b
}
# ---- invalid: an identifier that starts with a digit
locals {
  1a = 1
}
# ---- invalid: an argument twice
variable "a" {
  type = string
  type = string
}
# ---- invalid: no line break between blocks
locals {} locals {}
# ---- invalid: a brace on the next line
locals
{
  a = 1
}
# ---- invalid: a colon for an equals sign
locals {
  a: 1
}
# ---- invalid: a single-quoted text
locals {
  a = 'b'
}
# ---- invalid: a semicolon
locals {
  a = 1;
}
# ---- invalid: an escape that does not exist
locals {
  a = "\d"
}
# ---- valid: escapes by number
locals {
  a = "\u00e9\U0001F600\t\"\\"
}
# ---- valid: a heredoc with its marker indented
locals {
  a = <<EOT
b
  EOT
}
# ---- valid: a heredoc in a call
locals {
  a = upper(<<-EOT
    b
  EOT
  )
}
# ---- invalid: a heredoc whose marker is quoted
locals {
  a = <<"EOT"
b
EOT
}
output "a" {
  value = <<EOT
b
EOT
}
# ---- valid: two heredocs in a list
locals {
  a = [<<A
b
A
  , <<B
c
B
  ]
}
# ---- valid: an interpolation in a heredoc over lines
locals {
  a = <<EOT
${join(",", [
  "EOT",
  "b",
])}
EOT
}
# ---- valid: line breaks in brackets
locals {
  a = [
    1
    ,
    2
  ]
  b = (
    1
    +
    2
  )
  c = max(
    1,
    2,
  )
}
# ---- invalid: a line break after an operator
locals {
  a = 1 +
    2
}
# ---- invalid: a line break before the dots of a conditional
locals {
  a = true
    ? 1 : 2
}
# ---- invalid: a line break in the value of an object
locals {
  a = {
    b = 1 +
      2
  }
}
# ---- invalid: a line break after an equals sign
locals {
  a =
    1
}
# ---- invalid: a line break before the equals sign of an object's key
locals {
  a = {
    b
    = 1
  }
}
# ---- valid: members of an object with commas and line breaks
locals {
  a = {
    b = 1,
    c = 2
    d : 3,
  }
}
# ---- invalid: members of an object with spaces alone between
locals {
  a = { b = 1 c = 2 }
}
# ---- invalid: two commas in a list
locals {
  a = [1,, 2]
}
# ---- valid: keys of an object that are keywords
locals {
  a = { null = 1, true = 2, false = 3, if = 4, in = 5 }
}
# ---- invalid: a key of an object that begins a for
locals {
  a = { for = 1 }
}
# ---- valid: a key of an object that is a number
locals {
  a = { 1 = "a", 2.5 = "b" }
}
# ---- valid: a key of an object that is a template
locals {
  a = { "b-${1 + 1}" = 1, (upper("c")) = 2 }
}
# ---- invalid: a key of an object that is null in parentheses
locals {
  a = { (null) = 1 }
}
# ---- valid: keys of an object that repeat by different notations
locals {
  a = { b = 1, "b" = 2, ("b") = 3, "${"b"}" = 4 }
}
# ---- invalid: an error in a value of a key that repeats
locals {
  a = { b = local.nope, b = 2 }
}
# ---- invalid: an old index in a row
locals {
  a = [["b"]]
  b = local.a.0.0
}
# ---- valid: an old index
locals {
  a = ["b"]
  b = local.a.0
}
# ---- valid: a traversal over lines in parentheses
locals {
  a = { b = [1] }
  c = (local.a
    .b
    [0])
}
# ---- invalid: a traversal over lines
locals {
  a = { b = 1 }
  c = local.a
    .b
}
# ---- invalid: parentheses that are not closed
locals {
  a = (1 + 2
}
# ---- invalid: a call without a closing parenthesis
locals {
  a = max(1, 2
}
# ---- valid: a minus before a parenthesis over a line
locals {
  a = (-
  (1))
}
# ---- valid: numbers in all notations
locals {
  a = [0, 1.5, 1e3, 1.5E-3, 123456789012345678901234567890, -7]
}
# ---- invalid: a number that ends with a dot
locals {
  a = 1.
}
# ---- invalid: a hexadecimal number
locals {
  a = 0x1f
}
# ---- invalid: a label that is a template
locals {
  a = 1
}
output "${local.a}" {
  value = 1
}
# ---- valid: a label without quotes
output o {
  value = 1
}
# ---- invalid: unknown block
resorces "a" "b" {}
# ---- invalid: a directive that is not closed
locals {
  a = "%{ if true }b"
}
# ---- valid: directives with tildes
locals {
  a = "x %{~ if true ~} y %{~ else ~} z %{~ endif ~} w"
  b = "%{ for i, v in ["c"] ~}${i}${v}%{ endfor ~}"
}
# ---- invalid: a directive with an unknown word
locals {
  a = "%{ while true }%{ endwhile }"
}
# ---- invalid: an endif for a for
locals {
  a = "%{ for x in [] }%{ endif }"
}
# ---- valid: escaped sequences
locals {
  a = "$${b} %%{ if } $${ $ % $$"
}
# ---- invalid: an empty interpolation
locals {
  a = "${}"
}
# ---- valid: a chain of 200 operators
locals {
  a = 1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1
}
# ---- valid: 70 nested lists
locals {
  a = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
}
