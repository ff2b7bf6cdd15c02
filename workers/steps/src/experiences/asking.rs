//! Asking a person before a limit of the guard is passed, and what the answer covers.

use domain::approval::{QuestionName, Record};
use domain::experience::guard::{covers, is_covered};
use domain::experience::plan::ExperiencePlan;
use domain::experience::progress::Judged;
use domain::experience::snapshot::Head;
use domain::experience::text::plans_markdown;

use super::item::ExperienceItem;
use super::keys;
use crate::asking;
use crate::error::{StepError, bug};
use crate::files;
use crate::ports::Store;

/// Whether everything that the guard has something against was approved.
pub(super) async fn is_approved(
    store: &impl Store,
    item: &ExperienceItem,
    plan: &ExperiencePlan,
) -> Result<bool, StepError> {
    let (question, answer) = (item.question.as_ref(), item.answer.as_ref());
    Ok(is_covered(plan, &asking::allowed(store, &item.run, question, answer).await?))
}

/// Writes down what is asked, and the plan for whoever is to decide.
pub(super) async fn ask(
    store: &impl Store,
    head: &Head,
    item: &mut ExperienceItem,
    judged: &Judged,
) -> Result<(), StepError> {
    let reasons = judged.verdict.reasons();
    if reasons.is_empty() {
        return Ok(());
    }
    let (run, plan) = (&item.run.execution, &judged.plan);
    let key = keys::plan_text(&item.run, item.pass, &plan.experience);
    let text = plans_markdown(run.name(), head, &[(plan.clone(), judged.verdict.clone())]);
    files::write_text(store, &key, text, files::MARKDOWN).await?;

    let about = format!("{} ({}), which follows {}", plan.experience, plan.name, plan.follows);
    let reasons = reasons.iter().map(|reason| format!("{about}: {reason}")).collect();
    let record = Record::new(run, question_name(item)?, reasons, covers(plan));
    let subject = format!("Marketplace Steward asks before it changes {}", plan.experience);
    item.question = Some(asking::ask(store, &record, &subject, &key).await?);
    item.answer = None;
    Ok(())
}

/// The next question of a pass about an experience. A step that is delivered twice asks the same one.
fn question_name(item: &ExperienceItem) -> Result<QuestionName, StepError> {
    let stem = format!("{}-{:02}", item.experience, item.pass);
    let before = item.question.as_ref().and_then(|question| {
        question.name.as_str().strip_prefix(&stem)?.strip_prefix('-')?.parse::<u32>().ok()
    });
    let name = format!("{stem}-{}", before.unwrap_or(0) + 1);
    name.parse().map_err(|error| bug("the question's name", &error))
}
