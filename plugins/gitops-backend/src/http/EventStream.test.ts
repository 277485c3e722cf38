import { EventEmitter } from 'node:events';
import { mockServices } from '@backstage/backend-test-utils';
import type { EntitySnapshot } from '@backstage-gitops/plugin-gitops-common';
import type { Request, Response } from 'express';
import { EventStream } from './EventStream';

const GATHER_MS = 100;
const TEN_MINUTES_MS = 600_000;

/** Only as much of a snapshot as tells two apart. */
const snapshot = (entityRef: string) => ({ entityRef } as EntitySnapshot);

function open({ isGone = false, canTakeMore = true } = {}) {
  const response = Object.assign(new EventEmitter(), {
    destroyed: isGone,
    closed: isGone,
    writableNeedDrain: false,
    writeHead: jest.fn(),
    flushHeaders: jest.fn(),
    write: jest.fn((_message: string | Buffer) => canTakeMore),
    end: jest.fn(),
  });
  const logger = mockServices.logger.mock();
  const stream = new EventStream(
    { destroyed: isGone } as Request,
    response as unknown as Response,
    logger,
  );
  const sent = () =>
    response.write.mock.calls
      .map(([message]) => /entityRef":"(\w+)/.exec(String(message))?.[1])
      .filter(Boolean);
  return { stream, response, logger, sent };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('EventStream', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  it('sends a message that is added, and again only when it has changed', async () => {
    const { stream, sent } = open();
    let current = 'one';
    stream.add('snapshot', () => snapshot(current));
    await pass(GATHER_MS);
    stream.markChanged();
    await pass(GATHER_MS);
    expect(sent()).toEqual(['one']);
    current = 'two';
    stream.markChanged();
    await pass(GATHER_MS);
    expect(sent()).toEqual(['one', 'two']);
    stream.close();
  });

  it('serializes what several streams send once', async () => {
    const toJSON = jest.fn(() => ({ entityRef: 'one' }));
    const content = { toJSON } as object as EntitySnapshot;
    const streams = [open(), open(), open()];
    for (const { stream } of streams) stream.add('snapshot', () => content);
    await pass(GATHER_MS);
    expect(streams.map(({ sent }) => sent())).toEqual(Array(3).fill(['one']));
    expect(toJSON).toHaveBeenCalledTimes(1);
    for (const { stream } of streams) stream.close();
  });

  it('makes one message of many changes', async () => {
    const { stream } = open();
    const source = jest.fn(() => snapshot('one'));
    stream.add('snapshot', source);
    for (let i = 0; i < 100; i += 1) stream.markChanged();
    await pass(GATHER_MS);
    expect(source).toHaveBeenCalledTimes(1);
    stream.close();
  });

  it('sends only the newest to a client that is slow', async () => {
    const { stream, response, sent } = open({ canTakeMore: false });
    let current = 'one';
    stream.add('snapshot', () => snapshot(current));
    await pass(GATHER_MS);
    for (current of ['two', 'three', 'four']) {
      stream.markChanged();
      await pass(GATHER_MS);
    }
    expect(sent()).toEqual(['one']);
    response.emit('drain');
    await pass(GATHER_MS);
    expect(sent()).toEqual(['one', 'four']);
    stream.close();
  });

  it('runs the closers and asks nobody any more when the reader leaves', async () => {
    const { stream, response } = open();
    const closer = jest.fn();
    const source = jest.fn(() => snapshot('one'));
    stream.onClose(closer);
    stream.add('snapshot', source);
    response.emit('close');
    await pass(TEN_MINUTES_MS);
    expect(closer).toHaveBeenCalledTimes(1);
    expect(source).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is closed from the start for a reader who has already left', () => {
    const { stream, response } = open({ isGone: true });
    const closer = jest.fn();
    stream.onClose(closer);
    expect(stream.isClosed).toBe(true);
    expect(closer).toHaveBeenCalledTimes(1);
    expect(response.writeHead).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('logs why a message could not be made, and ends', async () => {
    const { stream, logger, response } = open();
    stream.add('snapshot', () => {
      throw new Error('broken');
    });
    await pass(GATHER_MS);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('cannot make a message'),
      expect.objectContaining({ message: 'broken' }),
    );
    expect(response.end).toHaveBeenCalledTimes(1);
  });

  it('pings while nothing changes, and ends after ten minutes', async () => {
    const { stream, response } = open();
    await pass(25_000);
    const pings = response.write.mock.calls.filter(([message]) =>
      String(message).startsWith('event: ping\n'),
    );
    expect(pings).toHaveLength(2);
    await pass(TEN_MINUTES_MS);
    expect(stream.isClosed).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});
