/**
 * Frontend plugin: the tab and the card with the GitOps objects of an entity.
 * Apps on the legacy frontend system import from `…/legacy`.
 *
 * @packageDocumentation
 */
export { gitopsPlugin as default } from './plugin';
export { gitopsApiRef } from './api';
export type { ActionRequest, GitOpsApi, StreamObserver } from './api';
export { isGitOpsAvailable } from './isGitOpsAvailable';
export { gitopsTranslationRef } from './translation';
