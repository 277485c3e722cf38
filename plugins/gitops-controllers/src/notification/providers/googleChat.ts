import { isError, objectTitle, sortedMetadata } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import { requireAddress } from './requireSettings';

function keyValue([topLabel, content]: readonly [string, string]): object {
  return {
    textParagraph: null,
    keyValue: {
      topLabel,
      content,
      contentMultiline: false,
      bottomLabel: null,
      icon: null,
    },
  };
}

/** A card to a webhook of a space; key and token stand in its address. */
export const googleChat: RequestProvider = {
  type: 'googlechat',
  toRequests(event, settings) {
    requireAddress(settings);
    const text = isError(event)
      ? `<font color="#ff0000">${event.message}</font>`
      : event.message;
    const paragraph = { textParagraph: { text }, keyValue: null };
    const metadata = sortedMetadata(event).map(keyValue);
    const header = {
      title: objectTitle(event),
      subtitle: event.reportingController,
      imageUrl: null,
      imageStyle: null,
    };
    const sections = [[paragraph], metadata]
      .filter(widgets => widgets.length > 0)
      .map(widgets => ({ header: '', widgets }));
    const body = { cards: [{ header, sections }] };
    return [{ method: 'POST', url: settings.address, body }];
  },
};
