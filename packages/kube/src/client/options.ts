import type { LookupFunction } from 'node:net';
import { Clock } from '../api/clock';
import type { OnRequest } from './Transport';

/** What clients over the same connections may have of their own. */
export interface ClientIdentity {
  /** Requests a second on average; default 50. */
  readonly qps?: number;
  /** Requests at once; default 300. */
  readonly burst?: number;
  /** Default `backstage-gitops`. */
  readonly userAgent?: string;
  /** Default manager name of writes, in `metadata.managedFields`. */
  readonly fieldManager?: string;
  /** Called after each request; feeds rest_client_* metrics. */
  readonly onRequest?: OnRequest;
  /**
   * Asked before each request that may change something is sent, and before
   * each time it is sent again; such as `Lease.requireHeld`. Its rejection is
   * that of the call.
   */
  readonly beforeWrite?: () => Promise<void>;
}

/** Judges where connections may go, such as `NetworkGuard` of the HTTP package. */
export interface ConnectionGuard {
  /** Throws for the host of a URL that may not be reached. */
  requireHost(host: string): void;
  /** Gives only addresses that may be reached. */
  readonly lookup: LookupFunction;
}

/** Options of a client and of the connections that it opens. */
export interface KubeClientOptions extends ClientIdentity {
  readonly clock?: Clock;
  /** Connections for short requests; default 16. */
  readonly connections?: number;
  /**
   * Milliseconds for a request without its own limit, discovery and the TLS
   * handshake included; default 60,000.
   */
  readonly timeoutMs?: number;
  /** For a server or proxy that somebody else named. Default: none. */
  readonly guard?: ConnectionGuard;
}

/** What every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Asks only for apiVersion, kind and metadata. */
  readonly metadataOnly?: boolean;
}

/** Which objects a list gives. */
export interface ListOptions extends CallOptions {
  /** Absent: all namespaces, or a cluster-scoped kind. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
}

/** Which events a watch gives. */
export interface WatchOptions extends CallOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly timeoutSeconds?: number;
  readonly sendInitialEvents?: boolean;
  /** Default true. */
  readonly allowBookmarks?: boolean;
  /** Called when the server has accepted the watch, before any event. */
  readonly onOpen?: () => void;
}

/** Who writes, and what. */
export interface WriteOptions extends CallOptions {
  readonly fieldManager?: string;
  /** True checks and defaults without storing. */
  readonly dryRun?: boolean;
  readonly subresource?: string;
  /** What the server does about unknown and repeated fields; its own default is `Warn`. */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
}

/** A server-side apply. */
export interface ApplyOptions extends WriteOptions {
  /** True takes fields from other appliers instead of failing. */
  readonly force?: boolean;
}

/** How a patch says what to change. */
export type PatchType = 'merge' | 'json' | 'strategic';

/** How an object goes, and under which conditions. */
export interface DeleteOptions extends CallOptions {
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly dryRun?: boolean;
}
