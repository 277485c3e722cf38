import type { StatementCode } from '@backstage-gitops/plugin-gitops-common';

/**
 * Wording of every statement of the contract. A statement with the text of a
 * controller or server ends without a full stop: `sentence.withMessage` joins
 * the two. Statements in several forms are chosen from in `statementRules.ts`.
 */
export const statementMessages = {
  // State of an object
  ready: 'It is as it should be.',
  appliesRevision: 'Runs {{revision}}.',
  storesRevision: 'Holds {{revision}}.',
  choosesImage: 'Chooses {{image}}.',
  foundTags: 'Found {{count}} tags at the last scan.',
  pushedCommit: {
    toBranch: 'Last pushed {{commit}} to {{branch}}.',
    somewhere: 'Last pushed {{commit}}.',
  },
  nothingPushed: 'The files are up to date; nothing has been pushed so far.',
  takesCalls: 'Takes calls of type {{type}}.',
  sendsEvents: 'Sends events to {{provider}}.',
  suspended: 'Suspended: nothing changes until it is resumed.',
  deleting: 'It is being deleted.',
  waitingForController: 'It is new; no controller has read it yet.',
  noController:
    'No controller has read it. Do controllers run for this cluster?',
  specChanged: 'Its spec has changed; the next run applies it.',
  progressing: 'A run is under way',
  retrying: 'The last run failed and is tried again',

  // Waiting for others
  dependencyNotReady: {
    named: 'Waiting for {{dependency}}, which is not ready.',
    unnamed: 'Waiting for a dependency that is not ready.',
  },
  dependencyNotFound: 'Waiting for {{dependency}}, which does not exist.',
  dependencyRevisionPending:
    'Waiting for {{dependency}} to reach the same revision.',
  sourceNotStored: 'Waiting for its source to store a first revision.',
  tagsNotScanned: 'Waiting for the tags of its image repository.',
  healthCheckCanceled:
    'A newer revision arrived before the health of this one was known.',

  // Failures of a run
  sourceNotFound: {
    named: 'Its source, {{kind}} {{name}}, does not exist.',
    unnamed: 'The object named as its source does not exist.',
  },
  artifactFailed: 'The artifact of its source cannot be read',
  pathNotFound: 'The folder named in its spec is not in the source.',
  buildFailed: {
    unplaced: 'The manifests cannot be built',
    inFile: 'The manifests cannot be built: {{file}}',
    atLine: 'The manifests cannot be built: {{file}}, line {{line}}',
  },
  applyRefused: 'The cluster refuses {{object}}',
  applyFailed: 'The manifests cannot be applied',
  unhealthy: {
    one: 'Applied, but {{object}} is {{health}}.',
    several: 'Applied, but {{total}} objects are not healthy: {{objects}}.',
  },
  healthCheckFailed: 'Applied, but not healthy',
  pruneFailed: 'Objects that left the source cannot be deleted',
  accessDenied: 'Access is denied',
  expressionInvalid: 'A CEL expression of its spec is wrong',
  featureDisabled: 'Its spec uses a feature that is switched off',
  fetchFailed: 'The origin cannot be read',
  authenticationFailed: 'The origin refuses the credentials',
  urlInvalid: 'The URL is wrong',
  settingsInvalid: 'The spec contradicts itself',
  storageFailed: 'The artifact cannot be stored',
  verificationFailed: 'The signature cannot be checked',
  signatureInvalid: 'The signature is wrong',
  noTagChosen: 'None of the tags can be chosen',
  updateFailed: 'The files cannot be updated',
  pushFailed: 'The Git repository cannot be read or written',
  tokenNotFound: 'The token cannot be read',
  controllerMessage: '{{reason}}',

  // Conditions that are as they should be
  conditionReady: 'The last run succeeded.',
  conditionHealthy: 'Everything that was applied is healthy.',
  conditionStored: 'The content of the revision is stored.',
  conditionVerified: 'The signature is valid.',

  // Which objects belong to an entity
  notAgreed:
    'It does not name this entity, so only its name is shown. Whoever owns it can add {{annotation}}: {{value}}',
  sharedIdOnly:
    'It was found by an id that any entity can claim, so nothing can be done here. Whoever owns it can add {{annotation}}: {{value}}',
  claimedByObject:
    'It names this entity, but the entity does not name it. Whoever owns the entity can add {{annotation}}: {{value}}',
  objectNotFound: {
    onCluster: 'There is no such object on {{cluster}}.',
    anywhere: 'There is no such object on any cluster.',
  },
  objectNotReadYet: 'Not found yet; no answer so far from {{clusters}}.',
  clusterNotFound: 'The portal knows no cluster {{cluster}}.',
  annotationInvalid:
    'Not of the form [<cluster>/]<namespace>/<name>, as {{annotation}} needs it.',

  // Clusters
  clusterStale: 'The cluster does not answer; what is shown is old.',
  clusterNotAnswering: 'The cluster has not answered yet',
  clusterUnauthorized: 'The cluster refuses the credentials of the portal',
  clusterNotUsable: {
    needsUser:
      'The cluster needs the token of a signed-in user, so the portal cannot watch it',
    other:
      'The portal cannot use the configuration of the cluster ({{reason}})',
  },
  kindNotInstalled: '{{kind}} ({{group}}) is not installed.',
  kindForbidden: 'The account of the portal may not read {{kind}}',
  kindNotReadable: '{{kind}} cannot be read',
  kindNotShown: 'The portal does not show {{kind}}.',

  // Inventory and remote targets
  targetNotWatched: {
    known:
      'It applies to {{server}}, which the portal does not watch: the health of its objects is unknown.',
    unknown:
      'It applies to a cluster that the portal does not watch: the health of its objects is unknown.',
  },
  targetUnknown:
    'It applies to another cluster, and the portal does not know which: the health of its objects is unknown.',
  podsReady: '{{ready}}/{{wanted}} ready',
  runsImages: '{{images}}',
  valuesHidden: 'values hidden',

  // Why a request was refused
  permissionMissing: {
    owned:
      'You need the permission {{permission}} on {{entityRef}}, which is owned by {{owners}}.',
    unowned:
      'You need the permission {{permission}} on {{entityRef}}, which nobody owns.',
  },
  entityNotFound: 'There is no entity {{entityRef}}, or you may not see it.',
  objectNotOfEntity: '{{object}} does not belong to {{entityRef}}.',
  actionNotOffered: '{{kind}} does not offer the action {{action}}.',
  resumeFirst: '{{object}} is suspended. Resume it first.',
  tooManyStreams:
    'You have {{limit}} live views open, the most that is allowed. Close one to see this.',
} as const satisfies Record<StatementCode, string | Record<string, string>>;
