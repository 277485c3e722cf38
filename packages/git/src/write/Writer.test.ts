import { ANN, PushFixture, signal } from './__testUtils__/PushFixture';
import { openWriter } from './openWriter';
import type { BranchWriter, PushOptions, WriterOptions } from './writerOptions';

const fixture = new PushFixture();
const { repositories } = fixture;
const writers: BranchWriter[] = [];

beforeAll(() => fixture.start());
afterAll(() => fixture.stop());
afterEach(async () => {
  await Promise.all(writers.splice(0).map(writer => writer.close()));
});

/** A repository of its own for each test. */
let name = '';
let count = 0;
beforeEach(() => {
  count += 1;
  name = `app-${count}`;
  repositories.create(name);
});
const fill = () => repositories.commit(name, { 'a.txt': 'one\n' });

async function open(
  options: Partial<WriterOptions> = {},
): Promise<BranchWriter> {
  const remote = { url: fixture.url(name) };
  const writer = await openWriter(
    { remote, branch: 'main', ...options },
    signal(),
  );
  writers.push(writer);
  return writer;
}

/** Writes a file, commits, pushes. */
async function change(
  writer: BranchWriter,
  path: string,
  push: PushOptions = {},
): Promise<string | undefined> {
  await writer.files.write(path, `content of ${path}\n`);
  const commit = await writer.commit({ author: ANN, message: path });
  await writer.push(push, signal());
  return commit;
}

const subjects = (reference = 'main') =>
  fixture.git(name, 'log', '--format=%s', reference).split('\n');

describe('Writer', () => {
  it('makes the first commit of a repository', async () => {
    const writer = await open();
    expect(writer.head).toBeUndefined();
    const commit = await change(writer, 'dir/a.txt');
    expect(fixture.head(name)).toBe(commit);
    expect(fixture.git(name, 'cat-file', '-p', 'main')).not.toContain('parent');
    fixture.check(name);
  });

  it('IM-13 writes author, committer, times and zones', async () => {
    fill();
    const writer = await open();
    await writer.files.write('b.txt', 'b');
    await writer.commit({
      author: {
        name: 'Änn',
        email: 'ann@example.com',
        timeMs: 1_600_000_000_000,
        offsetMinutes: 330,
      },
      committer: { email: 'robot@example.com', timeMs: 1_600_000_001_000 },
      message: 'Subject\n\n\nBody\n\n',
    });
    await writer.push({}, signal());
    const format = '--format=%an|%ae|%aI|%cn|%ce|%cI|%e|%B';
    expect(fixture.git(name, 'log', '-1', format, 'main')).toBe(
      'Änn|ann@example.com|2020-09-13T17:56:40+05:30||robot@example.com|2020-09-13T12:26:41+00:00||Subject\n\nBody',
    );
    fixture.check(name);
  });

  it('pushes several commits, one after another or at once', async () => {
    fill();
    const writer = await open();
    await change(writer, 'b.txt');
    await writer.files.write('c.txt', 'c');
    await writer.commit({ author: ANN, message: 'c.txt' });
    await writer.files.remove('a.txt');
    await change(writer, 'd.txt');
    expect(subjects()).toEqual(['d.txt', 'c.txt', 'b.txt', 'change']);
    expect(fixture.git(name, 'ls-tree', '--name-only', 'main')).toBe(
      'b.txt\nc.txt\nd.txt',
    );
    fixture.check(name);
  });

  it('IM-12 starts a new branch where another one is', async () => {
    fill();
    const writer = await open({ branch: 'feat/x', from: { branch: 'main' } });
    await change(writer, 'b.txt');
    expect(subjects('feat/x')).toEqual(['b.txt', 'change']);
    expect(subjects()).toEqual(['change']);
  });

  it('starts a branch at an annotated tag', async () => {
    fill();
    repositories.git(name, 'tag', '-a', '-m', 'tag', 'v1');
    repositories.commit(name, { 'a.txt': 'two\n' }, 'second');
    const writer = await open({ branch: 'fix', from: { tag: 'v1' } });
    await change(writer, 'b.txt');
    expect(subjects('fix')).toEqual(['b.txt', 'change']);
  });

  it('goes on from a branch that exists, wherever a new one would start', async () => {
    fill();
    repositories.git(name, 'checkout', '-q', '-b', 'feat');
    repositories.commit(name, { 'b.txt': 'b' }, 'on feat');
    const writer = await open({ branch: 'feat', from: { branch: 'main' } });
    await change(writer, 'c.txt');
    expect(subjects('feat')).toEqual(['c.txt', 'on feat', 'change']);
  });

  it('IM-12 replaces a branch only when it is told to, and as it was seen', async () => {
    fill();
    repositories.git(name, 'checkout', '-q', '-b', 'feat');
    repositories.commit(name, { 'b.txt': 'b' }, 'on feat');
    const options = { branch: 'feat', from: { branch: 'main' }, restart: true };
    const writer = await open(options);
    const late = await open(options);
    await expect(change(writer, 'c.txt')).rejects.toMatchObject({
      code: 'non-fast-forward',
    });
    expect(subjects('feat')).toEqual(['on feat', 'change']);
    await writer.push({ force: true }, signal());
    expect(subjects('feat')).toEqual(['c.txt', 'change']);
    await expect(change(late, 'd.txt', { force: true })).rejects.toMatchObject({
      code: 'non-fast-forward',
    });
    expect(subjects('feat')).toEqual(['c.txt', 'change']);
  });

  it('tells a branch that is not there', async () => {
    fill();
    await expect(open({ branch: 'gone' })).rejects.toMatchObject({
      code: 'reference-not-found',
      message:
        "the repository has no branch 'gone', and nothing says where it would start",
    });
    await expect(
      open({ branch: 'gone', from: { branch: 'gone too' } }),
    ).rejects.toMatchObject({ code: 'reference-not-found' });
    const writer = await open();
    fixture.git(name, 'update-ref', '-d', 'refs/heads/main');
    await expect(change(writer, 'b.txt')).rejects.toMatchObject({
      code: 'non-fast-forward',
    });
  });

  it('loses a race by its lease', async () => {
    fill();
    const writer = await open();
    repositories.commit(name, { 'a.txt': 'theirs\n' }, 'theirs');
    await expect(change(writer, 'b.txt')).rejects.toMatchObject({
      code: 'non-fast-forward',
      message: expect.stringMatching(
        /^unable to push to 'http:.*': the server refused to update 'refs\/heads\/main': /,
      ),
    });
    expect(subjects()).toEqual(['theirs', 'change']);
  });

  it('makes no push of nothing', async () => {
    fill();
    const writer = await open();
    await writer.files.write('a.txt', 'one\n');
    expect(await writer.commit({ author: ANN, message: 'x' })).toBeUndefined();
    const asked = fixture.requests.length;
    expect(await writer.push({}, signal())).toEqual({
      updates: [],
      messages: [],
    });
    expect(fixture.requests).toHaveLength(asked);
  });

  describe('refspecs', () => {
    it('IM-15 pushes to a reference for review', async () => {
      fill();
      const writer = await open();
      const commit = await change(writer, 'b.txt', {
        refspecs: ['HEAD:refs/heads/main', 'HEAD:refs/for/main'],
      });
      expect(fixture.head(name)).toBe(commit);
      expect(fixture.head(name, 'refs/for/main')).toBe(commit);
    });

    it('copies a branch, and deletes one only when that is allowed', async () => {
      fill();
      const writer = await open();
      await writer.push({ refspecs: ['main:refs/heads/release'] }, signal());
      expect(fixture.head(name, 'refs/heads/release')).toBe(fixture.head(name));
      const refspecs = [':refs/heads/release'];
      await expect(writer.push({ refspecs }, signal())).rejects.toMatchObject({
        code: 'invalid-option',
      });
      await writer.push({ refspecs, allowDelete: true }, signal());
      expect(() => fixture.head(name, 'refs/heads/release')).toThrow();
      await expect(
        writer.push({ refspecs, allowDelete: true }, signal()),
      ).rejects.toMatchObject({ code: 'reference-not-found' });
    });

    it('moves another branch forward, and not aside', async () => {
      fill();
      repositories.git(name, 'branch', 'behind');
      repositories.git(name, 'checkout', '-q', '-b', 'aside');
      repositories.commit(name, { 'x.txt': 'x' }, 'aside');
      repositories.git(name, 'checkout', '-q', 'main');
      for (let index = 0; index < 20; index++) {
        repositories.git(name, 'commit', '-q', '--allow-empty', '-m', 'more');
      }
      repositories.push(name);
      const writer = await open();
      const commit = await change(writer, 'b.txt', {
        refspecs: ['HEAD:main', 'HEAD:behind'],
      });
      expect(fixture.head(name, 'refs/heads/behind')).toBe(commit);
      await expect(
        writer.push({ refspecs: ['HEAD:aside'] }, signal()),
      ).rejects.toMatchObject({
        code: 'non-fast-forward',
        message: expect.stringContaining('put + in front'),
      });
      await writer.push({ refspecs: ['+HEAD:aside'] }, signal());
      expect(fixture.head(name, 'refs/heads/aside')).toBe(commit);
    });

    it('does not move a tag', async () => {
      const old = fill();
      repositories.git(name, 'tag', 'v1');
      repositories.push(name);
      const writer = await open();
      await expect(
        change(writer, 'b.txt', { refspecs: ['HEAD:refs/tags/v1'] }),
      ).rejects.toMatchObject({ code: 'non-fast-forward' });
      await writer.push({ refspecs: ['HEAD:refs/tags/v2'] }, signal());
      expect(fixture.head(name, 'refs/tags/v1')).toBe(old);
      expect(fixture.head(name, 'refs/tags/v2')).toBe(writer.head);
    });

    it('tells names that can not stand next to each other', async () => {
      fill();
      const writer = await open();
      await expect(
        writer.push({ refspecs: ['HEAD:main/sub'] }, signal()),
      ).rejects.toMatchObject({
        code: 'invalid-option',
        message: expect.stringContaining(
          "can't create 'refs/heads/main/sub' next to 'refs/heads/main'",
        ),
      });
    });

    it('updates all references or none', async () => {
      fill();
      fixture.hook(name, 'update', 'test "$1" != refs/heads/no');
      const writer = await open();
      const refspecs = ['HEAD:main', 'HEAD:no'];
      await expect(change(writer, 'b.txt', { refspecs })).rejects.toMatchObject(
        {
          code: 'hook-declined',
          message: expect.stringContaining("'refs/heads/no'"),
        },
      );
      expect(subjects()).toEqual(['change']);
      await expect(
        writer.push({ refspecs, atomic: false }, signal()),
      ).rejects.toMatchObject({
        code: 'hook-declined',
        message: expect.stringContaining("updated was 'refs/heads/main'"),
      });
      expect(subjects()).toEqual(['b.txt', 'change']);
    });
  });

  describe('what the server says', () => {
    it('hands on what hooks write, without what steers a terminal', async () => {
      fill();
      fixture.hook(
        name,
        'pre-receive',
        `printf 'checking\\rchecked \\033[31mall\\033[0m\\n' >&2`,
      );
      fixture.hook(name, 'post-receive', 'echo https://u:p@example.com/mr/1');
      const writer = await open();
      await writer.files.write('b.txt', 'b');
      await writer.commit({ author: ANN, message: 'b' });
      expect((await writer.push({}, signal())).messages).toEqual([
        'checked all',
        'https://example.com/mr/1',
      ]);
    });

    it.each<[string, string, string]>([
      ['a hook that says no', 'echo bad style; exit 1', 'hook-declined'],
      [
        'a protected branch of GitLab',
        'echo "GitLab: You are not allowed to push code to protected branches on this project."; exit 1',
        'protected-branch',
      ],
      [
        'a protected branch of GitHub',
        'echo "error: GH006: Protected branch update failed for refs/heads/main."; exit 1',
        'protected-branch',
      ],
      [
        'a missing permission',
        'echo "You do not have permission to push"; exit 1',
        'authorization',
      ],
      [
        'a hook that speaks of a lost race',
        'echo "non-fast-forward, fetch first"; exit 1',
        'hook-declined',
      ],
    ])('tells %s', async (_, script, code) => {
      fill();
      fixture.hook(name, 'pre-receive', script);
      const writer = await open();
      await expect(change(writer, 'b.txt')).rejects.toMatchObject({
        code,
        message: expect.stringContaining('pre-receive hook declined'),
      });
      expect(subjects()).toEqual(['change']);
      fixture.hook(name, 'pre-receive', undefined);
      await writer.push({}, signal());
      expect(subjects()).toEqual(['b.txt', 'change']);
    });

    it('tells what a server does not take at all', async () => {
      fill();
      fixture.git(name, 'config', 'transfer.unpackLimit', '1');
      fixture.git(name, 'config', 'receive.maxInputSize', '10');
      const writer = await open();
      await expect(change(writer, 'b.txt')).rejects.toMatchObject({
        code: 'push-rejected',
        message: expect.stringContaining('unpack'),
      });
    });

    it('passes the check of a server that checks objects', async () => {
      fill();
      fixture.git(name, 'config', 'receive.fsckObjects', 'true');
      await change(await open(), 'dir/b.txt');
      expect(subjects()).toEqual(['dir/b.txt', 'change']);
    });

    it('IM-12 sends push options where the server takes them', async () => {
      fill();
      const options = ['merge_request.create', 'topic=ü x'];
      const first = await open();
      await expect(change(first, 'b.txt', { options })).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining(
          'the server does not take push options',
        ),
      });
      expect(subjects()).toEqual(['change']);
      fixture.git(name, 'config', 'receive.advertisePushOptions', 'true');
      fixture.hook(
        name,
        'pre-receive',
        'echo "$GIT_PUSH_OPTION_COUNT $GIT_PUSH_OPTION_0 $GIT_PUSH_OPTION_1"',
      );
      const second = await open();
      await second.files.write('c.txt', 'c');
      await second.commit({ author: ANN, message: 'c' });
      expect((await second.push({ options }, signal())).messages).toEqual([
        '2 merge_request.create topic=ü x',
      ]);
      await expect(
        second.push({ refspecs: ['HEAD:x'], options: ['a\nb'] }, signal()),
      ).rejects.toMatchObject({ code: 'invalid-option' });
    });
  });
});

describe('openWriter', () => {
  it('tells that a repository may not be written', async () => {
    const reading = new PushFixture();
    reading.repositories.create('app');
    await reading.start({ allowPush: false });
    try {
      await expect(
        openWriter(
          { remote: { url: reading.url('app') }, branch: 'main' },
          signal(),
        ),
      ).rejects.toMatchObject({ code: 'authorization' });
    } finally {
      await reading.stop();
    }
  });

  it('refuses hashes that are not SHA-1', async () => {
    repositories.create('sha256', '--object-format=sha256');
    name = 'sha256';
    await expect(open()).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('sha256'),
    });
  });

  it('reads from a server that can not leave files out', async () => {
    const old = new PushFixture();
    old.repositories.create('app');
    old.repositories.commit('app', { 'a/b.txt': 'b', 'c.txt': 'c' });
    await old.start({ protocol: 0 });
    try {
      const writer = await openWriter(
        { remote: { url: old.url('app') }, branch: 'main' },
        signal(),
      );
      writers.push(writer);
      expect((await writer.files.read('a/b.txt'))?.toString()).toBe('b');
      await change(writer, 'a/new.txt');
      old.check('app');
      expect(old.git('app', 'ls-tree', '-r', '--name-only', 'main')).toBe(
        'a/b.txt\na/new.txt\nc.txt',
      );
    } finally {
      await old.stop();
    }
  });

  it('leaves files out that nobody reads, and fetches many at once', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`f/${index}`, `${index}`]),
    );
    repositories.commit(name, files);
    fixture.git(name, 'config', 'uploadpack.allowFilter', 'true');
    const writer = await open();
    const asked = fixture.requests.length;
    await writer.files.prefetch(Object.keys(files));
    for (const path of Object.keys(files)) {
      expect((await writer.files.read(path))?.toString()).toBe(files[path]);
    }
    expect(fixture.requests.length - asked).toBe(1);
  });
});
