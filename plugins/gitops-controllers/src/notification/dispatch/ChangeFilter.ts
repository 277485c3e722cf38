import type { Alert } from '@backstage-gitops/plugin-gitops-common';
import { changesOnlyOf, stateOf } from '../alerts/stateOf';
import { objectTextOf } from '../FluxEvent';
import type { FluxEvent } from '../FluxEvent';
import type { NotificationStore, ToldState } from './NotificationStore';

/** A change to send, and what undoes its note when that fails. */
export interface Change {
  readonly isSent: boolean;
  revert(): Promise<void>;
}

const NOTHING = async () => undefined;

function isNews(
  state: ToldState['state'],
  before: ToldState | undefined,
  repeatMs: number,
  now: number,
): boolean {
  if (state !== before?.state) {
    // An object that works and was never told of is no change.
    return state === 'failing' || before !== undefined;
  }
  return state === 'failing' && repeatMs > 0 && now - before.toldAt >= repeatMs;
}

/** Keeps events from alerts that want changes of state only. */
export class ChangeFilter {
  constructor(
    private readonly store: NotificationStore,
    private readonly now: () => number,
  ) {}

  /** Notes the state of the event's object as told, where it is news. */
  async take(alert: Alert, event: FluxEvent): Promise<Change> {
    const wanted = changesOnlyOf(alert);
    if (!wanted) return { isSent: true, revert: NOTHING };
    const state = stateOf(event);
    if (!state) return { isSent: false, revert: NOTHING };
    const key = {
      alertUid: alert.metadata.uid ?? '',
      object: objectTextOf(event),
    };
    const now = this.now();
    const before = await this.store.stateOf(key);
    if (!isNews(state, before, wanted.repeatMs, now)) {
      return { isSent: false, revert: NOTHING };
    }
    await this.store.setState(key, { state, toldAt: now });
    const opposite = state === 'failing' ? 'working' : 'failing';
    const undone = before ?? { state: opposite, toldAt: 0 };
    return { isSent: true, revert: () => this.store.setState(key, undone) };
  }
}
