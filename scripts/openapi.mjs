/**
 * `npm run openapi`: writes the types of the portal API, which gitops-common
 * exports, from the OpenAPI document of gitops-backend.
 *
 *   npm run openapi -- [--check]
 *
 * `--check` writes nothing and fails where the types are those of another
 * document.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';

const words = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    join(ROOT, 'node_modules/.bin/openapi-typescript'),
    'plugins/gitops-backend/src/schema/openapi.yaml',
    '--output=plugins/gitops-common/src/rest/generated/openapi.ts',
    '--immutable',
    '--root-types',
    '--root-types-no-schema-prefix',
    ...words,
  ],
  { cwd: ROOT, stdio: 'inherit' },
);
if (status !== 0 && words.includes('--check')) {
  process.stdout.write(
    'The types of the portal API are not those of openapi.yaml: run npm run openapi.\n',
  );
}
process.exitCode = status ?? 1;
