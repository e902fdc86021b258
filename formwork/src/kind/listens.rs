//! Where an entry accepts connections.

/// A port that tasks connect to, behind a security group of the entry.
#[derive(Debug, Clone)]
pub struct Listens {
    /// The port.
    pub port: u16,
    /// The key of the entry that sets it, if one does.
    pub key: Option<&'static str>,
    /// The end of the name of `aws_security_group.NAME_END`.
    pub group: &'static str,
    /// What goes over the connection: `Queries`.
    pub carries: &'static str,
}
