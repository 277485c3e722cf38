import { createHash } from 'crypto';
import type { HelmReleaseSpec } from '../types';
import { commonMetadataDigest, postRenderersDigest } from './specDigests';

const sha256 = (text: string) =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;
const spec = (more: Partial<HelmReleaseSpec>): HelmReleaseSpec => ({
  interval: '1m',
  ...more,
});

describe('digests of a spec', () => {
  it('HR-31 are over the JSON of Go: its order of fields, its escapes, nothing empty', () => {
    const postRenderers = [
      {},
      {
        kustomize: {
          images: [{ newTag: '2', name: 'a', digest: '' }],
          patches: [{ target: { name: 'n', kind: 'K' }, patch: '<a & b>' }],
        },
      },
    ];
    expect(postRenderersDigest(spec({ postRenderers }), 'sha256')).toBe(
      sha256(
        '[{},{"kustomize":{"patches":[{"patch":"\\u003ca \\u0026 b\\u003e","target":{"kind":"K","name":"n"}}],"images":[{"name":"a","newTag":"2"}]}}]\n',
      ),
    );
  });

  it('HR-31 sort the keys of maps as bytes, also those that are numbers', () => {
    const commonMetadata = {
      labels: { '2': 'b', '10': 'a', '"': 'c' },
      annotations: {},
    };
    expect(commonMetadataDigest(spec({ commonMetadata }), 'sha256')).toBe(
      sha256('{"labels":{"\\"":"c","10":"a","2":"b"}}\n'),
    );
  });

  it('are empty where the spec has no such field', () => {
    expect(postRenderersDigest(spec({}), 'sha256')).toBe('');
    expect(commonMetadataDigest(spec({}), 'sha256')).toBe('');
  });
});
