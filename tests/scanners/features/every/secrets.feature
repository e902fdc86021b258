Feature: Terraform never knows the password of a database

  Scenario: RDS makes the password and keeps it in Secrets Manager
    Given I have aws_db_instance defined
    Then it must contain manage_master_user_password
    And its value must be true

  Scenario: No password is written down
    Given I have aws_db_instance defined
    When it contains password
    Then its value must be null
