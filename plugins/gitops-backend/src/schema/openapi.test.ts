import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import type {
  ActionAccepted,
  EntitySnapshot,
  ErrorBody,
  FactCode,
  ObjectDetail,
  Statement,
  StatementCode,
  SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';
import { gitopsPaths } from '@backstage-gitops/plugin-gitops-common';
import { faultsOf, openApi, OPENAPI_FILE } from '../../testing/openApi';
import { entityName, kustomizationRef } from '../../testing/objects';
import { ENTITY_ROUTE, OBJECT_ROUTE } from '../http/requests';
import type { components } from './generated/openapi';

type Schemas = components['schemas'];

/** A type as JSON has it: mutable, and a statement without its parameters. */
type Loose<T> = T extends Statement
  ? { code: StatementCode; params: { [key: string]: unknown } }
  : T extends readonly (infer Item)[]
  ? Loose<Item>[]
  : T extends object
  ? { -readonly [K in keyof T]: Loose<T[K]> }
  : T;

/** Every field required, so that a missing optional one is a difference too. */
type Full<T> = T extends (infer Item)[]
  ? Full<Item>[]
  : T extends object
  ? { [K in keyof T]-?: Full<T[K]> }
  : T;

type Assignable<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : never
  : never;

/** `true` only when each type can be assigned to the other. */
type Same<A, B> = Assignable<A, B> & Assignable<Full<A>, Full<B>>;

/** A difference between the document and the types of gitops-common is a type error here. */
const SAME: readonly true[] = [
  true satisfies Same<StatementCode, Schemas['StatementCode']>,
  true satisfies Same<FactCode, Schemas['FactCode']>,
  true satisfies Same<Loose<EntitySnapshot>, Schemas['EntitySnapshot']>,
  true satisfies Same<Loose<ObjectDetail>, Schemas['ObjectDetail']>,
  true satisfies Same<Loose<SuspendRequest>, Schemas['SuspendRequest']>,
  true satisfies Same<Loose<ActionAccepted>, Schemas['ActionAccepted']>,
  true satisfies Same<Loose<ErrorBody>, Schemas['ErrorBody']>,
];

const toRoute = (path: string) => path.replace(/\{(\w+)\}/g, ':$1');

describe('the OpenAPI document', () => {
  it('has the routes of the router, and no other', () => {
    expect(Object.keys(openApi.paths).map(toRoute)).toEqual([
      ENTITY_ROUTE,
      `${ENTITY_ROUTE}/stream`,
      OBJECT_ROUTE,
      `${OBJECT_ROUTE}/:action`,
    ]);
  });

  it('has the paths that clients make', () => {
    const entity = entityName('web');
    const ref = kustomizationRef('web');
    const patterns = Object.keys(openApi.paths).map(
      path => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/?]+')}(\\?.*)?$`),
    );
    for (const path of [
      gitopsPaths.entity(entity),
      gitopsPaths.stream(entity, ref),
      gitopsPaths.object(entity, ref),
      gitopsPaths.action(entity, ref, 'suspend'),
    ]) {
      expect(patterns.some(pattern => pattern.test(path))).toBe(true);
    }
  });

  it('refuses what is not in it', () => {
    expect(faultsOf('ActionAccepted', { requestedAt: 'x' })).toEqual([]);
    expect(faultsOf('ActionAccepted', { requestedAt: 'x', y: 1 })).toHaveLength(
      1,
    );
    expect(faultsOf('ActionAccepted', {})).toHaveLength(1);
  });

  it('is what the generated types were made from', () => {
    expect(SAME).toHaveLength(7);
    const cli = join(
      dirname(require.resolve('openapi-typescript/package.json')),
      'bin/cli.js',
    );
    const generated = join(__dirname, 'generated/openapi.ts');
    const args = [cli, OPENAPI_FILE, '--check', '-o', generated];
    expect(() =>
      execFileSync(process.execPath, args, { stdio: 'pipe' }),
    ).not.toThrow();
  });
});
