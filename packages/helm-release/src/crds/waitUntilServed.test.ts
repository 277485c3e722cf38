/** @jest-environment node */
import {
  NoMatchError,
  type TypeMeta,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type { ActionContext } from '../actions/types';
import { waitUntilServed } from './waitUntilServed';

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'cups.example.org' },
  spec: {
    group: 'example.org',
    names: { kind: 'Cup' },
    versions: [
      { name: 'v1', served: true },
      { name: 'v0', served: false },
    ],
  },
} as UnstructuredObject;

/** A cluster that names a kind at the third question. */
function contextOf(answersAfter: number) {
  const asked: string[] = [];
  const find = async ({ apiVersion, kind }: TypeMeta) => {
    asked.push(`${apiVersion} ${kind}`);
    if (asked.length <= answersAfter) {
      throw new NoMatchError('example.org', 'v1', kind);
    }
  };
  const context = {
    client: { mapper: { find } },
    signal: new AbortController().signal,
  } as unknown as ActionContext;
  return { asked, context };
}

describe('waitUntilServed', () => {
  it('asks for each served version until it is there', async () => {
    const { asked, context } = contextOf(2);
    await waitUntilServed(context, [crd], 60_000);
    expect(asked).toEqual(Array(3).fill('example.org/v1 Cup'));
  });

  it('ends by itself', async () => {
    const { asked, context } = contextOf(Infinity);
    await waitUntilServed(context, [crd], 0);
    expect(asked).toHaveLength(1);
  });

  it('asks nothing for other objects', async () => {
    const { asked, context } = contextOf(0);
    await waitUntilServed(context, [{ ...crd, kind: 'ConfigMap' }], 60_000);
    expect(asked).toEqual([]);
  });
});
