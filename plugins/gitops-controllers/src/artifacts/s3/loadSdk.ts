/** Loads the AWS SDK, which takes 20 MB, once a bucket is opened. */
export function loadSdk(): typeof import('@aws-sdk/client-s3') {
  // Not import(): jest runs none, and the package is CommonJS.
  return require('@aws-sdk/client-s3');
}
