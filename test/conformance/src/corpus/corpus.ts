import { apiVersionOf, KINDS } from '@backstage-gitops/plugin-gitops-common';
import type { KindDefinition } from '@backstage-gitops/plugin-gitops-common';
import type { ApiObject } from '../Api';
import { mutations } from './mutations';
import * as appliers from './samples/appliers';
import * as images from './samples/images';
import * as notifications from './samples/notifications';
import * as operator from './samples/operator';
import * as sources from './samples/sources';
import type { CorpusObject, KindCorpus, KindSamples } from './types';

const SAMPLES: Readonly<Record<string, KindSamples>> = {
  ...appliers,
  ...images,
  ...notifications,
  ...operator,
  ...sources,
};

/** Two kinds have one object for each cluster, of this name. */
const SINGLE = new Set(['FluxInstance', 'FluxReport']);

/** `OCIRepository` is sampled as `ociRepository`, `HelmChart` as `helmChart`. */
function samplesOf({ kind }: KindDefinition): KindSamples {
  const name = kind.replace(/^[A-Z]+(?=[A-Z])|^[A-Z]/, text =>
    text.toLowerCase(),
  );
  const samples = SAMPLES[name];
  if (!samples) {
    throw new Error(`there are no samples of kind ${kind}`);
  }
  return samples;
}

function corpusOf(kind: KindDefinition): KindCorpus {
  const { good, tricky, objects = {} } = samplesOf(kind);
  const base = {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { name: SINGLE.has(kind.kind) ? 'flux' : 'app' },
  };
  const whole = (name: string, parts: ApiObject): CorpusObject => ({
    name,
    object: { ...base, ...parts },
  });
  const written = Object.entries({ ...good, ...tricky }).map(([name, spec]) =>
    whole(name, { spec }),
  );
  const made = mutations(good.full, kind.spec.openapi);
  return {
    kind,
    objects: [
      ...written,
      ...Object.entries(objects).map(([name, parts]) => whole(name, parts)),
      ...made.map(({ name, spec }) => whole(name, { spec })),
    ],
  };
}

/** Good and bad objects of every kind: written by hand, and made from schemas. */
export const corpus: readonly KindCorpus[] = KINDS.map(corpusOf);
