import { readFileSync } from 'fs';
import { join } from 'path';
import { formatIndex } from './formatIndex';
import { readIndex } from './readIndex';
import { findVersion, findVersionText, versionsOfTags } from './findVersion';
import { makeLookup, VersionLookup } from './versionLookup';

const encode = (text: string) => new TextEncoder().encode(text);
const record = (version: string, created = '2024-01-01T00:00:00Z') => ({
  version,
  created,
  url: `web-${version}.tgz`,
  digest: '',
});

describe('VersionLookup', () => {
  const yaml = readFileSync(join(__dirname, 'testdata/index.yaml'), 'utf8');
  const index = readIndex(yaml);
  const stored = formatIndex(index);

  it.each([
    ['index.yaml', yaml],
    ['the stored form', stored],
    ['JSON of another form', JSON.stringify(JSON.parse(stored))],
  ])('knows the versions of %s', (_, text) => {
    const lookup = new VersionLookup(makeLookup(encode(text)));
    const entries = [...(index.entries ?? [])];
    expect(entries.length).toBeGreaterThan(1);
    for (const [name, versions] of entries) {
      expect(lookup.versionsOf(name)).toEqual(
        (versions ?? []).map(({ metadata, urls, digest, created }) => ({
          version: metadata.version,
          url: urls?.[0],
          digest,
          created,
        })),
      );
    }
    expect(lookup.versionsOf('nothing')).toBeUndefined();
  });

  it.each([
    ['apiVersion: v1\nentries: {}\n'],
    ['apiVersion: v1\n'],
    [
      'apiVersion: v1\nserverInfo: {entries: {web: [1]}}\nentries: {a: [], "b\\"c": null, d: [{name: d, version: 1.0.0}]}\n',
    ],
  ])('of %j is that of its stored form', text => {
    const form = formatIndex(readIndex(text));
    expect(makeLookup(encode(form))).toBe(makeLookup(encode(text)));
  });

  it('refuses what is no index', () => {
    expect(() => makeLookup(encode('{\n  "entries": 1\n}'))).toThrow(
      'cannot unmarshal number',
    );
    expect(() =>
      makeLookup(encode('{\n  "entries": {\n    "a": [\n')),
    ).toThrow();
  });
});

describe('SC-43 findVersion', () => {
  const records = [
    record('2.0.0-rc.1'),
    record('1.10.0'),
    record('1.2.0+b', '2024-01-01T00:00:00.2Z'),
    record('1.2.0+a', '2024-01-01T00:00:00.1Z'),
    record('1.2.0'),
    record('1.1'),
    record('v1.0.0'),
    record('0.0.0-20240101.1'),
    record('0.0.0-20230101.9'),
  ];

  it.each([
    ['', '1.10.0'],
    ['*', '1.10.0'],
    ['1.1', '1.1'],
    ['1.2.x', '1.2.0+b'],
    ['1.2.0', '1.2.0'],
    ['1.2.0+a', '1.2.0+a'],
    ['>=1.0.0-0', '2.0.0-rc.1'],
    ['<1.1.0', 'v1.0.0'],
    ['v1.0.0', 'v1.0.0'],
    ['<0.0.1-0', '0.0.0-20240101.1'],
    ['9.x', undefined],
  ])('of %j is %s', (range, version) => {
    expect(findVersion(records, range)?.version).toBe(version);
  });

  it('takes the last created of equal versions, whatever the zone', () => {
    const [early, late] = [
      record('1.0.0+a', '2024-01-01T01:00:00+02:00'),
      record('1.0.0+b', '2024-01-01T00:00:00Z'),
    ];
    expect(findVersion([early, late], '1.x')).toBe(late);
    expect(findVersion([late, early], '1.x')).toBe(late);
  });

  it('refuses a range that is none', () => {
    expect(() => findVersion(records, 'one')).toThrow(
      'improper constraint: "one"',
    );
  });

  it('finds tags the same way', () => {
    const tags = ['1.0.0', '1.2.0_b.1', 'latest', 'v3.0.0', '2.0.0-rc.1', '1'];
    const versions = versionsOfTags(tags);
    expect(versions).toEqual(['2.0.0-rc.1', '1.2.0+b.1', '1.0.0']);
    expect(findVersionText(versions, '1.x')).toBe('1.2.0+b.1');
    expect(findVersionText(versions, '9.x')).toBeUndefined();
  });
});
