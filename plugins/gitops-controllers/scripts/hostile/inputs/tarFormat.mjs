// Tars, to be taken apart and put together.
const BLOCK = 512;

/** `[{ header, data }]`; records of pax and of GNU tar are entries too. */
export function parse(tar) {
  const entries = [];
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = Buffer.from(tar.subarray(at, at + BLOCK));
    if (header.every(byte => byte === 0)) break;
    const size = parseInt(header.toString('latin1', 124, 135), 8) || 0;
    const end = at + BLOCK + size;
    entries.push({ header, data: Buffer.from(tar.subarray(at + BLOCK, end)) });
    at = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

/** The tar of entries; not every one ends as it should. */
export function serialize(random, entries) {
  const parts = [];
  for (const { header, data, hasWrongSum } of entries) {
    if (!hasWrongSum) sign(header);
    const padding = (BLOCK - (data.length % BLOCK)) % BLOCK;
    parts.push(header, data, Buffer.alloc(padding));
  }
  const blocks = random.weighted([
    [8, 2],
    [1, 0],
    [1, 1],
    [1, 40],
  ]);
  return Buffer.concat([...parts, Buffer.alloc(blocks * BLOCK)]);
}

function sign(header) {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

/** A header of ustar, with its checksum. */
export function headerOf(name, { type = '0', size = 0, link = '' } = {}) {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100, 'utf8');
  header.write('0000644\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136, 'latin1');
  header.write(type, 156, 'latin1');
  header.write(link, 157, 100, 'utf8');
  header.write('ustar\x0000', 257, 'latin1');
  sign(header);
  return header;
}
