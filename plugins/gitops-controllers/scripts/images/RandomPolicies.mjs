import { Random } from '@backstage-gitops/random';

const PRERELEASES = ['', '', '', '-rc.1', '-alpha', '-0', '-beta.11'];
const HASHES = ['0a1b2c3', 'deadbee', 'f00ba12', '9c8d7e6'];
const BRANCHES = ['main', 'dev', 'feature-x', 'release_1'];
const ODD = ['latest', 'v1', '1.2', '01.2.3', 'x', '1e3', '0x10', 'NaN', 'inf'];

/** Families of tags as people push them. */
const FAMILIES = {
  version: (r, n) => `${r.below(3)}.${r.below(4)}.${n}${r.pick(PRERELEASES)}`,
  tagged: (r, n) => `v${r.below(3)}.${n}.${r.below(4)}${r.pick(PRERELEASES)}`,
  build: (r, n) => `${r.pick(BRANCHES)}-${r.pick(HASHES)}-${1e9 + n * 7919}`,
  number: (_, n) => String(n * 13),
  float: (r, n) => `${n}.${r.below(9)}`,
  date: (_, n) => `2026-${String((n % 12) + 1).padStart(2, '0')}-0${n % 9}`,
  app: (r, n) => `app-${r.below(3)}.${n}.${r.below(4)}`,
  odd: r => r.pick(ODD),
};

const FILTERS = [
  { pattern: '^main-[a-f0-9]+-(?P<ts>[0-9]+)', extract: '$ts' },
  { pattern: '^(?P<branch>[a-z]+)-[a-f0-9]+-(?<ts>[0-9]+)$', extract: '${ts}' },
  { pattern: '^app-(.*)$', extract: '$1' },
  { pattern: '^v?(?P<v>\\d+\\.\\d+\\.\\d+)$', extract: '$v' },
  { pattern: '^[0-9]+$' },
  { pattern: '.*-rc.*' },
  { pattern: '^v(\\d+)\\.(\\d+)\\.(\\d+)', extract: '$3.$2.$1' },
  { pattern: '^(\\d{4})-(\\d\\d)-(\\d\\d)$', extract: '$1$2$3' },
  { pattern: '(?i)^MAIN|^dev' },
  { pattern: 'nothing-like-this' },
];
/** Those that only the libraries themselves are asked about. */
const ODD_FILTERS = [
  { pattern: '(', extract: '$1' },
  { pattern: '(?=x)' },
  { pattern: '[[:alpha:]]+', extract: '$0$$' },
  { pattern: '(\\w+)-', extract: '$1x' },
  { pattern: '(\\w)', extract: '$01${1}${}$' },
  { pattern: '(?P<名>\\d+)', extract: '$名' },
  { pattern: '\\pL+(\\d*)', extract: '${1}0' },
  { pattern: 'a**' },
  { pattern: '(a|b)*?', extract: '$1' },
];
const RANGES = [
  ...['*', '>=1.0.0', '1.x', '~1.2', '^0.3', '>=1.0.0-0', '1.0 - 2.x'],
  ...['>=0.1.0 <2.0.0', '>9', '!=1.1.1', '0.x || 2.x', '=> 1', 'nope', ''],
];

/** Random sets of tags, and policies over them. */
export class RandomPolicies {
  constructor(seed) {
    this.random = new Random(seed);
  }

  /** Different tags of one to three families. */
  tags(most = 14, families = Object.keys(FAMILIES)) {
    const { random } = this;
    const chosen = random.some(families, 1, Math.min(3, families.length));
    const tags = random.times(random.between(1, most), n =>
      FAMILIES[random.pick(chosen)](random, n + random.below(3) * most),
    );
    return [...new Set(tags)];
  }

  /** A policy and perhaps a filter, as in spec of an ImagePolicy. */
  policy(isOdd = false) {
    const { random } = this;
    const order = random.pick(['asc', 'desc']);
    const policy = random.weighted([
      [3, { semver: { range: random.pick(RANGES) } }],
      [2, { alphabetical: { order } }],
      [2, { numerical: { order } }],
    ]);
    const filters = isOdd ? [...FILTERS, ...ODD_FILTERS] : FILTERS;
    return random.chance(0.4)
      ? { policy, filterTags: random.pick(filters) }
      : { policy };
  }

  /** Tags, and a policy as people write it for them. */
  fitting() {
    const { random } = this;
    const order = random.pick(['asc', 'desc']);
    const semver = { semver: { range: random.pick(RANGES.slice(0, 7)) } };
    const [numerical, alphabetical] = [
      { numerical: { order } },
      { alphabetical: { order } },
    ];
    const [ts, branch, app, , digits, , , date] = FILTERS;
    const [families, policy, filterTags] = random.pick([
      [['version', 'tagged', 'odd'], semver],
      [['version'], semver],
      [['build', 'odd'], numerical, ts],
      [['build', 'version'], numerical, branch],
      [['app', 'number'], semver, app],
      [['number', 'float'], numerical],
      [['number', 'odd'], numerical, digits],
      [['date', 'version'], random.pick([numerical, alphabetical]), date],
      [Object.keys(FAMILIES), alphabetical],
    ]);
    const spec = { policy, ...(filterTags ? { filterTags } : {}) };
    return { tags: this.tags(14, families), spec };
  }

  /** Tags and a policy, of which most fit. */
  next(isOdd = false) {
    return this.random.chance(0.75)
      ? this.fitting()
      : { tags: this.tags(), spec: this.policy(isOdd) };
  }
}
