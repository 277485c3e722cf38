import {
  bytesOfNumber,
  der,
  derBits,
  derInteger,
  derOid,
  derSequence,
  numberOfBytes,
  readChildren,
  readDer,
} from './der';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('DER', () => {
  it.each<[string, Uint8Array, string]>([
    ['zero', derInteger(0n), '020100'],
    ['a number whose top bit is set', derInteger(128n), '02020080'],
    ['a longer number', derInteger(65_537n), '0203010001'],
    [
      'an identifier',
      derOid('1.2.840.113549.1.1.11'),
      '06092a864886f70d01010b',
    ],
    ['bits', derBits(Uint8Array.of(0xa4), 2), '030202a4'],
    ['nothing', derSequence(), '3000'],
  ])('writes %s', (_, bytes, expected) => {
    expect(hex(bytes)).toBe(expected);
  });

  it.each([127, 128, 255, 256, 70_000])('reads a content of %i bytes', size => {
    const content = new Uint8Array(size).fill(7);
    const [element, next] = readDer(
      Uint8Array.from([...der(0x04, content), ...derInteger(5n)]),
    );
    expect(element.content).toEqual(content);
    expect(numberOfBytes(next.content)).toBe(5n);
  });

  it('reads the elements of a sequence', () => {
    const inside = readChildren(derSequence(derInteger(1n), derOid('1.2.3')));
    expect(inside.map(({ tag }) => tag)).toEqual([0x02, 0x06]);
  });

  it.each([
    [[0x30]],
    [[0x30, 0x05, 0x00]],
    [[0x04, 0x80]],
    [[0x04, 0x82, 0x01]],
  ])('refuses %j', bytes => {
    expect(() => readDer(Uint8Array.from(bytes))).toThrow('asn1');
  });

  it('pads numbers', () => {
    expect(hex(bytesOfNumber(258n, 4))).toBe('00000102');
    expect(hex(bytesOfNumber(0n))).toBe('');
  });
});
