import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';

const homePage = PageBlueprint.make({
  params: {
    path: '/',
    noHeader: true,
    loader: async () => {
      const { HomePage } = await import('./HomePage');
      return <HomePage />;
    },
  },
});

/** The page at `/`: leads to the GitOps tab of each service. */
export const homePlugin = createFrontendPlugin({
  pluginId: 'home',
  title: 'Home',
  extensions: [homePage],
});
