//! What AWS does not publish about grants for units and the organization.

/// What a grant for a unit or the organization shows between its workflows (AWS-FACTS 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaStatus {
    /// `WORKFLOW_COMPLETED`, whatever the workflow did: only its parts tell whether it is in force.
    WorkflowCompleted,
    /// `ACTIVE` once it was activated, `DISABLED` before and when it was switched off.
    AsAsked,
}

/// What an account that comes gets of a grant for its unit or the organization. AWS says that it receives the license, and
/// not whether it is activated (AWS-FACTS 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinerParts {
    /// A part that is not in force until somebody activates it, or the whole again.
    Disabled,
    /// A part in force, where others have theirs in force.
    Active,
}
