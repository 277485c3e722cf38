import { packImage } from '../artifacts/__testUtils__/packImage';
import type { BuildRequest } from '../controllers/kustomization/build/request';
import { createInlinePool } from './__testUtils__/createInlinePool';
import { WorkerPool } from './WorkerPool';

jest.setTimeout(120_000);

const OBJECTS = 600;
const OPTIONS = { namespace: 'ns' };

async function request(): Promise<BuildRequest> {
  const entries = Array.from({ length: OBJECTS }, (_, index) => ({
    name: `${index}.yaml`,
    content: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c${index}\ndata:\n  key: "\${color}"\n`,
  }));
  return {
    archive: await packImage(entries),
    archiveDigest: 'any',
    path: '',
    overlay: { namePrefix: 'p-', targetNamespace: 'ns' },
    substitution: { variables: { color: 'blue' }, strict: true },
  };
}

/** Milliseconds of a build, and the longest time without a turn of the loop. */
async function measure(pool: WorkerPool) {
  const input = await request();
  await pool.run('build', { ...input, path: './' }, OPTIONS);
  let last = performance.now();
  let longestGap = 0;
  const turn = () => {
    longestGap = Math.max(longestGap, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(turn, 1);
  const started = last;
  const { objects } = await pool.run('build', input, OPTIONS);
  const duration = performance.now() - started;
  turn();
  clearInterval(timer);
  return { objects, duration, longestGap };
}

it('leaves the event loop turning while a worker builds', async () => {
  const inside = createInlinePool();
  const outside = new WorkerPool({ threads: 1 });
  const blocking = await measure(inside);
  const apart = await measure(outside);
  await Promise.all([inside.close(), outside.close()]);
  expect(apart.objects).toEqual(blocking.objects);
  expect(apart.objects).toHaveLength(OBJECTS);
  expect(apart.objects[0].data).toEqual({ key: 'blue' });
  // In the calling thread the build is nearly one gap.
  expect(blocking.longestGap).toBeGreaterThan(blocking.duration / 4);
  expect(apart.longestGap).toBeLessThan(apart.duration / 2);
});
