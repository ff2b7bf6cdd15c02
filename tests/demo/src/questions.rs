//! What a run asks, and the person who approves it: in the demo that is this program.

use domain::approval::Record;
use local::LocalAws;
use serde_json::json;

use crate::failure::Failure;

/// Characters of something that is covered on the screen; the page has all of it.
const COVERED_CHARACTERS_MAX: usize = 120;
/// How many of what is covered are shown; the record has all of it.
const COVERED_SHOWN_MAX: usize = 40;

/// A run that may ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asking<'a> {
    /// Where it runs.
    pub(crate) local: &'a LocalAws,
    /// The account that it is in.
    pub(crate) account: &'a str,
    /// Its state machine.
    pub(crate) machine: &'a str,
    /// Its state bucket.
    pub(crate) bucket: &'a str,
    /// Its name.
    pub(crate) run: &'a str,
    /// What it asks to approve, in the plural.
    pub(crate) what: &'static str,
}

impl Asking<'_> {
    /// The questions that wait for an answer.
    pub(crate) async fn open(&self) -> Result<Vec<Record>, Failure> {
        let account = self.local.account(self.account);
        let mut open = Vec::new();
        for key in account.keys(self.bucket, &format!("runs/{}/questions/", self.run)).await? {
            let text = account.object(self.bucket, &key).await?;
            let record: Record =
                serde_json::from_slice(&text).map_err(|source| Failure::Object { key, source })?;
            open.extend(Some(record).filter(|record| record.token.is_some() && record.answered.is_none()));
        }
        Ok(open)
    }

    /// What is to be shown of questions, and of the answer that follows.
    pub(crate) fn told(&self, open: &[Record]) -> Vec<String> {
        let mut told = Vec::new();
        for record in open {
            told.push(format!("  It asks to approve {} {}, each by name:", record.covers.len(), self.what));
            told.extend(
                record
                    .covers
                    .iter()
                    .take(COVERED_SHOWN_MAX)
                    .map(|one| format!("           {}", shortened(one))),
            );
        }
        told.push(format!("A person answers {{\"approve\": \"{}\"}}", self.run));
        told
    }

    /// Approves what waits for an answer, as a person does: by starting a run that says so.
    pub(crate) async fn approve(&self) -> Result<(), Failure> {
        let input = json!({"approve": self.run, "reason": "demo"});
        let answer = self.local.start_run(self.machine, &input).await?;
        self.local.follow(&answer).ended().await?;
        Ok(())
    }
}

/// What is covered, on one line.
fn shortened(covered: &str) -> String {
    let short: String = covered.chars().take(COVERED_CHARACTERS_MAX).collect();
    if short.len() < covered.len() { format!("{short} ...") } else { short }
}
