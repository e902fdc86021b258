Feature: What is stored is encrypted, what is public is intended

  Scenario: Databases are encrypted
    Given I have aws_db_instance defined
    Then it must contain storage_encrypted
    And its value must be true

  Scenario: Databases have no public address
    Given I have aws_db_instance defined
    Then it must contain publicly_accessible
    And its value must be false

  Scenario: Buckets are encrypted with AES-256
    Given I have aws_s3_bucket_server_side_encryption_configuration defined
    Then it must contain rule
    And it must contain apply_server_side_encryption_by_default
    And it must contain sse_algorithm
    And its value must be AES256

  Scenario Outline: Buckets are not public
    Given I have aws_s3_bucket_public_access_block defined
    Then it must contain <switch>
    And its value must be true

    Examples:
      | switch                  |
      | block_public_acls       |
      | block_public_policy     |
      | ignore_public_acls      |
      | restrict_public_buckets |

  Scenario: Tasks have no public address
    Given I have aws_ecs_service defined
    Then it must contain network_configuration
    And it must contain assign_public_ip
    And its value must be false
