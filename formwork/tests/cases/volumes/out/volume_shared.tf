# Generated from stack.toml by formwork; edit that file.

# [volume.shared] The rules that let a container in stand in the file of that container.
resource "aws_security_group" "shared_volume" {
  name_prefix = "wiki-shared-volume-"
  description = "Files of volume shared"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "wiki-shared-volume"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [volume.shared]
resource "aws_efs_file_system" "shared" {
  creation_token  = "wiki-shared"
  encrypted       = true
  throughput_mode = "bursting"

  # [volume.shared] infrequent_after_days
  lifecycle_policy {
    transition_to_ia = "AFTER_1_DAY"
  }

  # What is read comes back, so that it is not paid for at each access.
  lifecycle_policy {
    transition_to_primary_storage_class = "AFTER_1_ACCESS"
  }

  tags = {
    Name = "wiki-shared"
  }
}

# With a policy nobody comes in unless IAM lets him, and without TLS nobody at all.
resource "aws_efs_file_system_policy" "shared" {
  file_system_id = aws_efs_file_system.shared.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainNfs"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:*"
      Resource  = aws_efs_file_system.shared.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# [volume.shared] backups: each day, kept for 35 days, in the vault of AWS Backup for file systems.
resource "aws_efs_backup_policy" "shared" {
  file_system_id = aws_efs_file_system.shared.id

  backup_policy {
    status = "ENABLED"
  }
}

# One in each zone, so that a task reaches its files in its own.
resource "aws_efs_mount_target" "shared" {
  for_each = aws_subnet.private

  file_system_id  = aws_efs_file_system.shared.id
  subnet_id       = each.value.id
  security_groups = [aws_security_group.shared_volume.id]

  # Who comes in before there is a policy is asked nothing.
  depends_on = [aws_efs_file_system_policy.shared]
}

# [service.web] mounts.shared: all is read and written as this user, whoever runs the container.
resource "aws_efs_access_point" "shared_from_web" {
  file_system_id = aws_efs_file_system.shared.id

  posix_user {
    uid = 1000
    gid = 33
  }

  root_directory {
    path = "/files"

    creation_info {
      owner_uid   = 1000
      owner_gid   = 33
      permissions = "0755"
    }
  }

  tags = {
    Name = "wiki-shared-web"
  }
}

# [worker.convert] mounts.shared: all is read and written as this user, whoever runs the container.
resource "aws_efs_access_point" "shared_from_convert" {
  file_system_id = aws_efs_file_system.shared.id

  posix_user {
    uid = 1000
    gid = 33
  }

  root_directory {
    path = "/files"

    creation_info {
      owner_uid   = 1000
      owner_gid   = 33
      permissions = "0755"
    }
  }

  tags = {
    Name = "wiki-shared-convert"
  }
}

# [volume.shared]
resource "aws_cloudwatch_metric_alarm" "shared_io" {
  alarm_name          = "wiki-shared-io"
  alarm_description   = "Volume shared has been close to the operations that EFS does in a second, more than 90 %, for 15 minutes."
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
    FileSystemId = aws_efs_file_system.shared.id
  }
}
