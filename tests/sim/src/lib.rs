//! Simulated AWS services for tests and demos: License Manager, Organizations, the Marketplace Catalog of private
//! marketplaces, Resource Groups Tagging, STS and the service-linked roles of IAM over their real wire protocols, on
//! one loopback port that passes everything else on to the local AWS.
//!
//! It is as strict as the documents and reports about AWS allow: asynchronous life cycles on a virtual clock, small
//! pages, lagging lists, throttling, quotas, the error texts users have seen. It checks no signatures, and no policies
//! but service control policies and those that a story gives; it shares no code with the product it tests.
//!
//! A story starts with [`Sim::start`] on a [`WorldFile`] and [`Options`].

mod calls;
mod clock;
mod engine;
mod events;
mod faults;
mod gateway;
mod handle;
mod options;
mod permissions;
mod random;
mod rates;
mod refusals;
mod services;
mod wire;
mod world;
mod world_file;

pub use calls::{Call, Calls, is_mutating};
pub use clock::{Clock, VirtualTime};
pub use faults::{AimedFault, EventFaults, Fault, Faults};
pub use handle::{
    AccountView, ChangeError, ChangeSetView, ChangeView, ControlPolicyView, ExperienceView, GrantView,
    LinkedRoleView, OrganizationView, PolicyView, Sim, StartError,
};
pub use options::{
    AreaStatus, CatalogOptions, ChangeSetOwner, ConflictShows, DetailsShown, DuplicateGrantCode, JoinerParts,
    Lag, Latency, Options, OwnPurchase, Paging, PrerequisiteOptions, Rate, Rates, TokenReuse,
};
pub use permissions::UsedRight;
pub use world::catalog::change_set::{ChangeSetStatus, FailureCode};
pub use world::catalog::experience::Look;
pub use world::failure::Failure;
pub use world::gaps::Gap;
pub use world::grant::{GrantKind, GrantStatus};
pub use world::happening::{AgreementEnd, Departure, Intent};
pub use world::license::{LicenseStatus, ProductKind};
pub use world::organization::AccountState;
pub use world_file::{
    AccountEntry, AccountSeriesEntry, AreaGrantEntry, BrandingEntry, ControlPolicyEntry, DelegationEntry,
    ExperienceEntry, ExperienceStatus, FailedWorkflowEntry, FailureEntry, GrantEntry, LicenseEntry,
    LinkedRoleEntry, MarketplaceEntry, OrganizationEntry, PolicyEntry, Problem, ProductsEntry, RoleEntry,
    SeriesEntry, UnitEntry, WorldFile, WorldFileError,
};
