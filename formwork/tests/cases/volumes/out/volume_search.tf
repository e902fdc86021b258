# Generated from stack.toml by formwork; edit that file.

# [volume.search] The rules that let a container in stand in the file of that container.
resource "aws_security_group" "search_volume" {
  name_prefix = "wiki-search-volume-"
  description = "Files of volume search"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "wiki-search-volume"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [volume.search]
resource "aws_efs_file_system" "search" {
  creation_token  = "wiki-search"
  encrypted       = true
  throughput_mode = "elastic"

  tags = {
    Name = "wiki-search"
  }
}

# With a policy nobody comes in unless IAM lets him, and without TLS nobody at all.
resource "aws_efs_file_system_policy" "search" {
  file_system_id = aws_efs_file_system.search.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainNfs"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:*"
      Resource  = aws_efs_file_system.search.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# One in each zone, so that a task reaches its files in its own.
resource "aws_efs_mount_target" "search" {
  for_each = aws_subnet.private

  file_system_id  = aws_efs_file_system.search.id
  subnet_id       = each.value.id
  security_groups = [aws_security_group.search_volume.id]

  # Who comes in before there is a policy is asked nothing.
  depends_on = [aws_efs_file_system_policy.search]
}

# [service.web] mounts.search: all is read and written as this user, whoever runs the container.
resource "aws_efs_access_point" "search_from_web" {
  file_system_id = aws_efs_file_system.search.id

  posix_user {
    uid = 65532
    gid = 65532
  }

  root_directory {
    path = "/files"

    creation_info {
      owner_uid   = 65532
      owner_gid   = 65532
      permissions = "0755"
    }
  }

  tags = {
    Name = "wiki-search-web"
  }
}

# [volume.search]
resource "aws_cloudwatch_metric_alarm" "search_io" {
  alarm_name          = "wiki-search-io"
  alarm_description   = "Volume search has been close to the operations that EFS does in a second, more than 90 %, for 15 minutes."
  namespace           = "AWS/EFS"
  metric_name         = "PercentIOLimit"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 3
  # EFS counts nothing while nobody reads or writes.
  treat_missing_data = "notBreaching"

  dimensions = {
    FileSystemId = aws_efs_file_system.search.id
  }
}
