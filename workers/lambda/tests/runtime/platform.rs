//! Lambda's Runtime API, and an AWS that answers as a test says.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value;

const STARTED: &str =
    r#"{"executionArn":"arn:aws:states:us-east-1:111111111111:execution:m:x","startDate":1.0}"#;

/// The environment in which the stack starts a function.
pub(crate) fn environment(handler: &str) -> Vec<(&'static str, String)> {
    [
        ("_HANDLER", handler),
        ("AWS_LAMBDA_FUNCTION_NAME", "function"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "111111111111"),
        ("AWS_SECRET_ACCESS_KEY", "any"),
        ("RUST_LOG", "info"),
        ("STATE_BUCKET", "state"),
        ("LEASE_TABLE", "leases"),
        ("LEDGER_TABLE", "ledger"),
        ("MEMBER_ROLE_NAME", "MarketplaceStewardMember"),
        ("MEMBER_ROLE_EXTERNAL_ID", "111111111111"),
        ("SNAPSHOT_TABLE", "snapshots"),
        ("PUBLISH_SETTINGS", r#"{"experiences":["exp-hf00default00"],"members":["finch-retail"]}"#),
        ("MEMBER_NAME", "finch-retail"),
        ("SYNC_SETTINGS", r#"{"follows":[{"source":"exp-hf00default00"}]}"#),
        ("READER_ROLE_ARN", "arn:aws:iam::111111111111:role/MarketplaceStewardReader-finch-retail"),
        ("READER_EXTERNAL_ID", "finch-retail@111111111111"),
        (
            "SETUP_SETTINGS",
            r#"{"account":"111111111111","management_account":"222222222222","sides":["hub"],"acts_in_management":true}"#,
        ),
        ("SETUP_ROLE_EXTERNAL_ID", "111111111111"),
        ("STATE_MACHINE_ARN", "arn:aws:states:eu-central-1:111111111111:stateMachine:m"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

/// Starts the binary in an environment in which it must not, and answers with what it said.
pub(crate) fn fails_to_start(environment: &[(&'static str, String)]) -> String {
    let output = bootstrap(environment).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn bootstrap(environment: &[(&'static str, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bootstrap"));
    command.env_clear().envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

/// The platform.
pub(crate) struct Platform {
    /// Where its AWS listens.
    aws: String,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Platform {
    /// One whose AWS agrees to everything.
    pub(crate) fn start() -> Self {
        Self::refusing(200, STARTED)
    }

    /// One whose AWS gives this answer to everything.
    pub(crate) fn refusing(status: u16, body: &'static str) -> Self {
        Self::answering(move |_| (status, body.to_owned()))
    }

    /// One whose AWS answers each call by a status and a body.
    pub(crate) fn answering(answer: impl Fn(&str) -> (u16, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let aws = listener.local_addr().unwrap().to_string();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&calls);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = read(&mut stream);
                let (status, body) = answer(&request);
                kept.lock().unwrap().push(request);
                write(&mut stream, status, &body);
            }
        });
        Self { aws, calls }
    }

    /// Starts the binary, gives it one payload, and ends it when it has answered.
    ///
    /// Each start has a Runtime API of its own: what a binary that was ended still asks for must not reach the next one's.
    pub(crate) fn invoke(
        &self,
        environment: &[(&'static str, String)],
        payload: &Value,
    ) -> Result<Value, Value> {
        let runtime = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut function = bootstrap(environment)
            .env("AWS_LAMBDA_RUNTIME_API", runtime.local_addr().unwrap().to_string())
            .env("AWS_ENDPOINT_URL", format!("http://{}", self.aws))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // One that ends by itself asks for nothing any more: an empty request tells so, or the test would wait for ever.
        let (mut output, address) = (function.stdout.take().unwrap(), runtime.local_addr().unwrap());
        std::thread::spawn(move || {
            std::io::copy(&mut output, &mut std::io::sink()).unwrap();
            let _ = TcpStream::connect(address);
        });
        let answer = loop {
            let (mut stream, _) = runtime.accept().unwrap();
            let request = read(&mut stream);
            assert!(!request.is_empty(), "the function ended before it answered; its last words are above");
            let (head, content) = request.split_once("\r\n\r\n").unwrap_or_default();
            let path = head.split(' ').nth(1).unwrap_or_default();
            match path.rsplit('/').next().unwrap_or_default() {
                "response" => break Ok(serde_json::from_str(content).unwrap()),
                "error" => break Err(serde_json::from_str(content).unwrap()),
                _ => write(&mut stream, 200, &payload.to_string()),
            }
        };
        function.kill().unwrap();
        function.wait().unwrap();
        answer
    }

    /// What AWS was asked.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }
}

fn write(stream: &mut TcpStream, status: u16, body: &str) {
    let answer = format!(
        "HTTP/1.1 {status} Test\r\nlambda-runtime-aws-request-id: 1\r\nlambda-runtime-deadline-ms: 1\r\n\
         lambda-runtime-invoked-function-arn: arn\r\ncontent-type: application/x-amz-json-1.0\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    // The function may be gone: the test had seen enough.
    let _ = stream.write_all(answer.as_bytes());
}

/// Reads until the body is as long as announced or, where its length is not announced, until it ends.
fn read(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).unwrap();
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let mut fields = head.lines().filter_map(|line| line.split_once(": "));
            let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            match length {
                Some((_, length)) => body.len() >= length.parse().unwrap(),
                None => !head.to_lowercase().contains("transfer-encoding") || body.ends_with("0\r\n\r\n"),
            }
        });
        if count == 0 || whole {
            return text;
        }
    }
}
