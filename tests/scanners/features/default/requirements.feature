Feature: The committed stack meets the requirements of the task-management API

  # Section 1

  Scenario Outline: Tasks are small and run on Fargate
    Given I have aws_ecs_task_definition defined
    Then it must contain <argument>
    And its value must be <value>

    Examples:
      | argument                 | value   |
      | cpu                      | 256     |
      | memory                   | 512     |
      | requires_compatibilities | FARGATE |

  Scenario Outline: Two to ten tasks
    Given I have aws_appautoscaling_target defined
    Then it must contain <argument>
    And its value must be <value>

    Examples:
      | argument     | value |
      | min_capacity | 2     |
      | max_capacity | 10    |

  Scenario: Scaling aims at a CPU of 70 percent
    Given I have aws_appautoscaling_policy defined
    Then it must contain target_tracking_scaling_policy_configuration
    And it must contain target_value
    And its value must be 70

  # Section 2

  Scenario Outline: The database
    Given I have aws_db_instance defined
    Then it must contain <argument>
    And its value must be <value>

    Examples:
      | argument                | value       |
      | engine                  | postgres    |
      | engine_version          | 15          |
      | instance_class          | db.t3.micro |
      | allocated_storage       | 20          |
      | storage_type            | gp3         |
      | multi_az                | true        |
      | backup_retention_period | 7           |
      | db_name                 | taskdb      |
      | port                    | 5432        |

  # Section 3

  Scenario: The bucket keeps versions
    Given I have aws_s3_bucket_versioning defined
    Then it must contain versioning_configuration
    And it must contain status
    And its value must match the "^Enabled$" regex

  Scenario: What is archived goes after 90 days
    Given I have aws_s3_bucket_lifecycle_configuration defined
    Then it must contain rule
    When its id is "^expire archived/$" regex
    Then it must contain expiration
    And it must contain days
    And its value must be 90

  # Section 4

  Scenario: The network
    Given I have aws_vpc defined
    Then it must contain cidr_block
    And its value must be 10.0.0.0/16

  Scenario: The load balancer faces the internet
    Given I have aws_lb defined
    Then it must contain internal
    And its value must be false

  Scenario: HTTP is redirected
    Given I have aws_lb_listener defined
    When its port is 80
    Then it must contain default_action
    And it must contain redirect
    And it must contain protocol
    And its value must be HTTPS

  Scenario: The health check
    Given I have aws_lb_target_group defined
    Then it must contain health_check
    And it must contain path
    And its value must be /health

  # Section 6

  Scenario: Logs are kept for 7 days
    Given I have aws_cloudwatch_log_group defined
    Then it must contain retention_in_days
    And its value must be 7

  # Section 7

  Scenario: Tagged as development
    Given I have aws_vpc defined
    Then it must contain tags_all
    And it must contain Environment
    And its value must be development
