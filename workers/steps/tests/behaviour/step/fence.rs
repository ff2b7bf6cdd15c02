//! The fence in front of every write (P9).

use domain::life_cycle::Wish;
use domain::work::NextTask;

use sim::GrantStatus;

use crate::support::hub::{Hub, execution};
use crate::support::world::{one_product, owned};

async fn all_steps_without_the_lease(holder: Option<&str>) {
    for next in [NextTask::Create, NextTask::Accept, NextTask::Activate, NextTask::Delete] {
        let mut world = one_product(&[Some("true")]);
        world.grants.push(owned(&world, 1, 0, GrantStatus::Disabled));
        let hub = Hub::of(world).await;
        let action = hub.action_on_grant(Wish::Shared, next);
        hub.lease.state.lock().unwrap().holder = holder.map(execution);

        let error = hub.write(action).await.unwrap_err();

        assert_eq!(error.name(), "Busy", "{next:?}");
        assert!(error.to_string().contains(holder.unwrap_or("nobody")), "{error}");
        assert!(hub.sim.calls().log.is_empty(), "{next:?} called {:#?}", hub.sim.calls().counts);
        assert!(hub.ledger.entries.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn no_step_calls_aws_when_another_run_holds_the_lease() {
    all_steps_without_the_lease(Some("run-2")).await;
}

#[tokio::test]
async fn no_step_calls_aws_when_the_lease_was_lost() {
    all_steps_without_the_lease(None).await;
}
