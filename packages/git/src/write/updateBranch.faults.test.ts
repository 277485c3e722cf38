import { createServer, request as httpRequest } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { ANN, PushFixture, signal } from './__testUtils__/PushFixture';
import { updateBranch } from './updateBranch';
import type { Change } from './updateBranch';

const fixture = new PushFixture();
const { repositories } = fixture;

/** What happens to the next pushes; after the last one all are passed on. */
interface Fault {
  /** Where the push is lost: before the server, inside of the pack, after it. */
  readonly lost: 'before' | 'inside' | 'after';
  /** What happens on the server before anybody asks again. */
  readonly meanwhile?: () => void;
}
const faults: Fault[] = [];
let proxy: Server;

/** Passes a request on; calls back with the answer, which is complete. */
function forward(
  request: IncomingMessage,
  onAnswer: (answer: IncomingMessage, body: Buffer) => void,
): void {
  const target = httpRequest(
    new URL(request.url ?? '', fixture.url('x')),
    { method: request.method, headers: request.headers },
    answer => {
      const chunks: Buffer[] = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.on('end', () => onAnswer(answer, Buffer.concat(chunks)));
    },
  );
  request.pipe(target);
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const isPush = /POST.*receive-pack/.test(`${request.method} ${request.url}`);
  const fault = isPush ? faults.shift() : undefined;
  const lose = () => {
    fault?.meanwhile?.();
    response.destroy();
  };
  switch (fault?.lost) {
    case 'before':
      request.resume().on('end', lose);
      break;
    case 'inside':
      request.once('data', lose);
      break;
    case 'after':
      forward(request, lose);
      break;
    default:
      forward(request, (answer, body) =>
        response.writeHead(answer.statusCode ?? 500, answer.headers).end(body),
      );
  }
}

let name = '';
let count = 0;
beforeAll(async () => {
  await fixture.start();
  proxy = createServer(handle);
  await new Promise<void>(resolve =>
    proxy.listen(0, '127.0.0.1', () => resolve()),
  );
});
afterAll(async () => {
  proxy.closeAllConnections();
  await new Promise(resolve => proxy.close(resolve));
  await fixture.stop();
});
beforeEach(() => {
  count += 1;
  name = `app-${count}`;
  repositories.create(name);
  fixture.git(name, 'config', 'uploadpack.allowFilter', 'true');
  repositories.commit(name, { 'a.txt': 'one\n' });
});

const append: Change = async files => {
  const before = (await files.read('lines.txt'))?.toString() ?? '';
  await files.write('lines.txt', `${before}line\n`);
  return { author: ANN, message: 'line' };
};
const update = (attempts?: number) => {
  const { port } = proxy.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/${name}.git`;
  const random = () => 0;
  const request = { remote: { url }, branch: 'main', random, signal: signal() };
  return updateBranch({ ...request, attempts }, append);
};
/** Somebody else commits on top of the branch. */
const commitOnTop = (times = 1) => {
  repositories.git(name, 'pull', '-q', 'origin', 'main');
  for (let index = 0; index < times; index++) {
    repositories.git(name, 'commit', '-q', '--allow-empty', '-m', 'theirs');
  }
  repositories.push(name);
};
const subjects = () =>
  fixture.git(name, 'log', '--format=%s', 'main').split('\n');

describe('updateBranch, when answers are lost,', () => {
  it.each(['before', 'inside', 'after'] as const)(
    'lands a push once that was lost %s the server',
    async lost => {
      faults.push({ lost });
      const { commit, attempts } = await update();
      expect(faults).toEqual([]);
      expect(fixture.head(name)).toBe(commit);
      expect(attempts).toBe(1);
      expect(fixture.git(name, 'show', 'main:lines.txt')).toBe('line');
      fixture.check(name);
    },
  );

  it.each([1, 40])('finds its commit below %s others', async times => {
    faults.push({ lost: 'after', meanwhile: () => commitOnTop(times) });
    const { commit } = await update();
    expect(subjects()).toEqual([
      ...Array.from({ length: times }, () => 'theirs'),
      'line',
      'change',
    ]);
    expect(fixture.git(name, 'log', '--format=%H', 'main')).toContain(commit);
  });

  it('starts over when somebody else was first meanwhile', async () => {
    faults.push({ lost: 'before', meanwhile: () => commitOnTop(3) });
    const { attempts } = await update();
    expect(attempts).toBe(2);
    expect(subjects()).toEqual([
      'line',
      'theirs',
      'theirs',
      'theirs',
      'change',
    ]);
  });

  it('gives up, and says that the outcome is open', async () => {
    faults.push({ lost: 'before' }, { lost: 'before' });
    await expect(update(2)).rejects.toMatchObject({
      code: 'push-unanswered',
      message: expect.stringContaining('whether it took effect is not known'),
    });
    expect(subjects()).toEqual(['change']);
  });
});
