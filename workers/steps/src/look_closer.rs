//! Look closer: reads the tags of the accounts for which the plan would write, at their source.
//!
//! The diff that follows makes the plan anew; what the index told late is then not in it. A step reads at most
//! [`TAG_READS_PER_STEP_MAX`] accounts, the rest stays doubtful and is read the next time round.

use domain::limits::TAG_READS_PER_STEP_MAX;
use domain::report::PlanFile;
use serde::{Deserialize, Serialize};

use crate::error::StepError;
use crate::files;
use crate::list_accounts::{SeenById, closer, tags_at_source};
use crate::ports::{Organization, Store};
use crate::snapshot::{ACCOUNTS, PLAN, PassRequest, SeenAccounts};

/// How many accounts were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Accounts.
    pub read: usize,
}

/// Reads them.
///
/// # Errors
/// `Gone` when an account left the organization meanwhile; the run is then started again.
pub async fn run(
    organization: &impl Organization,
    store: &impl Store,
    request: PassRequest,
) -> Result<Answer, StepError> {
    let plan: PlanFile = files::read(store, &request.run.pass_key(request.pass, PLAN)).await?;
    let key = request.run.pass_key(request.pass, ACCOUNTS);
    let SeenAccounts { organization: whole, extent, accounts } = files::read(store, &key).await?;
    let mut read = SeenById::new();
    for account in plan.doubtful.iter().take(TAG_READS_PER_STEP_MAX) {
        read.insert(account.clone(), tags_at_source(organization, account).await?);
    }
    let answer = Answer { read: read.len() };
    files::write(
        store,
        &key,
        &SeenAccounts { organization: whole, extent, accounts: closer(accounts, read) },
    )
    .await?;
    Ok(answer)
}
