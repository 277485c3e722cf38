import { ApiError } from '@backstage-gitops/kube';
import { LogBuffer } from './LogBuffer';

function bufferAt(times: readonly number[]) {
  const left = [...times];
  return new LogBuffer({
    now: () => left.shift() ?? 0,
    steady: () => 0,
    after: () => () => undefined,
  });
}

describe('LogBuffer', () => {
  it('HR-23 leaves a message without log lines as it is', () => {
    expect(bufferAt([]).appendTo('failed')).toBe('failed');
  });

  it('HR-23 writes time, level, text and sorted attributes as Go does', () => {
    const buffer = bufferAt([1_000, 1_120]);
    buffer.add({
      level: 'debug',
      message: 'one',
      attributes: { b: 1, a: '<' },
    });
    buffer.add({ level: 'error', message: 'two' });
    expect(buffer.appendTo('failed')).toBe(
      'failed\n\nLast Helm logs:\n\n1970-01-01T00:00:01Z: one: {"a":"\\u003c","b":1}\n1970-01-01T00:00:01.12Z: error: two: {}',
    );
  });

  it('HR-23 writes errors, lists and numbers as keys as Go does', () => {
    const buffer = bufferAt([0, 0]);
    const gone = new ApiError(404, 'NotFound', 'maps "a" not found', {
      name: 'a',
      kind: 'maps',
    });
    buffer.add({
      level: 'debug',
      message: 'gone',
      attributes: { kind: 'Map', error: gone, 9: 'b', 10: 'a' },
    });
    buffer.add({
      level: 'warn',
      message: 'failed',
      attributes: { errors: [new Error('x')], error: new Error('y') },
    });
    expect(buffer.appendTo('m').split('\n').slice(4)).toEqual([
      '1970-01-01T00:00:00Z: gone: {"10":"a","9":"b","error":{"ErrStatus":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"maps \\"a\\" not found","reason":"NotFound","details":{"name":"a","kind":"maps"},"code":404}},"kind":"Map"}',
      '1970-01-01T00:00:00Z: warning: failed: {"error":{},"errors":[{}]}',
    ]);
  });

  it('HR-23 leaves out what is for the log of the process', () => {
    const buffer = bufferAt([0]);
    buffer.add({ level: 'warn', message: 'template', isGlobal: true });
    expect(buffer.appendTo('failed')).toBe('failed');
  });

  it('HR-23 counts repeats, and keeps the last ten lines', () => {
    const buffer = bufferAt(Array.from({ length: 20 }, (_, i) => i * 1_000));
    for (let i = 0; i < 12; i++) buffer.add({ level: 'info', message: `${i}` });
    for (let i = 0; i < 3; i++) buffer.add({ level: 'warn', message: 'x' });
    const lines = buffer.appendTo('m').split('\n').slice(4);
    expect(lines[0]).toBe('1970-01-01T00:00:03Z: 3: {}');
    expect(lines.slice(9)).toEqual([
      '1970-01-01T00:00:12Z: warning: x: {}',
      '1970-01-01T00:00:14Z: warning: x: {} (1 duplicate line omitted)',
    ]);
  });
});
