// Answers one request per line with one JSON object per line, as the judge in
// test/oracle/flux-kustomize does.
import { createInterface } from 'node:readline';
import { packImage } from '../../src/artifacts/__testUtils__/packImage';
import { outcomeOf } from '../../src/controllers/kustomization/build/__testUtils__/overlayOutcome';

const bytesOf = (texts: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]),
  );

async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { files, path, spec, keys } = JSON.parse(line) as {
      files: Record<string, string>;
      path: string;
      spec: Record<string, unknown>;
      keys?: Record<string, string>;
    };
    const archive = await packImage(
      Object.entries(files).map(([name, content]) => ({ name, content })),
    );
    const outcome = await outcomeOf({
      archive,
      path,
      spec,
      keys: keys && bytesOf(keys),
    });
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
}

void serve();
