//! What people do with an entry that is deployed: the part of it in `hcl-out/README.md`.

/// The steps that an entry adds to the runbook, each in one line of Markdown with its commands filled in.
#[derive(Debug, Clone, Default)]
pub struct Runbook {
    pub(crate) before: Vec<String>,
    pub(crate) deploy: Vec<String>,
    pub(crate) back: Vec<String>,
    pub(crate) restore: Vec<String>,
    pub(crate) rotate: Vec<String>,
    pub(crate) destroy: Vec<String>,
}

impl Runbook {
    /// Without a step.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What must be there before the first apply.
    #[must_use]
    pub fn before(mut self, step: impl Into<String>) -> Self {
        self.before.push(one_line(step));
        self
    }

    /// How a new version of its code is brought out.
    #[must_use]
    pub fn deploy(mut self, step: impl Into<String>) -> Self {
        self.deploy.push(one_line(step));
        self
    }

    /// How the former version comes back.
    #[must_use]
    pub fn back(mut self, step: impl Into<String>) -> Self {
        self.back.push(one_line(step));
        self
    }

    /// How what was lost is had back.
    #[must_use]
    pub fn restore(mut self, step: impl Into<String>) -> Self {
        self.restore.push(one_line(step));
        self
    }

    /// How a credential is replaced.
    #[must_use]
    pub fn rotate(mut self, step: impl Into<String>) -> Self {
        self.rotate.push(one_line(step));
        self
    }

    /// What keeps `terraform destroy` from it, and what stays behind.
    #[must_use]
    pub fn destroy(mut self, step: impl Into<String>) -> Self {
        self.destroy.push(one_line(step));
        self
    }
}

fn one_line(step: impl Into<String>) -> String {
    step.into().replace(char::is_control, " ")
}
