/**
 * The ways a role may use the state bucket: the objects of runs, the files that outlive them, and listing.
 */
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { POLICY_KEY, RUNS_PREFIX } from '../config.ts';
import { QUARANTINE_KEY } from '../experiences/config.ts';
import { allow } from './platform.ts';

/** The objects below `runs/`, as the resource of a statement. */
export function runs(bucket: IBucket): string {
  return bucket.arnForObjects(`${RUNS_PREFIX}*`);
}

export function readAndWriteRuns(bucket: IBucket): PolicyStatement {
  return allow('ReadAndWriteRuns', ['s3:GetObject', 's3:PutObject'], [runs(bucket)]);
}

export function readRuns(bucket: IBucket): PolicyStatement {
  return allow('ReadRuns', ['s3:GetObject'], [runs(bucket)]);
}

export function readPolicy(bucket: IBucket): PolicyStatement {
  return allow('ReadPolicy', ['s3:GetObject'], [bucket.arnForObjects(POLICY_KEY)]);
}

export function readQuarantine(bucket: IBucket): PolicyStatement {
  return allow('ReadQuarantine', ['s3:GetObject'], [bucket.arnForObjects(QUARANTINE_KEY)]);
}

export function readAndWriteQuarantine(bucket: IBucket): PolicyStatement {
  return allow('ReadAndWriteQuarantine', ['s3:GetObject', 's3:PutObject'], [bucket.arnForObjects(QUARANTINE_KEY)]);
}

/** List below `runs/`, nothing else. */
export function listRuns(bucket: IBucket): PolicyStatement {
  return allow('ListRuns', ['s3:ListBucket'], [bucket.bucketArn], {
    StringLike: { 's3:prefix': `${RUNS_PREFIX}*` },
  });
}

/**
 * List below `runs/`, and be told that an object is missing.
 *
 * S3 answers a GetObject of a missing object with 404 only to those who may list the bucket, and with 403 to all
 * others; a GetObject carries no prefix. Whoever reads an optional object (`policy.toml`, `progress.json`) needs this.
 */
export function listRunsAndMissRightly(bucket: IBucket): PolicyStatement {
  return allow('ListRunsAndMissRightly', ['s3:ListBucket'], [bucket.bucketArn], {
    StringLikeIfExists: { 's3:prefix': `${RUNS_PREFIX}*` },
  });
}

/** Open and write objects of the bucket with its key: only through S3, and only here. */
export function useBucketKey(bucket: IBucket, actions: ('kms:Decrypt' | 'kms:GenerateDataKey')[]): PolicyStatement {
  return allow('UseBucketKey', actions, [bucket.encryptionKey!.keyArn], {
    StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.amazonaws.com` },
  });
}
