//! `cargo xtask local`: keeps the local AWS up and says how to use it.

use local::{HUB_ACCOUNT, REGION};
use xtask::flags::LocalFlags;

use crate::{
    failure::Failure,
    licenses::stage::{Setting, Stage},
};

/// Keeps the local AWS up; it is ended from outside, by Ctrl-C.
pub(crate) async fn keep(flags: &LocalFlags) -> Result<bool, Failure> {
    let stage = Stage::set(Setting::read(flags.world.as_ref(), None, flags.speed, flags.port)?).await?;
    println!("{}", instructions(&stage.local.endpoint(), &stage.machine, &stage.bucket));
    std::future::pending().await
}

/// The environment, and some first commands. The account is told by the access key id.
fn instructions(endpoint: &str, machine: &str, bucket: &str) -> String {
    format!(
        "
export AWS_ENDPOINT_URL={endpoint}
export AWS_ACCESS_KEY_ID={HUB_ACCOUNT}
export AWS_SECRET_ACCESS_KEY=local
export AWS_REGION={REGION} AWS_DEFAULT_REGION={REGION}

# Then, for example:
aws organizations list-accounts
aws license-manager list-received-licenses
aws organizations tag-resource --resource-id ACCOUNT --tags Key=marketplace-licence,Value=true
aws stepfunctions list-executions --state-machine-arn {machine}
aws stepfunctions start-execution --state-machine-arn {machine} --input '{{\"plan_only\":true}}'
aws s3 ls --recursive s3://{bucket}/runs/

# Ctrl-C ends it and removes everything."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_can_be_pasted_into_a_shell() {
        let text = instructions("http://127.0.0.1:4566", "arn:machine", "bucket");
        assert!(text.contains("\nexport AWS_ENDPOINT_URL=http://127.0.0.1:4566\n"), "{text}");
        assert!(text.contains("--input '{\"plan_only\":true}'"), "{text}");
    }
}
