import { createReadStream, createWriteStream, existsSync } from 'fs';
import { readdir } from 'fs/promises';
import { join } from 'path';
import { pipeline } from 'stream/promises';
import { GitError } from '../errors';
import { transferFiles } from './transferFiles';

const PACK = '.pack';
/** Channel of a packet that carries bytes of the pack. */
const PACK_CHANNEL = 1;
const LENGTH_DIGITS = 4;

/** Takes packets out of pieces of an answer. */
async function* packets(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (;;) {
      const digits = rest.toString('latin1', 0, LENGTH_DIGITS);
      const length = Number.parseInt(digits, 16) || LENGTH_DIGITS;
      if (rest.length < Math.max(length, LENGTH_DIGITS)) {
        break;
      }
      yield rest.subarray(LENGTH_DIGITS, length);
      rest = rest.subarray(length);
    }
  }
}

/** The pack that the packets of an answer carry. */
async function* packOf(answer: string): AsyncGenerator<Buffer> {
  for await (const packet of packets(createReadStream(answer))) {
    if (packet[0] === PACK_CHANNEL) {
      yield packet.subarray(1);
    }
  }
}

/**
 * The packs of a transfer, in the order of their names.
 * @throws GitError - `protocol`: there is none
 */
export async function packFiles(directory: string): Promise<string[]> {
  const { pack: answer } = transferFiles(directory);
  if (existsSync(answer)) {
    await pipeline(packOf(answer), createWriteStream(`${answer}${PACK}`));
  }
  const names = await readdir(directory);
  const packs = names.filter(name => name.endsWith(PACK)).sort();
  if (packs.length === 0) {
    throw new GitError('protocol', 'the server sent no pack');
  }
  return packs.map(name => join(directory, name));
}
