//! What a child of `sync-experiences` works on, and how many of its change sets are applied.

use domain::{experience::change_set::Work, run::Run};
use local::{Child, LocalAws};

use super::stage::Member;
use crate::{changes::Part, live::Far};

/// The experience, by the name that its organization gave it.
pub(crate) fn describe(local: &LocalAws, member: &Member, child: &Child) -> Part {
    let Some(experience) = child.input["experience"].as_str() else { return Part::unknown(child) };
    let name = local.sim().experience(experience).map_or_else(|| experience.to_owned(), |view| view.name);
    Part {
        label: format!("{}  {name}", member.organization),
        // How much there is to do is planned by the child itself.
        work: String::new(),
        length: 0,
        execution: child.execution.clone(),
    }
}

/// How far it is, as it writes down itself; nothing until it has planned.
pub(crate) async fn far(local: &LocalAws, member: &Member, child: &Child) -> Option<Far> {
    let run: Run = serde_json::from_value(child.input["run"].clone()).ok()?;
    let pass = u32::try_from(child.input["pass"].as_u64()?).ok()?;
    let key = run.pass_key(pass, &format!("work/{}.json", child.input["experience"].as_str()?));
    let object = local.account(&member.account).object(&member.bucket, &key).await.ok()?;
    let work: Work = serde_json::from_slice(&object).ok()?;
    let done = usize::try_from(work.sets_applied).ok()?;
    Some(Far { done, length: done + work.sets.len() })
}
