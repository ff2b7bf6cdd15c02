//! The way of setup into accounts: its own as it is, any other by setup's role there.

use std::marker::PhantomData;

use domain::identifier::AccountId;
use steps::ports::ApiResult;
use steps::ports::setup::Accounts;

use crate::prerequisites::Prerequisites;
use crate::roles::Roles;
use crate::session::Session;
use crate::setup_writes::SetupWrites;

/// The role with which setup looks.
pub(crate) const LOOK_ROLE: &str = "MarketplaceStewardSetupLook";
/// The role with which setup fixes.
pub(crate) const FIX_ROLE: &str = "MarketplaceStewardSetupFix";

/// What setup does in an account, once it is there.
pub trait Setup: Sync {
    /// The name of its role in every account but its own.
    const ROLE: &str;

    /// Its clients, with the credentials of the session.
    fn with(session: &Session) -> Self;
}

impl Setup for Prerequisites {
    const ROLE: &str = LOOK_ROLE;

    fn with(session: &Session) -> Self {
        Self::new(session)
    }
}

impl Setup for SetupWrites {
    const ROLE: &str = FIX_ROLE;

    fn with(session: &Session) -> Self {
        Self::new(session)
    }
}

/// Accounts in which setup looks ([`Prerequisites`]) or fixes ([`SetupWrites`]).
///
/// Each [`Accounts::reach`] of another account assumes the role anew: what it gives is for one step.
#[derive(Debug, Clone)]
pub struct SetupAccounts<T> {
    session: Session,
    roles: Roles,
    own: AccountId,
    external_id: String,
    does: PhantomData<fn() -> T>,
}

impl<T> SetupAccounts<T> {
    /// Its client for AWS STS. `own` is the account of the session, `external_id` what the roles want to hear, so that
    /// nobody else's mistake makes them ours.
    pub fn new(session: &Session, own: AccountId, external_id: String) -> Self {
        Self { session: session.clone(), roles: Roles::new(session), own, external_id, does: PhantomData }
    }
}

impl<T: Setup> Accounts for SetupAccounts<T> {
    type Account = T;

    async fn reach(&self, account: &AccountId) -> ApiResult<T> {
        if *account == self.own {
            return Ok(T::with(&self.session));
        }
        // AWS Marketplace is in no other partition than `aws`.
        let role = format!("arn:aws:iam::{account}:role/{}", T::ROLE);
        let credentials = self.roles.assume(&role, &self.external_id).await?;
        Ok(T::with(&self.session.with(credentials)))
    }
}
