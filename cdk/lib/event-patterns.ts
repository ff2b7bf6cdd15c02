/**
 * What starts a run, as patterns of EventBridge in its own spelling. Nothing else does, beside schedules and people.
 *
 * A pattern only says that something may have changed; what it means for a run is for `nudge` to say, and the truth is
 * read again by the run. So a pattern may hear too much, and must not hear what we do ourselves: that would be a loop.
 *
 * Whatever comes by CloudTrail bears the source of its own service and is heard in us-east-1 only.
 */
/** A pattern as EventBridge reads it: a list is any of, an object is all of, `$or` is any of its objects. */
export type EventPattern = { [field: string]: unknown };

const API_CALL = 'AWS API Call via CloudTrail';
const SERVICE_EVENT = 'AWS Service Event via CloudTrail';
const ABSENT = [{ exists: false }];

/**
 * Somebody set or removed the tag with this key on an account, and it worked.
 *
 * Ids of OUs, roots, policies and the organization begin with a letter, those of accounts with a digit. How CloudTrail
 * spells the members of a tag is not published, so both spellings count.
 */
export function accountTagChanged(tagKey: string): EventPattern {
  return {
    source: ['aws.organizations'],
    'detail-type': [API_CALL],
    detail: {
      eventSource: ['organizations.amazonaws.com'],
      eventName: ['TagResource', 'UntagResource'],
      errorCode: ABSENT,
      requestParameters: {
        resourceId: [...'0123456789'].map((digit) => ({ prefix: digit })),
        $or: [{ tags: { key: [tagKey] } }, { tags: { Key: [tagKey] } }, { tagKeys: [tagKey] }],
      },
    },
  };
}

/**
 * An account came, moved, or went.
 *
 * Joining and departing are known only since 2026, and AWS does not publish as which of the two kinds of CloudTrail
 * event, so both count. An account that could not be created has no id; nothing is to be looked at.
 */
export const ACCOUNTS_CHANGED: EventPattern = {
  source: ['aws.organizations'],
  'detail-type': [API_CALL, SERVICE_EVENT],
  detail: {
    eventSource: ['organizations.amazonaws.com'],
    errorCode: ABSENT,
    $or: [
      { eventName: ['CreateAccountResult'], serviceEventDetails: { createAccountStatus: { state: ['SUCCEEDED'] } } },
      {
        eventName: [
          'AccountDepartedOrganization',
          'AccountJoinedOrganization',
          'CloseAccount',
          'CloseAccountResult',
          'MoveAccount',
          'RemoveAccountFromOrganization',
        ],
      },
    ],
  },
};

/**
 * A grant or a license changed by another hand than that of our own function, whose role's ARN is given.
 *
 * A caller without a role session (a user, a service) has no session issuer, and counts. The hints of the service
 * itself (`Grant Change`, `License Change`) do not say who it was: our own writes come back as hints, which is why this
 * rule leads to the queue that waits.
 */
export function grantsChangedByOthers(ownRole: string): EventPattern {
  const by = (arn: unknown[]): EventPattern => ({
    'detail-type': [API_CALL],
    detail: {
      eventSource: ['license-manager.amazonaws.com'],
      eventName: ['AcceptGrant', 'CreateGrant', 'CreateGrantVersion', 'DeleteGrant', 'RejectGrant'],
      errorCode: ABSENT,
      userIdentity: { sessionContext: { sessionIssuer: { arn } } },
    },
  });
  return {
    source: ['aws.license-manager'],
    $or: [{ 'detail-type': ['Grant Change', 'License Change'] }, by(ABSENT), by([{ 'anything-but': [ownRole] }])],
  };
}

/**
 * This account bought something, or what it bought was amended, has ended or will end.
 *
 * AWS writes the amendment with a dash in its table and without one in its sample; the prefix hears both.
 */
export const PURCHASED: EventPattern = {
  source: ['aws.agreement-marketplace'],
  'detail-type': [
    'Purchase Agreement Created - Acceptor',
    { prefix: 'Purchase Agreement Amended' },
    'Purchase Agreement Ended - Acceptor',
    'Purchase Agreement Ending - Acceptor',
  ],
};

/**
 * A run of one of our machines did not succeed: it may have left requests behind.
 *
 * The children of its map runs bear the machine's ARN with a label behind it, and so are not heard. Runs started by the
 * alias bear the machine's ARN without the alias.
 */
export function runEnded(...stateMachineArns: string[]): EventPattern {
  return {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { status: ['ABORTED', 'FAILED', 'TIMED_OUT'], stateMachineArn: stateMachineArns },
  };
}

/**
 * Somebody changed something in the Marketplace Catalog of this account's organization, an administrator's change of an
 * experience among others.
 */
export const CHANGE_SET_SUCCEEDED: EventPattern = {
  source: ['aws.marketplacecatalog'],
  'detail-type': ['Change Set Succeeded'],
};

/**
 * The Marketplace console reads received grants after a purchase, under a session of this name.
 *
 * Our own reading of grants bears another session name, so it starts nothing.
 */
export const MARKETPLACE_SESSION: EventPattern = {
  source: ['aws.license-manager'],
  'detail-type': [API_CALL],
  detail: {
    eventSource: ['license-manager.amazonaws.com'],
    eventName: ['ListReceivedGrants'],
    errorCode: ABSENT,
    userIdentity: { principalId: [{ suffix: ':AWSMarketPlaceSession' }] },
  },
};
