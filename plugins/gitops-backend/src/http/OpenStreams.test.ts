import { OpenStreams, type Closable } from './OpenStreams';

class FakeStream implements Closable {
  #closers: (() => void)[] = [];
  isClosed = false;

  onClose(closer: () => void) {
    this.#closers.push(closer);
  }

  close() {
    this.isClosed = true;
    this.#closers.splice(0).forEach(closer => closer());
  }
}

const create = () => new FakeStream();

describe('OpenStreams', () => {
  it('refuses one stream more than the limit, of the same user only', () => {
    const streams = new OpenStreams(2);
    streams.open('user:default/ada', create);
    streams.open('user:default/ada', create);
    const tooMany = jest.fn(create);
    expect(() => streams.open('user:default/ada', tooMany)).toThrow(
      expect.objectContaining({
        statusCode: 429,
        statement: { code: 'tooManyStreams', params: { limit: 2 } },
      }),
    );
    expect(tooMany).not.toHaveBeenCalled();
    expect(() => streams.open('user:default/bob', create)).not.toThrow();
  });

  it('counts a stream that has ended no longer', () => {
    const streams = new OpenStreams(2);
    const first = streams.open('user:default/ada', create);
    streams.open('user:default/ada', create);
    first.close();
    streams.open('user:default/ada', create);
    expect(() => streams.open('user:default/ada', create)).toThrow(/2 streams/);
  });

  it('ends the streams of all users', () => {
    const streams = new OpenStreams(2);
    const all = ['ada', 'ada', 'bob'].map(name => streams.open(name, create));
    streams.closeAll();
    expect(all.map(({ isClosed }) => isClosed)).toEqual([true, true, true]);
  });
});
