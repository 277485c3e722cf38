import { EntityAboutCard, EntityLayout } from '@backstage/plugin-catalog';
// README.md: imports

/** The page of every entity. */
export const entityPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <EntityAboutCard />
    </EntityLayout.Route>
    {/* README.md: tab */}
  </EntityLayout>
);
