/** Keys of an S3 account. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary keys. */
  readonly sessionToken?: string;
}

/** Where a bucket is, and how it is reached. */
export interface S3Settings {
  readonly bucket: string;
  /** URL of the server: `https://minio.example:9000`. Default: that of AWS in the region. */
  readonly endpoint?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Put before every key, without slashes at its ends: `gitops/production`. */
  readonly prefix?: string;
  /**
   * Whether the bucket is a part of the path rather than of the host name.
   * Default: true where an endpoint is given.
   */
  readonly isPathStyle?: boolean;
  /** Default: those that the AWS SDK finds in environment, files or metadata service. */
  readonly credentials?: S3Credentials;
  /** Milliseconds without a byte after which a request fails. Default 30,000. */
  readonly idleTimeoutMs?: number;
  /** Tries of a request that may succeed later. Default 4. */
  readonly attempts?: number;
  /** Milliseconds before the second try; doubled for each further one. Default 200. */
  readonly firstPauseMs?: number;
}
