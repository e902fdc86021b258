//! The codes of a container.

use crate::problem::codes;

codes! {
    /// What can be wrong with a container.
    CODES:
    /// A stack that runs no container.
    NoService = "no-service",
    /// An image that cannot be pulled through what the network offers.
    UnreachableImage = "unreachable-image",
    /// An image that is not written as a container registry wants it.
    InvalidImage = "invalid-image",
    /// CPU and memory that Fargate does not offer together.
    TaskSize = "task-size",
    /// A grant on something that is not declared.
    UnknownGrantTarget = "unknown-grant-target",
    /// A call from a task that no service of ECS runs.
    StandaloneCall = "standalone-call",
    /// An operation that the kind of the target lacks, or one that is listed twice.
    UnknownOperation = "unknown-operation",
    /// A grant without any operation.
    EmptyGrant = "empty-grant",
    /// An action, a resource or a condition of `allow` that IAM would refuse.
    InvalidPermission = "invalid-permission",
    /// An environment variable of the wrong form, or one that formwork or ECS sets.
    InvalidVariable = "invalid-variable",
    /// A variable that tells the code to listen where nobody reaches it.
    LoopbackAddress = "loopback-address",
    /// A command that is written as a line, or with a character that no program gets.
    InvalidCommand = "invalid-command",
    /// A path that cannot be mounted, or is mounted already.
    InvalidPath = "invalid-path",
    /// A variable that shall hold a secret that is not declared.
    UnknownSecret = "unknown-secret",
    /// A mount of something that is no volume.
    UnknownVolume = "unknown-volume",
    /// A container of a task that is in the way of another, or waits for it in vain.
    TaskContainers = "task-containers",
    /// A schedule or a time zone that AWS does not read, or two at one time.
    InvalidSchedule = "invalid-schedule",
    /// A secret among the environment variables or tags, where everyone who may read the plan sees
    /// it.
    SecretInEnvironment = "secret-in-environment",
}
