/** Loads the AWS SDK, which takes 20 MB, once a bucket is opened. */
export async function loadSdk() {
  return import('@aws-sdk/client-s3');
}
