/** Node's inspector protocol over a plain socket: as much of it as a measurement needs. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/** One text frame of a client, masked as RFC 6455 asks. */
function frameOf(text) {
  const body = Buffer.from(text);
  const mask = randomBytes(4);
  const length =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]);
  body.forEach((byte, at) => {
    body[at] = byte ^ mask[at % 4];
  });
  return Buffer.concat([length, mask, body]);
}

/** Takes the whole frames out of bytes: their texts and what is left. */
function readFrames(bytes) {
  const texts = [];
  let at = 0;
  while (bytes.length >= at + 2) {
    let length = bytes[at + 1] & 127;
    let start = at + 2;
    if (length === 126) {
      if (bytes.length < at + 4) break;
      length = bytes.readUInt16BE(at + 2);
      start = at + 4;
    } else if (length === 127) {
      if (bytes.length < at + 10) break;
      length = Number(bytes.readBigUInt64BE(at + 2));
      start = at + 10;
    }
    if (bytes.length < start + length) break;
    texts.push(bytes.toString('utf8', start, start + length));
    at = start + length;
  }
  return { texts, rest: bytes.subarray(at) };
}

export class Inspector {
  #socket;
  #next = 1;
  #waiting = new Map();

  constructor(socket, rest) {
    this.#socket = socket;
    let bytes = rest;
    socket.on('data', chunk => {
      const read = readFrames(Buffer.concat([bytes, chunk]));
      bytes = read.rest;
      for (const text of read.texts) this.#take(JSON.parse(text));
    });
  }

  /** @param url - `ws://…`, as Node prints it */
  static async connect(url) {
    const { hostname, port, pathname } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise((done, fail) => {
      socket.once('connect', done);
      socket.once('error', fail);
    });
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    let head = Buffer.alloc(0);
    while (!head.includes('\r\n\r\n')) {
      const chunk = await new Promise(done => socket.once('data', done));
      head = Buffer.concat([head, chunk]);
    }
    return new Inspector(socket, head.subarray(head.indexOf('\r\n\r\n') + 4));
  }

  /** Bytes of the main thread's heap that are in use after a full collection. */
  async heapAfterGarbageCollection() {
    await this.#call('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#call('Runtime.getHeapUsage');
    return usedSize;
  }

  close() {
    this.#socket.destroy();
  }

  #call(method) {
    const id = this.#next++;
    return new Promise((done, fail) => {
      this.#waiting.set(id, { done, fail });
      this.#socket.write(frameOf(JSON.stringify({ id, method })));
    });
  }

  #take({ id, result, error }) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    if (error) waiting.fail(new Error(error.message));
    else waiting.done(result);
  }
}
