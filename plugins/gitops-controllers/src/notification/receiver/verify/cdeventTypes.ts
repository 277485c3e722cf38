/** What the field of a CDEvent has to be. */
export type FieldRule =
  /** A string; where it is required, of one character at least. */
  | 'text'
  /** A package URL, such as `pkg:oci/app@sha256:…`. */
  | 'purl'
  /** One of these strings. */
  | readonly string[]
  | 'texts'
  /** An object with an `id`. */
  | 'reference'
  | { readonly [field: string]: FieldRule };

/** Rules by the name of a field; `!` in front of those that must be there. */
export type ContentRules = Readonly<Record<string, FieldRule>>;

/** What an event is about. */
interface CdeventType {
  readonly version: string;
  /** `subject.type`. */
  readonly subject: string;
  readonly content: ContentRules;
}

const OUTCOMES = ['pass', 'fail', 'cancel', 'error'];
const SEVERITIES = ['low', 'medium', 'high', 'critical'];
const TRIGGER: ContentRules = {
  type: ['manual', 'pipeline', 'event', 'schedule', 'other'],
  uri: 'text',
};
const TEST_KINDS = [
  ...['performance', 'functional', 'unit', 'security', 'compliance'],
  ...['integration', 'e2e', 'other'],
];
const TEST_CASE: ContentRules = {
  ...{ '!id': 'text', version: 'text', name: 'text' },
  ...{ type: TEST_KINDS, uri: 'text' },
};
const TEST_SUITE: ContentRules = {
  ...{ '!id': 'text', version: 'text', name: 'text', uri: 'text' },
};
const CHANGE: ContentRules = { repository: 'reference' };
const DEPLOYMENT: ContentRules = {
  '!environment': 'reference',
  '!artifactId': 'purl',
};
const INCIDENT: ContentRules = {
  ...{ description: 'text', '!environment': 'reference' },
  ...{ service: 'reference', artifactId: 'purl' },
};
const REPOSITORY: ContentRules = {
  ...{ name: 'text', owner: 'text', url: 'text', viewUrl: 'text' },
};
const RUN: ContentRules = { pipelineName: 'text', url: 'text' };
const ENDED_RUN: ContentRules = { ...RUN, outcome: 'text', errors: 'text' };
const TASK: ContentRules = {
  ...{ taskName: 'text', url: 'text', pipelineRun: 'reference' },
};
const TICKET: ContentRules = {
  ...{ summary: 'text', ticketType: 'text', group: 'text', creator: 'text' },
  ...{ assignees: 'texts', priority: 'text', labels: 'texts' },
  ...{ milestone: 'text', '!uri': 'text' },
};

function type(
  subject: string,
  version: string,
  content: ContentRules = {},
): CdeventType {
  return { subject, version, content };
}

/**
 * Types of CDEvents 0.4.1 by `<subject>.<predicate>`.
 * @see CDEvents: cdevents/spec v0.4.1, continuous integration, deployment, operations and testing events
 */
export const CDEVENT_TYPES: Readonly<Record<string, CdeventType>> = {
  'artifact.deleted': type('artifact', '0.1.0', { user: 'text' }),
  'artifact.downloaded': type('artifact', '0.1.0', { user: 'text' }),
  'artifact.packaged': type('artifact', '0.2.0', {
    '!change': 'reference',
    sbom: { '!uri': 'text' },
  }),
  'artifact.published': type('artifact', '0.2.0', {
    sbom: { '!uri': 'text' },
    user: 'text',
  }),
  'artifact.signed': type('artifact', '0.2.0', { '!signature': 'text' }),
  'branch.created': type('branch', '0.2.0', CHANGE),
  'branch.deleted': type('branch', '0.2.0', CHANGE),
  'build.finished': type('build', '0.2.0', { artifactId: 'purl' }),
  'build.queued': type('build', '0.2.0'),
  'build.started': type('build', '0.2.0'),
  'change.abandoned': type('change', '0.2.0', CHANGE),
  'change.created': type('change', '0.3.0', { ...CHANGE, description: 'text' }),
  'change.merged': type('change', '0.2.0', CHANGE),
  'change.reviewed': type('change', '0.2.0', CHANGE),
  'change.updated': type('change', '0.2.0', CHANGE),
  'environment.created': type('environment', '0.2.0', {
    name: 'text',
    url: 'text',
  }),
  'environment.deleted': type('environment', '0.2.0', { name: 'text' }),
  'environment.modified': type('environment', '0.2.0', {
    name: 'text',
    url: 'text',
  }),
  'incident.detected': type('incident', '0.2.0', INCIDENT),
  'incident.reported': type('incident', '0.2.0', {
    ...INCIDENT,
    '!ticketURI': 'text',
  }),
  'incident.resolved': type('incident', '0.2.0', INCIDENT),
  'pipelinerun.finished': type('pipelineRun', '0.2.0', ENDED_RUN),
  'pipelinerun.queued': type('pipelineRun', '0.2.0', RUN),
  'pipelinerun.started': type('pipelineRun', '0.2.0', RUN),
  'repository.created': type('repository', '0.2.0', {
    ...{ '!name': 'text', owner: 'text', '!url': 'text', viewUrl: 'text' },
  }),
  'repository.deleted': type('repository', '0.2.0', REPOSITORY),
  'repository.modified': type('repository', '0.2.0', REPOSITORY),
  'service.deployed': type('service', '0.2.0', DEPLOYMENT),
  'service.published': type('service', '0.2.0', { environment: 'reference' }),
  'service.removed': type('service', '0.2.0', { environment: 'reference' }),
  'service.rolledback': type('service', '0.2.0', DEPLOYMENT),
  'service.upgraded': type('service', '0.2.0', DEPLOYMENT),
  'taskrun.finished': type('taskRun', '0.2.0', {
    ...TASK,
    outcome: 'text',
    errors: 'text',
  }),
  'taskrun.started': type('taskRun', '0.2.0', TASK),
  'testcaserun.finished': type('testCaseRun', '0.2.0', {
    ...{ '!outcome': OUTCOMES, severity: SEVERITIES, reason: 'text' },
    ...{ '!environment': 'reference', testSuiteRun: 'reference' },
    testCase: TEST_CASE,
  }),
  'testcaserun.queued': type('testCaseRun', '0.2.0', {
    ...{ trigger: TRIGGER, '!environment': 'reference' },
    ...{ testSuiteRun: 'reference', testCase: TEST_CASE },
  }),
  'testcaserun.skipped': type('testCaseRun', '0.1.0', {
    ...{ reason: 'text', environment: 'reference' },
    ...{ testSuiteRun: 'reference', testCase: TEST_CASE },
  }),
  'testcaserun.started': type('testCaseRun', '0.2.0', {
    ...{ trigger: TRIGGER, '!environment': 'reference' },
    ...{ testSuiteRun: 'reference', testCase: TEST_CASE },
  }),
  'testoutput.published': type('testOutput', '0.2.0', {
    '!outputType': ['report', 'video', 'image', 'log', 'other'],
    ...{ format: 'text', uri: 'text', testCaseRun: 'reference' },
  }),
  'testsuiterun.finished': type('testSuiteRun', '0.2.0', {
    ...{ '!environment': 'reference', testSuite: TEST_SUITE },
    ...{ '!outcome': OUTCOMES, severity: SEVERITIES, reason: 'text' },
  }),
  'testsuiterun.queued': type('testSuiteRun', '0.2.0', {
    ...{ trigger: TRIGGER, '!environment': 'reference' },
    testSuite: { '!id': 'text', version: 'text', name: 'text', url: 'text' },
  }),
  'testsuiterun.started': type('testSuiteRun', '0.2.0', {
    ...{ trigger: TRIGGER, '!environment': 'reference' },
    testSuite: TEST_SUITE,
  }),
  'ticket.closed': type('ticket', '0.1.0', {
    ...{ ...TICKET, updatedBy: 'text', '!resolution': 'text' },
  }),
  'ticket.created': type('ticket', '0.1.0', {
    ...{ ...TICKET, '!creator': 'text' },
  }),
  'ticket.updated': type('ticket', '0.1.0', { ...TICKET, updatedBy: 'text' }),
};
