# Generated from stack.toml by formwork; edit that file.

# [volume.scans] The rules that let a container in stand in the file of that container.
resource "aws_security_group" "scans_volume" {
  name_prefix = "shop-copies-volume-"
  description = "Files of volume copies"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-copies-volume"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [volume.scans]
resource "aws_efs_file_system" "scans" {
  creation_token  = "shop-copies"
  encrypted       = true
  throughput_mode = "elastic"

  # [volume.scans] infrequent_after_days
  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }

  # What is read comes back, so that it is not paid for at each access.
  lifecycle_policy {
    transition_to_primary_storage_class = "AFTER_1_ACCESS"
  }

  tags = {
    Name = "shop-copies"
  }
}

# With a policy nobody comes in unless IAM lets him, and without TLS nobody at all.
resource "aws_efs_file_system_policy" "scans" {
  file_system_id = aws_efs_file_system.scans.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainNfs"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:*"
      Resource  = aws_efs_file_system.scans.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# One in each zone, so that a task reaches its files in its own.
resource "aws_efs_mount_target" "scans" {
  for_each = aws_subnet.private

  file_system_id  = aws_efs_file_system.scans.id
  subnet_id       = each.value.id
  security_groups = [aws_security_group.scans_volume.id]

  # Who comes in before there is a policy is asked nothing.
  depends_on = [aws_efs_file_system_policy.scans]
}

# [service.web] mounts.scans: all is read and written as this user, whoever runs the container.
resource "aws_efs_access_point" "scans_from_web" {
  file_system_id = aws_efs_file_system.scans.id

  posix_user {
    uid = 1000
    gid = 1000
  }

  root_directory {
    path = "/files"

    creation_info {
      owner_uid   = 1000
      owner_gid   = 1000
      permissions = "0755"
    }
  }

  tags = {
    Name = "shop-copies-www"
  }
}

# [volume.scans]
resource "aws_cloudwatch_metric_alarm" "scans_io" {
  alarm_name          = "shop-copies-io"
  alarm_description   = "Volume copies has been close to the operations that EFS does in a second, more than 90 %, for 15 minutes."
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
    FileSystemId = aws_efs_file_system.scans.id
  }
}
