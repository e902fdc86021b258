# Generated from stack.toml by formwork; edit that file.

# [volume.files] The rules that let a container in stand in the file of that container.
resource "aws_security_group" "files_volume" {
  name_prefix = "wiki-files-volume-"
  description = "Files of volume files"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "wiki-files-volume"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [volume.files]
resource "aws_efs_file_system" "files" {
  creation_token  = "wiki-files"
  encrypted       = true
  kms_key_id      = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  throughput_mode = "elastic"

  # [volume.files] infrequent_after_days
  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }

  # What is read comes back, so that it is not paid for at each access.
  lifecycle_policy {
    transition_to_primary_storage_class = "AFTER_1_ACCESS"
  }

  tags = {
    Name = "wiki-files"
  }

  # EFS deletes a file system whatever is in it, so Terraform refuses to.
  lifecycle {
    prevent_destroy = true
  }
}

# With a policy nobody comes in unless IAM lets him, and without TLS nobody at all.
resource "aws_efs_file_system_policy" "files" {
  file_system_id = aws_efs_file_system.files.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainNfs"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:*"
      Resource  = aws_efs_file_system.files.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# [volume.files] backups: each day, kept for 35 days, in the vault of AWS Backup for file systems.
resource "aws_efs_backup_policy" "files" {
  file_system_id = aws_efs_file_system.files.id

  backup_policy {
    status = "ENABLED"
  }
}

# One in each zone, so that a task reaches its files in its own.
resource "aws_efs_mount_target" "files" {
  for_each = aws_subnet.private

  file_system_id  = aws_efs_file_system.files.id
  subnet_id       = each.value.id
  security_groups = [aws_security_group.files_volume.id]

  # Who comes in before there is a policy is asked nothing.
  depends_on = [aws_efs_file_system_policy.files]
}

# [service.web] mounts.files: all is read and written as this user, whoever runs the container.
resource "aws_efs_access_point" "files_from_web" {
  file_system_id = aws_efs_file_system.files.id

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
    Name = "wiki-files-web"
  }
}

# [volume.files]
resource "aws_cloudwatch_metric_alarm" "files_io" {
  alarm_name          = "wiki-files-io"
  alarm_description   = "Volume files has been close to the operations that EFS does in a second, more than 90 %, for 15 minutes."
  namespace           = "AWS/EFS"
  metric_name         = "PercentIOLimit"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 3
  # EFS counts nothing while nobody reads or writes.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    FileSystemId = aws_efs_file_system.files.id
  }
}
