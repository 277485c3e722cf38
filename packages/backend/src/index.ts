import { createBackend } from '@backstage/backend-defaults';
import { rootHttpRouterWithoutStackTraces } from './hideStackTraces';
import {
  DatabaseClass,
  retainPreparedStatements,
} from './retainPreparedStatements';

retainPreparedStatements(() => require('better-sqlite3') as DatabaseClass);

const backend = createBackend();

backend.add(rootHttpRouterWithoutStackTraces);

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./permissionPolicy'));
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

backend.add(import('@backstage-gitops/plugin-gitops-controllers'));
backend.add(import('@backstage-gitops/plugin-gitops-backend'));

backend.start().catch(error => {
  // A backend without one of its plugins answers nothing useful: end it.
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
