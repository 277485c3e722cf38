import type { Router } from 'express';
import { faultsOf } from '../../testing/openApi';
import { createRouter } from '../router';
import { readOpenApiDocument } from './readOpenApiDocument';

const { paths } = readOpenApiDocument();

/** `get /entities/{kind}/…`, as the router has them. */
function routesOf(router: Router): string[] {
  return router.stack.flatMap(({ route }) =>
    route
      ? route.stack.map(
          ({ method }) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
        )
      : [],
  );
}

describe('the OpenAPI document', () => {
  it('has the operations of the router, and no other', () => {
    const operations = Object.entries(paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item)
        .filter(key => key !== 'parameters')
        .map(method => `${method} ${path}`),
    );
    const router = createRouter({} as Parameters<typeof createRouter>[0]);
    const routes = routesOf(router).filter(route => !/openapi/.test(route));
    expect(operations.length).toBeGreaterThan(4);
    expect(routes.sort()).toEqual(operations.sort());
  });

  it('refuses what is not in it', () => {
    expect(faultsOf('ActionAccepted', { requestedAt: 'x' })).toEqual([]);
    expect(faultsOf('ActionAccepted', { requestedAt: 'x', y: 1 })).toHaveLength(
      1,
    );
    expect(faultsOf('ActionAccepted', {})).toHaveLength(1);
  });

  it('closes what is put together of several schemas', () => {
    const summary = {
      ref: {
        cluster: 'demo',
        group: 'source.toolkit.fluxcd.io',
        kind: 'Bucket',
        namespace: 'apps',
        name: 'web',
      },
      role: 'source',
      state: 'Ready',
      statement: { code: 'ready', params: {} },
      willRetry: true,
      facts: [],
    };
    expect(faultsOf('ObjectSummary', summary)).toEqual([]);
    expect(faultsOf('ObjectSummary', { ...summary, x: 1 })).toHaveLength(1);
  });

  it.each([
    { code: 'ready', params: { message: 'x' } },
    { code: 'retrying', params: {} },
    { code: 'unheardOf', params: {} },
  ])('has no statement %j', statement => {
    expect(faultsOf('Statement', statement)).not.toEqual([]);
  });
});
