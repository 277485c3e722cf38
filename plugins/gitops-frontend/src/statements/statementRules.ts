import {
  formatRevision,
  parseRevision,
  type StatementCode,
  type StatementParams,
  type UnhealthyObject,
} from '@backstage-gitops/plugin-gitops-common';
import type { Translate } from '../translation';
import type { statementMessages } from '../translations/en/statements';

/** Which form of a text, and what to put into it. */
export interface Wording {
  /** Key below the code; absent when the text has one form. */
  readonly form?: string;
  /** Absent: the parameters as they are. */
  readonly values?: Readonly<Record<string, string | number>>;
}

type Rule<Code extends StatementCode> = (
  params: StatementParams[Code],
  t: Translate,
) => Wording;

type Texts = typeof statementMessages;

/** Codes whose text has several forms. */
type CodeWithForms = {
  [Code in StatementCode]: Texts[Code] extends string ? never : Code;
}[StatementCode];

/** Codes with parameters that are no plain text or number. */
type CodeWithList = {
  [Code in StatementCode]: StatementParams[Code][keyof StatementParams[Code]] extends
    | string
    | number
    | undefined
    ? never
    : Code;
}[StatementCode];

/** What cannot be put into its text as it is: the compiler asks for each. */
type Rules = {
  readonly [Code in CodeWithForms | CodeWithList]: Rule<Code>;
} & { readonly [Code in StatementCode]?: Rule<Code> };

const shortRevision = ({ revision }: { readonly revision: string }) => ({
  values: { revision: formatRevision(parseRevision(revision)) || revision },
});

/** `Deployment apps/web` of `Deployment/apps/web`. */
const readable = (object: string) => object.replace('/', ' ');

/** How many objects that are not healthy a sentence names. */
const MAX_UNHEALTHY = 3;

function wordUnhealthy(
  objects: readonly UnhealthyObject[],
  t: Translate,
): Wording {
  if (objects.length === 1) {
    const [{ object, health }] = objects;
    const values = { object: readable(object), health: t(`health.${health}`) };
    return { form: 'one', values };
  }
  const names = objects.map(
    ({ object, health }) => `${readable(object)} (${t(`health.${health}`)})`,
  );
  const shown = names.slice(0, MAX_UNHEALTHY);
  if (names.length > MAX_UNHEALTHY) shown.push('…');
  return {
    form: 'several',
    values: { total: names.length, objects: shown.join(', ') },
  };
}

/** Statements whose text depends on their parameters. */
export const statementRules: Rules = {
  appliesRevision: shortRevision,
  storesRevision: shortRevision,
  pushedCommit: ({ commit, branch = '' }) => ({
    form: branch ? 'toBranch' : 'somewhere',
    values: { commit: commit.slice(0, 7), branch },
  }),
  applyRefused: ({ object }) => ({ values: { object: readable(object) } }),
  resumeFirst: ({ object }) => ({ values: { object: readable(object) } }),
  runsImages: ({ images }) => ({ values: { images: images.join(', ') } }),
  objectNotReadYet: ({ clusters }) => ({
    values: { clusters: clusters.join(', ') },
  }),

  dependencyNotReady: ({ dependency }) => ({
    form: dependency ? 'named' : 'unnamed',
  }),

  sourceNotFound: ({ kind, namespace, name }) =>
    kind && name
      ? {
          form: 'named',
          values: { kind, name: namespace ? `${namespace}/${name}` : name },
        }
      : { form: 'unnamed' },

  buildFailed: ({ file, line }) => {
    if (!file) return { form: 'unplaced' };
    return { form: line === undefined ? 'inFile' : 'atLine' };
  },

  unhealthy: ({ objects }, t) => wordUnhealthy(objects, t),

  objectNotFound: ({ cluster }) => ({
    form: cluster ? 'onCluster' : 'anywhere',
  }),

  clusterNotUsable: ({ reason }) => ({
    form: reason === 'needs-user' ? 'needsUser' : 'other',
  }),

  targetNotWatched: ({ server }) => ({ form: server ? 'known' : 'unknown' }),

  permissionMissing: ({ permission, entityRef, owners }) => ({
    form: owners.length > 0 ? 'owned' : 'unowned',
    values: { permission, entityRef, owners: owners.join(', ') },
  }),
};
