import { ANN, signal } from './__testUtils__/PushFixture';
import { WriterTests } from './__testUtils__/WriterTests';

const tests = WriterTests.use();
const { fixture, repositories, fill, open, change, subjects } = tests;

let name = '';
beforeEach(() => {
  name = tests.name;
});

describe('Writer.push', () => {
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
