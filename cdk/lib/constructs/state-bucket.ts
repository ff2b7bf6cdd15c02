/**
 * The bucket through which large things travel between the steps of a run, and where `policy.toml` lives.
 *
 * It keeps runs for a quarter; what must outlive them is in the ledger.
 */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { RUNS_KEPT, RUNS_PREFIX } from '../config.ts';

export class StateBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: { key: IKey }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      // One call to KMS for many objects: a large run writes one outcome an account.
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'forget-runs',
          prefix: RUNS_PREFIX,
          expiration: RUNS_KEPT,
          noncurrentVersionExpiration: Duration.days(7),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the roles of this stack read and write it, and each run lists what it wrote. Whoever needs a record of ' +
        'every read turns on CloudTrail data events for the bucket, which unlike access logs are complete.',
    });
  }
}
