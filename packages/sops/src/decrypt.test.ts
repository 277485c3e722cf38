/** @jest-environment node */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { decrypt, isEncrypted } from './decrypt';
import { SopsError } from './errors';
import { Format, formatForPath } from './formats';
import { ageKeyService } from './keys/age';
import { KeyService } from './keys/keyService';
import { pgpKeyService } from './keys/pgp';

const testdata = join(__dirname, '../testdata');
const read = (...path: string[]) => readFileSync(join(testdata, ...path));
const key = (name: string) => read('keys', name).toString();
const allKeys: KeyService[] = [
  ageKeyService([key('one.agekey'), key('two.agekey'), key('hybrid.agekey')]),
  pgpKeyService([key('pgp.asc')]),
];

interface Recorded {
  readonly name: string;
  readonly format: Format;
  readonly encrypted: Buffer;
  readonly decrypted: Buffer;
}

const recorded: Recorded[] = readdirSync(testdata)
  .filter(name => name !== 'keys')
  .map(name => {
    const file = (part: string) =>
      readdirSync(join(testdata, name)).find(entry => entry.startsWith(part))!;
    return {
      name,
      format: formatForPath(file('encrypted')),
      encrypted: read(name, file('encrypted')),
      decrypted: read(name, file('decrypted')),
    };
  });

describe('decrypt', () => {
  it.each(recorded.map(entry => [entry.name, entry] as const))(
    'opens %s as the real sops does',
    async (_, { format, encrypted, decrypted }) => {
      const result = await decrypt(encrypted, format, { keyServices: allKeys });
      expect(Buffer.from(result.data).toString('latin1')).toBe(
        decrypted.toString('latin1'),
      );
      expect(result.mac).toBe('valid');
    },
  );
});

const one = { keyServices: [ageKeyService([key('one.agekey')])] };

/** A YAML document with one secret, encrypted with the first age key. */
function document(edit: (text: string) => string = text => text): Uint8Array {
  return Buffer.from(edit(read('single', 'encrypted.yaml').toString()));
}

async function failure(run: Promise<unknown>): Promise<SopsError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof SopsError) return error;
    throw error;
  }
  throw new Error('was decrypted');
}

describe('a document that somebody touched', () => {
  it('KS-20 is refused when a value was changed', async () => {
    const changed = document(text =>
      text.replace(
        /(password: ENC\[AES256_GCM,data:)(.)/,
        (_, head, first) => `${head}${first === 'A' ? 'B' : 'A'}`,
      ),
    );
    const error = await failure(decrypt(changed, 'yaml', one));
    expect(error).toMatchObject({
      code: 'BAD_VALUE',
      path: ['data', 'password'],
      message: expect.stringContaining(
        'Could not decrypt with AES_GCM: cipher: message authentication failed',
      ),
    });
  });

  it('is refused when a value was moved to another key', async () => {
    const moved = document(text => text.replace('password:', 'passphrase:'));
    expect(await failure(decrypt(moved, 'yaml', one))).toMatchObject({
      code: 'BAD_VALUE',
      path: ['data', 'passphrase'],
    });
  });

  it('is refused when a plain value was added, without repeating it', async () => {
    const added = document(text =>
      text.replace('data:', 'data:\n    more: topsecret'),
    );
    const error = await failure(decrypt(added, 'yaml', one));
    expect(error.code).toBe('BAD_VALUE');
    expect(error.message).toContain("does not match sops' data format");
    expect(error.message).not.toContain('topsecret');
  });

  it('is refused when two values were swapped', async () => {
    const swapped = document(text => {
      const [user, password] = text.match(/ENC\[[^\]]*\]/g)!;
      return text
        .replace(user, 'PLACE')
        .replace(password, user)
        .replace('PLACE', password);
    });
    expect((await failure(decrypt(swapped, 'yaml', one))).code).toBe(
      'BAD_VALUE',
    );
  });

  it('is refused, or its MAC says so, when it was cut off anywhere', async () => {
    const whole = read('single', 'encrypted.yaml').toString();
    const mac = /mac: .*/.exec(whole)!;
    const states = new Set<string>();
    for (let end = 0; end < mac.index + mac[0].length - 1; end += 31) {
      const cut = decrypt(Buffer.from(whole.slice(0, end)), 'yaml', one);
      const state = cut.then(
        decrypted => decrypted.mac,
        (error: SopsError) => error.name,
      );
      states.add(await state);
    }
    expect(states.has('valid')).toBe(false);
    expect(states.has('SopsError')).toBe(true);
  });

  it.each([
    ['int', 'the value is no int'],
    ['float', 'the value is no float'],
    ['bool', 'the value is no bool'],
    ['time', 'the value is no time'],
    ['odd', 'Unknown datatype: odd'],
    ['comment', 'a comment stands in place of a value'],
  ])('is refused when a text is said to be %s', async (type, message) => {
    const changed = document(text => text.replace('type:str', `type:${type}`));
    const error = await failure(decrypt(changed, 'yaml', one));
    expect(error.code).toBe('BAD_VALUE');
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/payments|hunter2/);
  });

  it('is refused when the data key of a group was changed', async () => {
    const changed = document(text =>
      text.replace(
        /\n( +)(.)(.*\n +-----END)/,
        (_, indent, first, rest) =>
          `\n${indent}${first === 'A' ? 'B' : 'A'}${rest}`,
      ),
    );
    expect((await failure(decrypt(changed, 'yaml', one))).code).toBe(
      'NO_DATA_KEY',
    );
  });

  it('says so by its MAC when a value was removed', async () => {
    const removed = document(text => text.replace(/ {4}user: .*\n/, ''));
    const { data, mac } = await decrypt(removed, 'yaml', one);
    expect(Buffer.from(data).toString()).not.toContain('user');
    expect(mac).toBe('mismatch');
  });

  it('KS-20 says so when the MAC or the time of the change was touched', async () => {
    const later = document(text =>
      text.replace(
        /lastmodified: "?20\d\d/,
        match => `${match.slice(0, -4)}1999`,
      ),
    );
    expect((await decrypt(later, 'yaml', one)).mac).toBe('mismatch');
    const gone = document(text => text.replace(/ {4}mac: .*\n/, ''));
    expect((await decrypt(gone, 'yaml', one)).mac).toBe('absent');
  });
});

describe('keys that do not open a document', () => {
  it('are reported on by name of the master key', async () => {
    const other = { keyServices: [ageKeyService([key('two.agekey')])] };
    const error = await failure(decrypt(document(), 'yaml', other));
    const recipient = /public key: (\S+)/.exec(key('one.agekey'))![1];
    expect(error.code).toBe('NO_DATA_KEY');
    expect(error.message).toBe(
      `Failed to get the data key required to decrypt the SOPS file.

Group 0: FAILED
  ${recipient}: FAILED
    - | no identity matched any of the recipients

Recovery failed because no master key was able to decrypt the file. In
order for SOPS to recover the file, at least one key has to be successful,
but none were.`,
    );
  });

  it('are reported on when there are none', async () => {
    const error = await failure(
      decrypt(document(), 'yaml', { keyServices: [] }),
    );
    expect(error.message).toContain('no key of kind age is given');
  });

  it('are not enough when fewer than the threshold open their group', async () => {
    const shared = read('shamir-yaml', 'encrypted.yaml');
    const error = await failure(decrypt(shared, 'yaml', one));
    expect(error.message).toContain('Group 0: SUCCESS');
    expect(error.message).toContain(
      'only 1 part(s) were successfully recovered',
    );
  });

  it('are refused without being repeated when they cannot be read', () => {
    const secret = 'AGE-SECRET-KEY-1BROKENBROKENBROKEN';
    expect(() => ageKeyService([`# mine\n${secret}\n`])).toThrow(
      expect.objectContaining({
        code: 'BAD_KEY',
        message: expect.stringMatching(/^line 2 of an age key(?!.*BROKEN)/),
      }),
    );
  });
});

describe.each<[title: string, format: Format, text: string, code: string]>([
  ['YAML without metadata', 'yaml', 'a: b\n', 'NO_METADATA'],
  ['JSON without metadata', 'json', '{"a":"b"}', 'NO_METADATA'],
  ['an empty file', 'yaml', '', 'NO_METADATA'],
  ['metadata that is no mapping', 'yaml', 'sops: 5\n', 'BAD_METADATA'],
  ['metadata without a time', 'yaml', 'sops: {age: []}\n', 'BAD_METADATA'],
  [
    'metadata without keys',
    'yaml',
    'sops: {lastmodified: "2020-01-01T00:00:00Z"}\n',
    'BAD_METADATA',
  ],
  ['broken YAML', 'yaml', 'a: [\n', 'BAD_DOCUMENT'],
  ['a key that stands twice', 'yaml', 'a: 1\na: 2\n', 'BAD_DOCUMENT'],
  ['keys that are no strings', 'yaml', '1: a\n', 'BAD_DOCUMENT'],
  ['broken JSON', 'json', '{"a": }', 'BAD_DOCUMENT'],
  ['a JSON list', 'json', '[]', 'BAD_DOCUMENT'],
  ['JSON with a number past any float', 'json', '{"a":1e400}', 'BAD_DOCUMENT'],
  ['JSON with a bad escape', 'json', '{"a":"\\x"}', 'BAD_DOCUMENT'],
  ['JSON that goes on', 'json', '{} {}', 'BAD_DOCUMENT'],
  ['an INI section without a name', 'ini', '[]\n', 'BAD_DOCUMENT'],
  ['JSON without an end', 'json', '{"a":['.repeat(5000), 'BAD_DOCUMENT'],
  ['a dotenv line without "="', 'dotenv', 'A=b\nnope\n', 'BAD_DOCUMENT'],
  ['an open INI section', 'ini', '[a\n', 'BAD_DOCUMENT'],
  [
    'YAML that its aliases blow up',
    'yaml',
    `a0: &a0 [x]\n${Array.from(
      { length: 40 },
      (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`,
    ).join('')}`,
    'BAD_DOCUMENT',
  ],
])('%s', (_, format, text, code) => {
  it(`is refused with ${code}`, async () => {
    const error = await failure(decrypt(Buffer.from(text), format, one));
    expect(error.code).toBe(code);
  });
});

it('opens one value of many megabytes within bounds', async () => {
  const size = 8_000_000;
  const load = async () =>
    decrypt(
      Buffer.from(`{"data":"ENC[${'A'.repeat(size)}]","sops":{}}`),
      'binary',
      { ...one, maxBytes: 2 * size },
    );
  expect((await failure(load())).code).toBe('BAD_METADATA');
});

it('refuses a document over the limit', async () => {
  const error = await failure(
    decrypt(document(), 'yaml', { ...one, maxBytes: 100 }),
  );
  expect(error.code).toBe('TOO_LARGE');
});

it('writes another format when asked', async () => {
  const { data } = await decrypt(document(), 'yaml', {
    ...one,
    outputFormat: 'json',
  });
  expect(JSON.parse(Buffer.from(data).toString())).toMatchObject({
    data: { user: 'payments' },
  });
});

it('refuses YAML that is not UTF-8', async () => {
  const error = await failure(
    decrypt(Buffer.from([0x61, 0x3a, 0x20, 0xff]), 'yaml', one),
  );
  expect(error).toMatchObject({ code: 'BAD_DOCUMENT' });
});

it('tells encrypted documents from others', () => {
  expect(isEncrypted(document(), 'yaml')).toBe(true);
  expect(isEncrypted(Buffer.from('a: b'), 'yaml')).toBe(false);
  expect(isEncrypted(Buffer.from('a: ['), 'yaml')).toBe(false);
});
