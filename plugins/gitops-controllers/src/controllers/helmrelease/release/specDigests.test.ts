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
  it('HR-12 are empty where the spec has no such field', () => {
    expect(postRenderersDigest(spec({}), 'sha256')).toBe('');
    expect(commonMetadataDigest(spec({}), 'sha256')).toBe('');
  });

  it('HR-12 are of one JSON line in the order of the fields in Go', () => {
    const postRenderers = [
      {
        kustomize: {
          images: [{ newTag: '2', name: 'a' }],
          patches: [{ target: { name: 'x', kind: 'Pod' }, patch: '- <' }],
        },
      },
    ];
    expect(postRenderersDigest(spec({ postRenderers }), 'sha256')).toBe(
      sha256(
        '[{"kustomize":{"patches":[{"patch":"- \\u003c","target":{"kind":"Pod","name":"x"}}],"images":[{"name":"a","newTag":"2"}]}}]\n',
      ),
    );
    const commonMetadata = { labels: { b: '1', a: '2' }, annotations: {} };
    expect(commonMetadataDigest(spec({ commonMetadata }), 'sha256')).toBe(
      sha256('{"labels":{"a":"2","b":"1"}}\n'),
    );
  });
});
