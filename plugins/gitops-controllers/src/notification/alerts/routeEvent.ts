import { EVENT_ANNOTATION_PREFIX } from '@backstage-gitops/plugin-gitops-common';
import { groupOf } from '../FluxEvent';
import type { FluxEvent } from '../FluxEvent';

const GENERIC_TYPES: readonly string[] = ['generic', 'generic-hmac'];
const COMMIT_STATUS_TYPES: readonly string[] = [
  'github',
  'gitlab',
  'gitea',
  'bitbucketserver',
  'bitbucket',
  'azuredevops',
];
const CHANGE_REQUEST_TYPES: readonly string[] = [
  'githubpullrequestcomment',
  'gitlabmergerequestcomment',
  'giteapullrequestcomment',
];

/** Whether providers of a type set the status of a commit. */
export function isCommitStatusType(type: string): boolean {
  return COMMIT_STATUS_TYPES.includes(type);
}

/**
 * Whether a provider of a type is told of an event, by its metadata. Events that
 * only update a commit status go to Git providers and generic ones; those get
 * no others, unless they name a commit or report a failure.
 * @param event - with the full names of its metadata
 */
export function isForType(event: FluxEvent, type: string): boolean {
  const { metadata = {}, severity } = event;
  const isUpdate = metadata[`${groupOf(event)}/commit_status`] === 'update';
  const has = (key: string) =>
    Boolean(metadata[`${EVENT_ANNOTATION_PREFIX}${key}`]);
  if (isCommitStatusType(type)) {
    return isUpdate || has('commit') || severity === 'error';
  }
  if (isUpdate && !GENERIC_TYPES.includes(type)) return false;
  return !CHANGE_REQUEST_TYPES.includes(type) || has('change_request');
}
