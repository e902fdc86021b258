//! A statement that grows with what it is asked for.
//!
//! A condition that nobody asks for does not stand in it: then the planner knows what is asked, and
//! takes the index that serves it.

use tokio_postgres::types::{ToSql, Type};

/// Conditions, and the values in them.
#[derive(Default)]
pub(crate) struct Statement {
    conditions: Vec<String>,
    values: Vec<(Box<dyn ToSql + Sync + Send>, Type)>,
}

impl Statement {
    /// Adds a value; gives the parameter that stands for it.
    pub(crate) fn bind(
        &mut self,
        value: impl ToSql + Sync + Send + 'static,
        r#type: Type,
    ) -> String {
        self.values.push((Box::new(value), r#type));
        format!("${}", self.values.len())
    }

    /// Asks for rows for which a condition holds.
    pub(crate) fn require(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    /// Whether nothing is asked for.
    pub(crate) fn is_plain(&self) -> bool {
        self.conditions.is_empty()
    }

    /// To be put behind another condition.
    pub(crate) fn conditions(&self) -> String {
        let conditions = self.conditions.iter();
        let conditions: Vec<_> = conditions.map(|one| format!(" AND {one}")).collect();
        conditions.concat()
    }

    /// The values with their types.
    pub(crate) fn typed(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        self.values
            .iter()
            .map(|(value, r#type)| (&**value as &(dyn ToSql + Sync), r#type.clone()))
            .collect()
    }

    /// The values alone.
    pub(crate) fn values(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values
            .iter()
            .map(|(value, _)| &**value as &(dyn ToSql + Sync))
            .collect()
    }
}
