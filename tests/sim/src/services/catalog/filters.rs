//! `FilterList`: up to 8 filters of up to 10 values, all of which have to fit (AWS-FACTS 9.1).

use crate::services::ServiceError;
use crate::services::input::Input;

use super::validation;

/// The filter that asks for what belongs to others.
const SCOPE: &str = "Scope";
/// Its only value.
const SHARED_WITH_ME: &str = "SharedWithMe";

/// The filters of a request.
#[derive(Debug)]
pub(super) struct Filters(Vec<(String, Vec<String>)>);

impl Filters {
    /// Reads them; a name that the operation does not know is an error.
    pub(super) fn read(input: Input<'_>, names: &[&str]) -> Result<Self, ServiceError> {
        let filters = input.structures("FilterList")?;
        if input.member("FilterList").is_some() && !(1..=8).contains(&filters.len()) {
            return Err(validation("FilterList must have 1 to 8 members.".to_owned()));
        }
        let mut read = Vec::new();
        for filter in filters {
            let name = filter.required_text("Name")?.to_owned();
            let values = filter.required_texts("ValueList")?;
            if !names.contains(&name.as_str()) && name != SCOPE {
                return Err(validation(format!("The filter {name} is not supported.")));
            }
            if !(1..=10).contains(&values.len()) {
                return Err(validation(format!("The filter {name} must have 1 to 10 values.")));
            }
            if name == SCOPE && values != [SHARED_WITH_ME] {
                return Err(validation(format!("The filter {SCOPE} takes {SHARED_WITH_ME} alone.")));
            }
            read.push((name, values));
        }
        Ok(Self(read))
    }

    /// Whether what belongs to others is asked for, in place of the caller's own.
    pub(super) fn want_shared(&self) -> bool {
        self.0.iter().any(|(name, _)| name == SCOPE)
    }

    /// Whether all fit, by what the thing has under each name.
    pub(super) fn fit(&self, matches: impl Fn(&str, &str) -> bool) -> bool {
        let others = self.0.iter().filter(|(name, _)| name != SCOPE);
        others.into_iter().all(|(name, values)| values.iter().any(|value| matches(name, value)))
    }
}
