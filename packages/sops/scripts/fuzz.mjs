/**
 * Compares our decryption with the real sops on random documents, untouched
 * and touched. Needs sops, age-keygen and gpg on the PATH.
 *
 *   node packages/sops/scripts/fuzz.mjs [--count N] [--seed N] [--touches N]
 *
 * Equal means: opened or refused alike, the same bytes without a look at the
 * MAC, and the MAC `valid` exactly where sops takes it. Where we refuse what
 * sops opens, the reason must be one of STRICTER.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from '@backstage-gitops/random';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
import { MAKERS, randomRule, touch, TYPES } from './randomDocuments.mjs';
import { realSops } from './realSops.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    touches: { type: 'string', default: '2' },
    keep: { type: 'string' },
  },
});

/** What we refuse on purpose and sops does not. */
const STRICTER = [
  // JSON that ends too early, or goes on behind its object: sops stops there.
  /^Could not unmarshal input data: line \d+: (expected|unexpected text)/,
  // sops looks for keys that stand twice in the first document alone.
  /mapping key "[^"]*" already defined/,
  // sops lets such a rule match nothing, and prints what is still encrypted.
  /is not a regular expression/,
  // sops writes it in Go's inner form.
  /cannot use complex value in ini file/,
  // sops then writes a mapping `{value, inline}` in place of the value.
  /a comment stands in place of a value/,
];
/** What only the sops command refuses; Flux's controller does not look at it. */
const LOOSER = [
  /^Version string empty/,
  /Major\.Minor\.Patch|(major|minor|patch) number/,
];

const engine = await load(join(here, '../src/index.ts'));
const real = realSops();
const { age, hybrid, pgp } = real.keys;
const keyServices = [
  engine.ageKeyService([...age, hybrid].map(key => key.identity)),
  engine.pgpKeyService([pgp.armored]),
];

const counts = {
  documents: 0,
  refused: 0,
  touched: 0,
  deaths: 0,
  differences: 0,
};

async function ours(document, type, outputFormat) {
  try {
    const { data, mac } = await engine.decrypt(document, type, {
      keyServices,
      outputFormat,
      maxBytes: 1 << 26,
    });
    return { isOpened: true, data: Buffer.from(data), mac };
  } catch (error) {
    if (error.name !== 'SopsError') {
      return { isOpened: false, isCrash: true, message: error.stack };
    }
    return { isOpened: false, message: error.message };
  }
}

function firstDifference(own, theirs) {
  const [ownLines, theirLines] = [own.split('\n'), theirs.split('\n')];
  const at = ownLines.findIndex((line, index) => line !== theirLines[index]);
  const show = lines => JSON.stringify(lines.slice(at - 1, at + 2));
  return `line ${at + 1}: ${show(ownLines)}, sops ${show(theirLines)}`;
}

/** @returns why the two differ, or undefined */
async function difference(document, type, outputType) {
  const own = await ours(document, type, outputType);
  if (own.isCrash) return `crash: ${own.message}`;
  const loose = real.decrypt(document, type, { outputType, ignoreMac: true });
  if (!own.isOpened) {
    if (!loose.isOpened) return undefined;
    return STRICTER.some(message => message.test(own.message))
      ? undefined
      : `only we refuse: ${own.message}`;
  }
  if (!loose.isOpened) {
    if (/^panic: /m.test(loose.message)) {
      counts.deaths++;
      return undefined;
    }
    const said = loose.message.trim().split('\n').pop();
    return LOOSER.some(message => message.test(said))
      ? undefined
      : `only sops refuses: ${said}`;
  }
  if (!own.data.equals(loose.data)) {
    return firstDifference(own.data.toString(), loose.data.toString());
  }
  const strict = real.decrypt(document, type, { outputType });
  return strict.isOpened === (own.mac === 'valid')
    ? undefined
    : `MAC ${own.mac}, sops ${strict.isOpened ? 'takes' : 'refuses'} it`;
}

function randomKeys({ chance, next }) {
  if (chance(0.1)) {
    return {
      shamir_threshold: 2,
      key_groups: [
        { age: [age[0].recipient] },
        { pgp: [pgp.fingerprint] },
        { age: [age[1].recipient, hybrid.recipient] },
      ],
    };
  }
  const roll = next();
  if (roll < 0.05) return { pgp: pgp.fingerprint };
  if (roll < 0.1) return { age: hybrid.recipient };
  if (roll < 0.15) return { age: age.map(key => key.recipient).join(',') };
  return { age: age[0].recipient };
}

function report(name, document, plain, why) {
  counts.differences++;
  process.stdout.write(`${name}: ${why}\n`);
  if (!options.keep) return;
  mkdirSync(options.keep, { recursive: true });
  writeFileSync(join(options.keep, name), document);
  writeFileSync(join(options.keep, `${name}.plain`), plain);
}

async function round(seed) {
  const random = new Random(seed);
  const extension = random.pick(['yaml', 'yaml', ...Object.keys(MAKERS)]);
  const type = TYPES[extension];
  const plain = MAKERS[extension](random);
  const rule = { ...randomKeys(random), ...randomRule(random, extension) };
  const document = real.encrypt(plain, type, rule);
  if (!document) {
    counts.refused++;
    return;
  }
  counts.documents++;
  const outputType = random.chance(0.2)
    ? random.pick(Object.values(TYPES))
    : type;
  const why = await difference(document, type, outputType);
  if (why)
    report(`${seed}.${extension}`, document, plain, `to ${outputType}: ${why}`);
  for (let index = 0; index < Number(options.touches); index++) {
    const touched = touch(document.toString(), random);
    counts.touched++;
    const whyTouched = await difference(Buffer.from(touched.text), type, type);
    if (whyTouched) {
      report(
        `${seed}-${index}-${touched.name}.${extension}`,
        touched.text,
        plain,
        whyTouched,
      );
    }
  }
}

const first = Number(options.seed);
for (let index = 0; index < Number(options.count); index++) {
  await round(first + index);
}
process.stdout.write(
  `${counts.documents} documents (${counts.refused} more that sops does not encrypt) and ${counts.touched} touched ones (${counts.deaths} of them killed sops): ${counts.differences} differences\n`,
);
process.exit(counts.differences === 0 ? 0 : 1);
