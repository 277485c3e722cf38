import type { FluxEvent } from '../FluxEvent';
import { isError, sortedMetadata } from './eventTexts';

/** The event as Markdown under the heading `Flux Status`. */
export function statusMarkdown(event: FluxEvent): string {
  const { kind, name = '', namespace = '' } = event.involvedObject;
  const metadata = sortedMetadata(event)
    .filter(([key]) => key !== 'change_request')
    .map(([key, value]) => `* \`${key}\`: ${value}\n`)
    .join('');
  return [
    '## Flux Status',
    `${isError(event) ? '⚠️' : 'ℹ️'} ${kind}/${namespace}/${name}`,
    event.message,
    `Metadata:\n${metadata}`,
  ].join('\n\n');
}
