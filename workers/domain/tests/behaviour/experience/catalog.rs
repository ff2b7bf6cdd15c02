//! A Catalog of one experience that keeps the rules of AWS-FACTS 9 and does what a change set says, all of it or nothing.

use std::collections::{BTreeMap, BTreeSet};

use domain::experience::change_set::{
    ChangeError, ChangeSet, ChangeSetStatus, ChangeType, ErrorCode, FailureCode, Next, Observed, Work,
    next_step,
};
use domain::experience::entity::{Branding, ObservedExperience, Products};
use serde_json::Value;

/// How an error speaks of what is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speech {
    /// Not at all.
    Silent,
    /// By the change.
    Change,
    /// By the product.
    Product,
    /// By some other product.
    Wrong,
}

/// A Catalog.
#[derive(Debug, Clone)]
pub(crate) struct Catalog {
    /// The experience as it is.
    pub(crate) observed: ObservedExperience,
    /// Ids that it does not know.
    pub(crate) bad: BTreeSet<String>,
    pub(crate) speech: Speech,
    /// Every set that was started, by its token: asked for again, it is the same one.
    pub(crate) started: BTreeMap<String, Observed>,
}

impl Catalog {
    pub(crate) fn new(observed: ObservedExperience, bad: BTreeSet<String>, speech: Speech) -> Self {
        Self { observed, bad, speech, started: BTreeMap::new() }
    }

    /// Starts a set and says how it ended.
    pub(crate) fn start(&mut self, set: &ChangeSet) -> Observed {
        check_limits(set);
        if let Some(same) = self.started.get(&set.token) {
            return same.clone();
        }
        let errors = self.errors(set);
        let is_bad =
            set.changes.iter().any(|change| ids(&change.details).iter().any(|id| self.bad.contains(id)));
        if !is_bad {
            set.changes.iter().for_each(|change| self.apply(&change.change_type, &change.details));
        }
        let ended = Observed {
            change_set: format!("cs-{}", self.started.len()).parse().unwrap(),
            status: if is_bad { ChangeSetStatus::Failed } else { ChangeSetStatus::Succeeded },
            failure: is_bad.then_some(FailureCode::ClientError),
            description: None,
            errors,
            takes_changes: true,
        };
        self.started.insert(set.token.clone(), ended.clone());
        ended
    }

    fn errors(&self, set: &ChangeSet) -> Vec<ChangeError> {
        let mut errors = Vec::new();
        for change in &set.changes {
            let ids = ids(&change.details);
            let Some(bad) = ids.iter().find(|id| self.bad.contains(*id)) else { continue };
            let named = match self.speech {
                Speech::Silent => continue,
                Speech::Change => "",
                Speech::Product => bad,
                Speech::Wrong => ids.iter().find(|id| !self.bad.contains(*id)).map_or("", String::as_str),
            };
            errors.push(ChangeError {
                change_type: change.change_type.clone(),
                code: ErrorCode::from("PRODUCT_NOT_FOUND"),
                message: format!("The product {named} is not known."),
            });
        }
        errors
    }

    fn apply(&mut self, change_type: &ChangeType, details: &Value) {
        let policy = self.observed.policy.as_mut().unwrap();
        let Products { allowed, denied } = policy.products.get_or_insert_default();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match change_type {
            ChangeType::AllowProductProcurement => ids(details).iter().for_each(|id| {
                let id = id.parse().unwrap();
                denied.remove(&id);
                allowed.insert(id);
            }),
            ChangeType::DenyProductProcurement => ids(details).iter().for_each(|id| {
                let id = id.parse().unwrap();
                allowed.remove(&id);
                denied.insert(id);
            }),
            ChangeType::UpdateProcurementPolicy => {
                policy.requests = details["Configuration"]["PolicyResourceRequests"].as_str().unwrap().into();
            }
            ChangeType::CreateBrandingSettings | ChangeType::UpdateBrandingSettings => {
                assert_eq!(
                    self.observed.branding.is_none(),
                    *change_type == ChangeType::CreateBrandingSettings
                );
                let configuration = &details["Configuration"];
                self.observed.branding = Some(Branding {
                    title: text(&configuration["Title"]),
                    information: text(&configuration["Information"]),
                    theme_color: text(&configuration["ThemeColor"]).map(|color| color.to_lowercase()),
                    // It keeps a copy of its own.
                    logo_url: text(&configuration["LogoUrl"])
                        .map(|_| "https://copies.example/1.png".to_owned()),
                });
            }
            ChangeType::AssociateAudience => {
                self.observed.audience.extend(ids(details).iter().map(|id| id.parse().unwrap()));
            }
            ChangeType::DisassociateAudience => {
                let gone: BTreeSet<String> = ids(details).into_iter().collect();
                self.observed.audience.retain(|principal| !gone.contains(principal.as_str()));
            }
            ChangeType::UpdateExperience => {
                self.observed.experience.status = details["Status"].as_str().unwrap().into();
            }
            ChangeType::Unknown(other) => panic!("a change of the type {other}"),
        }
        self.observed.experience.revision = self.observed.experience.revision.map(|revision| revision + 1);
    }

    /// Does the work to its end and says in how many sets.
    pub(crate) fn carry_out(&mut self, mut work: Work) -> (Work, usize) {
        let mut sets = 0;
        while let Some(set) = work.next() {
            sets += 1;
            let observed = self.start(&set);
            // A step that is delivered twice starts nothing new.
            assert!(sets > 1 || self.start(&work.next().unwrap()) == observed);
            let next = next_step(work.present().unwrap(), &observed, 0);
            assert_ne!(next, Next::Wait);
            work = work.conclude(next, &observed);
        }
        (work, sets)
    }
}

/// All ids in the details of a change.
pub(crate) fn ids(details: &Value) -> Vec<String> {
    let lists = [&details["Products"][0]["Ids"], &details["Principals"]];
    lists
        .iter()
        .filter_map(|list| list.as_array())
        .flatten()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect()
}

/// What the Catalog refuses outright (AWS-FACTS 9.2, 9.6, 9.8).
pub(crate) fn check_limits(set: &ChangeSet) {
    assert!((1..=20).contains(&set.changes.len()), "{} changes", set.changes.len());
    let kinds: BTreeSet<&ChangeType> = set.changes.iter().map(|change| &change.change_type).collect();
    assert_eq!(kinds.len(), set.changes.len(), "one type twice");
    for change in &set.changes {
        let ids = ids(&change.details);
        let once: BTreeSet<&String> = ids.iter().collect();
        assert!(
            ids.len() <= 50 && once.len() == ids.len(),
            "{} ids, {} of them different",
            ids.len(),
            once.len()
        );
        let length = change.details.to_string().chars().count();
        assert!((2..=16_384).contains(&length), "{length} characters");
    }
    let is_name = |character: char| character.is_alphanumeric() || "_+=.:@- ".contains(character);
    assert!((1..=100).contains(&set.name.chars().count()) && set.name.chars().all(is_name), "{}", set.name);
    assert!((1..=64).contains(&set.token.len()) && set.token.bytes().all(|byte| byte.is_ascii_graphic()));
}
