# Generated from stack.toml by formwork; edit that file.

# [service.api] image
variable "api_image" {
  description = "Image of the api container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/atlas:1.0"
  nullable    = false
}

# [worker.jobs_worker] image
variable "jobs_worker_image" {
  description = "Image of the jobs_worker container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/atlas-worker:1.0"
  nullable    = false
}
