//! Where an entry accepts connections.

/// A port that tasks connect to, behind a security group of the entry.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Listens {
    /// The port.
    pub port: u16,
    /// The key of the entry that sets it, if one does.
    pub key: Option<&'static str>,
    /// The end of the name of `aws_security_group.NAME_END`.
    pub group: &'static str,
    /// What goes over the connection: `Queries`.
    pub carries: &'static str,
    /// The id of a group that exists, instead of one that the files declare.
    pub(crate) given: Option<crate::hcl::Expr>,
}

impl Listens {
    /// A port behind `aws_security_group.NAME_GROUP`, which the files of the entry declare; `carries`
    /// says what goes over the connection, such as `Queries`.
    #[must_use]
    pub const fn new(port: u16, group: &'static str, carries: &'static str) -> Self {
        Self {
            port,
            key: None,
            group,
            carries,
            given: None,
        }
    }

    /// The same behind a group that exists.
    pub(crate) fn behind(self, group: crate::hcl::Expr) -> Self {
        Self {
            given: Some(group),
            ..self
        }
    }

    /// The key of the entry that sets the port.
    #[must_use]
    pub fn set_by(self, key: &'static str) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }
}
