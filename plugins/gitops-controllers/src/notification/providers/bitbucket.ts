import { basicAuthorization } from '@backstage-gitops/http';
import { isProgressing, toCommitStatus } from './commitStatus';
import { statusName } from './eventTexts';
import { apiPath, requireGitAddress, requirePath } from './gitAddress';
import type { ConversationProvider, ProviderSettings } from './ProviderType';
import { requireToken, settingsError } from './requireSettings';
import { readIfFound, statusKey } from './statusKey';

const API = 'https://api.bitbucket.org/2.0';

/** @throws ProviderError - `settings`: the token is not `USER:PASSWORD` */
function authorizationOf(settings: ProviderSettings): string {
  const [user, password, ...more] = requireToken(settings).split(':');
  if (password === undefined || more.length > 0) {
    throw settingsError(settings, 'token', 'is not of the form user:password');
  }
  return basicAuthorization(user, password);
}

/** A build status of a commit on Bitbucket Cloud; of the address its path counts. */
export const bitbucket: ConversationProvider = {
  type: 'bitbucket',
  async deliver(event, settings, exchange) {
    if (isProgressing(event)) return;
    const status = toCommitStatus(event, settings);
    const { commit, description } = status;
    const state = status.isError ? 'FAILED' : 'SUCCESSFUL';
    const headers = { Authorization: authorizationOf(settings) };
    const address = requireGitAddress(settings);
    const names = requirePath(settings, address, 'owner/repository');
    const path = apiPath('repositories', ...names, 'commit', commit);
    const builds = `${API}/${path}/statuses/build`;
    const key = statusKey(status.id);
    const url = `${builds}/${key}`;
    const known = await readIfFound({ method: 'GET', url, headers }, exchange);
    if (known.state === state && known.description === description) return;
    const name = statusName(event);
    const link = 'https://bitbucket.org';
    const body = { key, state, name, description, url: link };
    await exchange({ method: 'POST', url: builds, headers, body });
  },
};
