//! Dead letters: how they get into their queue, and the tasks that move them back.

use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Account;
use super::clock::Time;
use super::error::{Code, in_range, missing};
use super::message::Message;
use super::name;
use super::queue::Queue;
use super::redrive::{MoveTask, Status, source_of_handle};
use crate::aws_json::Refusal;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StartTask {
    source_arn: Option<String>,
    destination_arn: Option<String>,
    max_number_of_messages_per_second: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListTasks {
    source_arn: Option<String>,
    max_results: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CancelTask {
    task_handle: Option<String>,
}

impl Account {
    /// Puts dead letters of one queue into another.
    pub(super) fn bury(&mut self, source: &str, target: &str, dead: Vec<Message>, now: Time) {
        let sequences = self.count(dead.len() as u64)..;
        let Some(target) = self.queues.get_mut(target) else {
            return;
        };
        for (mut message, sequence) in dead.into_iter().zip(sequences) {
            message.dead_letter_of = Some(source.to_owned());
            if target.settings.is_fifo() {
                // Two messages may have had the same at different times.
                message.deduplication = Some(message.id.clone());
                message.sent = now;
            }
            target.add(message, sequence, 0, now);
        }
    }

    pub(super) fn start_task(&mut self, input: &StartTask, now: Time) -> Result<Value, Refusal> {
        let rate = in_range(
            "MaxNumberOfMessagesPerSecond",
            input.max_number_of_messages_per_second,
            1..=500,
        )?;
        let source = self.queue_of_arn("SourceArn", input.source_arn.as_deref())?;
        let refuse = |message: &str| Err(Code::InvalidParameterValue.because(message));
        if self.sources_of(&source).next().is_none() {
            return refuse("Source queue must be configured as a Dead Letter Queue.");
        }
        let destination = match input.destination_arn.as_deref() {
            Some(arn) => Some(self.queue_of_arn("DestinationArn", Some(arn))?),
            None => None,
        };
        if destination.as_ref() == Some(&source) {
            return refuse("Source queue arn and destination queue arn cannot be the same.");
        }
        let is_fifo = |name: &String| self.queues[name].settings.is_fifo();
        if destination
            .as_ref()
            .is_some_and(|to| is_fifo(to) != is_fifo(&source))
        {
            return refuse(
                "The source queue and destination queue must be of the same queue type.",
            );
        }
        let mut tasks = self.tasks.iter();
        if tasks.any(|task| task.source == source && task.status == Status::Running) {
            return refuse(
                "There is already a task running. Only one active task is allowed for a source \
                 queue arn at a given time.",
            );
        }
        let to_move = self.queues[&source].counts().visible as u64;
        let task = MoveTask::new(source, destination, rate, now, to_move);
        let handle = task.handle();
        self.tasks.push(task);
        self.move_due(now);
        Ok(json!({ "TaskHandle": handle }))
    }

    /// The last tasks first.
    pub(super) fn list_tasks(&self, input: &ListTasks) -> Result<Value, Refusal> {
        let source = self.queue_of_arn("SourceArn", input.source_arn.as_deref())?;
        let most = in_range("MaxResults", input.max_results, 1..=10)?.unwrap_or(1);
        let tasks = self.tasks.iter().rev();
        let tasks = tasks.filter(|task| task.source == source);
        let results: Vec<Value> = tasks.map(MoveTask::to_json).take(most as usize).collect();
        Ok(json!({ "Results": results }))
    }

    pub(super) fn cancel_task(&mut self, input: &CancelTask) -> Result<Value, Refusal> {
        let handle = input.task_handle.as_deref();
        let handle = handle.ok_or_else(|| missing("TaskHandle"))?;
        let mut tasks = self.tasks.iter_mut();
        let Some(task) = tasks.find(|task| task.handle() == handle) else {
            return Err(Code::ResourceNotFoundException.because("Task does not exist."));
        };
        if task.status != Status::Running {
            return Err(Code::UnsupportedOperation.because("Only a running task can be cancelled."));
        }
        task.status = Status::Cancelled;
        Ok(json!({ "ApproximateNumberOfMessagesMoved": task.moved }))
    }

    /// Moves what tasks may have moved by now.
    pub(super) fn move_due(&mut self, now: Time) {
        for index in 0..self.tasks.len() {
            while self.tasks[index].status == Status::Running {
                if !self.move_one(index, now) {
                    break;
                }
            }
        }
    }

    /// Moves one message of a task, or ends the task; says whether there may be more to do now.
    fn move_one(&mut self, index: usize, now: Time) -> bool {
        let task = &self.tasks[index];
        let Some(source) = self.queues.get(&task.source) else {
            self.tasks[index].status = Status::Failed("AWS.SimpleQueueService.NonExistentQueue");
            return false;
        };
        if task.moved >= task.to_move || source.counts().visible == 0 {
            self.tasks[index].status = Status::Completed;
            return false;
        }
        let Some(message) = source.peek().filter(|_| task.moved < task.due(now)) else {
            return false;
        };
        let target = task
            .destination
            .as_ref()
            .or(message.dead_letter_of.as_ref());
        let Some(target) = target.cloned() else {
            self.tasks[index].status = Status::Failed("CouldNotDetermineMessageSource");
            return false;
        };
        if !self.queues.contains_key(&target) {
            self.tasks[index].status = Status::Failed("AWS.SimpleQueueService.NonExistentQueue");
            return false;
        }
        let source = self.tasks[index].source.clone();
        let message = self.queues.get_mut(&source).and_then(Queue::pop);
        let sequence = self.count(1);
        if let (Some(message), Some(target)) = (message, self.queues.get_mut(&target)) {
            let delay = target.settings.delay_seconds;
            target.add(message.renewed(now), sequence, delay, now);
        }
        self.tasks[index].moved += 1;
        true
    }

    /// The name of a queue that exists.
    fn queue_of_arn(&self, parameter: &str, arn: Option<&str>) -> Result<String, Refusal> {
        let arn = arn.ok_or_else(|| missing(parameter))?;
        let name = name::of_arn(arn).filter(|name| self.queues.contains_key(*name));
        name.map(str::to_owned).ok_or_else(|| {
            Code::ResourceNotFoundException.because(format!(
                "The resource that you specified for the {parameter} parameter doesn't exist."
            ))
        })
    }
}

/// The queues that a task of this handle, or with these ARNs, touches: source and destination.
pub(super) fn touched(input: &Value) -> (Option<String>, Option<String>) {
    let of = |key: &str| input[key].as_str().and_then(name::of_arn);
    let handle = input["TaskHandle"].as_str().and_then(source_of_handle);
    let source = of("SourceArn").map(str::to_owned).or(handle);
    (source, of("DestinationArn").map(str::to_owned))
}
