import { basicAuthorization } from '@backstage-gitops/http';
import { fieldsOf, readObject } from './answers';
import type { AnswerFields } from './answers';
import { isLatest, isProgressing, toCommitStatus } from './commitStatus';
import { apiPath, requireGitAddress, requirePath } from './gitAddress';
import type { ConversationProvider, ProviderSettings } from './ProviderType';
import { requireToken } from './requireSettings';

const FORM = 'organization/project/_git/repository';

function statusesUrl(settings: ProviderSettings, commit: string): string {
  const address = requireGitAddress(settings);
  const names = requirePath(settings, address, FORM);
  const [organization, project, , repository] = names;
  const path = apiPath(
    ...[organization, project, '_apis', 'git', 'repositories'],
    ...[repository, 'commits', commit, 'statuses'],
  );
  return `${address.origin}/${path}`;
}

/** The statuses of one genre. */
function knownOf(answer: AnswerFields, genre: string) {
  const list = Array.isArray(answer.value) ? answer.value.map(fieldsOf) : [];
  return list
    .map(({ context, state, description }) => ({
      ...{ state, description },
      genre: fieldsOf(context).genre,
      id: fieldsOf(context).name,
    }))
    .filter(one => one.genre === genre);
}

/** A status of a commit in a repository of Azure DevOps. */
export const azureDevOps: ConversationProvider = {
  type: 'azuredevops',
  async deliver(event, settings, exchange) {
    if (isProgressing(event)) return;
    const status = toCommitStatus(event, settings);
    const { description, id: name } = status;
    const state = status.isError ? 'error' : 'succeeded';
    const summary = event.metadata?.summary;
    const genre = summary === undefined ? 'fluxcd' : `fluxcd:${summary}`;
    const headers = {
      Authorization: basicAuthorization('', requireToken(settings)),
      Accept: 'application/json;api-version=6.0',
    };
    const url = statusesUrl(settings, status.commit);
    const list = await exchange({ method: 'GET', url, headers });
    const known = knownOf(readObject(list), genre);
    if (isLatest(known, { id: name, state, description })) return;
    const body = { state, description, context: { genre, name } };
    await exchange({ method: 'POST', url, headers, body });
  },
};
