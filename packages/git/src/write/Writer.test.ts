import { ANN, PushFixture, signal } from './__testUtils__/PushFixture';
import { WriterTests } from './__testUtils__/WriterTests';
import { openWriter } from './openWriter';

const tests = WriterTests.use();
const { fixture, repositories, writers, fill, open, change, subjects } = tests;

let name = '';
beforeEach(() => {
  name = tests.name;
});

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
    const remote = { url: fixture.url('sha256') };
    await expect(open({ remote })).rejects.toMatchObject({
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
