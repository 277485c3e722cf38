import { component, kustomizationRef } from '../../testing/objects';
import type { EntityService } from '../service/EntityService';
import type { EventStream } from './EventStream';
import { openEntityStream } from './openEntityStream';

const caller = {
  entity: component('web'),
  userEntityRef: 'user:default/ada',
  permissions: new Set<string>(),
};

function setUp(isClosed: boolean) {
  const closers: (() => void)[] = [];
  const stream = {
    isClosed,
    add: jest.fn(),
    markChanged: jest.fn(),
    onClose: (closer: () => void) => closers.push(closer),
  };
  const watch = { close: jest.fn() };
  const service = {
    watchEntity: jest.fn(() => watch),
    watchObject: jest.fn(() => watch),
  };
  openEntityStream(
    stream as unknown as EventStream,
    service as unknown as EntityService,
    caller,
    kustomizationRef('web'),
  );
  return { stream, service, watch, closers };
}

describe('openEntityStream', () => {
  it('watches nothing for a reader who has left meanwhile', () => {
    const { stream, service } = setUp(true);
    expect(service.watchEntity).not.toHaveBeenCalled();
    expect(service.watchObject).not.toHaveBeenCalled();
    expect(stream.add).not.toHaveBeenCalled();
  });

  it('closes what it watches when the stream ends', () => {
    const { stream, watch, closers } = setUp(false);
    expect(stream.add.mock.calls.map(([name]) => name)).toEqual([
      'snapshot',
      'detail',
    ]);
    closers.forEach(closer => closer());
    expect(watch.close).toHaveBeenCalledTimes(2);
  });
});
