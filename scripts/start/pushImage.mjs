/**
 * `npm run demo:push-image -- TAG`: pushes an image by a tag to the registry of
 * the demo that `npm start` runs. With the first one, the demo begins to update
 * the image of podinfo in Git: see demo/cluster/images.yaml.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bootstrap.mjs';
import { pushImage } from './demoRegistry.mjs';

const [tag] = process.argv.slice(2);
if (!/^[\w][\w.-]{0,127}$/.test(tag ?? '')) {
  process.stderr.write(
    'usage: npm run demo:push-image -- TAG, such as 6.9.2\n',
  );
  process.exit(2);
}
try {
  const file = join(ROOT, '.gitops', 'demo', 'registry');
  await pushImage(readFileSync(file, 'utf8'), tag);
  process.stdout.write(
    `Pushed podinfo:${tag}. What follows is on http://localhost:3000/catalog/default/component/podinfo/gitops\n`,
  );
} catch (error) {
  process.stderr.write(
    `The demo's registry does not answer; does npm start run? (${error.message})\n`,
  );
  process.exit(1);
}
