import { EntityAboutCard, EntityLayout } from '@backstage/plugin-catalog';
import { EntityGitOpsCard } from '@backstage-gitops/plugin-gitops/legacy';
// README.md: imports

/** The page of every entity. */
export const entityPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <EntityAboutCard />
      <EntityGitOpsCard />
    </EntityLayout.Route>
    {/* README.md: tab */}
  </EntityLayout>
);
