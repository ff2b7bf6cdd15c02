/** Where members hear that there is something to see. Each may subscribe its own queue, and nobody anything else. */
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { SNAPSHOTS, SYNC } from '../experiences/config.ts';
import { Member } from '../experiences/settings.ts';
import { queueArnIn } from '../permissions/names.ts';
import { allow } from '../permissions/platform.ts';

export interface SnapshotTopicProps {
  members: Member[];
  key: IKey;
}

export class SnapshotTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: SnapshotTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      topicName: SNAPSHOTS,
      displayName: 'Marketplace Steward',
      masterKey: props.key,
      enforceSSL: true,
    });
    for (const { account } of props.members) {
      const statement = allow(`SubscribeFrom${account}`, ['sns:Subscribe'], [this.topic.topicArn], {
        StringEquals: { 'sns:Protocol': 'sqs', 'sns:Endpoint': queueArnIn(this, account, SYNC) },
      });
      statement.addPrincipals(new AccountPrincipal(account));
      this.topic.addToResourcePolicy(statement);
    }
  }
}
