import * as sdk from '@aws-sdk/client-s3';

/** In place of `../loadSdk`: Jest runs no dynamic imports. */
export async function loadSdk() {
  return sdk;
}
