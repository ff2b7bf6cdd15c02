//! What the management side is configured to do: which experiences it publishes, and for which members.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::identity::ExperienceId;

/// The settings of the management stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishSettings {
    /// The experiences that are published.
    pub experiences: Vec<ExperienceId>,
    /// The members, by the names under which they tell how far they are.
    pub members: Vec<String>,
}

/// Settings that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishSettingsError {
    /// Nothing is published.
    #[error("`experiences` is empty; name the management experiences to publish, and deploy again")]
    Nothing,
    /// An experience is named twice.
    #[error("`experiences` names {0} twice; name it once, and deploy again")]
    ExperienceTwice(ExperienceId),
    /// A member has no name.
    #[error("`members[{0}]` is empty; give the member a name, and deploy again")]
    Nameless(usize),
    /// A member is named twice.
    #[error("`members` names {0} twice; give each member its own name, and deploy again")]
    MemberTwice(String),
}

impl PublishSettings {
    /// Checks what the types cannot. There need not be members yet: the snapshot can be looked at before.
    ///
    /// # Errors
    /// The first mistake.
    pub fn check(&self) -> Result<(), PublishSettingsError> {
        if self.experiences.is_empty() {
            return Err(PublishSettingsError::Nothing);
        }
        if let Some(nameless) = self.members.iter().position(String::is_empty) {
            return Err(PublishSettingsError::Nameless(nameless));
        }
        if let Some(twice) = first_twice(&self.experiences) {
            return Err(PublishSettingsError::ExperienceTwice(twice.clone()));
        }
        match first_twice(&self.members) {
            Some(twice) => Err(PublishSettingsError::MemberTwice(twice.clone())),
            None => Ok(()),
        }
    }
}

fn first_twice<T: Ord>(items: &[T]) -> Option<&T> {
    let mut seen = BTreeSet::new();
    items.iter().find(|item| !seen.insert(*item))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(json: &str) -> String {
        let settings: PublishSettings = serde_json::from_str(json).unwrap();
        settings.check().map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn what_cannot_be_meant_is_named() {
        for (json, said) in [
            (r#"{"experiences":["exp-a"],"members":[]}"#, "fine"),
            (r#"{"experiences":["exp-a","exp-b"],"members":["one","two"]}"#, "fine"),
            (r#"{"experiences":[],"members":["one"]}"#, "`experiences` is empty"),
            (r#"{"experiences":["exp-a","exp-a"],"members":[]}"#, "names exp-a twice"),
            (r#"{"experiences":["exp-a"],"members":["one",""]}"#, "`members[1]` is empty"),
            (r#"{"experiences":["exp-a"],"members":["one","one"]}"#, "names one twice"),
        ] {
            assert!(checked(json).contains(said), "{json}: {}", checked(json));
        }
    }

    #[test]
    fn a_misspelled_setting_is_refused_by_name() {
        let error = serde_json::from_str::<PublishSettings>(r#"{"experience":[]}"#).unwrap_err();
        assert!(error.to_string().contains("`experience`"), "{error}");
    }
}
