//! A loopback server with one prepared answer for each call, which keeps what it was asked.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a call.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// A whole answer: status and body.
    Whole(u16, &'static str),
    /// The head of an answer and half of its body.
    BreaksOff(&'static str),
    /// Nothing: the connection ends.
    HangsUp,
}

/// The server.
pub(crate) struct Canned {
    pub(crate) endpoint: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    /// Answers the calls in this order; the last reply is for all that follow.
    pub(crate) async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        tokio::spawn(async move {
            for call in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                let reply = replies[call.min(replies.len() - 1)].clone();
                serve(stream, &reply, &kept).await;
            }
        });
        Self { endpoint, requests }
    }

    /// What it was asked, head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, reply: &Reply, kept: &Mutex<Vec<String>>) {
    let request = read(&mut stream).await;
    kept.lock().unwrap().push(request);
    let answer = match reply {
        Reply::Whole(status, body) => head(*status, body.len()) + body,
        Reply::BreaksOff(body) => head(200, body.len() * 2) + body,
        Reply::HangsUp => return,
    };
    stream.write_all(answer.as_bytes()).await.unwrap();
}

fn head(status: u16, length: usize) -> String {
    format!(
        "HTTP/1.1 {status} Canned\r\ncontent-type: application/x-amz-json-1.1\r\nx-amzn-requestid: canned\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n"
    )
}

async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let count = stream.read(&mut buffer).await.unwrap();
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if count == 0 || text.split_once("\r\n\r\n").is_some_and(|(head, body)| body.len() >= length(head)) {
            return text;
        }
    }
}

fn length(head: &str) -> usize {
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.map_or(0, |(_, value)| value.parse().unwrap())
}
