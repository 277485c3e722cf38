import { t } from '../schema';
import {
  certSecretRef,
  duration,
  insecure,
  labelSelectorFields,
  localRef,
} from '../shared';
import { RULES } from './rules';

const TYPES = [
  'Static',
  'GitHubBranch',
  'GitHubTag',
  'GitHubPullRequest',
  'GitLabBranch',
  'GitLabTag',
  'GitLabMergeRequest',
  'GitLabEnvironment',
  'AzureDevOpsBranch',
  'AzureDevOpsTag',
  'AzureDevOpsPullRequest',
  'AWSCodeCommitBranch',
  'AWSCodeCommitTag',
  'AWSCodeCommitPullRequest',
  'GiteaBranch',
  'GiteaTag',
  'GiteaPullRequest',
  'OCIArtifactTag',
  'ACRArtifactTag',
  'ECRArtifactTag',
  'GARArtifactTag',
  'ExternalService',
  'ExternalArtifact',
] as const;

function regexp(doc: string) {
  return t.optional(t.string(doc));
}

const filter = t.object('Which branches, tags or requests become inputs.', {
  excludeBranch: regexp('Go regexp of branches to leave out.'),
  excludeEnvironment: regexp('Go regexp of environments to leave out.'),
  excludeTag: regexp('Go regexp of tags to leave out.'),
  includeBranch: regexp('Go regexp of branches to take.'),
  includeEnvironment: regexp('Go regexp of environments to take.'),
  includeTag: regexp('Go regexp of tags to take.'),
  labels: t.optional(
    t.array('Labels that a request must carry.', t.string('A label.')),
  ),
  limit: t.optional(
    t.integer('Most inputs to make.', { default: 100, maximum: 10000 }),
  ),
  semver: t.optional(
    t.string('Version range of tags; they come highest first.'),
  ),
});

/** Fields of a window of time. */
export const scheduleFields = {
  cron: t.string('When it opens, as cron has it: 0 8 * * 1-5.'),
  timeZone: t.optional(t.string('Time zone of cron.', { default: 'UTC' })),
  window: t.optional(duration('How long it stays open; 0s is one run.', '0s')),
} as const;

const selector = t.object(
  'ExternalArtifacts by name or by labels.',
  {
    ...labelSelectorFields,
    name: t.optional(t.string('Name of the ExternalArtifact.')),
    namespace: t.optional(
      t.string('Its namespace; that of this object by default.'),
    ),
  },
  {
    mapType: 'atomic',
    rules: [
      {
        rule: '!has(self.name) || (!has(self.matchLabels) && !has(self.matchExpressions))',
        message: 'name excludes matchLabels and matchExpressions',
      },
    ],
  },
);

/** Schema of `spec` of a ResourceSetInputProvider. */
export const spec = t.object(
  'Where inputs come from.',
  {
    certSecretRef: t.optional(certSecretRef),
    defaultValues: t.optional(
      t.map('Values for every input, by their names.', t.any('Any value.')),
    ),
    filter: t.optional(filter),
    insecure: t.optional(insecure),
    schedule: t.optional(
      t.array(
        'Windows of time in which inputs may change; always by default.',
        t.object('A window of time.', scheduleFields),
      ),
    ),
    secretRef: t.optional(localRef('Secret with credentials for url.')),
    selectors: t.optional(
      t.array('ExternalArtifacts to make inputs from.', selector),
    ),
    serviceAccountName: t.optional(
      t.string('ServiceAccount whose workload identity to sign in with.'),
    ),
    skip: t.optional(
      t.object('Which inputs stay as they are.', {
        labels: t.optional(
          t.array(
            'Labels of requests; !<label> for requests without it.',
            t.string('A label.'),
          ),
        ),
      }),
    ),
    type: t.oneOf('Kind of service, and what of it becomes an input.', TYPES),
    url: t.optional(
      t.string('Address of the service: http, https or oci.', {
        pattern: '^((http|https|oci)://.*){0,1}$',
      }),
    ),
  },
  { rules: RULES },
);
