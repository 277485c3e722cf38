import { goInt64 } from '@backstage-gitops/go-template';
import type { GoValue } from '@backstage-gitops/go-template';
import type { Values } from '@backstage-gitops/helm';
import { setImmediate } from 'timers/promises';
import {
  packValues,
  packValuesNow,
  toValues,
  unpackValues,
  unpackValuesNow,
} from './packedValues';

const table = (...entries: [string, GoValue][]): Values => new Map(entries);

function deep(levels: number): Values {
  let values = table(['end', 1]);
  for (let level = 0; level < levels; level++) values = table(['a', values]);
  return values;
}

/** How often others ran meanwhile. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  work.then(end, end);
  while (!isOver) {
    await setImmediate();
    turns += 1;
  }
  return turns;
}

describe('packed values', () => {
  it.each<[string, Values]>([
    ['nothing', table()],
    [
      'empty tables and lists',
      table(['a', table()], ['b', []], ['c', [[], table()]]),
    ],
    [
      'scalars',
      table(['n', null], ['t', true], ['f', -0], ['s', ''], ['x', 1e21]),
    ],
    [
      'integers of Go',
      table(['i', goInt64(7)], ['l', [goInt64(-(2n ** 63n))]]),
    ],
    [
      'names that mean something',
      table(['__proto__', table(['x', 1])], ['length', 2]),
    ],
    [
      'what follows a table',
      table(['a', table(['b', [1, table(['c', 2])]])], ['d', 3]),
    ],
  ])('keep %s', async (_what, values) => {
    expect(unpackValuesNow(packValuesNow(values))).toEqual(values);
    expect(await unpackValues(await packValues(values))).toEqual(values);
  });

  it('keep values deeper than the stack of calls', () => {
    let at: GoValue = unpackValuesNow(packValuesNow(deep(50_000)));
    let levels = 0;
    while (at instanceof Map && at.has('a')) {
      at = at.get('a');
      levels += 1;
    }
    expect(levels).toBe(50_000);
  });

  it('are made of JSON', async () => {
    const json = JSON.parse('{"__proto__":{"x":[1,{"y":null}]},"z":"1"}');
    expect(await toValues(json)).toEqual(
      table(['__proto__', table(['x', [1, table(['y', null])]])], ['z', '1']),
    );
    expect(await toValues(undefined)).toEqual(table());
  });

  it('let others run while they are long', async () => {
    const many = Array.from(
      { length: 200_000 },
      (_, index) => `value ${index}`,
    );
    const values = table(['a', many]);
    const packing = packValues(values);
    expect(await turnsDuring(packing)).toBeGreaterThan(2);
    const unpacking = unpackValues(await packing);
    expect(await turnsDuring(unpacking)).toBeGreaterThan(2);
    expect((await unpacking).get('a')).toHaveLength(200_000);
  });
});
