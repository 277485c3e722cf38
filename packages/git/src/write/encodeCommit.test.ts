import { execFileSync } from 'child_process';
import { RepositoryFixture } from '../server/RepositoryFixture';
import { cleanMessage, completeIdentity, encodeCommit } from './encodeCommit';
import type { Identity } from './encodeCommit';
import { hashObject } from '../pack/hashObject';
import { EMPTY_TREE } from '../pack/objectTypes';

const repositories = new RepositoryFixture();
beforeAll(() => repositories.create('app'));
afterAll(() => repositories.remove());

const ANN = { name: 'Ann', email: 'ann@example.com' };

function encode(message: string, author: Identity = ANN, committer = author) {
  return encodeCommit({
    tree: EMPTY_TREE,
    parents: [],
    author: completeIdentity('author', author, 0),
    committer: completeIdentity('committer', committer, 0),
    message: cleanMessage(message),
  });
}

/** Content of the commit that Git makes, of its own time. */
function commitOfGit(
  message: string,
  author = 'Ann <ann@example.com>',
): string {
  repositories.git('app', 'checkout', '-q', '--orphan', 'next');
  repositories.gitInput(
    'app',
    Buffer.from(message),
    'commit',
    '-q',
    '--allow-empty',
    `--author=${author}`,
    '--cleanup=whitespace',
    '-F',
    '-',
  );
  const text = repositories.git('app', 'cat-file', 'commit', 'HEAD');
  repositories.git('app', 'update-ref', '-d', 'HEAD');
  return text;
}

describe('cleanMessage', () => {
  it.each([
    'one line',
    'one line\n',
    'subject\n\nbody\n\n\n',
    '\n\n  subject  \t\n\n\n\nbody \r\nlast\r\n',
    '# not a comment\n#\n',
    'subject\n\n- a\n\n\n- b\n \n \n- c',
    'ünïcödé 🚀\n\nSigned-off-by: Ann <ann@example.com>',
  ])('writes %j as Git does', message => {
    const [, body] = commitOfGit(message).split(/\n\n([^]*)$/);
    // The fixture trims what Git prints.
    expect(cleanMessage(message)).toBe(`${body}\n`);
  });

  it.each(['', ' \n\t\n', 'a\0b', 'x'.repeat(1024 * 1024 + 1)])(
    'refuses a message that is none (%#)',
    message => {
      expect(() => cleanMessage(message)).toThrow(
        expect.objectContaining({ code: 'invalid-option' }),
      );
    },
  );
});

describe('completeIdentity', () => {
  it.each([
    ['Ann <a> B', 'ann@example.com'],
    [' "Ann",; ', ' ann@example.com '],
    ['Ann.', '.ann@example.com.'],
    ['Änn Ö', 'ann@example.com'],
    ["O'Hara", 'ann <at> example.com'],
  ])('writes %j and %j as Git does', (name, email) => {
    const theirs = execFileSync('git', ['var', 'GIT_AUTHOR_IDENT'], {
      env: {
        PATH: process.env.PATH ?? '',
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
      },
      encoding: 'utf8',
    });
    const ours = completeIdentity('author', { name, email }, 0);
    expect(`${ours.name} <${ours.email}>`).toBe(/^.*>/.exec(theirs)?.[0]);
  });
});

describe('encodeCommit', () => {
  it('gives the hash that Git gives', async () => {
    const content = await encode('subject\n\nbody', {
      ...ANN,
      timeMs: 1_700_000_000_999,
      offsetMinutes: -570,
    });
    expect(content.toString()).toBe(
      [
        `tree ${EMPTY_TREE}`,
        'author Ann <ann@example.com> 1700000000 -0930',
        'committer Ann <ann@example.com> 1700000000 -0930',
        '',
        'subject',
        '',
        'body',
        '',
      ].join('\n'),
    );
    expect(
      repositories.gitInput(
        'app',
        content,
        'hash-object',
        '-t',
        'commit',
        '--stdin',
      ),
    ).toBe(hashObject('commit', content).toString('hex'));
  });

  it.each<[string, Identity]>([
    ['no e-mail address', { name: 'Ann', email: '' }],
    ['an address of dots', { email: '..' }],
    ['a time before 1970', { ...ANN, timeMs: -1 }],
    ['no number for the time', { ...ANN, timeMs: NaN }],
    ['a time zone of days', { ...ANN, offsetMinutes: 2000 }],
    ['a broken time zone', { ...ANN, offsetMinutes: 0.5 }],
    ['a name without end', { ...ANN, name: 'x'.repeat(2000) }],
  ])('refuses %s', (_, identity) => {
    expect(() => encode('x', identity)).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        message: expect.stringContaining('author'),
      }),
    );
  });
});
