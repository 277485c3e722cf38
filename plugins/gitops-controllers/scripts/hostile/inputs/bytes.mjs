/** Damages bytes as a bad line, a bad disk or a bad sender does. */
export function damage(random, bytes, times = random.between(1, 6)) {
  let result = Buffer.from(bytes);
  for (let i = 0; i < times && result.length > 0; i++) {
    result = random.pick(DAMAGES)(random, result);
  }
  return result;
}

const INTERESTING = [0, 1, 0x7f, 0x80, 0xfe, 0xff, 0x20, 0x2f, 0x2e, 0x0a];

const DAMAGES = [
  // One byte.
  (random, bytes) => {
    bytes[random.below(bytes.length)] = random.chance(0.5)
      ? random.pick(INTERESTING)
      : random.below(256);
    return bytes;
  },
  // One bit.
  (random, bytes) => {
    // eslint-disable-next-line no-bitwise -- bits
    bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    return bytes;
  },
  (random, bytes) => bytes.subarray(0, random.below(bytes.length + 1)),
  // A piece is lost, comes twice, or changes places.
  (random, bytes) => {
    const [start, end] = piece(random, bytes);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  (random, bytes) => {
    const [start, end] = piece(random, bytes);
    const at = random.below(bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      bytes.subarray(start, end),
      bytes.subarray(at),
    ]);
  },
  (random, bytes) => {
    const [start, end] = piece(random, bytes);
    bytes.fill(random.pick(INTERESTING), start, end);
    return bytes;
  },
  (random, bytes) => {
    const [start, end] = piece(random, bytes);
    bytes.set(random.bytes(end - start), start);
    return bytes;
  },
];

function piece(random, bytes) {
  const start = random.below(bytes.length);
  const length = random.below(Math.min(600, bytes.length - start) + 1);
  return [start, start + length];
}
