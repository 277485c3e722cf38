import { ANN, PushFixture, signal } from './__testUtils__/PushFixture';
import { updateBranch } from './updateBranch';
import type { Change, UpdateRequest } from './updateBranch';
import { WriterQueue } from './WriterQueue';

const fixture = new PushFixture();
const { repositories } = fixture;

beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

/** A repository of its own for each test. */
let name = '';
let count = 0;
beforeEach(() => {
  count += 1;
  name = `app-${count}`;
  repositories.create(name);
  repositories.commit(name, { 'a.txt': 'one\n', 'bin/run.sh': '#!/bin/sh\n' });
});

const request = (extra: Partial<UpdateRequest> = {}): UpdateRequest => ({
  remote: { url: fixture.url(name) },
  branch: 'main',
  signal: signal(),
  ...extra,
});

/** Adds a line to a file. */
const append =
  (line: string, path = 'lines.txt'): Change =>
  async files => {
    const before = (await files.read(path))?.toString() ?? '';
    await files.write(path, `${before}${line}\n`);
    return { author: ANN, message: line };
  };

describe('updateBranch', () => {
  it('commits a change on the head of the branch', async () => {
    const before = fixture.head(name);
    const result = await updateBranch(request(), append('x'));
    expect(fixture.head(name)).toBe(result.commit);
    expect(fixture.git(name, 'rev-parse', 'main^')).toBe(before);
    expect(fixture.git(name, 'show', 'main:lines.txt')).toBe('x');
    expect(fixture.git(name, 'show', 'main:a.txt')).toBe('one');
    fixture.check(name);
  });

  it('makes no commit when nothing changes', async () => {
    const before = fixture.head(name);
    const asked = fixture.requests.length;
    const result = await updateBranch(request(), async files => {
      await files.write('a.txt', 'one\n');
      return { author: ANN, message: 'nothing' };
    });
    expect(result).toMatchObject({ commit: undefined, head: before });
    expect(
      fixture.requests.slice(asked).filter(r => /POST.*receive/.test(r)),
    ).toEqual([]);
  });

  it('starts over from the new head after a lost race', async () => {
    let calls = 0;
    const result = await updateBranch(request(), async (files, context) => {
      calls += 1;
      if (calls === 1) {
        repositories.commit(name, { 'other.txt': 'theirs\n' }, 'theirs');
      }
      return append('ours')(files, context);
    });
    expect(result.attempts).toBe(2);
    expect(fixture.git(name, 'log', '--format=%s', 'main')).toBe(
      'ours\ntheirs\nchange',
    );
    fixture.check(name);
  });

  it('lands each of twenty writers once', async () => {
    const queue = new WriterQueue();
    const lines = Array.from({ length: 20 }, (_, index) => `line-${index}`);
    await Promise.all(
      lines.map(line => updateBranch(request({ queue }), append(line))),
    );
    expect(fixture.git(name, 'show', 'main:lines.txt').split('\n')).toEqual(
      lines,
    );
    fixture.check(name);
  });

  it('hands an open writer on, but not to other credentials', async () => {
    const queue = new WriterQueue();
    const asked = fixture.requests.length;
    const other = { username: 'ann', password: 'other' };
    const remotes = [{}, {}, { auth: other }, {}].map(extra => ({
      url: fixture.url(name),
      ...extra,
    }));
    await Promise.all(
      remotes.map((remote, index) =>
        updateBranch(request({ remote, queue }), append(`${index}`)),
      ),
    );
    const made = fixture.requests.slice(asked);
    const requestsLike = (pattern: RegExp) =>
      made.filter(line => pattern.test(line)).length;
    expect(requestsLike(/^POST .*git-receive-pack/)).toBe(4);
    expect(requestsLike(/^GET .*git-receive-pack/)).toBe(3);
    expect(fixture.git(name, 'show', 'main:lines.txt')).toBe('0\n1\n2\n3');
  });

  it('looks again before it finds nothing to do on an old head', async () => {
    const queue = new WriterQueue();
    const first = updateBranch(request({ queue }), append('first'));
    const heads: (string | undefined)[] = [];
    const second = updateBranch(request({ queue }), async (_, { head }) => {
      heads.push(head);
      if (heads.length === 1) {
        repositories.git(name, 'pull', '-q', 'origin', 'main');
        repositories.commit(name, { 'x.txt': 'x' }, 'theirs');
      }
      return undefined;
    });
    const { commit } = await first;
    const { head } = await second;
    expect(heads).toEqual([commit, fixture.head(name)]);
    expect(head).toBe(fixture.head(name));
  });

  it('lands each of several processes that race', async () => {
    // Writers without a common queue are as far apart as processes.
    const queues = Array.from({ length: 4 }, () => new WriterQueue());
    const lines = Array.from({ length: 8 }, (_, index) => `line-${index}`);
    await Promise.all(
      lines.map((line, index) =>
        updateBranch(
          request({ queue: queues[index % 4], attempts: 50 }),
          append(line),
        ),
      ),
    );
    expect(
      fixture.git(name, 'show', 'main:lines.txt').split('\n').sort(),
    ).toEqual(lines);
    expect(fixture.git(name, 'rev-list', '--count', 'main')).toBe('9');
    fixture.check(name);
  });

  it('gives up a race that it always loses', async () => {
    const losing = updateBranch(
      request({ attempts: 2, random: () => 0 }),
      async (files, context) => {
        repositories.commit(name, { 'a.txt': `${context.attempt}` }, 'theirs');
        return append('ours')(files, context);
      },
    );
    await expect(losing).rejects.toMatchObject({
      code: 'non-fast-forward',
      message: expect.stringMatching(
        /^gave up on branch 'main' after 2 attempts: unable to push to /,
      ),
    });
  });

  it('hands on what the change throws, and leaves the branch', async () => {
    const before = fixture.head(name);
    await expect(
      updateBranch(request(), async () => {
        throw new TypeError('no');
      }),
    ).rejects.toThrow(TypeError);
    await expect(
      updateBranch(request(), async files => {
        await files.write('x', 'x');
        return { author: ANN, message: ' ' };
      }),
    ).rejects.toMatchObject({ code: 'invalid-option' });
    expect(fixture.head(name)).toBe(before);
  });

  it('creates the branch anew when it has vanished meanwhile', async () => {
    repositories.git(name, 'push', '-q', 'origin', 'HEAD:refs/heads/bot');
    const { attempts } = await updateBranch(
      request({ branch: 'bot', from: { branch: 'main' } }),
      async (files, context) => {
        if (context.attempt === 1) {
          fixture.git(name, 'update-ref', '-d', 'refs/heads/bot');
        }
        return append('ours')(files, context);
      },
    );
    expect(attempts).toBe(2);
    expect(fixture.git(name, 'log', '--format=%s', 'bot')).toBe('ours\nchange');
  });

  it('ends with its signal', async () => {
    const ending = new AbortController();
    await expect(
      updateBranch(
        request({ signal: ending.signal }),
        async (files, context) => {
          ending.abort();
          return append('ours')(files, context);
        },
      ),
    ).rejects.toMatchObject({ code: 'aborted' });
  });
});
