# Everything here is in the state alone: `terraform apply` needs no account.

terraform {
  required_version = ">= 1.4"
}

variable "stages" {
  type    = map(object({ size = number, public = optional(bool, false) }))
  default = {
    test = { size = 1 }
    live = { size = 3, public = true }
  }

  validation {
    condition     = alltrue([for stage in values(var.stages) : stage.size > 0])
    error_message = "A stage has a size."
  }
}

variable "is_live" {
  type    = bool
  default = true
}

locals {
  name   = "shop"
  public = { for name, stage in var.stages : name => stage if stage.public }
  greeting = <<-EOT
    Hello,
      "${local.name}" \o/ $${literal}
    %{for name in sort(keys(var.stages))~}
    - ${name}
    %{endfor~}
  EOT
  plain = <<-EOT
      one

        two ${local.name}
      	tab
  EOT
}

resource "terraform_data" "stage" {
  for_each = var.stages

  input = {
    name   = "${local.name}-${each.key}"
    size   = each.value.size
    nested = [{ a = 1.5, b = null }, { a = -2, b = "x" }]
    policy = jsonencode({ Action = ["a:*"], "Key with space" = each.key })
  }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = each.value.size < 10
      error_message = "Too large: ${each.value.size}."
    }
  }
}

resource "terraform_data" "maybe" {
  count = var.is_live ? 2 : 0

  input            = "${count.index} of ${local.greeting}"
  triggers_replace = [local.plain, count.index]

  depends_on = [terraform_data.stage]
}

resource "terraform_data" "texts" {
  for_each = fileset("${path.module}/texts", "*.txt")

  input = templatefile("${path.module}/texts/${each.value}", { name = local.name })
}

module "names" {
  source   = "./modules/names"
  for_each = local.public

  name = each.key
  more = { list = [{ a = 1 }, { b = 2 }], text = "%{if var.is_live}live%{else}not%{endif}" }
}

output "names" {
  value       = { for key, module in module.names : key => module.name }
  description = "What it is all called."
}

output "greeting" {
  value = local.greeting
}

output "plain" {
  value = local.plain
}
