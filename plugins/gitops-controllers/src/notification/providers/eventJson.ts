import type { FluxEvent } from '../FluxEvent';
import { sortedMetadata, timestampOf } from './eventTexts';

/** Go escapes for HTML what JavaScript leaves. */
const FOR_HTML = /[<>&\u2028\u2029]/g;

function escapeForHtml(mark: string): string {
  return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The event as the bytes that Flux makes of it, for digests: keys in its order. */
export function eventJson(event: FluxEvent): string {
  const { kind, namespace, name, uid, apiVersion, resourceVersion } =
    event.involvedObject;
  const metadata = sortedMetadata(event);
  const ordered = {
    involvedObject: {
      kind: kind || undefined,
      namespace: namespace || undefined,
      name: name || undefined,
      uid: uid || undefined,
      apiVersion: apiVersion || undefined,
      resourceVersion: resourceVersion || undefined,
    },
    severity: event.severity,
    timestamp: timestampOf(event),
    message: event.message,
    reason: event.reason,
    metadata: metadata.length > 0 ? Object.fromEntries(metadata) : undefined,
    reportingController: event.reportingController,
    reportingInstance: event.reportingInstance || undefined,
  };
  return JSON.stringify(ordered).replace(FOR_HTML, escapeForHtml);
}
