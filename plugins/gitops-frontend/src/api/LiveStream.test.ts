import { LiveStream, type OpenStream } from './LiveStream';

const encoder = new TextEncoder();

/** A stream that the test writes to. */
function aStream() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
  });
  return {
    response: { ok: true, body } as unknown as Response,
    send: (text: string) => controller.enqueue(encoder.encode(text)),
    end: () => controller.close(),
    fail: () => controller.error(new Error('connection lost')),
  };
}

function anObserver() {
  return {
    onSnapshot: jest.fn(),
    onDetail: jest.fn(),
    onLive: jest.fn(),
    onBroken: jest.fn(),
    onRefused: jest.fn(),
  };
}

const settle = () => jest.advanceTimersByTimeAsync(0);

describe('LiveStream', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('reads messages that arrive in pieces', async () => {
    const stream = aStream();
    const observer = anObserver();
    const live = new LiveStream(async () => stream.response, observer);
    await settle();
    stream.send('event: snap');
    stream.send('shot\ndata: {"a":"ü');
    stream.send('"}\n\nevent: detail\r\ndata: {"b":2}\r\n\r\n: comment\n\n');
    await settle();
    expect(observer.onSnapshot).toHaveBeenCalledWith({ a: 'ü' });
    expect(observer.onDetail).toHaveBeenCalledWith({ b: 2 });
    expect(observer.onBroken).not.toHaveBeenCalled();
    live.close();
  });

  it('says that it is broken, opens again with growing pauses, and is live again', async () => {
    const observer = anObserver();
    const good = aStream();
    const open = jest
      .fn<ReturnType<OpenStream>, []>()
      .mockRejectedValueOnce(new TypeError('Failed to fetch'))
      .mockRejectedValueOnce(new TypeError('Failed to fetch'))
      .mockResolvedValue(good.response);
    const live = new LiveStream(open, observer);
    await settle();
    expect(observer.onBroken).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(700);
    expect(open).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(1300);
    expect(open).toHaveBeenCalledTimes(3);
    good.send('event: ping\ndata: {}\n\n');
    await settle();
    expect(observer.onLive).toHaveBeenCalled();
    live.close();
  });

  it('opens again after an orderly end without calling it broken', async () => {
    const observer = anObserver();
    const [first, second] = [aStream(), aStream()];
    const open = jest
      .fn<ReturnType<OpenStream>, []>()
      .mockResolvedValueOnce(first.response)
      .mockResolvedValue(second.response);
    const live = new LiveStream(open, observer);
    await settle();
    first.end();
    await jest.advanceTimersByTimeAsync(700);
    expect(open).toHaveBeenCalledTimes(2);
    expect(observer.onBroken).not.toHaveBeenCalled();
    live.close();
  });

  it('takes silence for a dead connection', async () => {
    const observer = anObserver();
    const signals: AbortSignal[] = [];
    const live = new LiveStream(signal => {
      signals.push(signal);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    }, observer);
    await settle();
    await jest.advanceTimersByTimeAsync(25_000);
    expect(signals[0].aborted).toBe(true);
    expect(observer.onBroken).toHaveBeenCalledTimes(1);
    live.close();
  });

  it('does not ask again when it was refused', async () => {
    const observer = anObserver();
    const open = jest.fn(
      async () =>
        ({
          ok: false,
          status: 403,
          statusText: 'Forbidden',
          headers: new Headers({ 'content-type': 'application/json' }),
          text: async () =>
            JSON.stringify({
              error: { name: 'NotAllowedError', message: 'no' },
              request: {},
              response: { statusCode: 403 },
            }),
        } as unknown as Response),
    );
    const live = new LiveStream(open, observer);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(observer.onRefused).toHaveBeenCalledTimes(1);
    expect(open).toHaveBeenCalledTimes(1);
    live.close();
  });

  it('is silent after it was closed', async () => {
    const stream = aStream();
    const observer = anObserver();
    const live = new LiveStream(async () => stream.response, observer);
    await settle();
    live.close();
    stream.fail();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(observer.onBroken).not.toHaveBeenCalled();
  });
});
