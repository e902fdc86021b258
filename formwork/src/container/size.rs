//! CPU and memory of a task.

use crate::problem::{Code, Problem};

/// CPU and memory of one Fargate task, a pair that AWS offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TaskSize {
    cpu_units: u32,
    memory_mib: u32,
}

impl TaskSize {
    /// The CPU sizes of Fargate; 1024 units are one vCPU.
    pub(crate) const CPU_UNITS: &[u32] = &[256, 512, 1024, 2048, 4096, 8192, 16384];

    /// Pairs `cpu_units` with `memory_mib` as Fargate offers them (Amazon ECS developer guide,
    /// "Task CPU and memory").
    pub(crate) fn new(cpu_units: u32, memory_mib: u32) -> Result<Self, Problem> {
        let offered = Self::memory_offered_at(cpu_units);
        if offered.is_empty() {
            let message = format!("Fargate has no task of {cpu_units} CPU units");
            return Err(Problem::new(Code::TaskSize, message)
                .help(format!("use one of: {}", numbers(Self::CPU_UNITS))));
        }
        if !offered.contains(&memory_mib) {
            let message =
                format!("Fargate does not offer {memory_mib} MiB at {cpu_units} CPU units");
            return Err(Problem::new(Code::TaskSize, message).help(memory_help(&offered)));
        }
        Ok(Self {
            cpu_units,
            memory_mib,
        })
    }

    fn memory_offered_at(cpu_units: u32) -> Vec<u32> {
        let every = |first: u32, last: u32, step: u32| {
            (first..=last)
                .step_by(step as usize)
                .map(|gib| gib * 1024)
                .collect()
        };
        match cpu_units {
            256 => vec![512, 1024, 2048],
            512 => every(1, 4, 1),
            1024 => every(2, 8, 1),
            2048 => every(4, 16, 1),
            4096 => every(8, 30, 1),
            8192 => every(16, 60, 4),
            16384 => every(32, 120, 8),
            _ => Vec::new(),
        }
    }

    pub(crate) fn cpu_units(self) -> u32 {
        self.cpu_units
    }

    pub(crate) fn memory_mib(self) -> u32 {
        self.memory_mib
    }
}

fn memory_help(offered: &[u32]) -> String {
    match offered {
        [first, second, .., last] if offered.len() > 4 => {
            format!("use {first} to {last} in steps of {}", second - first)
        }
        _ => format!("use one of: {}", numbers(offered)),
    }
}

fn numbers(values: &[u32]) -> String {
    values
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::TaskSize;

    #[test]
    fn memory_is_offered_per_cpu() {
        for (cpu, memory) in [
            (256, 512),
            (256, 2048),
            (512, 4096),
            (1024, 8192),
            (8192, 61440),
            (16384, 122_880),
        ] {
            assert!(TaskSize::new(cpu, memory).is_ok(), "{cpu} {memory}");
        }
        for (cpu, memory, help) in [
            (256, 700, "use one of: 512, 1024, 2048"),
            (
                300,
                512,
                "use one of: 256, 512, 1024, 2048, 4096, 8192, 16384",
            ),
            (2048, 2048, "use 4096 to 16384 in steps of 1024"),
            (8192, 17408, "use 16384 to 61440 in steps of 4096"),
        ] {
            assert_eq!(
                TaskSize::new(cpu, memory).unwrap_err().help_text(),
                Some(help)
            );
        }
    }
}
