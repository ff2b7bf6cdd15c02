//! How long it takes until what was set up works.

use super::Latency;

/// How long what is switched on, made or deleted takes, in virtual seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrerequisiteOptions {
    /// From a request for trusted access or for the link of License Manager until it has effect; the lists and the
    /// settings show it at once.
    pub propagation: Latency,
    /// How far `GetRole` and `ListRoles` trail behind the creation of a service-linked role.
    pub role_lag_seconds: u64,
    /// The deletion of a service-linked role.
    pub role_deletion: Latency,
    /// Enabling or disabling a policy type; AWS publishes no figure.
    pub policy_type: Latency,
}

impl Default for PrerequisiteOptions {
    fn default() -> Self {
        Self {
            // AWS-FACTS 5.2.
            propagation: Latency { least_seconds: 120, most_seconds: 180 },
            role_lag_seconds: 5,
            role_deletion: Latency::TEST,
            policy_type: Latency { least_seconds: 5, most_seconds: 30 },
        }
    }
}
