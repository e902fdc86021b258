//! Tasks: how many of an entry run at once.

use crate::manifest::Field;

/// The most tasks that run of an entry with a container.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct MostTasks<'a> {
    /// The key that says how many.
    pub(crate) max: &'a Field<u32>,
    /// So many percent of them run while a deployment replaces them.
    pub(crate) percent: u32,
}

impl MostTasks<'_> {
    /// The old tasks and the new ones while a deployment runs: ECS rounds down.
    pub(crate) fn in_deployment(self) -> u32 {
        let tasks = u64::from(*self.max.get()) * u64::from(self.percent) / 100;
        u32::try_from(tasks).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::MostTasks;

    #[test]
    fn a_deployment_rounds_down() {
        for (max, percent, tasks) in [(10, 200, 20), (3, 150, 4), (1, 100, 1), (1, 150, 1)] {
            let max = &max.into();
            assert_eq!(MostTasks { max, percent }.in_deployment(), tasks);
        }
    }
}
