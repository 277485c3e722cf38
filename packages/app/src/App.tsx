import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import searchPlugin from '@backstage/plugin-search/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import gitopsPlugin from '@backstage-gitops/plugin-gitops';
import { guestSignIn } from './guestSignIn';
import { homePlugin } from './home/homePlugin';

/** The portal: which plugins there are, and nothing else. */
export const app = createApp({
  features: [
    catalogPlugin,
    catalogGraphPlugin,
    notificationsPlugin,
    orgPlugin,
    searchPlugin,
    userSettingsPlugin,
    gitopsPlugin,
    homePlugin,
    guestSignIn,
  ],
});
