import { gzip } from 'pako';
import { loadChart } from '../chart/loadChart';
import { tarGz, type TarInput } from '../testing/files';
import { readChartArchive } from './readChartArchive';

const CHART: TarInput = {
  name: 'demo/Chart.yaml',
  text: 'apiVersion: v2\nname: demo\nversion: 1.0.0\n',
};

describe('a packed chart', () => {
  it('gives its files without their first folder', () => {
    const files = readChartArchive(
      tarGz([
        { name: 'demo/', type: '5' },
        CHART,
        { name: 'demo/templates/a.yaml', text: 'a: 1' },
      ]),
    );
    expect(files.map(file => file.name)).toEqual([
      'Chart.yaml',
      'templates/a.yaml',
    ]);
  });

  it('may come from Windows', () => {
    const [file] = readChartArchive(
      tarGz([{ name: 'demo\\templates\\a.yaml', text: 'a: 1' }]),
    );
    expect(file.name).toBe('templates/a.yaml');
  });

  it('may have names that only pax records and GNU headers can hold', () => {
    const long = `demo/templates/${'x'.repeat(150)}.yaml`;
    const record = `path=${long}\n`;
    const length = record.length + 4;
    const files = readChartArchive(
      tarGz([
        { name: 'PaxHeaders/1', type: 'x', text: `${length} ${record}` },
        { name: 'demo/short', text: 'pax' },
        { name: '././@LongLink', type: 'L', text: `${long}\0` },
        { name: 'demo/short', text: 'gnu' },
      ]),
    );
    expect(files.map(file => file.name)).toEqual([
      long.slice('demo/'.length),
      long.slice('demo/'.length),
    ]);
  });

  it.each<[string, TarInput, string]>([
    [
      'an absolute path',
      { name: 'demo//etc/passwd', text: 'x' },
      'chart illegally contains absolute paths',
    ],
    [
      'a path that leaves it',
      { name: 'demo/../../etc/passwd', text: 'x' },
      'chart illegally references parent directory',
    ],
    [
      'a drive path',
      { name: 'demo/c:/windows', text: 'x' },
      'chart contains illegally named files',
    ],
    [
      'a file beside its folder',
      { name: 'loose', text: 'x' },
      'chart illegally contains content outside the base directory: "loose"',
    ],
    [
      'a huge file',
      { name: 'demo/big', claimedBytes: 6 * 1024 * 1024 },
      'unexpected EOF',
    ],
  ])('with %s is refused', (_, entry, message) => {
    expect(() => readChartArchive(tarGz([CHART, entry]))).toThrow(message);
  });

  it('is refused when it unpacks to more than the limit', () => {
    const bomb = tarGz([CHART, { name: 'demo/zeros', text: '\0'.repeat(1e6) }]);
    expect(bomb.length).toBeLessThan(20_000);
    expect(() =>
      readChartArchive(bomb, { maxChartBytes: 500_000, maxFileBytes: 1e9 }),
    ).toThrow('decompressed chart is larger than the maximum size 500000');
    expect(() =>
      readChartArchive(bomb, { maxChartBytes: 1e9, maxFileBytes: 500_000 }),
    ).toThrow(
      'decompressed chart file "demo/zeros" is larger than the maximum file size 500000',
    );
  });

  it('is never unpacked beyond the limit', () => {
    const bomb = tarGz([
      { name: 'demo/z', text: '\0'.repeat(18 * 1024 * 1024) },
    ]);
    expect(() =>
      readChartArchive(bomb, { maxChartBytes: 1000, maxFileBytes: 1000 }),
    ).toThrow('decompressed chart is larger than the maximum size');
  });

  it.each([
    ['empty', new Uint8Array(), 'EOF'],
    ['short', new TextEncoder().encode('hello'), 'unexpected EOF'],
    ['text', new TextEncoder().encode('hello world'), 'gzip: invalid header'],
    ['cut off', tarGz([CHART]).subarray(0, 60), 'unexpected EOF'],
    ['no tar', gzip('x'.repeat(600)), 'archive/tar: invalid tar header'],
    ['without files', tarGz([]), 'no files in chart archive'],
    [
      'without Chart.yaml',
      tarGz([{ name: 'demo/a', text: 'x' }]),
      'unable to detect chart version, no Chart.yaml found',
    ],
  ])('that is %s is refused', (_, data, message) => {
    expect(() => loadChart(data)).toThrow(message);
  });
});
