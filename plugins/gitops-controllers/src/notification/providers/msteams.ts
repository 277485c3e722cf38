import type { FluxEvent } from '../FluxEvent';
import { isError, objectTitle, sortedMetadata } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import { requireAddress } from './requireSettings';

/** Hosts of Office 365 connectors, which take the older card alone. */
const CONNECTOR_HOST = /\.webhook\.office\.com$/;

function messageCard(event: FluxEvent): object {
  const title = objectTitle(event);
  const facts = sortedMetadata(event).map(([name, value]) => ({ name, value }));
  return {
    '@type': 'MessageCard',
    '@context': 'http://schema.org/extensions',
    themeColor: isError(event) ? 'FF0000' : '0076D7',
    summary: title,
    sections: [
      { activityTitle: event.message, activitySubtitle: title, facts },
    ],
  };
}

/** The summary first. */
function factSet(event: FluxEvent): object {
  const all = sortedMetadata(event);
  const facts = [
    ...all.filter(([key]) => key === 'summary'),
    ...all.filter(([key]) => key !== 'summary'),
  ].map(([title, value]) => ({ title, value }));
  return { type: 'FactSet', ...(facts.length > 0 ? { facts } : {}) };
}

function textBlock(text: string, look: object): object {
  return { type: 'TextBlock', ...(text ? { text } : {}), ...look, wrap: true };
}

/** Teams shows versions up to 1.4. */
function adaptiveCard(event: FluxEvent): object {
  const items = [
    textBlock(objectTitle(event), { size: 'large', weight: 'bolder' }),
    textBlock(event.message, isError(event) ? { color: 'attention' } : {}),
    factSet(event),
  ];
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [{ type: 'Container', items }],
    msteams: { width: 'Full' },
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, content }] };
}

/** A card to a workflow, or to a connector as long as these live. */
export const msteams: RequestProvider = {
  type: 'msteams',
  toRequests(event, settings) {
    const { hostname } = requireAddress(settings);
    const body = CONNECTOR_HOST.test(hostname)
      ? messageCard(event)
      : adaptiveCard(event);
    return [{ method: 'POST', url: settings.address, body }];
  },
};
