//! The read role that the management side made for a member, as the way to the table of the snapshot.

use steps::ports::ApiResult;

use crate::roles::Roles;
use crate::session::Session;
use crate::snapshots::Snapshots;

/// The role with which a member reads the snapshot and tells its record.
#[derive(Debug, Clone)]
pub struct ReaderRole {
    /// Its ARN, in the account of the management side.
    pub arn: String,
    /// What it wants to hear, so that nobody else's mistake makes it ours.
    pub external_id: String,
}

/// The table of the snapshot as a member reaches it.
#[derive(Debug, Clone)]
pub struct SnapshotReader {
    roles: Roles,
    session: Session,
    role: ReaderRole,
    table: String,
}

impl SnapshotReader {
    /// Its client for AWS STS; the one for the table is made with the role's credentials.
    pub fn new(session: &Session, table: String, role: ReaderRole) -> Self {
        Self { roles: Roles::new(session), session: session.clone(), role, table }
    }

    /// The table for one step: `sts:AssumeRole`, whose session outlasts every step.
    ///
    /// # Errors
    /// When the role is refused: an [`ApiError`] of the operation `sts:AssumeRole`.
    pub async fn assume(&self) -> ApiResult<Snapshots> {
        let credentials = self.roles.assume(&self.role.arn, &self.role.external_id).await?;
        Ok(Snapshots::new(&self.session.with(credentials), self.table.clone()))
    }
}
