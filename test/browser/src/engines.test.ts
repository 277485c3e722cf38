import { execFileSync } from 'child_process';
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';

/**
 * The engines in a real browser, on what the packages have recorded from the real
 * tools. One browser answers everything; the tests below compare.
 */
const HERE = join(__dirname, '..');
const PACKAGES = join(HERE, '../../packages');
const TIMEOUT_MS = 120_000;

interface Answer {
  readonly yaml?: string;
  readonly output?: string;
  /** The output in base64 where it is no UTF-8. */
  readonly bytes?: string;
  readonly error?: string;
  readonly fault?: string;
}

interface Answers {
  /** Why there is no browser on this machine. */
  readonly missing?: string;
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
}

function filesBelow<T>(
  root: string,
  read: (file: string) => T,
  below = '',
): Record<string, T> {
  return Object.assign(
    {},
    ...readdirSync(join(root, below), { withFileTypes: true }).map(entry => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory()
        ? filesBelow(root, read, path)
        : { [path]: read(join(root, path)) };
    }),
  );
}

function foldersOf(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name);
}

const text = (file: string) => readFileSync(file, 'utf8');
const base64 = (file: string) => readFileSync(file).toString('base64');

const SCENARIOS = join(PACKAGES, 'kustomize/testdata');
const scenarios = foldersOf(SCENARIOS).map(name => ({
  name,
  files: Object.fromEntries(
    Object.entries(filesBelow(join(SCENARIOS, name, 'input'), text)).map(
      ([path, content]) => [`/root/${path}`, content],
    ),
  ),
}));

const CHARTS = join(PACKAGES, 'helm/testdata/charts');
const charts = ['dependency-packed', 'render-files', 'render-unicode'];

interface Golden extends Answer {
  readonly template: string;
  readonly missingKey?: string;
}
const TEMPLATES = join(PACKAGES, 'go-template/testdata');
const templates = ['strings', 'dates', 'regex', 'toml', 'versions'].flatMap(
  group => {
    const { data, cases } = JSON.parse(
      text(join(TEMPLATES, `${group}.json`)),
    ) as { data: unknown; cases: Golden[] };
    return cases.map(golden => ({ data, golden }));
  },
);
/** Go's JSON shows a byte that is no UTF-8 as U+FFFD. */
const shown = ({ output, bytes }: Answer) =>
  bytes === undefined ? output : Buffer.from(bytes, 'base64').toString('utf8');

const knownDifferences = JSON.parse(
  text(join(TEMPLATES, 'known-differences.json')),
) as Record<string, string>;

const { missing, answers } = JSON.parse(
  execFileSync('node', [join(HERE, 'engines.mjs')], {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: 2 ** 28,
    input: JSON.stringify({
      kustomize: scenarios.map(({ files }) => files),
      'go-template': templates.map(({ data, golden }) => ({
        template: golden.template,
        missingKey: golden.missingKey,
        data,
      })),
      helm: charts.map(name => filesBelow(join(CHARTS, name, 'chart'), base64)),
    }),
  }),
) as Answers;

const inBrowser = missing ? describe.skip : describe;

inBrowser(`in a real browser${missing ? `: ${missing}` : ''}`, () => {
  it('kustomize builds every scenario as kustomize does', () => {
    const wrong = scenarios.filter(({ name }, i) => {
      const expected = join(SCENARIOS, name, 'expected.yaml');
      const { yaml, error } = answers.kustomize[i];
      return existsSync(expected)
        ? yaml !== text(expected)
        : error !== 'KustomizeError';
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(scenarios.length).toBeGreaterThan(400);
  });

  it('templates answer as in Go', () => {
    const wrong = templates.flatMap(({ golden }, i) => {
      const { template, output, error } = golden;
      const answer = answers['go-template'][i];
      const isSame = shown(answer) === output && answer.error === error;
      return isSame || template in knownDifferences ? [] : [{ golden, answer }];
    });
    expect(wrong).toEqual([]);
    expect(templates.length).toBeGreaterThan(300);
  });

  it.each(charts)('helm renders %s as Helm does', name => {
    expect(answers.helm[charts.indexOf(name)]).toEqual({
      yaml: text(join(CHARTS, name, 'expected.yaml')),
    });
  });
});
