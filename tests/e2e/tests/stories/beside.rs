//! What a user has beside the hub to hear of it: a queue of the story's own.

use e2e::{Story, StoryError, Told};
use serde_json::{Value, json};

const QUEUE: &str = "heard";

/// From now on the queue hears what the rule or the subscription `way` sends to it; `way` is without its target.
async fn hear(story: &Story, way: Value) -> Told {
    let queue = json!({"Fn::GetAtt": ["Heard", "Arn"]});
    let services = json!({"Service": ["events.amazonaws.com", "sns.amazonaws.com"]});
    let sends =
        json!({"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": services, "Resource": queue});
    let template = json!({"Resources": {
        "Heard": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": QUEUE}},
        "LetIn": {"Type": "AWS::SQS::QueuePolicy", "Properties": {
            "Queues": [{"Ref": "Heard"}], "PolicyDocument": {"Statement": [sends]},
        }},
        "Way": way,
    }});
    Ok(story.aws().deploy_beside("Beside", &template).await?)
}

/// From now on events of this kind are heard.
pub(crate) async fn hear_events(story: &Story, source: &str, detail_type: &str) -> Told {
    let rule = json!({"Type": "AWS::Events::Rule", "Properties": {
        "EventPattern": {"source": [source], "detail-type": [detail_type]},
        "Targets": [{"Id": "heard", "Arn": {"Fn::GetAtt": ["Heard", "Arn"]}}],
    }});
    hear(story, rule).await
}

/// From now on alarms are heard, as whoever subscribed to the topic hears of them.
pub(crate) async fn hear_alarms(story: &Story) -> Told {
    let topic = "arn:aws:sns:us-east-1:111111111111:marketplace-steward-alerts";
    let subscription = json!({"Type": "AWS::SNS::Subscription", "Properties": {
        "Protocol": "sqs", "TopicArn": topic, "Endpoint": {"Fn::GetAtt": ["Heard", "Arn"]},
    }});
    hear(story, subscription).await
}

/// What was heard so far.
pub(crate) async fn heard(story: &Story) -> Result<Vec<Value>, StoryError> {
    let messages = story.aws().messages_in(QUEUE).await?;
    Ok(messages.iter().map(|message| serde_json::from_str(message).unwrap()).collect())
}
