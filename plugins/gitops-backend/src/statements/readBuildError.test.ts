import { readBuildError } from './readBuildError';

describe('readBuildError', () => {
  it.each([
    [
      'a fault of YAML',
      "kustomize build failed: accumulating resources: accumulating resources from 'deployment.yaml': MalformedYAMLError: yaml: line 12: could not find expected ':' in File: deployment.yaml",
      {
        file: 'deployment.yaml',
        line: 12,
        message: "could not find expected ':'",
      },
    ],
    [
      'a fault of YAML in a base',
      "accumulating resources: accumulation err='accumulating resources from '../base': '/tmp/k/base' must resolve to a file': recursed accumulation of path '/tmp/k/base': accumulating resources: accumulating resources from 'x.yaml': MalformedYAMLError: yaml: line 2: mapping values are not allowed in this context in File: x.yaml",
      {
        file: '../base/x.yaml',
        line: 2,
        message: 'mapping values are not allowed in this context',
      },
    ],
    [
      'an object that is refused',
      "kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'web.yaml': missing metadata.name in object {{v1 ConfigMap} {{ } map[] map[]}}': must build at directory: '/tmp/k/web.yaml': file is not directory",
      {
        file: 'web.yaml',
        message:
          'missing metadata.name in object {{v1 ConfigMap} {{ } map[] map[]}}',
      },
    ],
    [
      'a missing file',
      "kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'gone.yaml': evalsymlink failure on '/tmp/k/gone.yaml' : lstat /tmp/k/gone.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/tmp/k/gone.yaml' : lstat /tmp/k/gone.yaml: no such file or directory",
      { file: 'gone.yaml', message: 'no such file or directory' },
    ],
    [
      'a file of a remote base',
      "accumulating resources: accumulation err='accumulating resources from 'https://git.example/x?ref=v1': '/tmp/k' must resolve to a file': recursed accumulation of path '/tmp/k': accumulating resources: accumulating resources from 'x.yaml': MalformedYAMLError: yaml: line 2: bad in File: x.yaml",
      { file: 'x.yaml', line: 2, message: 'bad' },
    ],
    [
      'a setting that is not there',
      'kustomize build failed: in \'c.yaml\': json: unknown field "banana"',
      { file: 'c.yaml', message: 'json: unknown field "banana"' },
    ],
    [
      'a fault without a file of its own',
      "kustomize build failed: invalid Kustomization: yaml: line 1: did not find expected ',' or ']'",
      {
        message:
          "invalid Kustomization: yaml: line 1: did not find expected ',' or ']'",
      },
    ],
    [
      'a file that the message names itself',
      'kustomize build failed: loading KV pairs: file sources: [nope.json]: no such file or directory',
      {
        message:
          'loading KV pairs: file sources: [nope.json]: no such file or directory',
      },
    ],
    ['anything else', 'no such thing', { message: 'no such thing' }],
    ['nothing', '', { message: '' }],
  ])('names %s once', (_, message, fault) => {
    expect(readBuildError(message)).toEqual(fault);
  });

  it('takes long texts in no time', () => {
    const long = "accumulation err='accumulating resources from 'a".repeat(
      5_000,
    );
    const startedAt = performance.now();
    readBuildError(`accumulating resources: ${long}`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
