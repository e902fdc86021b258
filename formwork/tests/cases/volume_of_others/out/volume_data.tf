# Generated from stack.toml by formwork; edit that file.

# [service.web] mounts.data: all is read and written as this user, whoever runs the container.
resource "aws_efs_access_point" "data_from_web" {
  file_system_id = aws_efs_file_system.data.id

  posix_user {
    uid = 33
    gid = 33
  }

  root_directory {
    path = "/wiki"

    creation_info {
      owner_uid   = 33
      owner_gid   = 33
      permissions = "0755"
    }
  }

  tags = {
    Name = "wiki-data-web"
  }
}
