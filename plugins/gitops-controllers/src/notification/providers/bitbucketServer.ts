import { basicAuthorization } from '@backstage-gitops/http';
import { isProgressing, toCommitStatus } from './commitStatus';
import type { CommitStatus } from './commitStatus';
import { statusName } from './eventTexts';
import { apiPath } from './gitAddress';
import type { ConversationProvider, ProviderSettings } from './ProviderType';
import { requireAddress, settingsError } from './requireSettings';
import { readIfFound, statusKey } from './statusKey';

/** What the path of a clone address has before project and repository. */
const CLONE = '/scm/';

function headersOf(settings: ProviderSettings): Record<string, string> {
  const { password, token, username } = settings;
  if (!token && !(username && password)) {
    const why = 'is missing in the Secret, and so are username and password';
    throw settingsError(settings, 'token', why);
  }
  return {
    Authorization: token
      ? `Bearer ${token}`
      : basicAuthorization(username, password),
    'x-atlassian-token': 'no-check',
    'x-requested-with': 'XMLHttpRequest',
  };
}

/** The builds of a commit; a server may serve below a path of its own. */
function buildsUrl(settings: ProviderSettings, commit: string): string {
  const url = requireAddress(settings);
  const path = url.pathname.replace(/\.git$/, '');
  const at = path.lastIndexOf(CLONE);
  const names = path.slice(at + CLONE.length).split('/');
  if (at < 0 || names.length !== 2 || !names.every(Boolean)) {
    const why = 'is not an address to clone from: /scm/project/repository';
    throw settingsError(settings, 'address', why);
  }
  const [project, repository] = names;
  const rest = `projects/${project}/repos/${repository}/commits`;
  url.pathname = `${path.slice(0, at)}/rest/api/latest/${rest}/${apiPath(
    commit,
    'builds',
  )}`;
  return url.href;
}

function bodyOf(
  { description, id, isError }: CommitStatus,
  name: string,
  url: string,
) {
  return {
    key: statusKey(id),
    state: isError ? 'FAILED' : 'SUCCESSFUL',
    // The page of a commit shows the name alone.
    name: `${name} [${description}]`,
    description,
    url,
  };
}

/** A build status of a commit on Bitbucket Server or Data Center. */
export const bitbucketServer: ConversationProvider = {
  type: 'bitbucketserver',
  async deliver(event, settings, exchange) {
    if (isProgressing(event)) return;
    const status = toCommitStatus(event, settings);
    const headers = headersOf(settings);
    const url = buildsUrl(settings, status.commit);
    const body = bodyOf(status, statusName(event), settings.address);
    const one = new URL(url);
    one.search = `?key=${body.key}`;
    const known = await readIfFound(
      { method: 'GET', url: one.href, headers },
      exchange,
    );
    const compared = ['key', 'state', 'name', 'description'] as const;
    if (compared.every(field => known[field] === body[field])) return;
    await exchange({ method: 'POST', url, headers, body });
  },
};
