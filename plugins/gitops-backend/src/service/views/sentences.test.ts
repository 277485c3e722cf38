import { explainFailure } from './sentences';

describe('explainFailure', () => {
  it.each([
    [
      'BuildFailed',
      'kustomize build failed: MalformedYAMLError: yaml: line 12: could not find expected key in File: deployment.yaml',
      'The manifests cannot be built, see deployment.yaml line 12: yaml: line 12: could not find expected key in File: deployment.yaml.',
    ],
    [
      'ReconciliationFailed',
      'Deployment/apps/web dry-run failed (Invalid): spec.replicas: Invalid value',
      'The cluster refuses Deployment/apps/web: spec.replicas: Invalid value.',
    ],
    [
      'HealthCheckFailed',
      "health check failed after 30s: timeout waiting for: [Deployment/apps/web status: 'InProgress', Job/apps/x status: 'Failed']",
      'Applied, but not healthy: Deployment/apps/web is still rolling out, Job/apps/x has failed.',
    ],
    [
      'DependencyNotReady',
      "dependency 'infra/controllers' is not ready",
      'Waiting for infra/controllers to be ready.',
    ],
    [
      'DependencyNotReady',
      'dependency \'infra/db\' not found: kustomizations "db" not found',
      'Waiting for infra/db, which does not exist.',
    ],
    [
      'ArtifactFailed',
      'kustomization path not found: stat /tmp/x/nope: no such file or directory',
      'The folder that the Kustomization names is not in the source.',
    ],
    [
      'ArtifactFailed',
      'Source artifact not found, retrying in 30s',
      'Waiting for the source to store its first revision.',
    ],
    [
      'GitOperationFailed',
      'failed to checkout and determine revision: unable to list remote: connection refused',
      'Git cannot be read: unable to list remote: connection refused.',
    ],
    ['SomethingNew', 'Text of a later version', 'Text of a later version.'],
    ['SomethingNew', '', 'SomethingNew'],
  ])('says for %s (%s)', (reason, message, sentence) => {
    expect(explainFailure({ reason, message })).toBe(sentence);
  });

  it('cuts what nobody would read', () => {
    const message = 'x'.repeat(10_000);
    const said = explainFailure({ reason: 'PruneFailed', message });
    expect(said.length).toBeLessThan(400);
  });
});
