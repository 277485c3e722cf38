import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packImage } from '../../../artifacts/__testUtils__/packImage';
import { outcomeOf } from './__testUtils__/overlayOutcome';

/** What Flux's own code gave for an artifact and a spec; see scripts/overlays. */
interface RecordedCase {
  readonly name: string;
  readonly files: Record<string, string | { text: string; count: number }>;
  readonly path: string;
  readonly spec: object;
  /** Only of cases with decryption. */
  readonly keys?: 'good' | 'none';
  readonly answer: {
    /** What was written at the path. */
    readonly kustomization?: string;
    readonly yaml?: string;
    readonly error?: string;
  };
}

const read = (name: string) =>
  readFileSync(join(__dirname, 'testdata', name), 'utf8');
const casesOf = (name: string) => JSON.parse(read(name)) as RecordedCase[];
const named = (cases: RecordedCase[]) =>
  cases.map(given => [given.name, given] as const);

const decryption = casesOf('decryption.json');
const statements = casesOf('statements.json');
const random = casesOf('random.json');
/** Failures that we tell in other words, whole. */
const ownWording = JSON.parse(read('ownWording.json')) as Record<
  string,
  string
>;
const identity = new TextEncoder().encode(read('encrypted/key.agekey'));
const KEYS = { good: { 'identity.agekey': identity }, none: {} };

async function outcome({ files, path, spec, keys, answer }: RecordedCase) {
  const entries = Object.entries(files).map(([name, content]) => ({
    name,
    content:
      typeof content === 'string'
        ? content
        : content.text.repeat(content.count),
  }));
  const archive = await packImage(entries);
  const request = { archive, path, spec, ...(keys && { keys: KEYS[keys] }) };
  const { digest, error, kustomization } = await outcomeOf(request);
  const isWritten = answer.kustomization !== undefined;
  return { digest, error, ...(isWritten && { kustomization }) };
}

function expected({ name, answer }: RecordedCase) {
  const { yaml = '', error, ...written } = answer;
  if (error !== undefined) {
    return { error: ownWording[name] ?? error.trimEnd(), ...written };
  }
  const hash = createHash('sha256').update(yaml);
  return { digest: `sha256:${hash.digest('hex')}`, ...written };
}

describe("a build gives what Flux's own code gives", () => {
  it.each(named(statements))('%s', async (_, given) => {
    expect(await outcome(given)).toEqual(expected(given));
  });
  it.each(named(decryption))('%s', async (_, given) => {
    expect(await outcome(given)).toEqual(expected(given));
  });
});

describe('random artifacts and specs give the same', () => {
  it.each(named(random))('%s', async (_, given) => {
    expect(await outcome(given)).toEqual(expected(given));
  });
});

it('differs from Flux in the words of some failures only', () => {
  const words = new Map(
    [...decryption, ...statements, ...random].map(({ name, answer }) => [
      name,
      answer.error,
    ]),
  );
  const needless = Object.entries(ownWording).filter(
    ([name, wording]) =>
      words.get(name) === undefined || words.get(name) === wording,
  );
  expect(needless).toEqual([]);
});
