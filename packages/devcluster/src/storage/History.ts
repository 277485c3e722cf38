import { KubeObject } from '../json';

/** One write, as watchers see it. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  readonly object: KubeObject;
  /** The state before the write. */
  readonly previous?: KubeObject;
}

/** The latest events of one resource, bounded in number. */
export class History {
  private events: StoreEvent[] = [];
  private head = 0;
  private oldestKnown: number;

  constructor(private readonly limit: number, startRevision: number) {
    this.oldestKnown = startRevision;
  }

  push(event: StoreEvent): void {
    this.events.push(event);
    if (this.events.length - this.head > this.limit) {
      this.oldestKnown = this.events[this.head].revision;
      this.head += 1;
    }
    if (this.head > this.limit) {
      this.events = this.events.slice(this.head);
      this.head = 0;
    }
  }

  /** Events with a higher revision, oldest first; undefined when some of them are forgotten. */
  since(revision: number): StoreEvent[] | undefined {
    if (revision < this.oldestKnown) {
      return undefined;
    }
    let low = this.head;
    let high = this.events.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.events[middle].revision <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return this.events.slice(low);
  }
}
