//! Asks the API as its users do, each test a service of its own: on real PostgreSQL and S3.
//!
//! One binary, since each would start a PostgreSQL of its own, and the tests of one run side by side.

#[path = "../support/mod.rs"]
mod support;

mod access;
mod admission;
mod answers;
mod attachments;
mod export;
mod fairness;
mod idempotency;
mod offers;
mod openapi;
mod profile_image;
mod retention;
mod sessions;
mod task_lists;
mod tasks;
mod telemetry;
mod uploads;
mod users;
