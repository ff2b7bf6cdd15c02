//! A figure as `cargo xtask bench` prints it: one JSON line, whose form is a contract.

use std::collections::BTreeMap;

use serde::Serialize;

/// One measured figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Figure {
    /// What it is of; the names are contracts.
    name: String,
    /// What was measured.
    value: f64,
    /// In what.
    unit: &'static str,
    /// What it is held against; `null` where it is only for comparison.
    goal: Option<f64>,
    /// Whether it is within its goal.
    holds: bool,
    /// What it is the sum of, where that says more: calls per operation.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parts: BTreeMap<String, u64>,
}

/// On which side of its goal a figure has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    /// Not more than this.
    AtMost(f64),
    /// Not less than this.
    AtLeast(f64),
    /// Nothing: it is there to be compared with.
    None,
}

impl Figure {
    /// A figure, held against its goal.
    pub(crate) fn new(name: impl Into<String>, value: f64, unit: &'static str, goal: Goal) -> Self {
        let (number, holds) = match goal {
            Goal::AtMost(goal) => (Some(goal), value <= goal),
            Goal::AtLeast(goal) => (Some(goal), value >= goal),
            Goal::None => (None, true),
        };
        Self { name: name.into(), value, unit, goal: number, holds, parts: BTreeMap::new() }
    }

    /// With what it is the sum of.
    pub(crate) fn of_parts(self, parts: BTreeMap<String, u64>) -> Self {
        Self { parts, ..self }
    }

    /// Whether it is within its goal.
    pub(crate) fn holds(&self) -> bool {
        self.holds
    }

    /// Its line.
    pub(crate) fn line(&self) -> String {
        // A figure is made of text and numbers only, which always can be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What the machine is: figures of two machines do not compare.
pub(crate) fn of_machine() -> Vec<Figure> {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    vec![Figure::new("machine_cores", cores as f64, "cores", Goal::None)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_promised_form() {
        let figure = Figure::new("change_sets", 20.0, "change sets", Goal::AtMost(20.0));
        assert_eq!(
            figure.line(),
            r#"{"name":"change_sets","value":20.0,"unit":"change sets","goal":20.0,"holds":true}"#
        );
        let parts = [("marketplace-catalog.StartChangeSet".to_owned(), 2)].into();
        let line = Figure::new("calls", 2.0, "calls", Goal::None).of_parts(parts).line();
        assert!(
            line.ends_with(r#""goal":null,"holds":true,"parts":{"marketplace-catalog.StartChangeSet":2}}"#)
        );
    }

    #[test]
    fn a_figure_holds_on_its_side_of_the_goal() {
        assert!(!Figure::new("more", 21.0, "", Goal::AtMost(20.0)).holds());
        assert!(!Figure::new("less", 1.9, "", Goal::AtLeast(2.0)).holds());
        assert!(Figure::new("any", 1.9, "", Goal::None).holds());
    }
}
