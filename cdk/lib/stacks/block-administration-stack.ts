/**
 * The guard rail of one member organization: nobody but the sync changes its experiences. It is deployed in the management
 * account of that organization, which it does not bind.
 */
import { StackProps } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import { blockAdministration } from '../experiences/block-administration.ts';
import { BLOCK_ADMINISTRATION } from '../experiences/config.ts';
import { Member } from '../experiences/settings.ts';
import { StewardStack } from './steward-stack.ts';

export interface BlockAdministrationStackProps extends StackProps {
  member: Member;
}

export class BlockAdministrationStack extends StewardStack {
  constructor(scope: Construct, id: string, props: BlockAdministrationStackProps) {
    const { member } = props;
    super(scope, id, {
      description:
        `Marketplace Steward: lets only the sync change the private marketplace of ${member.name}. ` +
        'For the management account of that organization.',
      // Without it anybody may change what the sync puts back.
      terminationProtection: true,
      ...props,
    });
    const policy = new CfnPolicy(this, 'Policy', {
      name: BLOCK_ADMINISTRATION,
      description: `Only the sync of ${member.account} changes private marketplace experiences.`,
      type: 'SERVICE_CONTROL_POLICY',
      content: blockAdministration(member),
      targetIds: member.blockAdministration?.targets,
    });
    this.output('PolicyId', policy.attrId, 'The service control policy.');
    this.output(
      'DoesNotBind',
      'management account, service-linked roles',
      'Whoever administers experiences there can still change them; the sync puts it back.',
    );
  }
}
