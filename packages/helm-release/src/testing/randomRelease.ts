import type { Random } from '@backstage-gitops/random';
import {
  randomNumber,
  randomObject,
  randomText,
  randomValue,
  spell,
} from './randomJson';

type Field = readonly [name: string, json: string];
type Making = () => string;

const TIMES = [
  ...['2026-11-21T03:15:46.99609558Z', '2026-11-21T03:15:47Z'],
  ...['2026-11-21T03:15:47.500Z', '2026-11-21T03:15:47.1234567891Z'],
  ...['2026-11-21T03:15:47+02:00', '2026-11-21T03:15:47.000-00:00'],
  ...['2024-02-29T23:59:59.999999999-09:30', '0001-01-01T00:00:00Z'],
  ...['0001-01-01T01:00:00+01:00', '9999-12-31T23:59:59Z'],
];
const BROKEN_TIMES = [
  ...['2023-02-29T00:00:00Z', '2026-11-21T24:00:00Z', '2026-11-21'],
  ...['2026-11-21T03:15:47', '2026-11-21t03:15:47z', '2026-11-21T03:15:60Z'],
  ...['2026-11-21T03:15:47,5Z', '2026-13-01T00:00:00Z', 'yesterday'],
  ...['2026-11-21T03:15:47+24:00', '2026-11-21T3:15:47Z'],
];
const STATUSES = ['deployed', 'failed', 'superseded', 'pending-upgrade', ''];
const EVENTS = ['pre-install', 'post-upgrade', 'test', 'pre-rollback', 'odd'];

/** How often a release is broken somewhere. */
const BROKEN = 0.002;

/**
 * JSON of a release as Helm 3 or 4 or somebody else might have written it:
 * fields in any order, spelled in any way, unknown ones, now and then one of
 * a wrong type.
 */
export function randomRelease(random: Random): string {
  return new ReleaseMaker(random).release();
}

class ReleaseMaker {
  constructor(private readonly random: Random) {}

  release(): string {
    return this.struct(
      [
        ['info', this.info()],
        ['chart', this.chart()],
      ],
      {
        name: this.text,
        namespace: this.text,
        version: this.integer,
        config: this.values,
        manifest: this.text,
        hooks: () => this.list(this.hook),
        apply_method: () => this.random.pick(['"ssa"', '"csa"', '""']),
      },
    );
  }

  private info(): string {
    return this.struct([], {
      first_deployed: this.storedTime,
      last_deployed: this.storedTime,
      deleted: this.storedTime,
      description: this.text,
      status: () => JSON.stringify(this.random.pick(STATUSES)),
      notes: this.text,
    });
  }

  private readonly hook: Making = () =>
    this.struct([], {
      name: this.text,
      kind: this.text,
      path: this.text,
      manifest: this.text,
      events: () => this.list(() => JSON.stringify(this.random.pick(EVENTS))),
      last_run: () =>
        this.struct([], {
          started_at: this.storedTime,
          completed_at: this.storedTime,
          phase: this.text,
        }),
      weight: this.integer,
      delete_policies: this.texts,
      output_log_policies: this.texts,
    });

  private chart(): string {
    return this.struct([['metadata', this.metadata()]], {
      lock: () =>
        this.struct([['dependencies', this.listOf(this.dependency)]], {
          generated: this.time,
          digest: this.text,
        }),
      templates: this.files,
      values: this.values,
      schema: this.bytes,
      schemamodtime: this.time,
      files: this.files,
      modtime: this.time,
    });
  }

  private readonly metadata: Making = () =>
    this.struct([], {
      name: this.text,
      home: this.text,
      sources: this.texts,
      version: this.text,
      description: this.text,
      keywords: this.texts,
      maintainers: () =>
        this.list(() =>
          this.struct([], {
            name: this.text,
            email: this.text,
            url: this.text,
          }),
        ),
      icon: this.text,
      apiVersion: this.text,
      condition: this.text,
      tags: this.text,
      appVersion: this.text,
      deprecated: this.flag,
      annotations: () =>
        `{${this.random
          .times(
            this.random.below(3),
            () => `${randomText(this.random, 4)}:${this.text()}`,
          )
          .join()}}`,
      kubeVersion: this.text,
      dependencies: () => this.list(this.dependency),
      type: this.text,
    });

  private readonly dependency: Making = () =>
    this.struct([], {
      name: this.text,
      version: this.text,
      repository: this.text,
      condition: this.text,
      tags: this.texts,
      enabled: this.flag,
      'import-values': () => this.list(() => randomValue(this.random, 2)),
      alias: this.text,
    });

  private readonly file: Making = () =>
    this.struct([['data', this.bytes()]], {
      name: this.text,
      modtime: this.time,
    });

  /** An empty list is none that Helm writes: it is nil there. */
  private readonly files: Making = () =>
    `[${[
      this.file(),
      ...this.random.times(this.random.below(2), this.file),
    ].join()}]`;

  private readonly values: Making = () => randomObject(this.random, 3);
  private readonly texts: Making = () => this.list(this.text);
  private readonly text: Making = () => randomText(this.random);
  private readonly integer: Making = () =>
    String(this.random.between(-3, 1000));
  private readonly flag: Making = () => this.random.pick(['true', 'false']);

  private readonly bytes: Making = () =>
    JSON.stringify(
      Buffer.from(this.random.bytes(this.random.below(9))).toString('base64'),
    );

  private readonly time: Making = () =>
    spell(
      this.random,
      this.random.pick(this.random.chance(BROKEN) ? BROKEN_TIMES : TIMES),
    ).replace(/\\u.*"|\\\/"/, '"');

  /** Helm 3 wrote empty text for no time. */
  private readonly storedTime: Making = () =>
    this.random.chance(0.2) ? '""' : this.time();

  private list(item: Making): string {
    return this.random.chance(0.1) ? 'null' : this.listOf(item);
  }

  private listOf(item: Making): string {
    return `[${this.random.times(this.random.below(3), item).join()}]`;
  }

  /** @param always - fields that are never absent or null */
  private struct(
    always: readonly Field[],
    fields: Readonly<Record<string, Making>>,
  ): string {
    const { random } = this;
    const optional = Object.entries(fields).flatMap(([name, make]): Field[] => {
      if (random.chance(0.25)) {
        return random.chance(0.2) ? [[name, 'null']] : [];
      }
      return [[name, random.chance(BROKEN / 4) ? this.wrong() : make()]];
    });
    const unknown: Field[] = random.chance(0.1)
      ? [['unknown', randomValue(random, 1)]]
      : [];
    const all = [...always, ...optional, ...unknown];
    const order = random.some(all, all.length, all.length);
    return `{${order
      .map(
        ([name, json]) =>
          `"${name}":${random.chance(0.05) ? ' \n' : ''}${json}`,
      )
      .join()}}`;
  }

  private wrong(): string {
    const { random } = this;
    return random.pick(['["x"]', '"%"', '-1.5', 'true', randomNumber(random)]);
  }
}
