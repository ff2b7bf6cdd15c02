/** Where alarms go. Whoever wants to hear of them subscribes to the topic; the stack subscribes nobody. */
import { Aws } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmArns } from '../permissions/names.ts';
import { allow } from '../permissions/platform.ts';

export class Alerts extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: { prefix: string; key: IKey }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      topicName: `${props.prefix}-alerts`,
      displayName: 'Marketplace Steward',
      // Our key and not that of AWS, whose policy does not let alarms in and cannot be changed.
      masterKey: props.key,
      enforceSSL: true,
    });
    const statement = allow('AlarmsOfThisInstallation', ['sns:Publish'], [this.topic.topicArn], {
      ArnLike: { 'aws:SourceArn': alarmArns(this) },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    });
    statement.addPrincipals(new ServicePrincipal('cloudwatch.amazonaws.com'));
    this.topic.addToResourcePolicy(statement);
  }
}
