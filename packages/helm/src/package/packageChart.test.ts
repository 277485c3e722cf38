/** @jest-environment node */
import { helmBinary } from '@backstage-gitops/oracle';
import { readTar } from '@backstage-gitops/tar';
import { execFileSync } from 'child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { gunzipSync } from 'zlib';
import { loadChart } from '../chart/loadChart';
import { chartFiles } from '../testing/files';
import { packageChart } from './packageChart';

const work = mkdtempSync(join(tmpdir(), 'helm-package-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

function helm(...argv: string[]): string {
  return execFileSync(helmBinary(), argv, {
    encoding: 'utf8',
    env: { HOME: work, HELM_CACHE_HOME: join(work, 'cache') },
  });
}

/** Writes a chart folder, and gives the archive that helm packs of it. */
function packedByHelm(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const folder = mkdtempSync(join(work, 'chart-'));
  for (const [path, data] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data);
  }
  const out = mkdtempSync(join(work, 'out-'));
  helm('package', folder, '-d', out);
  return readFileSync(join(out, readdirSync(out)[0]));
}

const entriesOf = (archive: Uint8Array) =>
  [...readTar(gunzipSync(archive))].map(({ name, data, mode, type }) => ({
    name,
    text: Buffer.from(data).toString('latin1'),
    mode,
    type,
  }));
const timesOf = (archive: Uint8Array) =>
  [...readTar(gunzipSync(archive))].map(entry => entry.modifiedSeconds);

const TEMPLATE = 'kind: A\nmetadata:\n  name: {{ .Release.Name }}\n';
const CHARTS: Readonly<Record<string, Record<string, string>>> = {
  plain: {
    'values.yaml': '# kept\nb: 1\na: 2\n',
    'templates/a.yaml': TEMPLATE,
    'templates/_b.tpl': '{{ define "x" }}{{ end }}',
    'README.md': 'text',
    'crds/a.yaml': 'kind: CustomResourceDefinition\n',
    LICENSE: 'x',
  },
  metadata: {
    'Chart.yaml': `name: demo
version: 1.2.3-rc.1+build.5
apiVersion: v2
appVersion: "1.10"
description: "a long description: with colon, 'quotes' and ünicode, which goes on for more than eighty columns of text"
kubeVersion: ">=1.20.0-0"
home: https://example.com
sources: [https://example.com/a, "yes"]
keywords: ["on", a]
maintainers: [{name: Ann, email: ann@example.com}, {name: Bob, url: "https://x"}]
annotations:
  z: "1"
  a: "true"
  m: |
    - one
    - two
deprecated: true
type: application
unknown: dropped
`,
    'values.yaml': '',
  },
  schema: {
    'values.yaml': 'a: 1\n',
    'values.schema.json': '{"type": "object"}',
    '.helmignore': '*.bak\n/docs\n',
    'a.bak': 'x',
    'docs/a.md': 'x',
    'templates/docs/a.yaml': TEMPLATE,
  },
  subcharts: {
    'Chart.yaml':
      'apiVersion: v2\nname: demo\nversion: 1.0.0\ndependencies:\n- {name: lib, version: "1.x", repository: "https://example.com", condition: lib.on, tags: [a], import-values: [x, {child: c, parent: p}], alias: other}\n',
    'Chart.lock':
      'dependencies:\n- name: lib\n  repository: https://example.com\n  version: 1.0.0\ndigest: sha256:1\ngenerated: "2024-01-02T03:04:05.678901234+02:00"\n',
    'charts/lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\n',
    'charts/lib/values.yaml': 'x: 1\n',
    'charts/lib/templates/a.yaml': TEMPLATE,
    'charts/lib/charts/deep/Chart.yaml':
      'apiVersion: v2\nname: deep\nversion: 0.1.0\n',
    'charts/_ignored/Chart.yaml': 'x',
    'charts/lib.tgz.prov': 'signature',
  },
  v1: {
    'Chart.yaml': 'name: demo\nversion: 1.0.0\n',
    'requirements.yaml':
      'dependencies:\n- {name: lib, version: 1.0.0, repository: "https://example.com"}\n',
    'requirements.lock':
      'dependencies: []\ndigest: sha256:1\ngenerated: "2024-01-02T03:04:05Z"\n',
    'charts/lib/Chart.yaml': 'name: lib\nversion: 1.0.0\n',
  },
  names: {
    [`templates/${'long/'.repeat(40)}a.yaml`]: TEMPLATE,
    'templates/ünï.yaml': TEMPLATE,
  },
};

describe('packageChart', () => {
  it.each(Object.keys(CHARTS))('packs what helm packs: %s', name => {
    const files = chartFiles(CHARTS[name]);
    expect(entriesOf(packageChart(loadChart(files)))).toEqual(
      entriesOf(packedByHelm(files)),
    );
  });

  it.each(Object.keys(CHARTS))('packs an archive again: %s', name => {
    const packed = packedByHelm(chartFiles(CHARTS[name]));
    const again = packageChart(loadChart(packed));
    expect(entriesOf(again)).toEqual(entriesOf(packed));
    expect(timesOf(again)).toEqual(timesOf(packed));
  });

  it('gives a chart that helm renders as its folder', () => {
    const files = chartFiles(CHARTS.subcharts);
    const [ours, theirs] = [
      packageChart(loadChart(files)),
      packedByHelm(files),
    ].map((archive, index) => {
      const file = join(work, `render-${index}.tgz`);
      writeFileSync(file, archive);
      return helm('template', 'name', file);
    });
    expect(ours).toContain('kind: A');
    expect(ours).toBe(theirs);
  });

  it('gives equal bytes for equal files', () => {
    const pack = () => packageChart(loadChart(chartFiles(CHARTS.plain)));
    expect(Buffer.from(pack()).equals(pack())).toBe(true);
  });

  it('refuses a schema that is no JSON', () => {
    const chart = loadChart(chartFiles({}));
    expect(() =>
      packageChart({ ...chart, schema: new TextEncoder().encode('{') }),
    ).toThrow('invalid JSON in values.schema.json');
  });

  it('refuses a name that would leave the folder', () => {
    const chart = loadChart(chartFiles({}));
    const metadata = { ...chart.metadata, name: '../x' };
    expect(() => packageChart({ ...chart, metadata })).toThrow(
      'invalid chart name "../x"',
    );
  });
});
