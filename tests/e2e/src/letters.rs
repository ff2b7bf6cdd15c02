//! What a topic says to who subscribes to it: kept in a queue beside the stacks.

use serde_json::{Value, json};

/// The name of the queue that [`letters`] makes.
pub const LETTERS: &str = "letters";

/// A stack with a queue for everything that a topic says.
#[must_use]
pub fn letters(topic: &str) -> Value {
    let sends = json!({
        "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
        "Resource": {"Fn::GetAtt": ["Queue", "Arn"]}, "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    });
    json!({"Resources": {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": LETTERS}},
        "Policy": {"Type": "AWS::SQS::QueuePolicy", "Properties": {
            "Queues": [{"Ref": "Queue"}], "PolicyDocument": {"Statement": [sends]},
        }},
        "Subscription": {"Type": "AWS::SNS::Subscription", "Properties": {
            "TopicArn": topic, "Protocol": "sqs", "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]},
            "RawMessageDelivery": true,
        }},
    }})
}
