//! Compare: reads one experience, plans, and says what follows. After the last change set the same plan is the proof that it
//! worked.
//!
//! Guarantees: nothing is written to an experience that could not be read, or whose source could not; nothing over a limit
//! of the guard happens without an approval that names it; a run that is to end after its plan only plans.

use domain::experience::entity::{Audience, ObservedExperience};
use domain::experience::guard::judge;
use domain::experience::identity::Administrator;
use domain::experience::plan::{Elsewhere, ExperiencePlan, Terms, plan};
use domain::experience::progress::Judged;
use domain::experience::quarantine::Quarantine;
use domain::experience::settings::MemberSettings;
use domain::experience::skip::Skip;
use domain::guard::Verdict;

use super::asking::{ask, is_approved};
use super::fetched::{self, Fetched};
use super::item::{ExperienceItem, Next};
use super::past::Past;
use super::quarantine;
use super::{keys, observe};
use crate::error::{StepError, bug};
use crate::files;
use crate::ports::Store;
use crate::ports::experiences::{Catalog, ChangeLedger, EntityKind};

/// Looks at the experience.
///
/// # Errors
/// What AWS answered; `Bug` when a file of the run cannot be read back.
pub async fn run(
    catalog: &impl Catalog,
    ledger: &impl ChangeLedger,
    store: &impl Store,
    settings: &MemberSettings,
    item: ExperienceItem,
) -> Result<ExperienceItem, StepError> {
    let fetched = fetched::read(store, &item.run, item.pass).await?;
    let past = Past::read(store, &item).await?;
    let plan = look(catalog, store, settings, &fetched, &past, &item).await?;
    let request = &item.run.request;
    let verdict = judge(&plan, past.withdrawn_before(&plan), settings.guard, request.allow_empty);
    // With change sets applied and none left, this is the look after the last one.
    let is_proof = item.sets_applied > 0 && item.sets_left == 0;
    let next = if is_proof || plan.is_settled() || request.plan_only {
        Next::Conclude
    } else if verdict == Verdict::Go || is_approved(store, &item, &plan).await? {
        Next::Start
    } else {
        Next::Ask
    };
    let judged = Judged { plan, verdict };
    let mut item = ExperienceItem { next, wait_seconds: 0, polls: 0, change_set: None, ..item };
    if next == Next::Ask {
        ask(store, &fetched.head, &mut item, &judged).await?;
    }
    // The work is written first: whatever is lost in between, it never says that more was done than was.
    if next == Next::Start || past.has_work() {
        let generation = ledger.head(&item.experience).await?.map_or(0, |head| head.generation);
        let work = past.work(&judged, generation);
        item.sets_applied = work.sets_applied;
        item.sets_left = u32::try_from(work.sets.len()).unwrap_or(u32::MAX);
        files::write(store, &keys::work_of(&item), &work).await?;
    }
    let progress = past.look(judged, fetched.logos.get(&item.experience).cloned());
    files::write(store, &keys::progress(&item.run, item.pass, &item.experience), &progress).await?;
    Ok(item)
}

/// Reads the experience and plans.
async fn look(
    catalog: &impl Catalog,
    store: &impl Store,
    settings: &MemberSettings,
    fetched: &Fetched,
    past: &Past,
    item: &ExperienceItem,
) -> Result<ExperiencePlan, StepError> {
    let assignment = item.assignment();
    let counterparts = settings.counterparts(&item.experience);
    let skip = |name: &str, skip| Ok(ExperiencePlan::skip(&assignment, name, item.revision, skip));
    // Without a map nobody's audience is looked at.
    let audiences = if counterparts.is_empty() {
        Vec::new()
    } else {
        match audiences(catalog, fetched.administrator).await? {
            Ok(audiences) => audiences,
            Err(why) => return skip("", why),
        }
    };
    let observed = match observe(catalog, settings, item, &audiences).await? {
        Ok(observed) => observed,
        Err((name, why)) => return skip(&name, why),
    };
    let kept: Quarantine =
        if item.run.request.try_again { Quarantine::default() } else { quarantine::read(store).await? };
    let logo_applied = past.logo().or_else(|| fetched.logos.get(&item.experience).cloned());
    let terms = Terms {
        mirror: settings.mirror,
        counterparts: &counterparts,
        elsewhere: &Elsewhere::of(&audiences),
        quarantine: &kept.with(past.refused()),
        logo_applied: logo_applied.as_deref(),
    };
    Ok(plan(&fetched.snapshot(), &assignment, &observed, &terms))
}

/// All audiences of the organization: a principal may be associated with another experience.
async fn audiences(
    catalog: &impl Catalog,
    by: Administrator,
) -> Result<Result<Vec<Audience>, Skip>, StepError> {
    let ids = observe::list(catalog, EntityKind::Audience, by).await?;
    let entities = observe::describe(catalog, ids.iter().cloned()).await?;
    Ok(observe::audiences(&entities, &ids))
}

/// The experience with its policy, and its branding if that is mirrored; or its name and why it is left alone.
async fn observe(
    catalog: &impl Catalog,
    settings: &MemberSettings,
    item: &ExperienceItem,
    audiences: &[Audience],
) -> Result<Result<ObservedExperience, (String, Skip)>, StepError> {
    let nameless = |skip| Ok(Err((String::new(), skip)));
    if !item.found {
        return nameless(Skip::NotFound);
    }
    let id = observe::entity_id(&item.experience)?;
    let entities = observe::describe(catalog, [id.clone()]).await?;
    let mut experience = match observe::experience(&entities, &id) {
        Ok(experience) => experience,
        Err(skip) => return nameless(skip),
    };
    if let Some(skip) = experience.closed_to_changes() {
        return Ok(Err((experience.name, skip)));
    }
    if !settings.mirror.branding {
        experience.branding = None;
    }
    let completed = observe::complete(catalog, vec![experience], audiences).await?.pop();
    let (experience, observed) =
        completed.ok_or_else(|| bug("the experience", &"it was read and is not there"))?;
    Ok(observed.map_err(|skip| (experience.name, skip)))
}
