import { referenceOptions } from '../../host/options/commonOptions';
import { option } from '../../host/options/schema';
import { textForms } from '../../host/options/textForms';

/** Options of the controller of Alerts. */
export const ALERT_OPTIONS = {
  ...referenceOptions,
  eventsServerAddress: option.string<string | undefined>({
    flag: 'events-server-addr',
    doc: "Address at which other processes send events, as to Flux's notification-controller with its --events-addr; default none.",
    default: undefined,
    valueName: 'HOST:PORT',
    form: textForms.listenAddress,
  }),
  rateLimitIntervalMs: option.duration({
    flag: 'rate-limit-interval',
    doc: 'Time in which equal events are sent once.',
    default: 300_000,
  }),
};
