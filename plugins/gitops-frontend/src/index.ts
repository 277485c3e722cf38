/**
 * Frontend plugin: the tab and the card that show what delivers an entity.
 * Apps on the legacy frontend system import from `…/legacy`.
 *
 * @packageDocumentation
 */
export { gitopsPlugin as default } from './plugin';
export { gitopsApiRef } from './api';
export type { GitOpsApi, StreamObserver } from './api';
export { isGitOpsAvailable } from './isGitOpsAvailable';
