import { alertmanager } from './alertmanager';
import { azureDevOps } from './azureDevOps';
import { bitbucket } from './bitbucket';
import { bitbucketServer } from './bitbucketServer';
import { datadog } from './datadog';
import { discord } from './discord';
import { genericProvider } from './generic';
import { genericHmacProvider } from './genericHmac';
import { gitea } from './gitea';
import { giteaPullRequestComment } from './giteaPullRequestComment';
import { github } from './github';
import { githubDispatch } from './githubDispatch';
import { githubPullRequestComment } from './githubPullRequestComment';
import { gitlab } from './gitlab';
import { gitlabMergeRequestComment } from './gitlabMergeRequestComment';
import { googleChat } from './googleChat';
import { grafana } from './grafana';
import { lark } from './lark';
import { matrix } from './matrix';
import { msteams } from './msteams';
import { opsgenie } from './opsgenie';
import { pagerDuty } from './pagerDuty';
import type { ProviderType } from './ProviderType';
import { rocket } from './rocket';
import { sentry } from './sentry';
import { slack } from './slack';
import { telegram } from './telegram';
import { webex } from './webex';
import { zulip } from './zulip';

/** Types of Provider that are told of events; each is one file here. */
export const PROVIDER_TYPES: readonly ProviderType[] = [
  alertmanager,
  azureDevOps,
  bitbucket,
  bitbucketServer,
  datadog,
  discord,
  genericHmacProvider,
  genericProvider,
  gitea,
  giteaPullRequestComment,
  github,
  githubDispatch,
  githubPullRequestComment,
  gitlab,
  gitlabMergeRequestComment,
  googleChat,
  grafana,
  lark,
  matrix,
  msteams,
  opsgenie,
  pagerDuty,
  rocket,
  sentry,
  slack,
  telegram,
  webex,
  zulip,
];
