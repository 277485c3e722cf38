import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/core-plugin-api';

/** The tab "GitOps" of an entity; it has a path on the page of an entity only. */
export const entityContentRouteRef = createRouteRef({ id: 'gitops' });

/** Where the card leads: the tab, unless the app has none or binds another page. */
export const entityTabRouteRef = createExternalRouteRef({
  id: 'entity-tab',
  optional: true,
  defaultTarget: 'gitops.entityContent',
});
