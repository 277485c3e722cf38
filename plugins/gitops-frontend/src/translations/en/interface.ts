import type {
  ActionName,
  FactCode,
  ObjectHealth,
  ObjectState,
} from '@backstage-gitops/plugin-gitops-common';

const state = {
  Ready: 'Ready',
  Reconciling: 'Reconciling',
  Failed: 'Failed',
  Suspended: 'Suspended',
  Unknown: 'Unknown',
} as const satisfies Record<ObjectState, string>;

const health = {
  Current: 'healthy',
  InProgress: 'in progress',
  Failed: 'failing',
  Terminating: 'being deleted',
  NotFound: 'missing',
  Unknown: 'of unknown health',
} as const satisfies Record<ObjectHealth, string>;

/** Buttons. */
const action = {
  reconcile: 'Reconcile',
  'reconcile-with-source': 'Reconcile with source',
  force: 'Force upgrade',
  reset: 'Reset failures',
  suspend: 'Suspend…',
  resume: 'Resume',
} as const satisfies Record<ActionName, string>;

/** Notices after an action was accepted. */
const accepted = {
  reconcile: 'Asked for a run of {{name}}.',
  'reconcile-with-source': 'Asked for a run of {{name}} and its source.',
  force: 'Asked for an upgrade of {{name}}, whatever its state.',
  reset: 'Asked for a run of {{name}} that begins to count failures anew.',
  suspend: '{{name}} is suspended.',
  resume: '{{name}} is resumed.',
} as const satisfies Record<ActionName, string>;

/** Entries of the timeline. */
const done = {
  reconcile: '{{who}} asked for a run',
  'reconcile-with-source': '{{who}} asked for a run with the source',
  force: '{{who}} asked for an upgrade in any case',
  reset: '{{who}} reset the counts of failures',
  suspend: '{{who}} suspended it',
  resume: '{{who}} resumed it',
} as const satisfies Record<ActionName, string>;

const fact = {
  path: 'Path',
  url: 'URL',
  reference: 'Reference',
  provider: 'Cloud provider',
  type: 'Type',
  chart: 'Chart',
  version: 'Version',
  targetNamespace: 'Target namespace',
  serviceAccount: 'Service account',
  dependsOn: 'Depends on',
  verification: 'Verification',
  release: 'Release',
  valuesDigest: 'Values',
  driftDetection: 'Drift detection',
  image: 'Image',
  tagCount: 'Tags',
  latestTags: 'Last tags',
  lastScan: 'Last scan',
  policy: 'Policy',
  tagFilter: 'Tag filter',
  latestImage: 'Chosen image',
  previousImage: 'Image before',
  policies: 'Images',
  branch: 'Branch',
  lastRun: 'Last run',
  webhookPath: 'Path of the webhook',
  resources: 'Objects',
  events: 'Events',
  severity: 'Severity',
  eventSources: 'Events of',
  address: 'Address',
  channel: 'Channel',
} as const satisfies Record<FactCode, string>;

/** Texts of the user interface; those of statements are apart. */
export const interfaceMessages = {
  state,
  health,
  action,
  accepted,
  done,
  fact,
  sentence: {
    withMessage: '{{sentence}}: {{message}}',
    withoutMessage: '{{sentence}}.',
    willNotRetry: 'It will not retry until the spec changes.',
    unknown: 'The portal says “{{code}}”, which this page does not know yet.',
  },
  time: {
    ago: '{{age}} ago',
    ahead: 'in {{age}}',
    day: '{{number}} d',
    hour: '{{number}} h',
    minute: '{{number}} min',
    second: '{{number}} s',
  },
  revision: {
    byAuthor: '“{{title}}” · {{author}}',
    titled: '“{{title}}”',
    none: 'nothing yet',
  },
  /** Words for a revision and for when it was reached, by what a kind does. */
  label: {
    runs: 'Runs',
    holds: 'Holds',
    wants: 'Wants',
    appliedAt: 'Last applied',
    storedAt: 'Last stored',
    never: 'never',
    health: 'Health',
    nextRun: 'Next check',
    target: 'Applies to',
    source: 'Source {{kind}}',
    sendsTo: 'Sends to',
    chooses: 'Chooses',
    pushed: 'Pushed',
    pushedAt: 'Last pushed',
  },
  objectCount: {
    none: 'no objects',
    healthy_one: '{{count}} object healthy',
    healthy_other: '{{count}} objects healthy',
    mixed_one: '{{count}} object: {{parts}}',
    mixed_other: '{{count}} objects: {{parts}}',
    healthyPart: '{{number}} healthy',
    progressingPart: '{{number}} in progress',
    failedPart: '{{number}} failing',
    unknownPart: '{{number}} unknown',
    allUnknown_one: '{{count}} object, health unknown',
    allUnknown_other: '{{count}} objects, health unknown',
  },
  suspension: {
    byUser: '{{who}} suspended it.',
    byUserBecause: '{{who}} suspended it: “{{reason}}”',
    elsewhere: 'It was suspended outside the portal.',
    elsewhereBecause: 'It was suspended outside the portal: “{{reason}}”',
    until: 'It resumes {{time}}.',
  },
  source: {
    failed: 'Nothing new arrives. {{sentence}}',
    suspended: 'Nothing new arrives: the source is suspended.',
    cannotSend: 'Nothing is sent. {{sentence}}',
    sendsNothing: 'Nothing is sent: the receiving side is suspended.',
    notAskable: 'Its source is suspended. Resume the source first.',
  },
  list: {
    name: 'GitOps objects',
    state: 'State',
    object: 'Object',
    kind: 'Kind',
    cluster: 'Cluster',
    revision: 'Revision',
    since: 'Since',
    kindOnCluster: '{{kind}} on {{cluster}}',
    noMatch: 'No object matches the filters.',
    loading: 'Loading GitOps objects',
    notListed:
      '{{object}} does not belong to this entity, or does not exist any more.',
  },
  filter: {
    cluster: 'Cluster',
    allClusters: 'all clusters',
    state: 'State',
    anyState: 'any state',
    search: 'Search',
  },
  live: {
    live: 'live',
    stale: 'stale since {{age}}, reconnecting…',
    connecting: 'no connection, trying again…',
  },
  notice: {
    ofCluster: '{{cluster}}: {{sentence}}',
    ofReference: '{{kind}} {{reference}}: {{sentence}}',
  },
  card: {
    runs: 'runs {{revision}}',
    runsTitled: 'runs {{revision}} “{{title}}”',
    holds: 'holds {{revision}}',
    holdsTitled: 'holds {{revision}} “{{title}}”',
    nothing: 'runs nothing yet',
    wants: 'wants {{wanted}}, still runs {{revision}}',
    wantsFirst: 'wants {{wanted}}, runs nothing yet',
    since: 'since {{time}}',
    nextRun: 'next check {{time}}',
    more_one: 'and {{count}} more object',
    more_other: 'and {{count}} more objects',
    moreFailing_one: 'and {{count}} more object, {{failing}} failing',
    moreFailing_other: 'and {{count}} more objects, {{failing}} failing',
    why: 'Why',
    details: 'Details',
    empty:
      'No GitOps object belongs to this yet. The tab GitOps says how to start.',
  },
  panel: {
    back: '← All objects',
    sections: 'Views of the object',
    tree: 'Tree',
    conditions: 'Conditions',
    timeline: 'Timeline',
    releases: 'Releases',
    events: 'Events',
    yaml: 'YAML',
    noManifest: 'The manifest is not shown.',
  },
  release: {
    none: 'No release yet.',
    version: 'Revision',
    status: 'State',
    chart: 'Chart',
    values: 'Values',
    tests: 'Tests',
    deployed: 'Deployed',
    noTests: 'none',
    drift: 'The cluster differs from the release.',
    pastDrift: 'Last difference, put right since:',
    /** `rule` and `next` are codes. */
    decision:
      'Last decision: {{rule}}, then {{next}} ({{installs}} failed installs, {{upgrades}} failed upgrades).',
  },
  /** Why entity and object do not both name each other. */
  caveat: {
    notAgreed: 'It does not name this entity, so only its name is shown.',
    sharedIdOnly:
      'It was found by an id that any entity can claim, so its manifest is not shown and nothing can be done here.',
    claimedByObject: 'It names this entity, but the entity does not name it.',
    addToObject: 'Whoever owns {{object}} can add to it:',
    addToEntity: 'Whoever owns the entity can confirm {{object}} there:',
    permissions:
      'You need {{permissions}} to act on it. The entity is owned by {{owners}}.',
    permissionsUnowned:
      'You need {{permissions}} to act on it. Nobody owns the entity.',
    entityOwners: 'The entity is owned by {{owners}}.',
    entityUnowned: 'Nobody owns the entity.',
  },
  condition: {
    none: 'No controller has written a condition yet.',
    since: 'since {{age}}',
    ofSource: '{{kind}} {{name}}, its source',
  },
  tree: {
    name: 'Objects that it has applied',
    empty:
      'Nothing has been applied yet. The objects appear here as soon as they are.',
  },
  timeline: {
    name: 'Timeline',
    because: '{{what}}: “{{reason}}”',
    failed: '{{what}} (failed: {{message}})',
    empty: 'Nothing has happened yet. Try Reconcile.',
  },
  event: {
    none: 'No events are stored. Clusters forget events after an hour.',
    warning: '⚠ Warning',
    times: '{{number}} times',
  },
  suspendDialog: {
    title: 'Suspend {{name}}?',
    keepsRunning_one:
      'The object that it has applied keeps running. New commits are not applied, and changes made by hand are not reverted, until it is resumed.',
    keepsRunning_other:
      'The {{count}} objects that it has applied keep running. New commits are not applied, and changes made by hand are not reverted, until it is resumed.',
    keepsContent:
      'What it holds stays available. Nothing new is fetched until it is resumed.',
    reason: 'Why',
    reasonHelp: 'Shown to everybody who looks at this object',
    duration: 'How long',
    untilResumed: 'until somebody resumes it',
    oneHour: 'for 1 hour',
    fourHours: 'for 4 hours',
    oneDay: 'for 1 day',
    oneWeek: 'for 1 week',
    cancel: 'Cancel',
    suspend: 'Suspend',
  },
  help: {
    title: 'Keys',
    search: 'Search',
    move: 'Move through the objects',
    open: 'Open the object',
    reconcile: 'Reconcile the open object',
    help: 'This help',
  },
  empty: {
    title: 'No GitOps object belongs to {{name}} yet',
    nameObject: 'Name an object in the catalog-info.yaml of the entity:',
    nameEntity:
      'and the entity on the object, which gives the right to see it:',
    otherKinds: 'The annotations of the other kinds: {{annotations}}.',
    kubernetesId:
      'Or let the portal find it: give the entity the annotation {{annotation}}, and the object or the workloads that it applies a label of the same name and value.',
  },
  refused: {
    denied: 'You may not see this',
    failed: 'The GitOps objects cannot be read',
    retry: 'Try again',
  },
} as const;
