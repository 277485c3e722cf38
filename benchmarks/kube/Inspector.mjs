import { WebSocket } from 'undici';

/** A client of Node's inspector protocol. */
export class Inspector {
  #socket;
  #next = 1;
  #waiting = new Map();

  constructor(socket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) =>
      this.#take(JSON.parse(data)),
    );
  }

  /** @param url - `ws://…`, as Node prints it */
  static async connect(url) {
    const socket = new WebSocket(url);
    await new Promise((done, fail) => {
      socket.addEventListener('open', done);
      socket.addEventListener('error', ({ error }) => fail(error));
    });
    return new Inspector(socket);
  }

  /** Bytes of the main thread's heap that are in use after a full collection. */
  async heapAfterGarbageCollection() {
    await this.#call('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#call('Runtime.getHeapUsage');
    return usedSize;
  }

  close() {
    this.#socket.close();
  }

  #call(method) {
    const id = this.#next++;
    return new Promise((done, fail) => {
      this.#waiting.set(id, { done, fail });
      this.#socket.send(JSON.stringify({ id, method }));
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
