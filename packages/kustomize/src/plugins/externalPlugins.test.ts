import { buildKustomization } from '../build';
import { MemoryFileSystem } from '../fileSystem';

const PLUGIN = 'kind: Mine\nmetadata:\n  name: t\n';
const annotated = (name: string, text: string) =>
  `apiVersion: v1\n${PLUGIN}  annotations:\n    ${name}: |\n      ${text}\n`;

describe('a plugin that is a program', () => {
  it.each([
    [
      'of another group',
      `apiVersion: example.com/v1\n${PLUGIN}`,
      'external plugins disabled',
    ],
    [
      'in a container',
      annotated('config.kubernetes.io/function', 'container: {image: x}'),
      'exec or container function',
    ],
    [
      'in an old container',
      annotated('config.k8s.io/function', 'container: {image: x}'),
      'exec or container function',
    ],
    [
      'on this machine',
      annotated('config.kubernetes.io/function', 'exec: {path: ./x}'),
      'exec or container function',
    ],
  ])(
    '%s is refused for generators, transformers and validators',
    async (_, text, message) => {
      for (const field of ['generators', 'transformers', 'validators']) {
        const fs = new MemoryFileSystem({
          '/kustomization.yaml': `resources: [o.yaml]\n${field}: [t.yaml]\n`,
          '/o.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: o}\n',
          '/t.yaml': text,
        });
        await expect(buildKustomization(fs, '/')).rejects.toMatchObject({
          code: 'plugin-refused',
          message: expect.stringContaining(message),
        });
      }
    },
  );
});
