import { OpenStreams, type Closable } from './OpenStreams';

class FakeStream implements Closable {
  #closers: (() => void)[] = [];
  isClosed = false;

  onClose(closer: () => void) {
    if (this.isClosed) closer();
    else this.#closers.push(closer);
  }

  close() {
    this.isClosed = true;
    this.#closers.splice(0).forEach(closer => closer());
  }
}

const ADA = 'user:default/ada';
const BOB = 'user:default/bob';
const create = async () => new FakeStream();

describe('OpenStreams', () => {
  it('refuses one stream more than the limit, of the same user only', async () => {
    const streams = new OpenStreams({ perUser: 2, perProcess: 9 });
    await streams.open(ADA, create);
    await streams.open(ADA, create);
    const tooMany = jest.fn(create);
    await expect(streams.open(ADA, tooMany)).rejects.toMatchObject({
      statusCode: 429,
      retryAfterSeconds: expect.any(Number),
      statement: { code: 'tooManyStreams', params: { limit: 2 } },
    });
    expect(tooMany).not.toHaveBeenCalled();
    await streams.open(BOB, create);
  });

  it('refuses one stream more than the process may have, of whomever', async () => {
    const streams = new OpenStreams({ perUser: 2, perProcess: 3 });
    await streams.open(ADA, create);
    await streams.open(ADA, create);
    const third = await streams.open(BOB, create);
    await expect(streams.open(BOB, create)).rejects.toMatchObject({
      statusCode: 503,
      retryAfterSeconds: expect.any(Number),
    });
    third.close();
    await streams.open(BOB, create);
  });

  it('counts those that are being opened, until they fail', async () => {
    const streams = new OpenStreams({ perUser: 1, perProcess: 9 });
    let fail: (error: Error) => void = () => {};
    const opening = streams.open(
      ADA,
      () => new Promise<FakeStream>((_, reject) => (fail = reject)),
    );
    await expect(streams.open(ADA, create)).rejects.toThrow(/1 streams/);
    fail(new Error('denied'));
    await expect(opening).rejects.toThrow('denied');
    await streams.open(ADA, create);
  });

  it('counts a stream that has ended no longer, also one that ended at once', async () => {
    const streams = new OpenStreams({ perUser: 2, perProcess: 2 });
    const first = await streams.open(ADA, create);
    await streams.open(ADA, create);
    first.close();
    await streams.open(ADA, async () => {
      const gone = new FakeStream();
      gone.close();
      return gone;
    });
    await streams.open(ADA, create);
    await expect(streams.open(ADA, create)).rejects.toThrow(/2 streams/);
  });

  it('opens a few at a time, in the order in which they were asked for', async () => {
    const streams = new OpenStreams({ perUser: 99, perProcess: 99 });
    const begun: number[] = [];
    const go: (() => void)[] = [];
    const all = Array.from({ length: 9 }, (_, i) =>
      streams.open(ADA, async () => {
        begun.push(i);
        await new Promise<void>(resolve => go.push(resolve));
        if (i === 0) throw new Error('denied');
        return new FakeStream();
      }),
    );
    const settled = Promise.allSettled(all);
    await new Promise(setImmediate);
    expect(begun).toEqual([0, 1, 2, 3]);
    while (go.length > 0) {
      go.shift()?.();
      await new Promise(setImmediate);
    }
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await settled).map(({ status }) => status)).toEqual([
      'rejected',
      ...Array(8).fill('fulfilled'),
    ]);
  });

  it('ends the streams of all users, and what is being opened', async () => {
    const streams = new OpenStreams({ perUser: 2, perProcess: 9 });
    const all = [
      await streams.open(ADA, create),
      await streams.open(ADA, create),
      await streams.open(BOB, create),
    ];
    const late = streams.open(BOB, create);
    streams.closeAll();
    const opened = [...all, await late];
    expect(opened.map(({ isClosed }) => isClosed)).toEqual(Array(4).fill(true));
  });
});
