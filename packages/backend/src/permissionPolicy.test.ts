import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import type { PolicyQueryUser } from '@backstage/plugin-permission-node';
import { OwnersActPolicy } from './permissionPolicy';

const permission = (name: string, action: 'read' | 'update') =>
  createPermission({
    name,
    attributes: { action },
    resourceType: 'catalog-entity',
  });
const user = {
  info: {
    userEntityRef: 'user:default/ada',
    ownershipEntityRefs: ['user:default/ada', 'group:default/team'],
  },
} as PolicyQueryUser;

describe('OwnersActPolicy', () => {
  const policy = new OwnersActPolicy();

  it.each([
    permission('gitops.read', 'read'),
    permission('catalog.entity.refresh', 'update'),
  ])('lets everybody use $name', async given => {
    const decision = await policy.handle({ permission: given }, user);
    expect(decision).toEqual({ result: AuthorizeResult.ALLOW });
  });

  it.each(['gitops.reconcile', 'gitops.suspend'])(
    'lets only owners use %s',
    async name => {
      const decision = await policy.handle(
        { permission: permission(name, 'update') },
        user,
      );
      expect(decision).toMatchObject({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'catalog',
        conditions: {
          rule: 'IS_ENTITY_OWNER',
          params: { claims: ['user:default/ada', 'group:default/team'] },
        },
      });
    },
  );

  it('takes somebody without a session for no owner', async () => {
    const decision = await policy.handle({
      permission: permission('gitops.suspend', 'update'),
    });
    expect(decision).toMatchObject({ conditions: { params: { claims: [] } } });
  });
});
