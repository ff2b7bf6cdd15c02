//! A Catalog that says something odd of some entities, and else what the simulated one says.

use std::collections::BTreeMap;

use domain::experience::details::Described;
use domain::experience::identity::{Administrator, EntityId, ExperienceId};
use steps::ports::experiences::{Catalog, EntityKind};
use steps::ports::{ApiError, ApiResult, Page};

use crate::support::catalog::Wire;

/// What it says of each entity that it is odd about.
pub(crate) struct OddCatalog<'a> {
    pub(crate) wire: &'a Wire,
    pub(crate) odd: BTreeMap<String, ApiResult<Described>>,
}

impl<'a> OddCatalog<'a> {
    /// One that refuses one entity.
    pub(crate) fn refusing(wire: &'a Wire, id: &str, code: &str, message: &str) -> Self {
        let error = ApiError {
            operation: "aws-marketplace:DescribeEntity",
            code: code.to_owned(),
            message: message.to_owned(),
            status: 200,
        };
        Self { wire, odd: [(id.to_owned(), Err(error))].into() }
    }
}

impl Catalog for OddCatalog<'_> {
    async fn entities(
        &self,
        kind: EntityKind,
        by: Administrator,
        token: Option<String>,
    ) -> ApiResult<Page<String>> {
        self.wire.entities(kind, by, token).await
    }

    async fn experience(&self, id: &ExperienceId) -> ApiResult<Described> {
        self.wire.experience(id).await
    }

    async fn describe(&self, ids: &[EntityId]) -> ApiResult<Vec<ApiResult<Described>>> {
        let answers = self.wire.describe(ids).await?;
        let odd = |(id, answer): (&EntityId, ApiResult<Described>)| {
            self.odd.get(id.as_str()).cloned().unwrap_or(answer)
        };
        Ok(ids.iter().zip(answers).map(odd).collect())
    }
}
