import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { PassThrough } from 'stream';
import { template } from './template';

const CHARTS = join(__dirname, '../../../helm/testdata/charts');

interface Output {
  readonly code: number;
  readonly stdout: string;
  /** Standard error without Helm's log lines. */
  readonly stderr: string;
}

async function run(words: string[], cwd: string): Promise<Output> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const collect = (into: string[]) => {
    const stream = new PassThrough();
    stream.write = (chunk: unknown) => into.push(String(chunk)) > 0;
    return stream;
  };
  const code = await template(words, {
    stdin: new PassThrough().end(),
    stdout: collect(stdout),
    stderr: collect(stderr),
    env: { HOME: '/nowhere' },
    cwd,
    signal: new AbortController().signal,
  });
  const lines = stderr.join('').split('\n');
  return {
    code,
    stdout: stdout.join(''),
    stderr: lines.filter(line => !line.startsWith('level=')).join('\n'),
  };
}

function expectedOf(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Helm reports the faults of a schema in the random order of Go's maps. */
function unordered(text: string): string[] {
  return text.split('\n').sort();
}

const asItIs = (text: string) => text;

describe('gitops helm template prints what Helm 4.1 prints', () => {
  it.each(readdirSync(CHARTS))('%s', async name => {
    const folder = join(CHARTS, name);
    const words = readFileSync(join(folder, 'args'), 'utf8')
      .split('\n')
      .slice(0, -1);
    const output = await run(words, folder);
    const error = expectedOf(folder, 'expected-error');
    const printed = output.stderr.replaceAll(folder, '<case>');
    const inOrder = name.startsWith('schema-') ? unordered : asItIs;
    expect({ ...output, stderr: inOrder(printed) }).toMatchObject({
      code: error === undefined ? 0 : 1,
      stderr: inOrder(error ?? ''),
      ...(error === undefined && {
        stdout: expectedOf(folder, 'expected.yaml'),
      }),
    });
  });
});

describe('gitops helm template refuses', () => {
  it.each([
    [['--bogus'], 'Error: unknown flag: --bogus\n'],
    [['-z'], "Error: unknown shorthand flag: 'z' in -z\n"],
    [['r', 'c', '--set'], 'Error: flag needs an argument: --set\n'],
    [['r', 'c', '-f'], "Error: flag needs an argument: 'f' in -f\n"],
    [
      ['r', 'c', '--is-upgrade=maybe'],
      'Error: invalid argument "maybe" for "--is-upgrade" flag: strconv.ParseBool: parsing "maybe": invalid syntax\n',
    ],
    [
      ['r', 'c', '--wait=long'],
      'Error: invalid argument "long" for "--wait" flag: invalid wait input "long". Valid inputs are watcher, hookOnly, and legacy\n',
    ],
    [
      ['r', 'c', '--labels', 'a=1,b=2,c'],
      'Error: invalid argument "a=1,b=2,c" for "-l, --labels" flag: c must be formatted as key=value\n',
    ],
    [
      ['r', 'c', '--qps=fast'],
      'Error: invalid argument "fast" for "--qps" flag: strconv.ParseFloat: parsing "fast": invalid syntax\n',
    ],
    [
      ['r', 'c', '--dry-run=none'],
      'Error: invalid dry-run value ("none"). Must be "server" or "client"\n',
    ],
    [
      ['r', 'c', '--dry-run=maybe'],
      'Error: invalid dry-run value ("maybe"). Must be "none", "server", or "client"\n',
    ],
    [
      ['r', 'c', '--dry-run=server'],
      'Error: --dry-run=server is not supported: charts are rendered without a cluster\n',
    ],
    [
      ['r', 'c', '-g'],
      'Error: cannot set --generate-name and also specify a name\n',
    ],
    [
      ['r', 'c', 'd', 'e'],
      'Error: expected at most two arguments, unexpected arguments: d, e\n',
    ],
    [['r', './none'], 'Error: path "./none" not found\n'],
    [
      ['r', 'none'],
      'Error: non-absolute URLs should be in form of repo_name/path_to_chart, got: none\n',
    ],
    [['r', 'some/chart'], 'Error: repo some not found\n'],
    [
      ['r', 'oci://example.org/c'],
      'Error: charts are read from disk only, not from oci://example.org/c\n',
    ],
    [
      ['r', 'c', '--dependency-update'],
      'Error: --dependency-update is not supported: charts are read from disk only\n',
    ],
    [
      ['r', 'args'],
      "Error: file '<case>/args' does not appear to be a gzipped archive; got 'application/octet-stream'\n",
    ],
    [
      [],
      'Error: "helm template" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]\n',
    ],
  ])('%j', async (words, message) => {
    const folder = join(CHARTS, 'hooks-no-hooks');
    const output = await run(words, folder);
    expect(output.stderr.replaceAll(folder, '<case>')).toBe(message);
    expect(output.code).toBe(1);
  });
});

describe('gitops helm template takes flags', () => {
  const chart = join(CHARTS, 'hooks-no-hooks', 'chart');
  it.each([
    [['r', chart, '--set=a=b', '-nweb', '--namespace', 'other']],
    [['--dry-run', 'r', chart, '--wait', '--labels', 'a=1,b=2', '--qps=1.5']],
    [['r', chart, '--dry-run=client', '--wait=legacy', '--burst-limit', '7']],
    [['r', chart, '-a', 'a/v1,b/v1', '-aa/v2', '--api-versions=c/v1']],
  ])('%j', async words => {
    const output = await run(words, CHARTS);
    expect(output.stderr).toBe('');
    expect(output.code).toBe(0);
  });

  it('warns of those that are out of use', async () => {
    const words = ['r', chart, '--atomic', '--force', '--atomic'];
    expect((await run(words, CHARTS)).stderr).toBe(
      'Flag --atomic has been deprecated, use --rollback-on-failure instead\n' +
        'Flag --force has been deprecated, use --force-replace instead\n',
    );
  });
});
