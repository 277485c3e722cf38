import { expectEqual } from '../../expect';
import {
  conditionsOf,
  configMap,
  expectFailure,
  inventoryOf,
} from '../readObjects';
import type { Statement } from '../Statement';

const FILES = { 'a.yaml': configMap('a') };
const job = (name: string, more = '') =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: ${name}}\nspec:\n${more}  template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}\n`;
const expression = (more: object) => ({
  wait: true,
  healthCheckExprs: [{ apiVersion: 'v1', kind: 'ConfigMap', ...more }],
});
const TERMINAL =
  'Reconciliation failed terminally due to configuration error: ';

/** Health checks, slow ones first. */
export const healthStatements: readonly Statement[] = [
  {
    name: 'KS-43 a check that times out names what it waited for and its status',
    async run(bench) {
      await bench.start(FILES, {
        timeout: '30s',
        healthChecks: [
          { kind: 'Deployment', name: 'absent', namespace: bench.namespace },
        ],
      });
      expectFailure(
        await bench.failed('HealthCheckFailed'),
        'HealthCheckFailed',
        new RegExp(
          `^health check failed after 3\\d(\\.\\d+)?s: timeout waiting for: \\[Deployment/${bench.namespace}/absent status: 'NotFound'\\]$`,
        ),
      );
    },
  },
  {
    name: 'KS-42 KS-38 while a check runs Ready and Healthy are unknown and the inventory is there',
    async run(bench) {
      const revision = await bench.start(
        { 'd.yaml': job('d', '  suspend: false\n') },
        expression({ kind: 'Job', apiVersion: 'batch/v1', current: 'false' }),
      );
      const object = await bench.until('Kustomization', 'app', ({ status }) =>
        status?.conditions?.some(
          ({ type }: { type: string }) => type === 'Healthy',
        ),
      );
      const message = `Running health checks for revision ${revision} with a timeout of 59m30s`;
      expectEqual(
        conditionsOf(object),
        [
          ['Reconciling', 'True', 'Progressing', message],
          ['Ready', 'Unknown', 'Progressing', 'Reconciliation in progress'],
          ['Healthy', 'Unknown', 'Progressing', message],
        ],
        'conditions',
      );
      expectEqual(
        [
          inventoryOf(object),
          object.status.lastAppliedRevision,
          object.status.lastAttemptedRevision,
        ],
        [[`${bench.namespace}_d_batch_Job`], undefined, revision],
        'status',
      );
    },
  },
  {
    name: 'KS-42 Healthy comes with a check and goes without one',
    async run(bench) {
      const revision = await bench.start(FILES, { wait: true });
      const { status } = await bench.ready();
      const [ready, healthy] = conditionsOf({ status });
      expectEqual(
        [
          ready,
          healthy.slice(0, 3),
          /^Health check passed in /.test(healthy[3]),
        ],
        [
          [
            'Ready',
            'True',
            'ReconciliationSucceeded',
            `Applied revision: ${revision}`,
          ],
          ['Healthy', 'True', 'Succeeded'],
          true,
        ],
        'conditions',
      );
      await bench.patch('Kustomization', 'app', { spec: { wait: false } });
      const after = await bench.until(
        'Kustomization',
        'app',
        object => object.status.observedGeneration === 2,
      );
      expectEqual(
        conditionsOf(after).map(([type]) => type),
        ['Ready'],
        'without a check',
      );
    },
  },
  {
    name: 'KS-43 KS-45 a failed object ends the check early, with Ready and Healthy false',
    async run(bench) {
      const revision = await bench.start(
        FILES,
        expression({ current: 'false', failed: "data.key == 'x'" }),
      );
      const object = await bench.failed('HealthCheckFailed');
      const text = `failed early due to stalled resources: [ConfigMap/${bench.namespace}/a status: 'Failed']`;
      const [reconciling, ready, healthy] = conditionsOf(object);
      expectEqual(
        [reconciling, ready.slice(0, 3), healthy],
        [
          [
            'Reconciling',
            'True',
            'ProgressingWithRetry',
            `Running health checks for revision ${revision} with a timeout of 59m30s`,
          ],
          ['Ready', 'False', 'HealthCheckFailed'],
          ['Healthy', 'False', 'HealthCheckFailed', text],
        ],
        'conditions',
      );
      expectEqual(
        ready[3].replace(/after [\d.]+m?s/, 'after T'),
        `health check failed after T: ${text}`,
        'message',
      );
      expectEqual(
        [
          object.status.observedGeneration,
          object.status.history[0].lastReconciledStatus,
        ],
        [-1, 'HealthCheckFailed'],
        'status',
      );
      const events = await bench.events('health check failed after');
      const warning = events.find(({ type }) => type === 'Warning');
      expectEqual(warning?.reason, 'HealthCheckFailed', 'event');
    },
  },
  {
    name: 'KS-44 DB-21 a newer revision ends the wait and is applied at once',
    async run(bench) {
      await bench.start(
        FILES,
        expression({ current: "data.key == 'healthy'" }),
      );
      await bench.until('Kustomization', 'app', ({ status }) =>
        status?.conditions?.some(
          ({ type }: { type: string }) => type === 'Healthy',
        ),
      );
      const revision = await bench.push({
        'a.yaml': configMap('a', 'healthy'),
      });
      await bench.ready('Kustomization', 'app', revision);
    },
  },
  {
    name: 'KS-45 expressions that can not be used stall the object',
    async run(bench) {
      await bench.publish(FILES);
      const current = 'true';
      const check = { apiVersion: 'v1', kind: 'ConfigMap', current };
      await bench.app('twice', {
        wait: true,
        healthCheckExprs: [check, check],
      });
      expectFailure(
        await bench.failed('InvalidCELExpression', 'Kustomization', 'twice'),
        'InvalidCELExpression',
        `${TERMINAL}duplicate custom health check for GroupKind ConfigMap at healthchecks[1]`,
      );
      await bench.app('broken', expression({ current: 'data.key ==' }));
      expectFailure(
        await bench.failed('InvalidCELExpression', 'Kustomization', 'broken'),
        'InvalidCELExpression',
        /^Reconciliation failed terminally due to configuration error: failed to create custom status evaluator for healthchecks\[0\]: failed to parse the expression Current: /,
      );
    },
  },
  {
    name: 'KS-46 TR-1 an object that is not Ready is waited for, one that is stalled fails',
    async run(bench) {
      await bench.publish({
        ...FILES,
        'inner/k.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: inner}\nspec: {interval: 1h, prune: true, sourceRef: {kind: GitRepository, name: app}, wait: true, healthCheckExprs: [{apiVersion: v1, kind: Pod, current: 'a ='}]}\n`,
      });
      await bench.app('app', { path: './inner', wait: true });
      const object = await bench.failed('HealthCheckFailed');
      expectFailure(
        object,
        'HealthCheckFailed',
        new RegExp(
          `^health check failed after [\\d.]+m?s: failed early due to stalled resources: \\[Kustomization/${bench.namespace}/inner status: 'Failed'\\]$`,
        ),
      );
    },
  },
  {
    name: 'KS-47 a suspended Job is current, and ConfigMaps and Services are at once',
    async run(bench) {
      await bench.start(
        {
          ...FILES,
          'j.yaml': job('j', '  suspend: true\n'),
          's.yaml':
            'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}], selector: {app: a}}\n',
        },
        { wait: true },
      );
      await bench.ready();
    },
  },
  {
    name: 'KS-49 what is wrong with a kubeconfig is told, with a prefix in the event only',
    async run(bench) {
      const { namespace } = bench;
      await bench.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'empty' },
        stringData: { other: 'x' },
      } as never);
      await bench.publish(FILES);
      const cases: readonly (readonly [string, object, string])[] = [
        [
          'absent',
          { secretRef: { name: 'absent' } },
          `unable to read KubeConfig secret '${namespace}/absent' error: secrets "absent" not found`,
        ],
        [
          'empty',
          { secretRef: { name: 'empty' } },
          `KubeConfig secret '${namespace}/empty' does not contain a 'value' key with a kubeconfig`,
        ],
        [
          'map',
          { configMapRef: { name: 'absent' } },
          `failed to get configmap ${namespace}/absent: configmaps "absent" not found`,
        ],
      ];
      for (const [name, kubeConfig, message] of cases) {
        await bench.app(name, { kubeConfig });
        const object = await bench.failed(
          'ReconciliationFailed',
          'Kustomization',
          name,
        );
        expectFailure(object, 'ReconciliationFailed', message);
        const [event] = await bench.events(message, name);
        expectEqual(
          event.message,
          `failed to build kube client: ${message}`,
          'event',
        );
      }
    },
  },
];
