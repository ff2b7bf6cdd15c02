//! Sessions that were issued. They end by the real clock, not the virtual one: the clients that hold them judge their
//! expiry by the clock of their machine.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use crate::random;
use crate::wire::caller::{Caller, Scope, is_account_id, role_id};

use super::ServiceError;

/// Every session by its access key id.
#[derive(Debug, Default)]
pub(crate) struct Sessions(HashMap<String, Session>);

#[derive(Debug)]
struct Session {
    account: String,
    arn: String,
    user_id: String,
    ends: Option<SystemTime>,
}

/// What a new session's holder gets to know.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) access_key_id: String,
    pub(crate) arn: String,
    pub(crate) user_id: String,
    pub(crate) expiration: String,
}

impl Sessions {
    /// Issues a session of a role.
    pub(crate) fn issue(&mut self, seed: u64, account: &str, role: &str, name: &str, seconds: u64) -> Issued {
        let count = self.0.len().to_string();
        let key = random::hex(seed, &["session", account, role, name, &count], 16).to_uppercase();
        let access_key_id = format!("ASIA{key}");
        let user_id = format!("{}:{name}", role_id(account, role));
        let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{name}");
        let ends = SystemTime::now() + Duration::from_secs(seconds);
        let expiration = Timestamp::try_from(ends)
            .map(|end| end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
            .unwrap_or_default();
        let session = Session {
            account: account.to_owned(),
            arn: arn.clone(),
            user_id: user_id.clone(),
            ends: Some(ends),
        };
        self.0.insert(access_key_id.clone(), session);
        Issued { access_key_id, arn, user_id, expiration }
    }

    /// Makes a session known that someone else issued, such as the local AWS for a function's role.
    pub(crate) fn register(&mut self, access_key_id: &str, account: &str, arn: &str) {
        let user_id = Caller::session(account, arn, "").map(|caller| caller.user_id);
        let session = Session {
            account: account.to_owned(),
            arn: arn.to_owned(),
            user_id: user_id.unwrap_or_else(|| access_key_id.to_owned()),
            ends: None,
        };
        self.0.insert(access_key_id.to_owned(), session);
    }

    /// Who is behind a signature: a session that has not ended; or for the 12 digits of an account its administrator,
    /// or the session of it that the token names in clear, which is how the local AWS hands a role to its workers.
    pub(crate) fn caller(&self, scope: &Scope) -> Result<Caller, ServiceError> {
        let key = &scope.access_key_id;
        if is_account_id(key) {
            let named = scope.session_token.as_deref();
            let session = named.and_then(|arn| Caller::session(key, arn, &scope.region));
            return Ok(session.unwrap_or_else(|| Caller::root(key, &scope.region)));
        }
        let session = self.0.get(key).ok_or_else(ServiceError::unrecognized_client)?;
        if session.ends.is_some_and(|end| end < SystemTime::now()) {
            return Err(ServiceError::new(
                "ExpiredTokenException",
                "The security token included in the request is expired",
            ));
        }
        Ok(Caller {
            account: session.account.clone(),
            arn: session.arn.clone(),
            region: scope.region.clone(),
            user_id: session.user_id.clone(),
        })
    }

    /// Whether a key can be told without asking anyone.
    pub(crate) fn knows(&self, access_key_id: &str) -> bool {
        is_account_id(access_key_id) || self.0.contains_key(access_key_id)
    }
}
