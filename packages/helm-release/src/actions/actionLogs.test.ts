/** @jest-environment node */
import { configMap, createTestChart } from '../__testUtils__/createTestChart';
import {
  startTestCluster,
  type TestCluster,
} from '../__testUtils__/startTestCluster';
import { install } from './install';
import type { LogLine } from './types';
import { uninstall } from './uninstall';
import { upgrade } from './upgrade';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
});
afterAll(() => cluster.stop());

const HOOK = `${configMap('hook', 'x')}
`.replace(
  'name: hook',
  'name: hook\n  annotations: {helm.sh/hook: pre-install}',
);

/** Level, text and attributes of the lines of an action. */
async function logsOf(
  namespace: string,
  act: (context: Parameters<typeof install>[0]) => Promise<unknown>,
): Promise<unknown[]> {
  const lines: LogLine[] = [];
  const context = await cluster.createContext(namespace);
  await act({ ...context, log: line => lines.push(line) }).catch(
    () => undefined,
  );
  return lines
    .filter(({ isGlobal }) => !isGlobal)
    .map(({ level, message, attributes }) => [level, message, attributes]);
}

const applying = { forceConflicts: false, dryRun: false };

describe('lines that an action logs', () => {
  it('HR-23 names each object of an install, hooks first, and what was refused', async () => {
    const namespace = 'logs-install';
    const chart = createTestChart({
      'templates/hook.yaml': HOOK,
      'templates/a.yaml': configMap('a', 'x'),
      'templates/b.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 99999}]}',
    });
    const lines = await logsOf(namespace, context =>
      install(context, { name: 'shop', namespace, chart, values: new Map() }),
    );
    const creation = [
      'debug',
      'using server-side apply for resource creation',
      { ...applying, fieldValidationDirective: 'Strict' },
    ];
    const gvk = '/v1, Kind=ConfigMap';
    const error = expect.any(Error);
    const hook = { namespace, name: 'hook', kind: 'ConfigMap' };
    expect(lines).toEqual([
      ['debug', 'starting delete resource', hook],
      ['debug', 'ignoring delete failure', { ...hook, error }],
      ['debug', 'creating resource(s)', { resources: 1 }],
      creation,
      ['debug', 'Created resource via patch', { namespace, name: 'hook', gvk }],
      ['debug', 'creating resource(s)', { resources: 2 }],
      creation,
      ['debug', 'Created resource via patch', { namespace, name: 'a', gvk }],
      [
        'debug',
        'Error creating resource via patch',
        { namespace, name: 'b', gvk: '/v1, Kind=Service', error },
      ],
    ]);
  });

  it('HR-23 tells the steps of an upgrade and of an uninstall', async () => {
    const namespace = 'logs-upgrade';
    const name = 'shop';
    const values = new Map();
    const chartOf = (...names: string[]) =>
      createTestChart(
        Object.fromEntries(
          names.map(item => [`templates/${item}.yaml`, configMap(item, 'x')]),
        ),
      );
    const context = await cluster.createContext(namespace);
    const lines: LogLine[] = [];
    await install(context, { name, namespace, chart: chartOf('a'), values });
    const logging = { ...context, log: (line: LogLine) => lines.push(line) };
    await upgrade(logging, {
      name,
      namespace,
      chart: chartOf('b'),
      values,
      valuesMode: 'reset',
      forceConflicts: true,
    });
    const texts = () => lines.splice(0).map(({ message }) => message);
    expect(texts()).toEqual([
      'preparing upgrade',
      "resetting values to the chart's original version",
      'determined release apply method',
      'performing update',
      'creating upgraded release',
      'using server-side apply for resource creation',
      'using server-side apply for resource update',
      'checking resources for changes',
      'Created resource via patch',
      'created a new resource',
      'deleting resource',
      'updating status for upgraded release',
    ]);
    await uninstall(logging, { name, namespace });
    expect(texts()).toEqual([
      'uninstall: deleting release',
      'starting delete resource',
      'purge requested',
    ]);
  });
});
