/** Plays one case and writes what is there at rest after each step into a folder. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsOf, objectsOf, releasesOf } from './observe.mjs';
import { Player, writeJson } from './Player.mjs';

/**
 * Writes `<nn>-<step>.{helmrelease,releases,objects}.json`, `events.json`,
 * `context.json` (what differs between two runs) and README.
 * @returns the line of README
 */
export async function recordCase(stage, name, { test, out, helm }) {
  const player = new Player(stage, name, test, { helm });
  const folder = join(out, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const steps = [];
  await player.play(async (step, object, isLate) => {
    const number = String(steps.length).padStart(2, '0');
    const prefix = join(folder, `${number}-${step}`);
    const ready = object?.status?.conditions?.find(
      ({ type }) => type === 'Ready',
    );
    steps.push(`${step} (${isLate ? 'LATE ' : ''}${ready?.reason ?? 'gone'})`);
    writeJson(`${prefix}.helmrelease.json`, object ?? null);
    writeJson(`${prefix}.releases.json`, await releasesOf(player));
    writeJson(`${prefix}.objects.json`, await objectsOf(player));
  });
  writeJson(join(folder, 'events.json'), await eventsOf(player));
  const { http, registry, git } = stage.servers;
  writeJson(join(folder, 'context.json'), {
    HTTP: http,
    REGISTRY: registry,
    GIT: git,
    ARTIFACTS: stage.artifacts,
    API: stage.apiHost(),
  });
  const { chart, source = 'http' } = test;
  const line = `${name}: chart ${chart} by ${source}; ${steps.join(', ')}`;
  writeFileSync(join(folder, 'README'), `${line}\n`);
  return line;
}
