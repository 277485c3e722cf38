import { existsSync, readFileSync, writeFileSync } from 'fs';
import { resolve } from 'path';
import { customResourceDefinition, KINDS } from './index';
import { crdFacts } from './testing/crdFacts';
import type { FactsSource } from './testing/crdFacts';

const FOLDER = resolve(__dirname, '__fixtures__');
const RECORD_FROM = process.env.RECORD_CRD_FACTS;

// The facts are recorded from a cluster on which Flux 2.9 itself is installed:
//   kubectl get crd -o json > crds.json
//   RECORD_CRD_FACTS=crds.json yarn workspace @backstage-gitops/plugin-gitops-common test
const installed: readonly FactsSource[] = RECORD_FROM
  ? JSON.parse(readFileSync(RECORD_FROM, 'utf8')).items
  : [];

function recordedFacts(kind: string, group: string): string {
  const file = resolve(FOLDER, `${kind}.tsv`);
  const crd = installed.find(
    ({ spec }) => spec.group === group && spec.names.kind === kind,
  );
  if (crd) {
    writeFileSync(file, crdFacts(crd));
  }
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

describe('CustomResourceDefinitions', () => {
  it.each(KINDS.map(kind => [kind.kind, kind] as const))(
    'says of %s what the CRD of Flux says, path by path',
    (kind, definition) => {
      const own = crdFacts(customResourceDefinition(definition));
      expect(own.split('\n')).toEqual(
        recordedFacts(kind, definition.group).split('\n'),
      );
    },
  );
});
