# Generated from stack.toml by formwork; edit that file.

# [service.front] image
variable "front_image" {
  description = "Image of the front container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/front:1.0"
  nullable    = false
}

# [service.orders] image
variable "orders_image" {
  description = "Image of the orders container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/orders:1.0"
  nullable    = false
}

# [service.prices] image
variable "prices_image" {
  description = "Image of the prices container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/prices:1.0"
  nullable    = false
}

# [service.stock_levels] image
variable "stock_levels_image" {
  description = "Image of the stock_levels container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/stock:1.0"
  nullable    = false
}

# [worker.closer] image
variable "closer_image" {
  description = "Image of the closer container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/closer:1.0"
  nullable    = false
}
