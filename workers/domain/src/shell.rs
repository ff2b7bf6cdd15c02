//! Commands of the AWS CLI that a person pastes into a shell.

use crate::identifier::ExecutionArn;

/// Starts the state machine of a run once more, with another input.
pub(crate) fn start_execution(run: &ExecutionArn, input: &str) -> String {
    format!(
        "aws stepfunctions start-execution --region {} --state-machine-arn {} --input {}",
        quoted(run.region()),
        quoted(&run.machine()),
        quoted(input)
    )
}

/// A word for a shell: as it is where that is safe, in single quotes otherwise.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@,+=".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
