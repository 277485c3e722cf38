/* eslint-disable jest/no-export -- a table of cases for every implementation */
import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { GitError } from '../errors';
import type { RepositoryFixture } from '../server/RepositoryFixture';
import type { GitTransport } from './GitTransport';
import { encodePacket, FLUSH, PacketReader } from './protocol/PacketReader';
import { UploadPack } from './protocol/UploadPack';

/** A server that a transport talks to. */
interface TransportBench {
  /** Holds `app.git`, with pushes allowed, and `big.git`, of one large file. */
  readonly fixture: RepositoryFixture;
  /** @param options - credentials that the server does not take, on request */
  connect(repository: string, options?: { wrongAuth?: boolean }): GitTransport;
  /** Drops the connections that are open. */
  dropConnections(): void;
}

const LIMITS = { refBytes: 1_000_000 };
const MAX_BYTES = 1_000_000_000;
const NO_HASH = '0'.repeat(40);

function soon(): AbortSignal {
  return AbortSignal.timeout(20_000);
}

/** Texts of the packets up to a flush. */
async function linesOf(
  transport: GitTransport,
  answer: AsyncIterable<Uint8Array>,
): Promise<string[]> {
  const reader = new PacketReader(answer);
  const lines: string[] = [];
  for (;;) {
    const packet = await reader.next();
    if (packet.type !== 'data') break;
    lines.push(packet.bytes.toString('utf8').trimEnd());
  }
  if (transport.endsAnswers) await reader.finish();
  await reader.close();
  return lines;
}

/** The pack of a commit of the work tree, as a client would send it. */
function packOf(fixture: RepositoryFixture, commit: string): Buffer {
  return execFileSync('git', ['pack-objects', '--revs', '--stdout', '-q'], {
    cwd: fixture.path('app', '.'),
    input: `${commit}\n`,
    maxBuffer: 1 << 28,
  });
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) {
    yield bytes.subarray(at, at + 1000);
  }
}

/** What every transport does; `start` is called once. */
export function describeTransport(
  name: string,
  start: () => Promise<TransportBench>,
): void {
  describe(`${name}, as a transport`, () => {
    let bench: TransportBench;
    let scratch: string;
    const open: GitTransport[] = [];
    const connect: TransportBench['connect'] = (...args) => {
      const transport = bench.connect(...args);
      open.push(transport);
      return transport;
    };

    beforeAll(async () => {
      bench = await start();
      scratch = mkdtempSync(join(tmpdir(), 'gitops-transport-'));
    });
    afterEach(async () => {
      await Promise.all(open.splice(0).map(transport => transport.close()));
    });
    afterAll(() => rmSync(scratch, { recursive: true, force: true }));

    it('gives the capabilities of protocol 2, and the references of protocol 0', async () => {
      const transport = connect('app');
      const signal = soon();
      const service = 'git-upload-pack';
      const second = await transport.advertise(service, {
        protocol: 2,
        signal,
      });
      const capabilities = await linesOf(transport, second);
      expect(capabilities[0]).toBe('version 2');
      expect(capabilities).toEqual(
        expect.arrayContaining([expect.stringMatching(/^fetch=.*filter/)]),
      );
      const first = await transport.advertise(service, { signal });
      const references = await linesOf(transport, first);
      expect(references).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^[0-9a-f]{40} refs\/heads\/main$/),
        ]),
      );
    });

    it('takes several requests after one start', async () => {
      const transport = connect('app');
      const signal = soon();
      const service = await UploadPack.start(transport, LIMITS, signal);
      const [main] = await service.listReferences('refs/heads/main', signal);
      expect(main.hash).toMatch(/^[0-9a-f]{40}$/);
      expect(await service.listReferences('refs/none', signal)).toEqual([]);
      for (const file of ['one', 'two']) {
        const target = {
          file: join(scratch, file),
          maxBytes: MAX_BYTES,
          signal,
        };
        const request = { wants: [main.hash], depth: 1 };
        const size = await service.fetchPack(request, target);
        expect(statSync(target.file).size).toBe(size);
      }
    });

    it('pushes what comes as a stream', async () => {
      const transport = connect('app');
      const { fixture } = bench;
      const commit = fixture.git('app', 'rev-parse', 'main');
      const service = 'git-receive-pack';
      const branch = `refs/heads/pushed-${transport.url.slice(0, 3)}`;
      const before = await transport.advertise(service, { signal: soon() });
      await linesOf(transport, before);
      const command = `${NO_HASH} ${commit} ${branch}\0report-status`;
      const body = Buffer.concat([
        encodePacket(command),
        FLUSH,
        packOf(fixture, commit),
      ]);
      const answer = await transport.exchange(service, inPieces(body), soon());
      expect(await linesOf(transport, answer)).toEqual([
        'unpack ok',
        `ok ${branch}`,
      ]);
      const after = await transport.advertise(service, { signal: soon() });
      expect((await linesOf(transport, after)).join('\n')).toContain(
        `${commit} ${branch}`,
      );
    });

    it('starts anew after an answer that was left in its middle', async () => {
      const transport = connect('big');
      const signal = soon();
      const service = await UploadPack.start(transport, LIMITS, signal);
      const [main] = await service.listReferences('refs/heads/', signal);
      const file = join(scratch, 'left');
      await expect(
        service.fetchPack(
          { wants: [main.hash] },
          { file, maxBytes: 10, signal },
        ),
      ).rejects.toMatchObject({ code: 'limit' });
      expect(service.isUsable).toBe(false);
      expect(() => statSync(file)).toThrow('ENOENT');
      const again = await UploadPack.start(transport, LIMITS, signal);
      expect(await again.listReferences('refs/heads/', signal)).toEqual([main]);
    });

    it('tells a repository that is not there', async () => {
      await expect(
        UploadPack.start(connect('gone'), LIMITS, soon()),
      ).rejects.toMatchObject({
        code: 'repository-not-found',
        message: expect.stringMatching(/^repository not found: /),
      });
    });

    it('tells credentials that the server does not take', async () => {
      await expect(
        UploadPack.start(connect('app', { wrongAuth: true }), LIMITS, soon()),
      ).rejects.toMatchObject({ code: 'authentication' });
    });

    it('ends when its caller gives up, and at a deadline', async () => {
      await expect(
        UploadPack.start(connect('app'), LIMITS, AbortSignal.abort()),
      ).rejects.toMatchObject({ code: 'aborted' });
      const transport = connect('app');
      await transport.advertise('git-upload-pack', { signal: soon() });
      const late = AbortSignal.timeout(1);
      await new Promise(resolve => late.addEventListener('abort', resolve));
      await expect(
        UploadPack.start(transport, LIMITS, late),
      ).rejects.toMatchObject({ code: 'timeout' });
    });

    it('tells a connection that is dropped in the middle of a pack', async () => {
      const transport = connect('big');
      const signal = soon();
      const service = await UploadPack.start(transport, LIMITS, signal);
      const [main] = await service.listReferences('refs/heads/', signal);
      const body = Buffer.concat([
        encodePacket('command=fetch\n'),
        Buffer.from('0001'),
        encodePacket(`want ${main.hash}\n`),
        encodePacket('done\n'),
        FLUSH,
      ]);
      const answer = await transport.exchange('git-upload-pack', body, signal);
      const error = await (async () => {
        for await (const _ of answer) bench.dropConnections();
      })().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(GitError);
      expect(error).toMatchObject({ code: 'network' });
    });

    it('may be closed twice', async () => {
      const transport = connect('app');
      await UploadPack.start(transport, LIMITS, soon());
      await transport.close();
      await expect(transport.close()).resolves.toBeUndefined();
    });
  });
}
