import { apiVersionOf } from '@backstage-gitops/plugin-gitops-common';
import { kustomizationPresenter } from '../presenters/kustomization';
import type { Presenter } from '../presenters';
import { redactObject } from './redactObject';

const presenter = kustomizationPresenter as Presenter;

describe('redactObject of texts that are made to be slow', () => {
  const SIZE = 200_000;
  const full = (text: string) => text.repeat(SIZE / text.length);

  // A time that grows with the square of the length would be minutes.
  it.each([
    ['newlines', full('\n')],
    ['newlines with a dash', `${full('\n')}-`],
    ['blanks', `a${full(' ')}b`],
    ['dashes', full('-')],
    ['words for secrets', full('password')],
    ['quotes', full('"')],
    ['escapes', full('\\')],
    ['percents', full('%7B')],
    ['digits of base64', full('QUJD')],
    ['addresses', full('a://b:')],
    ['headers', full('bearer ')],
    ['keys', full('-----BEGIN PRIVATE KEY-----')],
    ['brackets', full('{[')],
    ['colons', full('a:')],
  ])('ends with %s', (_what, text) => {
    const { mask } = redactObject(presenter, {
      apiVersion: apiVersionOf(presenter.definition),
      kind: 'Kustomization',
      metadata: {
        name: 'web',
        annotations: { 'example.com/a': text, 'backstage-gitops.io/b': text },
      },
      spec: {
        patches: [{ patch: text }],
        postBuild: { substitute: { x: text } },
      } as object,
      status: { conditions: [{ message: text }] } as object,
    });
    expect(typeof mask(text)).toBe('string');
  });
});
