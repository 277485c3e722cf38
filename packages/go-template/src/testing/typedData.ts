import { decodeBase64 } from '../encoding/base64';
import {
  GoMap,
  GoSlice,
  goStringMap,
  goStrings,
  jsonNumber,
} from '../values/goCollections';
import { withCapacity } from '../values/capacity';
import { goDuration, goInt, goInt64, goInteger } from '../values/goInt';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { goTime } from '../time/goTime';

type Reader = (inner: never) => GoValue;

function parseTime(text: string): GoValue {
  const [, date, fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(text) ?? [];
  const seconds = BigInt(Date.parse(`${date}Z`)) * 1_000_000n;
  return goTime(seconds + BigInt(fraction.padEnd(9, '0')));
}

/** What `{"$int": "1"}` and the like stand for; test/oracle/go-template/data.go reads the same. */
const READERS: Readonly<Record<string, Reader>> = {
  $int: (text: string) => goInt(BigInt(text)),
  $int64: (text: string) => goInt64(BigInt(text)),
  $uint8: (text: string) => goInteger(GoTypes.uint8, BigInt(text)),
  $float: (text: string) => Number(text.replace('Inf', 'Infinity')),
  $jsonNumber: (text: string) => jsonNumber(text),
  // Go's decoder allocates for all the characters, padding included.
  $bytes: (text: string) =>
    withCapacity(decodeBase64(text), (text.length / 4) * 3),
  $time: parseTime,
  $duration: (text: string) => goDuration(BigInt(text)),
  $nilMap: () => new GoMap(GoTypes.map, [], true),
  $nilSlice: () => new GoSlice(GoTypes.slice, [], true),
  $strings: (items: string[]) => goStrings([...items]),
  $stringMap: (items: Record<string, string>) =>
    goStringMap(Object.entries(items)),
};

/** Reads the typed encoding of test data: plain JSON, with `{"$type": …}` for other Go types. */
export function readTypedData(raw: unknown): GoValue {
  if (Array.isArray(raw)) {
    return raw.map(readTypedData);
  }
  if (raw === null || typeof raw !== 'object') {
    return raw as GoValue;
  }
  const entries = Object.entries(raw);
  const [key, inner] = entries[0] ?? [];
  if (entries.length === 1 && key?.startsWith('$')) {
    return READERS[key](inner as never);
  }
  return new Map(entries.map(([name, item]) => [name, readTypedData(item)]));
}
