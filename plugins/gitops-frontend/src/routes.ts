import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The tab "GitOps" of an entity. */
export const entityContentRouteRef = createRouteRef();
