Feature: Whatever can be tagged says to whom it belongs

  Scenario Outline: Tags of all resources
    Given I have resource that supports tags_all defined
    Then it must contain tags_all
    And it must contain <tag>
    And its value must match the "<value>" regex

    Examples:
      | tag         | value                      |
      | Environment | ^(development\|production)$ |
      | Project     | ^task-management-api$      |
      | ManagedBy   | ^terraform$                |
