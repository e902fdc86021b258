# Generated from stack.toml by formwork; edit that file.

resource "aws_kinesis_stream" "clicks" {
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
  name            = "clicks"
  shard_count     = 1
}
