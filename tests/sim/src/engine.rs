//! The middle of the simulator: takes one call at a time, lets the world catch up with the clock, decides on faults and
//! throttling, has the service answer, and records what happened.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::calls::{Calls, about, is_mutating};
use crate::clock::{Clock, VirtualTime};
use crate::events::{self, Delivery, Occasion};
use crate::faults::{Fault, Faults};
use crate::permissions::Permissions;
use crate::random;
use crate::rates::Buckets;
use crate::refusals::Refusals;
use crate::services::iam;
use crate::services::sts::{self, Form, Sessions};
use crate::services::{self, Operation, Service, ServiceError};
use crate::wire::answer::Answer;
use crate::wire::caller::{Caller, Scope};
use crate::world::Worlds;
use crate::world::control_policies::Attempt;

/// The simulator without its server.
#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) clock: Clock,
    state: Mutex<State>,
}

/// Everything that changes.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) worlds: Worlds,
    pub(crate) sessions: Sessions,
    pub(crate) calls: Calls,
    pub(crate) upstream: Option<String>,
    faults: Faults,
    calls_since_faults: HashMap<String, u64>,
    buckets: Buckets,
    requests: u64,
    events: u64,
    delivery: Delivery,
    pub(crate) refusals: Refusals,
    pub(crate) permissions: Permissions,
}

/// What becomes of a call.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Answer it.
    Answered(Answer),
    /// Close the connection: the call took effect, its answer is lost.
    Lost,
    /// Not ours: the local AWS answers.
    Upstream,
}

impl Engine {
    pub(crate) fn new(worlds: Worlds, clock: Clock) -> Self {
        let faults = worlds.home.options.faults.clone();
        let upstream = worlds.home.options.upstream.clone();
        let state = State {
            worlds,
            sessions: Sessions::default(),
            calls: Calls::default(),
            upstream,
            faults,
            calls_since_faults: HashMap::new(),
            buckets: Buckets::default(),
            requests: 0,
            events: 0,
            delivery: Delivery::default(),
            refusals: Refusals::default(),
            permissions: Permissions::default(),
        };
        Self { clock, state: Mutex::new(state) }
    }

    /// The state at the virtual present, with everything done that was due.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.worlds.step(self.clock.now());
        state.publish_happenings();
        let now = state.worlds.home.now;
        state.delivery.release(now);
        state
    }

    /// Answers one JSON operation that came over the wire.
    pub(crate) fn json_call(&self, scope: Option<&Scope>, operation: &Operation, body: &[u8]) -> Verdict {
        let mut state = self.state();
        let request_id = state.next_request_id();
        let caller = match scope.map(|scope| state.sessions.caller(scope)) {
            Some(Ok(caller)) => caller,
            Some(Err(error)) => {
                return state.refuse(operation, operation.service.unsigned(error), request_id);
            }
            None => {
                let text = "Request is missing Authentication Token";
                let error = ServiceError::new("MissingAuthenticationTokenException", text);
                return state.refuse(operation, operation.service.unsigned(error), request_id);
            }
        };
        let request = match serde_json::from_slice::<Value>(if body.is_empty() { b"{}" } else { body }) {
            Ok(request) if request.is_object() => request,
            Ok(_) | Err(_) => {
                let error = ServiceError::serialization("The request body is not a JSON object.");
                return state.refuse(operation, error, request_id);
            }
        };
        state.judge(&caller, (operation, &request), request_id, |state, request_id| {
            let result = state.apply(&caller, operation, &request, &request_id);
            Answer::json(operation.service.content_type(), &result, request_id)
        })
    }

    /// Answers one operation of the query protocol that came over the wire, or leaves it to the local AWS.
    pub(crate) fn query_call(&self, service: Service, scope: &Scope, form: &Form) -> Verdict {
        let mut state = self.state();
        let caller = state.sessions.caller(scope);
        if state.upstream.is_some() && state.belongs_upstream(service, scope, caller.as_ref().ok(), form) {
            return Verdict::Upstream;
        }
        let request_id = state.next_request_id();
        let name = form.get("Action").cloned().unwrap_or_default();
        let operation = Operation { service, name };
        let caller = match caller {
            Ok(caller) => caller,
            Err(error) => {
                let code = if error.code == "ExpiredTokenException" {
                    "ExpiredToken"
                } else {
                    "InvalidClientTokenId"
                };
                let error = ServiceError::new(code, error.message).with_status(403);
                return state.refuse(&operation, error, request_id);
            }
        };
        let request = json!(form);
        state.judge(&caller, (&operation, &request), request_id, |state, request_id| {
            let result = match service {
                Service::Iam => iam::answer(state.worlds.of_mut(&caller.account), &caller, form, &request_id),
                _ => sts::answer(&state.worlds, &mut state.sessions, &caller, form, &request_id),
            };
            Answer::xml(service.namespace(), result, request_id)
        })
    }
}

impl State {
    /// Applies a JSON operation and puts its event on the bus, without faults, throttling or record.
    pub(crate) fn apply(
        &mut self,
        caller: &Caller,
        operation: &Operation,
        request: &Value,
        request_id: &str,
    ) -> Result<Value, ServiceError> {
        let result = services::answer(self.worlds.of_mut(&caller.account), caller, operation, request);
        if is_mutating(&operation.name) || self.worlds.home.options.read_events {
            self.publish_call(caller, operation, (request, request_id), result.as_ref());
        }
        self.publish_happenings();
        result
    }

    /// Puts the event of a call on the bus.
    pub(crate) fn publish_call(
        &mut self,
        caller: &Caller,
        operation: &Operation,
        request: (&Value, &str),
        result: Result<&Value, &ServiceError>,
    ) {
        let world = self.worlds.of(&caller.account);
        let (now, management_account) = (world.now, world.organization.management_account.clone());
        let occasion = self.next_occasion(now, management_account);
        if let Some(event) = events::of_call(&occasion, caller, operation, request, result) {
            self.publish(&occasion, event);
        }
    }

    pub(crate) fn set_faults(&mut self, faults: Faults) {
        for world in self.worlds.iter_mut() {
            world.options.faults = faults.clone();
        }
        self.faults = faults;
        self.calls_since_faults.clear();
    }

    /// From now on every event goes to this receiver as well.
    pub(crate) fn listen(&mut self) -> UnboundedReceiver<Value> {
        self.delivery.listen()
    }

    pub(crate) fn next_request_id(&mut self) -> String {
        self.requests += 1;
        random::uuid(self.worlds.home.options.seed, &["request", &self.requests.to_string()])
    }

    /// Faults and throttling around one call, and its record.
    fn judge(
        &mut self,
        caller: &Caller,
        (operation, request): (&Operation, &Value),
        request_id: String,
        answer: impl FnOnce(&mut Self, String) -> Answer,
    ) -> Verdict {
        let path = operation.path();
        let refusal = self.refusals.take(&path).or_else(|| self.denial(caller, operation, request));
        if let Some(error) = refusal {
            return self.refuse_to((&caller.arn, about(request)), operation, error, request_id);
        }
        let count = self.calls_since_faults.entry(path.clone()).or_default();
        *count += 1;
        let mut fault = self.faults.decide(&path, *count);
        let rates = self.worlds.home.options.rates;
        let now = self.worlds.home.now;
        if fault.is_none() && !self.buckets.take(&rates, &caller.account, operation, now) {
            fault = Some(Fault::Throttle);
        }
        let answer = match fault {
            Some(Fault::Throttle) => error_answer(operation, operation.service.throttled(), request_id),
            Some(Fault::ServerError) => error_answer(operation, operation.service.broken(), request_id),
            Some(Fault::LostInServerError) => {
                answer(self, request_id.clone());
                error_answer(operation, operation.service.broken(), request_id)
            }
            Some(Fault::LostAnswer) | None => answer(self, request_id),
        };
        let lost = matches!(fault, Some(Fault::LostAnswer | Fault::LostInServerError));
        let outcome = (answer.status, answer.error_code.clone());
        self.calls.record(path, (&caller.arn, about(request)), now, outcome, lost);
        if fault == Some(Fault::LostAnswer) { Verdict::Lost } else { Verdict::Answered(answer) }
    }

    /// Answers a call that never got as far as its service.
    fn refuse(&mut self, operation: &Operation, error: ServiceError, request_id: String) -> Verdict {
        self.refuse_to(("unknown", None), operation, error, request_id)
    }

    fn refuse_to(
        &mut self,
        caller: (&str, Option<String>),
        operation: &Operation,
        error: ServiceError,
        request_id: String,
    ) -> Verdict {
        let answer = error_answer(operation, error, request_id);
        let outcome = (answer.status, answer.error_code.clone());
        self.calls.record(operation.path(), caller, self.worlds.home.now, outcome, false);
        Verdict::Answered(answer)
    }

    /// The error of a call that a service control policy denies, or that the policies of the caller's role do not allow;
    /// who one is, everybody may ask.
    fn denial(&mut self, caller: &Caller, operation: &Operation, request: &Value) -> Option<ServiceError> {
        let action = format!("{}:{}", operation.service.action_prefix(), operation.name);
        if action == "sts:GetCallerIdentity" {
            return None;
        }
        let principal_arn = caller.principal_arn();
        let attempt = Attempt {
            account: &caller.account,
            principal_arn: &principal_arn,
            action: &action,
            resource: "*",
            region: &caller.region,
        };
        let (action, why) = if self.worlds.of(&caller.account).is_denied(attempt) {
            (action, "with an explicit deny in a service control policy".to_owned())
        } else {
            let refused = self.permissions.refused(&self.worlds, caller, operation, request)?;
            let why = format!("because no identity-based policy allows the {refused} action");
            (refused, why)
        };
        let (code, status) = operation.service.denial();
        let text = format!("User: {} is not authorized to perform: {action} {why}", caller.arn);
        Some(ServiceError::new(code, text).with_status(status))
    }

    /// Whether the local AWS has to answer a query: it alone knows who stands behind a key that it issued.
    fn belongs_upstream(
        &self,
        service: Service,
        scope: &Scope,
        caller: Option<&Caller>,
        form: &Form,
    ) -> bool {
        if service == Service::Iam {
            return caller.is_none_or(|caller| iam::belongs_upstream(&self.worlds, caller, form));
        }
        let is_identity = form.get("Action").is_some_and(|action| action == "GetCallerIdentity");
        (is_identity && !self.sessions.knows(&scope.access_key_id))
            || sts::belongs_upstream(&self.worlds, form)
    }

    /// Puts on the bus what the services did on their own.
    pub(crate) fn publish_happenings(&mut self) {
        let mut happened = Vec::new();
        for world in self.worlds.iter_mut() {
            world.hint_at_changes();
            let management_account = &world.organization.management_account;
            let told = std::mem::take(&mut world.happenings).into_iter();
            happened.extend(told.map(|(at, happening)| (at, happening, management_account.clone())));
        }
        // What happens in several organizations is told in the order in which it happened.
        happened.sort_by_key(|(at, ..)| *at);
        for (at, happening, management_account) in happened {
            let occasion = self.next_occasion(at, management_account);
            let event = events::of_happening(&occasion, &happening);
            self.publish(&occasion, event);
        }
    }

    fn publish(&mut self, occasion: &Occasion, event: Value) {
        let faults = self.worlds.home.options.event_faults;
        self.delivery.publish(self.worlds.home.now, event, (occasion.seed, occasion.number), faults);
    }

    fn next_occasion(&mut self, at: VirtualTime, management_account: String) -> Occasion {
        self.events += 1;
        Occasion { seed: self.worlds.home.options.seed, number: self.events, at, management_account }
    }
}

fn error_answer(operation: &Operation, error: ServiceError, request_id: String) -> Answer {
    match operation.service {
        Service::Sts | Service::Iam => Answer::xml(operation.service.namespace(), Err(error), request_id),
        Service::LicenseManager | Service::Organizations | Service::Tagging | Service::Catalog => {
            Answer::json(operation.service.content_type(), &Err(error), request_id)
        }
    }
}
