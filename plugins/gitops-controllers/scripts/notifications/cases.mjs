/**
 * One Provider for each case. `path` follows the address of the sink; `host`
 * is one that only a proxy can lead to the sink, `user` stands before the host; `app` are keys of a GitHub App; `commits` and `requests` name
 * what the events are of.
 */
const COMMITS = ['a', 'b', 'c'].map(letter => letter.repeat(40));
const PULLS = ['1', '7'];
const status = { commits: COMMITS, path: '/owner/repo.git' };
const comment = { requests: PULLS, path: '/owner/repo' };
const token = { token: 's3cret' };
const basic = { username: 'user', password: 'pa:ss' };

export const CASES = [
  { type: 'slack', path: '/services/a/b', channel: 'ops' },
  {
    ...{ type: 'slack', name: 'slack with a token', path: '/api?x=1' },
    ...{ secret: token, username: 'flux' },
  },
  { type: 'discord', path: '/api/webhooks/1/t', channel: 'ignored' },
  { type: 'discord', name: 'discord thread', path: '/w/?thread_id=3' },
  { type: 'rocket', path: '/hooks/1', channel: '#ops' },
  { type: 'msteams', path: '/workflows/1?sig=2' },
  {
    ...{ type: 'msteams', name: 'msteams connector' },
    host: 'http://contoso.webhook.office.com/webhookb2/1',
  },
  { type: 'googlechat', path: '/v1/spaces/a/messages?key=k&token=t' },
  { type: 'webex', path: '/v1/messages', channel: 'room', secret: token },
  {
    ...{ type: 'telegram', channel: '-100:7', secret: { token: '1:abc' } },
    host: 'https://api.telegram.org',
  },
  { type: 'lark', path: '/open-apis/bot/v2/hook/1' },
  { type: 'matrix', path: '', channel: '!r:example.com', secret: token },
  { type: 'zulip', path: '/any', channel: 'ops/a/b', secret: basic },
  { type: 'alertmanager', path: '/api/v2/alerts', secret: token },
  {
    ...{ type: 'alertmanager', name: 'alertmanager with a user' },
    ...{ path: '/api/v2/alerts', secret: { ...basic, ...token } },
  },
  { type: 'pagerduty', path: '/ignored/path', channel: 'routing' },
  { type: 'opsgenie', path: '/v2/alerts', secret: token },
  { type: 'grafana', path: '/api/annotations', secret: basic },
  {
    ...{ type: 'grafana', name: 'grafana with a token' },
    ...{ path: '/api/annotations', secret: { ...basic, ...token } },
  },
  { type: 'sentry', user: 'key', path: '/sub/7', channel: 'prod' },
  { type: 'datadog', path: '', secret: token },
  { type: 'github', ...status, secret: token },
  {
    ...{ type: 'github', name: 'github as an App', ...status },
    app: { githubAppInstallationID: '7' },
  },
  {
    ...{ type: 'githubpullrequestcomment', name: 'comments of an App' },
    ...comment,
    app: { githubAppInstallationOwner: 'me' },
  },
  { type: 'gitlab', ...status, path: '/group/sub/repo', secret: token },
  { type: 'gitea', ...status, secret: { ...basic } },
  { type: 'bitbucket', ...status, secret: { token: 'user:pass' } },
  { type: 'bitbucketserver', ...status, path: '/c/scm/P/r.git', secret: token },
  {
    ...{ type: 'bitbucketserver', name: 'bitbucketserver with a user' },
    ...{ ...status, path: '/scm/P/r', secret: basic },
  },
  { type: 'azuredevops', ...status, path: '/org/p%20q/_git/r', secret: token },
  { type: 'githubdispatch', path: '/owner/repo', secret: token },
  { type: 'githubpullrequestcomment', ...comment, secret: token },
  { type: 'gitlabmergerequestcomment', ...comment, secret: token },
  { type: 'giteapullrequestcomment', ...comment, secret: token },
];
