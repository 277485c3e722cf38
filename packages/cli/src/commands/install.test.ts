import { KINDS } from '@backstage-gitops/plugin-gitops-common';
import { CONTROLLERS } from '@backstage-gitops/plugin-gitops-controllers';
import { parseAllDocuments } from 'yaml';
import { runCommand } from '../testing/runCommand';
import { command } from './install';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules?: readonly unknown[];
}

describe('gitops install --export', () => {
  it('prints the definition of every kind, and what each controller may do', async () => {
    const { code, stdout } = await runCommand(
      command,
      ['--export', '--namespace', 'team'],
      process.cwd(),
    );
    expect(code).toBe(0);
    const manifests = parseAllDocuments(stdout).map(
      document => document.toJS() as Manifest,
    );
    const named = (kind: string) =>
      manifests
        .filter(manifest => manifest.kind === kind)
        .map(({ metadata }) => metadata.name);
    expect(named('CustomResourceDefinition')).toEqual(
      KINDS.map(({ plural, group }) => `${plural}.${group}`),
    );
    const role = manifests.find(
      ({ metadata }) => metadata.name === 'crd-controller-team',
    );
    const rules = CONTROLLERS.flatMap(({ rbac = [] }) => rbac);
    expect(rules).not.toHaveLength(0);
    expect(role?.rules).toEqual(expect.arrayContaining(rules));
  });
});
