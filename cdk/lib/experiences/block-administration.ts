/**
 * The service control policy under which only the sync changes the experiences of a member organization: the text, from
 * what was asked for and nothing else.
 *
 * It denies and allows nothing. It binds neither the principals of the organization's management account nor
 * service-linked roles: no service control policy does.
 */
import { SYNC_WRITER } from './config.ts';
import { Member } from './settings.ts';

/** Every change type of a private marketplace (AWS Marketplace Catalog API, Working with a private marketplace). */
export const CHANGE_TYPES = [
  'AllowProductProcurement',
  'AssociateAudience',
  'CreateBrandingSettings',
  'CreateExperience',
  'CreateProcurementPolicy',
  'DenyProductProcurement',
  'DisassociateAudience',
  'RestrictExperience',
  'ReviveExperience',
  'UpdateBrandingSettings',
  'UpdateExperience',
  'UpdateProcurementPolicy',
];

/**
 * AWS allows more by now, but its own texts do not agree on how much; this much every organization takes. CloudFormation
 * hands the text on without blanks.
 */
export const POLICY_CHARACTERS_MAX = 5_120;

/** The policy as an object. Throws when it is too long for Organizations. */
export function blockAdministration({ name, account, blockAdministration: asked }: Member): object {
  const exempt = asked?.exemptRoles ?? [];
  const byOthers = {
    ArnNotLike: {
      'aws:PrincipalArn': [
        `arn:aws:iam::${account}:role/${SYNC_WRITER}`,
        ...exempt.map((role) => `arn:aws:iam::*:role/${role}`),
      ],
    },
  };
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ChangeExperiences',
        Effect: 'Deny',
        Action: ['aws-marketplace:CancelChangeSet', 'aws-marketplace:StartChangeSet'],
        Resource: '*',
        // What sellers change in the same Catalog has other types.
        Condition: { StringEquals: { 'catalog:ChangeType': CHANGE_TYPES }, ...byOthers },
      },
      {
        // The console's own way of earlier years; users' requests for a product (CreatePrivateMarketplaceRequests) go on.
        Sid: 'AddAndRemoveProducts',
        Effect: 'Deny',
        Action: [
          'aws-marketplace:AssociateProductsWithPrivateMarketplace',
          'aws-marketplace:DisassociateProductsFromPrivateMarketplace',
        ],
        Resource: '*',
        Condition: byOthers,
      },
    ],
  };
  const characters = JSON.stringify(policy).length;
  if (characters > POLICY_CHARACTERS_MAX) {
    throw new Error(
      `The service control policy for ${name} has ${characters} characters, and Organizations takes ` +
        `${POLICY_CHARACTERS_MAX}. Name fewer roles in block_administration.exempt_roles, or join them by a *.`,
    );
  }
  return policy;
}
