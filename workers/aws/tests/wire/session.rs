//! Sessions and walks for the tests.

use std::time::Duration;

use aws::Session;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_licensemanager::config::{Credentials, SharedCredentialsProvider};
use sim::{Clock, Options, Rates, Sim, WorldFile};
use steps::ports::{ApiResult, Page};

/// The hub of the sample organization.
pub(crate) const HUB: &str = "111111111111";

/// A session of the hub.
pub(crate) fn hub(endpoint: &str) -> Session {
    session(endpoint, HUB)
}

/// A session of an account in a Region that is not the home Region: what has to go there must say so itself.
pub(crate) fn session(endpoint: &str, account: &str) -> Session {
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-central-1"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            account, "any", None, None, "test",
        )))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Session::from_config(&config, Duration::from_millis(1))
}

/// The sample organization on a clock that only the test moves, without rates.
pub(crate) async fn sample(change: impl FnOnce(&mut WorldFile)) -> Sim {
    let mut world = WorldFile::sample().unwrap();
    change(&mut world);
    let rates = Rates { enforced: false, ..Rates::default() };
    Sim::start(&world, Options { clock: Clock::manual(), rates, ..Options::default() }).await.unwrap()
}

/// Every item of every page, and how many pages there were.
pub(crate) async fn walk<T>(page: impl AsyncFn(Option<String>) -> ApiResult<Page<T>>) -> (Vec<T>, usize) {
    let (mut items, mut pages, mut token) = (Vec::new(), 0, None);
    loop {
        let next = page(token).await.unwrap();
        items.extend(next.items);
        pages += 1;
        token = next.next.filter(|token| !token.is_empty());
        if token.is_none() {
            return (items, pages);
        }
    }
}
