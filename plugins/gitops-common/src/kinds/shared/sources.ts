import { t } from '../schema';
import { artifact } from './artifacts';
import { localRef } from './references';
import { reconciledStatus } from './status';

/** Schema of `spec.suspend`. */
export function suspend(doc: string) {
  return t.boolean(doc);
}

/** Schema of `spec.suspend` of a source. */
export const suspendSource = suspend(
  'Whether to leave the source alone until this is removed.',
);

/** Schema of `spec.ignore` of a source. */
export const ignore = t.string(
  'Patterns in the syntax of .gitignore of what to leave out of the artifact; applied after every .sourceignore file.',
);

/** Schema of `spec.insecure`. */
export const insecure = t.boolean(
  'Whether the host may be reached over plain HTTP.',
);

/** Schema of `spec.certSecretRef`. */
export const certSecretRef = localRef(
  'Secret with ca.crt to verify the host, and tls.crt and tls.key to authenticate to it.',
);

/** Schema of `spec.proxySecretRef`. */
export const proxySecretRef = localRef(
  'Secret with address, username and password of an HTTP proxy.',
);

/** Schema of `spec.provider` of a container registry. */
export const registryProvider = t.oneOf(
  'How to sign in at the registry; generic uses Secrets, the others the workload identity of a cloud.',
  ['generic', 'aws', 'azure', 'gcp'] as const,
  { default: 'generic' },
);

/** Schema of `spec.ref` of a Git checkout. */
export const gitRef = t.object(
  'What to check out. The first of commit, name, tag, semver and branch that is set counts; with none, branch master.',
  {
    branch: t.optional(t.string('Branch to follow.')),
    commit: t.optional(
      t.string(
        'Commit hash to stay on; branch, when given too, only names the revision.',
      ),
    ),
    name: t.optional(
      t.string('Full reference name: refs/heads/main, refs/pull/7/head.'),
    ),
    semver: t.optional(
      t.string('Version range; the highest tag inside it is checked out.'),
    ),
    tag: t.optional(t.string('Tag to check out.')),
  },
);

/** Fields of `status` of every kind whose runs store one artifact. */
export const sourceStatus = {
  artifact: t.optional(artifact),
  ...reconciledStatus,
} as const;

/** Schema of `status.url`. */
export const latestUrl = t.string(
  'Address of the newest artifact, whatever its revision; for people, not for consumers.',
);

/** Field of earlier versions of source kinds that never had an effect. */
export const UNUSED_ACCESS_FROM = {
  accessFrom: {
    type: 'object',
    description: 'Without effect.',
    properties: {
      namespaceSelectors: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            matchLabels: {
              type: 'object',
              additionalProperties: { type: 'string' },
            },
          },
        },
      },
    },
    required: ['namespaceSelectors'],
  },
} as const;
