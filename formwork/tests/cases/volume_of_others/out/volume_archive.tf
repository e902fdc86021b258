# Generated from stack.toml by formwork; edit that file.

# [service.web] mounts.archive: all is read and written as this user, whoever runs the container.
resource "aws_efs_access_point" "archive_from_web" {
  file_system_id = "fs-0123456789abcdef0"

  posix_user {
    uid = 1000
    gid = 1000
  }

  root_directory {
    path = "/"
  }

  tags = {
    Name = "wiki-archive-web"
  }
}
