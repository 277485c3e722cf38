import { PRESENTERS } from '../presenters';
import { stateReason } from './stateReason';

const kustomization = PRESENTERS.find(
  ({ definition }) => definition.kind === 'Kustomization',
)!;

describe('stateReason', () => {
  it.each([
    [
      'BuildFailed',
      'kustomize build failed: MalformedYAMLError: yaml: line 12: could not find expected key in File: deployment.yaml',
      {
        code: 'buildFailed',
        params: {
          file: 'deployment.yaml',
          line: 12,
          message: 'could not find expected key',
        },
      },
    ],
    [
      'ReconciliationFailed',
      'Deployment/apps/web dry-run failed (Invalid): spec.replicas: Invalid value',
      {
        code: 'applyRefused',
        params: {
          object: 'Deployment/apps/web',
          message: 'spec.replicas: Invalid value',
        },
      },
    ],
    [
      'HealthCheckFailed',
      "health check failed after 30s: timeout waiting for: [Deployment/apps/web status: 'InProgress', Job/apps/x status: 'Strange']",
      {
        code: 'unhealthy',
        params: {
          objects: [
            { object: 'Deployment/apps/web', health: 'InProgress' },
            { object: 'Job/apps/x', health: 'Unknown' },
          ],
        },
      },
    ],
    [
      'DependencyNotReady',
      "dependency 'infra/controllers' is not ready",
      {
        code: 'dependencyNotReady',
        params: {
          dependency: 'infra/controllers',
          message: "dependency 'infra/controllers' is not ready",
        },
      },
    ],
    [
      'DependencyNotReady',
      'dependency \'infra/db\' not found: kustomizations "db" not found',
      { code: 'dependencyNotFound', params: { dependency: 'infra/db' } },
    ],
    [
      'ArtifactFailed',
      'kustomization path not found: stat /tmp/x/nope: no such file or directory',
      { code: 'pathNotFound', params: {} },
    ],
    [
      'ArtifactFailed',
      'Source artifact not found, retrying in 30s',
      { code: 'sourceNotStored', params: {} },
    ],
    [
      'GitOperationFailed',
      'failed to checkout and determine revision: unable to list remote: connection refused',
      {
        code: 'fetchFailed',
        params: { message: 'unable to list remote: connection refused' },
      },
    ],
    [
      'SomethingNew',
      'Text of a later version',
      {
        code: 'controllerMessage',
        params: { reason: 'SomethingNew', message: 'Text of a later version' },
      },
    ],
    [
      'constructor',
      '',
      {
        code: 'controllerMessage',
        params: { reason: 'constructor', message: '' },
      },
    ],
  ])('states %s (%s)', (reason, message, statement) => {
    expect(stateReason(kustomization, { reason, message })).toEqual(statement);
  });

  it('shortens what nobody would read', () => {
    const { params } = stateReason(kustomization, {
      reason: 'PruneFailed',
      message: 'x'.repeat(10_000),
    });
    expect(JSON.stringify(params).length).toBeLessThan(400);
  });
});
