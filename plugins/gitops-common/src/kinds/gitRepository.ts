import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  artifact,
  duration,
  gitRef,
  ignore,
  localRef,
  proxySecretRef,
  sourceStatus,
  STATUS_DEFAULT,
  suspendSource,
  timeout,
  UNUSED_ACCESS_FROM,
} from './shared';

const include = t.object(
  'Content of another GitRepository to copy into this one.',
  {
    fromPath: t.optional(
      t.string('Directory of the other repository; its root by default.'),
    ),
    repository: localRef('The GitRepository to take content from.'),
    toPath: t.optional(
      t.string(
        'Directory of this repository to copy to; the name of the other GitRepository by default.',
      ),
    ),
  },
);

const verify = t.object('Signatures that the content has to carry.', {
  mode: t.optional(
    t.oneOf(
      'Whether the commit, the tag or both must be signed; head is an older spelling of HEAD.',
      ['head', 'HEAD', 'Tag', 'TagAndHEAD'] as const,
      { default: 'HEAD' },
    ),
  ),
  secretRef: localRef('Secret with the public keys that are trusted.'),
});

const spec = t.object(
  'What to fetch and how often.',
  {
    ignore: t.optional(ignore),
    include: t.optional(
      t.array('Other GitRepositories whose content is added.', include),
    ),
    interval: duration('Time from one look at the remote to the next.'),
    provider: t.optional(
      t.oneOf('How to sign in; generic uses the Secret of secretRef.', [
        'generic',
        'aws',
        'azure',
        'github',
      ] as const),
    ),
    proxySecretRef: t.optional(proxySecretRef),
    recurseSubmodules: t.optional(
      t.boolean(
        'Whether the content of submodules belongs to the artifact; they are fetched with the same credentials.',
      ),
    ),
    ref: t.optional(gitRef),
    secretRef: t.optional(
      localRef(
        'Secret with credentials: username and password, or bearerToken, with ca.crt, tls.crt and tls.key where needed; identity and known_hosts for SSH.',
      ),
    ),
    serviceAccountName: t.optional(
      t.string(
        'ServiceAccount to sign in with at the provider; for azure and aws.',
      ),
    ),
    sparseCheckout: t.optional(
      t.array(
        'Directories to check out; the whole tree when empty.',
        t.string('A directory that must exist.'),
      ),
    ),
    suspend: t.optional(suspendSource),
    timeout: t.optional(timeout('Limit for each remote operation.', '60s')),
    url: t.string('Address of the repository: http, https or ssh.', {
      pattern: '^(http|https|ssh)://.*$',
    }),
    verify: t.optional(verify),
  },
  {
    rules: [
      {
        rule: "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
        message:
          "serviceAccountName needs provider 'azure' or 'aws', which sign in with a workload identity",
      },
    ],
  },
);

const status = t.object(
  'What the last runs have found.',
  {
    ...sourceStatus,
    includedArtifacts: t.optional(
      t.array(
        'Artifacts of the included repositories, in the order of spec.include.',
        artifact,
      ),
    ),
    observedIgnore: t.optional(
      t.string('spec.ignore that the artifact was made with.'),
    ),
    observedInclude: t.optional(
      t.array('spec.include that the artifact was made with.', include),
    ),
    observedRecurseSubmodules: t.optional(
      t.boolean('spec.recurseSubmodules that the artifact was made with.'),
    ),
    observedSparseCheckout: t.optional(
      t.array(
        'spec.sparseCheckout that the artifact was made with.',
        t.string(''),
      ),
    ),
    sourceVerificationMode: t.optional(
      t.string('spec.verify.mode that the artifact was verified with.'),
    ),
  },
  { default: STATUS_DEFAULT },
);

/**
 * GitRepository: a branch, tag, version range or commit of a Git repository,
 * kept as an archive that other kinds build from.
 */
export const gitRepositoryKind = defineKind({
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'GitRepository',
  plural: 'gitrepositories',
  singular: 'gitrepository',
  shortNames: ['gitrepo'],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  component: 'source-controller',
  description:
    'A branch, tag, version range or commit of a Git repository, kept as an archive for other kinds to build from.',
  printerColumns: [
    textColumn('URL', '.spec.url'),
    AGE_COLUMN,
    ...READY_COLUMNS,
  ],
  spec,
  status,
  deprecatedVersions: [
    {
      name: 'v1beta2',
      extraSpec: {
        ...UNUSED_ACCESS_FROM,
        gitImplementation: {
          type: 'string',
          enum: ['go-git', 'libgit2'],
          description: 'Without effect.',
        },
      },
    },
  ],
});

/** An object of kind GitRepository. */
export type GitRepository = ObjectOf<typeof gitRepositoryKind>;
/** `spec` of a GitRepository. */
export type GitRepositorySpec = GitRepository['spec'];
/** `status` of a GitRepository. */
export type GitRepositoryStatus = NonNullable<GitRepository['status']>;
