import { splitUserInfo } from '@backstage-gitops/http';
import { posix } from 'path';
import { FETCH_FAILED, SourceReason, stalled } from '../../sources';

/** An address, and the credentials that were in it. */
interface RepositoryUrl {
  /** Address without credentials. */
  readonly url: string;
  /** Authorization header; undefined for an address without credentials. */
  readonly authorization?: string;
}

function invalid(why: string): Error {
  return stalled(
    FETCH_FAILED,
    SourceReason.urlInvalid,
    `invalid Helm repository URL: ${why}`,
  );
}

/**
 * Address of a repository, with a slash at the end of its path.
 * @param repositoryUrl - `spec.url`
 * @throws StalledError - URLInvalid
 */
export function repositoryUrlOf(repositoryUrl: string): RepositoryUrl {
  if (repositoryUrl.startsWith('oci://')) {
    throw invalid(
      "'oci' URL scheme cannot be used with 'default' HelmRepository type",
    );
  }
  if (!URL.canParse(repositoryUrl)) {
    throw invalid('it cannot be parsed');
  }
  const url = new URL(repositoryUrl);
  url.pathname = posix.join(url.pathname, '/');
  url.hash = '';
  return splitUserInfo(url);
}

/**
 * Address of the index.yaml of a repository.
 * @param repositoryUrl - `spec.url`
 * @throws StalledError - URLInvalid
 */
export function indexUrlOf(repositoryUrl: string): RepositoryUrl {
  const repository = repositoryUrlOf(repositoryUrl);
  const url = new URL(repository.url);
  url.pathname = posix.join(url.pathname, 'index.yaml');
  return { ...repository, url: url.toString() };
}

/** An address without user name and password, otherwise as it was written. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/?#]*@/, '$1');
}
