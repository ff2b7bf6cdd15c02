/** What a state machine needs of IAM, by its file. */

/** To use our own key. */
export const key = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** What Step Functions does under the machine's role for each kind of task, map and reader (its Developer Guide). */
const OF_RESOURCE: Record<string, string[]> = {
  'arn:aws:states:::aws-sdk:eventbridge:disableRule': ['events:DisableRule'],
  'arn:aws:states:::aws-sdk:scheduler:getSchedule': ['scheduler:GetSchedule'],
  // The schedule is handed its role again.
  'arn:aws:states:::aws-sdk:scheduler:updateSchedule': ['scheduler:UpdateSchedule', 'iam:PassRole'],
  'arn:aws:states:::events:putEvents': ['events:PutEvents'],
  'arn:aws:states:::states:startExecution': ['states:StartExecution'],
  'arn:aws:states:::lambda:invoke': ['lambda:InvokeFunction'],
  'arn:aws:states:::lambda:invoke.waitForTaskToken': ['lambda:InvokeFunction'],
  // The topics are encrypted with our own key.
  'arn:aws:states:::sns:publish': ['sns:Publish', ...key],
  'arn:aws:states:::s3:getObject': ['s3:GetObject', ...key],
  'arn:aws:states:::s3:putObject': [
    's3:AbortMultipartUpload',
    's3:GetObject',
    's3:ListMultipartUploadParts',
    's3:PutObject',
    ...key,
  ],
};
const OF_DISTRIBUTED_MAP = [
  'states:DescribeExecution',
  'states:RedriveExecution',
  'states:StartExecution',
  'states:StopExecution',
];

/** What a machine's file asks of AWS. */
export function usedBy(node: any): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = typeof node.Resource !== 'string' ? [] : OF_RESOURCE[node.Resource];
  if (own === undefined) throw new Error(`Say in OF_RESOURCE what ${node.Resource} needs, and grant it.`);
  const map = node.Mode === 'DISTRIBUTED' ? OF_DISTRIBUTED_MAP : [];
  return [...own, ...map, ...Object.values(node).flatMap(usedBy)];
}
