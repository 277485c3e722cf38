import type { ObjectRef } from '@backstage-gitops/plugin-gitops-common';
import type { Caller, EntityService } from '../service/EntityService';
import type { EventStream } from './EventStream';

/**
 * Sends an entity, and one of its objects if a reference is given, whenever
 * they change. Nothing is awaited, so whatever is slow to answer is shown as
 * unknown first; nothing is watched for a stream that has already ended.
 */
export function openEntityStream(
  stream: EventStream,
  service: EntityService,
  { entity, permissions }: Caller,
  ref: ObjectRef | undefined,
): void {
  if (stream.isClosed) return;
  const onChange = () => stream.markChanged();
  const watch = service.watchEntity(entity, onChange);
  stream.onClose(() => watch.close());
  stream.add('snapshot', () => watch.snapshot(permissions, Date.now()));
  if (!ref) return;
  const object = service.watchObject(entity, ref, onChange);
  stream.onClose(() => object.close());
  stream.add('detail', () => object.detail());
}
