import { createHmac, randomBytes } from 'node:crypto';

const HOST = '127.0.0.1';

function hashed(name) {
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

/**
 * Patterns for hosts; some are for the one at 127.0.0.1, some not. None without
 * a port would fit it: ssh takes those for every port, Flux and we for 22 alone.
 */
function patterns(random, port) {
  const full = `[${HOST}]:${port}`;
  const one = () =>
    random.pick([
      full,
      full,
      `[127.0.0.?]:${port}`,
      `[127.*]:${port}`,
      `[*]:${port}`,
      `[${HOST}]:22`,
      `[${HOST}]:1`,
      `[127.0.0.2]:${port}`,
      'example.com',
      `!${full}`,
      `![127.*]:${port}`,
      '!example.com',
    ]);
  const shape = random.between(0, 5);
  if (shape === 0) return hashed(full);
  if (shape === 1) return hashed('example.com');
  return Array.from({ length: random.between(1, 3) }, one).join(',');
}

/** The text of a known_hosts file. */
export function randomKnownHosts(random, { port, hostKeys, otherKeys }) {
  const line = () => {
    const kind = random.between(0, 9);
    const { publicKey } = random.pick(kind < 6 ? hostKeys : otherKeys);
    if (kind === 0) return `# ${publicKey}`;
    const marker =
      kind === 1 ? random.pick(['@revoked ', '@cert-authority ']) : '';
    return `${marker}${patterns(random, port)} ${publicKey}`;
  };
  return `${Array.from({ length: random.between(1, 4) }, line).join('\n')}\n`;
}
