import { SopsError } from './errors';
import { STORES } from './formats';
import { parseMetadata, takeMetadata } from './metadata';

const KEY = { recipient: 'age1x', enc: 'cipher' };
const TIME = '2026-11-21T07:22:23Z';

function parse(entry: Record<string, unknown>) {
  const document = JSON.stringify({
    sops: { age: [KEY], lastmodified: TIME, mac: 'm', ...entry },
  });
  return parseMetadata(
    takeMetadata(STORES.json.load(new TextEncoder().encode(document))),
  );
}

describe('parseMetadata', () => {
  it.each<[title: string, entry: Record<string, unknown>]>([
    ['no time', { lastmodified: undefined }],
    ['a time that is none', { lastmodified: 'yesterday' }],
    ['a list as MAC', { mac: ['m'] }],
    ['no keys', { age: [] }],
    ['a text as key', { age: ['age1x'] }],
    ['a key group that is no mapping', { age: [], key_groups: ['x'] }],
    ['a PGP key without a time', { pgp: [{ fp: 'F', enc: 'c' }] }],
    ['a threshold that is no number', { shamir_threshold: 'two' }],
    ['a flag that is none', { mac_only_encrypted: 'perhaps' }],
    ['two rules', { encrypted_suffix: '_a', unencrypted_regex: '^b' }],
  ])('refuses %s', (_, entry) => {
    expect(() => parse(entry)).toThrow(
      expect.objectContaining({ name: 'SopsError', code: 'BAD_METADATA' }),
    );
  });

  it('KS-20a reads what is written a little differently, as Go does', () => {
    const metadata = parse({
      age: KEY,
      MAC: 'unused',
      shamir_threshold: '2',
      mac_only_encrypted: 1,
      lastmodified: '2026-11-21T07:22:23+00:00',
    });
    expect(metadata).toMatchObject({
      mac: 'm',
      shamirThreshold: 2,
      macOnlyEncrypted: true,
      lastModified: { text: TIME },
      keyGroups: [[{ kind: 'age', name: 'age1x', encrypted: 'cipher' }]],
    });
    expect(parse({ mac: undefined, Mac: 'other case' }).mac).toBe('other case');
  });

  it('encrypts all but what ends in _unencrypted when no rule is set', () => {
    expect(parse({}).rule).toEqual({
      kind: 'unencrypted_suffix',
      pattern: '_unencrypted',
    });
  });
});

it('refuses a document with two sops entries', () => {
  const load = () =>
    takeMetadata(
      STORES.json.load(new TextEncoder().encode('{"sops":{},"sops":{}}')),
    );
  expect(load).toThrow(SopsError);
  expect(load).toThrow('Found duplicate sops entry');
});

it('refuses flat metadata that says a thing twice', () => {
  const document = new TextEncoder().encode('sops_mac=a\nsops_mac=b\n');
  expect(() => STORES.dotenv.load(document)).toThrow('Duplicate value');
});
