import { createHash } from 'node:crypto';
import { Clock, systemClock } from '../api/clock';
import { isNotFound } from '../api/errors';
import { Logger, silentLogger } from '../api/logger';
import {
  KubeObject,
  toGroupVersionKind,
  UnstructuredObject,
} from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { EVENT_PREFIX } from '../manager/annotations';
import { EventInput } from '../manager/types';
import { formatTime } from '../status/conditions';

/** An event with its object, as handed to sinks such as notifications. */
export interface RecordedEvent extends EventInput {
  readonly object: KubeObject;
  /** Controller that reports it. */
  readonly component: string;
  /** Annotations with their full names. */
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339, whole seconds. */
  readonly timestamp: string;
}

export interface EventRecorderOptions {
  readonly client: KubeClient;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Told about every event that is not a trace; must not throw. */
  readonly sink?: (event: RecordedEvent) => void;
}

/** Events of one object and reason within this time are combined… */
const SIMILAR_WINDOW_MS = 600_000;
/** …after this many different messages. */
const SIMILAR_MAX = 10;
/** Tokens of one object: 25 at once, then one in five minutes. */
const SPAM_BURST = 25;
const SPAM_REFILL_MS = 300_000;
/** Repeats of a trace within this time are counted, and written with a later one. */
const TRACE_INTERVAL_MS = 300_000;
/** Memory for repeats; oldest go first. */
const MAX_REMEMBERED = 4096;
const COMBINED = '(combined from similar events): ';

interface Remembered {
  readonly name: string;
  readonly namespace: string;
  /** As it stands on the server. */
  count: number;
  /** Repeats that are not written yet. */
  held: number;
  writtenMs: number;
}

/** Why an event is recorded. */
interface RecordOptions {
  /** Somebody waits for it: a repeated trace is written at once. Default false. */
  readonly isRequested?: boolean;
}

interface Similar {
  messages: Set<string>;
  since: number;
}

interface Spam {
  tokens: number;
  at: number;
}

const EVENT_TYPE = { apiVersion: 'v1', kind: 'Event' };

/**
 * Writes core/v1 Events the way client-go's recorder does, however long their
 * messages (only those of events.k8s.io have a limit): a repeat raises
 * `count`, many similar ones are combined, one object can't flood the cluster.
 * Other than there, repeats of a trace, which each look at something unchanged
 * is, are gathered for minutes. Writing happens in the background and in order;
 * a failure is logged only.
 */
export class EventRecorder {
  readonly #client: KubeClient;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #sink?: (event: RecordedEvent) => void;
  readonly #seen = new Map<string, Remembered>();
  readonly #similar = new Map<string, Similar>();
  readonly #spam = new Map<string, Spam>();
  readonly #queues = new Map<string, Promise<void>>();
  #sequence = 0;

  constructor(options: EventRecorderOptions) {
    // Events must not wait for, nor hold up, what matters more.
    this.#client = options.client.withOwnLimit();
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#sink = options.sink;
  }

  /** Queues an event about an object; returns at once. */
  record(
    object: KubeObject,
    component: string,
    event: EventInput,
    { isRequested = false }: RecordOptions = {},
  ): void {
    if (event.trace && !isRequested && this.#holds(object, component, event)) {
      return;
    }
    const annotations = annotationsOf(object, event);
    const timestamp = formatTime(this.#clock.now());
    if (!event.trace) {
      this.#sink?.({ ...event, object, component, annotations, timestamp });
    }
    const owner =
      object.metadata.uid ?? `${object.kind}/${object.metadata.name}`;
    if (!this.#takeToken(`${component} ${owner}`)) return;
    const before = this.#queues.get(owner) ?? Promise.resolve();
    const next = before
      .then(() => this.#write(object, component, event, annotations, timestamp))
      .catch(error => {
        this.#logger.warn('cannot write an event', {
          object: `${object.kind}/${object.metadata.name}`,
          error: error instanceof Error ? error.message : String(error),
        });
      })
      .finally(() => {
        if (this.#queues.get(owner) === next) this.#queues.delete(owner);
      });
    this.#queues.set(owner, next);
  }

  /** Resolves when everything queued so far was written or given up. */
  async flush(): Promise<void> {
    await Promise.all(this.#queues.values());
  }

  async #write(
    object: KubeObject,
    component: string,
    event: EventInput,
    annotations: Readonly<Record<string, string>>,
    timestamp: string,
  ): Promise<void> {
    const group = groupOf(object, component, event);
    const isCombined = this.#isCombined(group, event.message);
    const message = isCombined ? COMBINED + event.message : event.message;
    const key = group + (isCombined ? '' : message);
    const seen = this.#seen.get(key);
    if (seen) {
      const isKept = await this.#repeat(seen, message, timestamp);
      if (isKept) return;
    }
    const created = this.#toEvent(object, component, event, message, timestamp);
    created.metadata.annotations = isCombined ? undefined : { ...annotations };
    await this.#client.create(created, { fieldManager: component });
    this.#remember(key, {
      name: created.metadata.name ?? '',
      namespace: created.metadata.namespace ?? '',
      count: 1,
      held: 0,
      writtenMs: this.#clock.steady(),
    });
  }

  /** Counts a repeat of a trace that was written a short time ago. */
  #holds(object: KubeObject, component: string, event: EventInput): boolean {
    const key = groupOf(object, component, event) + event.message;
    const seen = this.#seen.get(key);
    if (!seen) return false;
    const isFresh = this.#clock.steady() - seen.writtenMs < TRACE_INTERVAL_MS;
    if (isFresh) seen.held += 1;
    return isFresh;
  }

  async #repeat(
    seen: Remembered,
    message: string,
    timestamp: string,
  ): Promise<boolean> {
    const { held } = seen;
    const count = seen.count + held + 1;
    try {
      await this.#client.patch(
        EVENT_TYPE,
        seen,
        { count, lastTimestamp: timestamp, message },
        { patchType: 'strategic' },
      );
      seen.count = count;
      seen.held -= held;
      seen.writtenMs = this.#clock.steady();
      return true;
    } catch (error) {
      // Events live for an hour; a new one starts when the old one is gone.
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  #toEvent(
    object: KubeObject,
    component: string,
    event: EventInput,
    message: string,
    timestamp: string,
  ): UnstructuredObject {
    const { namespace, name, uid, resourceVersion } = object.metadata;
    this.#sequence += 1;
    const stamp =
      BigInt(this.#clock.now()) * 1_000_000n +
      BigInt(this.#sequence % 1_000_000);
    return {
      ...EVENT_TYPE,
      metadata: {
        name: `${(name ?? '').slice(0, 230)}.${stamp.toString(16)}`,
        namespace: namespace ?? 'default',
      },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        namespace,
        name,
        uid,
        resourceVersion,
      },
      type: event.type,
      reason: event.reason,
      message,
      count: 1,
      firstTimestamp: timestamp,
      lastTimestamp: timestamp,
      source: { component },
      reportingComponent: component,
      reportingInstance: '',
    };
  }

  #isCombined(group: string, message: string): boolean {
    const now = this.#clock.steady();
    let similar = this.#similar.get(group);
    if (!similar || now - similar.since > SIMILAR_WINDOW_MS) {
      similar = { messages: new Set(), since: now };
    }
    similar.since = now;
    similar.messages.add(createHash('sha1').update(message).digest('base64'));
    this.#similar.delete(group);
    this.#similar.set(group, similar);
    trim(this.#similar);
    if (similar.messages.size < SIMILAR_MAX) return false;
    const [oldest] = similar.messages;
    similar.messages.delete(oldest);
    return true;
  }

  #takeToken(owner: string): boolean {
    const now = this.#clock.steady();
    const spam = this.#spam.get(owner) ?? { tokens: SPAM_BURST, at: now };
    const tokens = Math.min(
      SPAM_BURST,
      spam.tokens + (now - spam.at) / SPAM_REFILL_MS,
    );
    const isAllowed = tokens >= 1;
    this.#spam.delete(owner);
    this.#spam.set(owner, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
    trim(this.#spam);
    return isAllowed;
  }

  #remember(key: string, value: Remembered): void {
    this.#seen.delete(key);
    this.#seen.set(key, value);
    trim(this.#seen);
  }
}

/** Tells apart what is counted together but for its message. */
function groupOf(
  { kind, metadata: { namespace, name, uid } }: KubeObject,
  component: string,
  { type, reason }: EventInput,
): string {
  return JSON.stringify([component, kind, namespace, name, uid, type, reason]);
}

function trim(map: Map<string, unknown>): void {
  if (map.size <= MAX_REMEMBERED) return;
  const [oldest] = map.keys();
  map.delete(oldest);
}

function annotationsOf(
  object: KubeObject,
  event: EventInput,
): Record<string, string> {
  const { group } = toGroupVersionKind(object);
  const annotations: Record<string, string> = {};
  for (const [name, value] of Object.entries(
    object.metadata.annotations ?? {},
  )) {
    if (name.startsWith(EVENT_PREFIX)) annotations[name] = value;
  }
  for (const [name, value] of Object.entries(event.metadata ?? {})) {
    if (value !== '') {
      annotations[name.includes('/') ? name : `${group}/${name}`] = value;
    }
  }
  return annotations;
}
