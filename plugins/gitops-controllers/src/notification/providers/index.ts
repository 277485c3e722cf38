import { alertmanager } from './alertmanager';
import { datadog } from './datadog';
import { discord } from './discord';
import { googleChat } from './googleChat';
import { grafana } from './grafana';
import { lark } from './lark';
import { matrix } from './matrix';
import { msteams } from './msteams';
import { opsgenie } from './opsgenie';
import { pagerDuty } from './pagerDuty';
import type { ProviderType } from './ProviderType';
import { rocket } from './rocket';
import { slack } from './slack';
import { telegram } from './telegram';
import { webex } from './webex';
import { zulip } from './zulip';

/** Types of Provider that are told of events; each is one file here. */
export const PROVIDER_TYPES: readonly ProviderType[] = [
  alertmanager,
  datadog,
  discord,
  googleChat,
  grafana,
  lark,
  matrix,
  msteams,
  opsgenie,
  pagerDuty,
  rocket,
  slack,
  telegram,
  webex,
  zulip,
];
