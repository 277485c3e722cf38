import type { FluxEvent } from '../FluxEvent';

/** Lower case by code points, as Go does: neither length nor neighbours count. */
export function lowerCase(text: string): string {
  return Array.from(text, rune => Array.from(rune.toLowerCase())[0]).join('');
}

/** `kustomization/podinfo.flux-system`. */
export function objectTitle({ involvedObject }: FluxEvent): string {
  const { kind, name = '', namespace = '' } = involvedObject;
  return `${lowerCase(kind)}/${name}.${namespace}`;
}

/** Metadata by their keys; Flux sends them in any order. */
export function sortedMetadata(
  event: FluxEvent,
): readonly (readonly [string, string])[] {
  return Object.entries(event.metadata ?? {}).sort(([a], [b]) =>
    a < b ? -1 : Number(a > b),
  );
}

export function isError(event: FluxEvent): boolean {
  return event.severity === 'error';
}

/** Go's time without a value: year 1. */
const NO_TIME_MS = -62_135_596_800_000;

/** Milliseconds since 1970. */
function timeOf({ timestamp }: FluxEvent): number {
  const ms = Date.parse(timestamp);
  return Number.isNaN(ms) ? NO_TIME_MS : ms;
}

/** RFC 3339 of whole seconds, in UTC. */
export function timestampOf(event: FluxEvent): string {
  return `${new Date(timeOf(event)).toISOString().slice(0, 19)}Z`;
}

/** Seconds since 1970. */
export function unixSeconds(event: FluxEvent): number {
  return Math.floor(timeOf(event) / 1000);
}

/** A capital before a small letter begins a word, any other change of class too. */
const WORDS =
  /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Nd}+|[^\p{Lu}\p{Ll}\p{Nd}]+/gu;

/** The reason as words: `HealthCheckFailed` is `health check failed`. */
export function describeReason({ reason }: FluxEvent): string {
  return lowerCase((reason.match(WORDS) ?? []).join(' '));
}

/** `kustomization/podinfo`. */
export function statusName({ involvedObject }: FluxEvent): string {
  return lowerCase(`${involvedObject.kind}/${involvedObject.name ?? ''}`);
}
