import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packImage } from '../../../artifacts/__testUtils__/packImage';
import { outcomeOf } from './__testUtils__/overlayOutcome';

/** Recorded from kustomize-controller's own decryptor; see scripts/overlays. */
interface RecordedCase {
  readonly name: string;
  readonly files: Record<string, string | { text: string; count: number }>;
  readonly path: string;
  readonly spec: object;
  readonly keys: 'good' | 'none';
  readonly answer: { readonly yaml?: string; readonly error?: string };
}

const read = (name: string) =>
  readFileSync(join(__dirname, 'testdata', name), 'utf8');
const cases = JSON.parse(read('decryption.json')) as RecordedCase[];
const ownWording = JSON.parse(read('ownWording.json')) as Record<
  string,
  string
>;
const identity = new TextEncoder().encode(read('encrypted/key.agekey'));

async function outcome({ files, path, spec, keys }: RecordedCase) {
  const entries = Object.entries(files).map(([name, content]) => ({
    name,
    content:
      typeof content === 'string'
        ? content
        : content.text.repeat(content.count),
  }));
  const { digest, error } = await outcomeOf({
    archive: await packImage(entries),
    path,
    spec,
    keys: keys === 'good' ? { 'identity.agekey': identity } : {},
  });
  return { digest, error };
}

function expected({ name, answer: { yaml, error } }: RecordedCase) {
  if (error !== undefined) return { error: ownWording[name] ?? error };
  const hash = createHash('sha256').update(yaml ?? '');
  return { digest: `sha256:${hash.digest('hex')}` };
}

describe('decryption opens what Flux opens', () => {
  it.each(cases.map(given => [given.name, given] as const))(
    '%s',
    async (_, given) => {
      expect(await outcome(given)).toEqual(expected(given));
    },
  );

  it('differs from Flux in the words of some failures only', () => {
    const refused = new Set(
      cases.filter(({ answer }) => answer.error).map(({ name }) => name),
    );
    const strangers = Object.keys(ownWording).filter(
      name => name.startsWith('KS-') && !refused.has(name),
    );
    expect(strangers).toEqual([]);
  });
});
