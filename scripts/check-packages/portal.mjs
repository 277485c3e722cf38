import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ROOT } from '../bootstrap.mjs';
import { node, yarn } from './pack.mjs';
import { elementOf, importsOf, readmeBlock } from './readme.mjs';

const SCOPE = '@backstage-gitops/';
/** The packages that README.md names, by the package.json that it adds them to. */
const ADDED = {
  'package.json': ['cli'],
  'packages/backend/package.json': [
    'plugin-gitops-backend',
    'plugin-gitops-controllers',
  ],
  'packages/app/package.json': ['plugin-gitops'],
  'packages/app-legacy/package.json': ['plugin-gitops'],
};

function edit(file, change) {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Replaces a text that must be there. */
function replace(file, from, to) {
  edit(file, text => {
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    return text.replace(from, () => to);
  });
}

function addDependencies(folder, tarballs) {
  for (const [file, names] of Object.entries(ADDED)) {
    edit(join(folder, file), text => {
      const manifest = JSON.parse(text);
      manifest.dependencies ??= {};
      for (const name of names) {
        manifest.dependencies[SCOPE + name] = `file:${tarballs[SCOPE + name]}`;
      }
      if (file === 'package.json') {
        // What is not published yet can't come from a registry.
        for (const [name, path] of Object.entries(tarballs)) {
          manifest.resolutions[name] = `file:${path}`;
        }
      }
      return JSON.stringify(manifest, undefined, 2);
    });
  }
}

function addReadmeLines(folder) {
  const backend = join(folder, 'packages/backend/src/index.ts');
  const plugins = readmeBlock('packages/backend/src/index.ts');
  replace(backend, '// README.md: plugins', plugins);

  const app = join(folder, 'packages/app/src/App.tsx');
  const block = readmeBlock('packages/app/src/App.tsx');
  replace(app, '// README.md: imports', importsOf(block));
  replace(
    app,
    '  features: [catalogPlugin],',
    block.match(/^ *features:.*$/m)[0],
  );

  const page = join(folder, 'packages/app-legacy/src/EntityPage.tsx');
  const legacy = readmeBlock('components/catalog/EntityPage.tsx');
  replace(page, '// README.md: imports', importsOf(legacy));
  replace(page, '{/* README.md: tab */}', elementOf(legacy));

  edit(join(folder, 'catalog-info.yaml'), text => {
    const entity = parse(text);
    Object.assign(
      entity.metadata,
      parse(readmeBlock('catalog-info.yaml')).metadata,
    );
    return stringify(entity);
  });
  const config = join(folder, 'app-config.gitops.yaml');
  writeFileSync(config, readmeBlock('app-config.yaml'));
}

/**
 * Makes a plain Backstage portal, installs the tarballs into it and adds the
 * lines that README.md names.
 */
export async function createPortal(folder, tarballs) {
  const template = join(ROOT, 'scripts/check-packages/portal');
  cpSync(template, folder, { recursive: true });
  addDependencies(folder, tarballs);
  addReadmeLines(folder);
  // The versions of Backstage 1.55, as a portal made by its release has them.
  cpSync(join(ROOT, 'yarn.lock'), join(folder, 'yarn.lock'));
  writeFileSync(
    join(folder, '.yarnrc.yml'),
    'nodeLinker: node-modules\nenableImmutableInstalls: false\n',
  );
  await yarn(['install'], { cwd: folder });
}

/** Builds one of the portal's two apps. */
export function buildApp(folder, name, env) {
  const cli = join(folder, 'node_modules/@backstage/cli/bin/backstage-cli');
  return node([cli, 'package', 'build', '--config', '../../app-config.yaml'], {
    cwd: join(folder, 'packages', name),
    env: { ...process.env, ...env },
  });
}
