import { randomBytes } from 'crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'fs';
import { createServer, request as sendRequest } from 'http';
import type { IncomingMessage, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { buffer } from 'stream/consumers';
import { checkoutCommit } from '../checkout/checkoutCommit';
import { startGitServer } from '../server/gitServer';
import type { GitServer } from '../server/gitServer';
import { RepositoryFixture } from '../server/RepositoryFixture';
import { GitRemote } from './GitRemote';
import type { GitReference } from './resolve';

const DIRECTORIES = 20;
const FILE_BYTES = 20_000;
const fixture = new RepositoryFixture();
const scratch = mkdtempSync(join(tmpdir(), 'gitops-fetch-'));
const commits: string[] = [];
let server: GitServer;

/** Files that no packing makes smaller. */
function filesOf(commit: number): Record<string, Buffer> {
  return Object.fromEntries(
    Array.from({ length: DIRECTORIES }, (_, directory) => [
      `apps/app-${directory}/file-${commit}.bin`,
      randomBytes(FILE_BYTES),
    ]),
  );
}

beforeAll(async () => {
  fixture.create('mono');
  for (let commit = 0; commit < 3; commit++) {
    const files = { ...filesOf(commit), 'root.txt': `${commit}\n` };
    commits.push(fixture.commit('mono', files));
  }
  server = await startGitServer({ root: fixture.root });
});
afterAll(async () => {
  await server.stop();
  fixture.remove();
  rmSync(scratch, { recursive: true, force: true });
});

interface Fetched {
  /** Of all packs. */
  readonly bytes: number;
  readonly names: string[];
  readonly directory: string;
}

async function fetchAndCheckout(
  base: string,
  reference: GitReference,
  sparse?: readonly string[],
): Promise<Fetched> {
  const remote = new GitRemote({ url: `${base}/mono.git` });
  const transfer = mkdtempSync(join(scratch, 'transfer-'));
  const directory = mkdtempSync(join(scratch, 'tree-'));
  const signal = AbortSignal.timeout(20_000);
  try {
    const resolved = await remote.resolve(reference, signal);
    await remote.fetch(resolved, { transfer, signal, sparse });
    const commit = resolved.hash;
    await checkoutCommit({ transfer, commit, directory, sparse });
    const names = readdirSync(transfer).sort();
    const sizes = names.map(name => statSync(join(transfer, name)).size);
    return { bytes: sizes.reduce((a, b) => a + b, 0), names, directory };
  } finally {
    await remote.close();
  }
}

describe('SC-31 a sparse checkout', () => {
  it('fetches the files of its directories alone', async () => {
    const asked = server.requests.length;
    const sparse = ['apps/app-3', './apps/app-4/'];
    const { bytes, names, directory } = await fetchAndCheckout(
      server.url,
      { branch: 'main' },
      sparse,
    );
    const inDirectories = 2 * 3 * FILE_BYTES;
    expect(bytes).toBeGreaterThan(inDirectories);
    expect(bytes).toBeLessThan(inDirectories + 20_000);
    expect(names).toEqual(['1.pack', '2.pack']);
    // The service, its list, the trees, the files.
    expect(server.requests.slice(asked)).toHaveLength(4);
    const app = join(directory, 'apps/app-3');
    expect(readdirSync(app)).toHaveLength(3);
    expect(readFileSync(join(app, 'file-0.bin'))).toEqual(
      readFileSync(fixture.path('mono', 'apps/app-3/file-0.bin')),
    );
    expect(readdirSync(join(directory, 'apps'))).toEqual(['app-3', 'app-4']);
  });

  it('fetches nothing more where its directories are empty or missing', async () => {
    await expect(
      fetchAndCheckout(server.url, { branch: 'main' }, ['none']),
    ).rejects.toMatchObject({ code: 'path-not-found' });
  });

  it.each([['.'], ['./'], ['']])(
    'fetches everything for the directory %j',
    async path => {
      const { bytes, names } = await fetchAndCheckout(
        server.url,
        { branch: 'main' },
        [path, 'apps/app-1'],
      );
      expect(bytes).toBeGreaterThan(DIRECTORIES * 3 * FILE_BYTES);
      expect(names).toEqual(['1.pack']);
    },
  );

  it.each([
    ['leaves out no files', { allowFilter: false }],
    ['knows only protocol 0', { protocol: 0 as const }],
  ])('takes everything from a server that %s', async (_, options) => {
    const other = await startGitServer({ root: fixture.root, ...options });
    const { bytes, directory } = await fetchAndCheckout(
      other.url,
      { branch: 'main' },
      ['apps/app-3'],
    );
    await other.stop();
    expect(bytes).toBeGreaterThan(DIRECTORIES * 3 * FILE_BYTES);
    expect(readdirSync(join(directory, 'apps'))).toEqual(['app-3']);
  });

  it('takes everything from a server that gives no single files', async () => {
    const refusal = 'ERR upload-pack: not our ref';
    const length = (refusal.length + 4).toString(16).padStart(4, '0');
    const forward = async (
      request: IncomingMessage,
      response: ServerResponse,
    ) => {
      const body = await buffer(request);
      const isFetch = body.includes('command=fetch');
      if (isFetch && !body.includes('deepen')) {
        response.end(`${length}${refusal}`);
        return;
      }
      const { method, headers, url } = request;
      const onward = sendRequest(
        `${server.url}${url}`,
        { method, headers },
        answer => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      onward.end(body);
    };
    const door = createServer((request, response) => {
      forward(request, response).catch(() => response.destroy());
    });
    await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
    const { directory, names } = await fetchAndCheckout(
      base,
      { branch: 'main' },
      ['apps/app-3'],
    );
    door.closeAllConnections();
    door.close();
    expect(readdirSync(join(directory, 'apps'))).toEqual(['app-3']);
    expect(names).toEqual(['1.pack', '3.pack']);
  });
});

describe('SC-22 a commit of a branch', () => {
  it('is looked for among the commits alone, and fetched without history', async () => {
    const reference = { commit: commits[0], branch: 'main' };
    const { bytes, names } = await fetchAndCheckout(server.url, reference);
    expect(names).toEqual(['1.pack']);
    expect(bytes).toBeLessThan(DIRECTORIES * FILE_BYTES + 20_000);
  });

  it('may be sparse too', async () => {
    const reference = { commit: commits[1], branch: 'main' };
    const sparse = ['apps/app-7'];
    const { bytes } = await fetchAndCheckout(server.url, reference, sparse);
    expect(bytes).toBeLessThan(2 * FILE_BYTES + 20_000);
  });
});
