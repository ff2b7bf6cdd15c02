//! The children of "Every experience": side by side, each from wait to wait.

use domain::approval::{Answered, Decision};
use domain::identifier::ExecutionArn;
use steps::ask;
use steps::error::StepError;
use steps::experiences::item::{ExperienceItem, Next};
use steps::experiences::{check_change_set, compare, conclude_experience, start_change_set};

use super::caught::caught;
use super::driver::Ended;
use super::stacks::Stacks;
use super::task::task;

/// "MaxConcurrency".
const CHILDREN_AT_A_TIME: usize = 5;
/// "TimeoutSeconds" of "Wait for the answer".
const ANSWER_SECONDS: u32 = 86_400;
/// Rounds of Choice and Task for one experience; beyond it the state machine would turn in circles.
const STATES_MAX: u32 = 2_000;

/// One child.
#[derive(Debug)]
pub(crate) struct Child {
    item: ExperienceItem,
    /// Until when it waits, in milliseconds since the Unix epoch.
    due: i64,
    /// With what it waits for a person.
    token: Option<String>,
    states: u32,
    is_over: bool,
}

impl Child {
    /// One that begins now.
    pub(super) fn of(item: ExperienceItem, stacks: &Stacks) -> Self {
        Self { item, due: stacks.now(), token: None, states: 0, is_over: false }
    }
}

impl Stacks {
    /// Milliseconds since the Unix epoch.
    pub(super) fn now(&self) -> i64 {
        self.sim.now().epoch_milliseconds()
    }

    /// "Every experience": whoever is due first goes on first.
    pub(super) async fn every_experience(
        &self,
        children: &mut [Child],
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
        ended: &mut Ended,
    ) {
        loop {
            let at_work = children.iter_mut().filter(|child| !child.is_over).take(CHILDREN_AT_A_TIME);
            let Some(first) = at_work.min_by_key(|child| self.due(child)) else { return };
            if first.due > self.now() {
                at_every_wait(self).await;
            }
            self.wait_until(self.due(first));
            self.go_on(first, twice, ended).await;
            first.states += 1;
            assert!(first.states < STATES_MAX, "the child turns in circles: {first:?}");
        }
    }

    /// When a child goes on: at once when its question was answered.
    fn due(&self, child: &Child) -> i64 {
        let is_answered = child.token.as_ref().is_some_and(|token| self.waiting.given(token).is_some());
        if is_answered { self.now() } else { child.due }
    }

    fn wait_until(&self, due: i64) {
        let milliseconds = u64::try_from(due - self.now()).unwrap_or(0);
        self.sim.clock().advance_seconds(milliseconds.div_ceil(1_000));
    }

    /// What comes after the wait, up to the next one.
    async fn go_on(&self, child: &mut Child, twice: bool, ended: &mut Ended) {
        if let Some(token) = child.token.take() {
            self.is_it_approved(child, &token);
            self.waiting.ends(&token);
        }
        let item = child.item.clone();
        child.item = match item.next {
            _ if item.failure.is_some() => return self.conclude(child, ended).await,
            Next::Conclude => return self.conclude(child, ended).await,
            Next::Ask => return self.ask(child, ended).await,
            Next::Compare => self.caught(item, twice, async |item| self.compare(item).await).await,
            Next::Start => {
                self.caught(item, twice, async |item| start_change_set::run(self, item).await).await
            }
            Next::Check => {
                self.caught(item, twice, async |item| check_change_set::run(self, item).await).await
            }
        };
        let seconds = if child.item.failure.is_none() { child.item.wait_seconds } else { 0 };
        child.due = self.now() + i64::from(seconds) * 1_000;
    }

    async fn compare(&self, item: ExperienceItem) -> Result<ExperienceItem, StepError> {
        let settings = self.settings.lock().unwrap().clone();
        compare::run(&self.aws, &self.ledger, &self.bucket, &settings, item).await
    }

    /// A Task with its Retry and Catch. Delivered `twice`, the first answer is lost on its way to Step Functions.
    async fn caught(
        &self,
        item: ExperienceItem,
        twice: bool,
        step: impl AsyncFn(ExperienceItem) -> Result<ExperienceItem, StepError>,
    ) -> ExperienceItem {
        let clock = self.sim.clock();
        if twice {
            let _lost = task(&clock, async || step(item.clone()).await).await;
        }
        match task(&clock, async || step(item.clone()).await).await {
            Ok(answer) => answer,
            Err(error) => ExperienceItem { failure: Some(caught(&error)), ..item },
        }
    }

    /// "Tell of the question" and "Wait for the answer".
    async fn ask(&self, child: &mut Child, ended: &mut Ended) {
        let question = child.item.question.clone().unwrap();
        ended.asked.push(question.message);
        let token = format!("{}-{}", question.name, child.states);
        self.waiting.begins(&token);
        let run = child.item.run.clone();
        let request = ask::Request { run, question: question.name, token: token.clone().into() };
        let ask = async || ask::run(&self.bucket, &self.waiting, request.clone()).await;
        match task(&self.sim.clock(), ask).await {
            Ok(()) => child.token = Some(token),
            Err(error) => child.item.failure = Some(caught(&error)),
        }
        child.due = self.now() + i64::from(ANSWER_SECONDS) * 1_000;
    }

    /// "Is it approved?"; nobody answered in time is a no.
    fn is_it_approved(&self, child: &mut Child, token: &str) {
        let nobody =
            Answered { decision: Decision::None, by: None, reason: String::new(), at: String::new() };
        let answered = self.waiting.given(token).unwrap_or(nobody);
        child.item.next = if answered.decision == Decision::Approve { Next::Compare } else { Next::Conclude };
        child.item.answer = Some(answered);
    }

    async fn conclude(&self, child: &mut Child, ended: &mut Ended) {
        let item = ExperienceItem { child: Some(self.arn_of(child)), ..child.item.clone() };
        let conclude = async || conclude_experience::run(&self.bucket, item.clone()).await;
        ended.red.extend(task(&self.sim.clock(), conclude).await.err());
        child.is_over = true;
    }

    fn arn_of(&self, child: &Child) -> ExecutionArn {
        let (run, item) = (&child.item.run.execution, &child.item);
        let (machine, _) = run.as_str().rsplit_once(':').unwrap();
        format!("{machine}/Experiences:{}-in-pass-{}", item.experience, item.pass).parse().unwrap()
    }
}
