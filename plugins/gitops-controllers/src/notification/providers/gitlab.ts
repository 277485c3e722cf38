import { readList } from './answers';
import { isProgressing, toCommitStatus } from './commitStatus';
import { GitlabClient } from './GitlabClient';
import type { ConversationProvider } from './ProviderType';

/** A status of a commit on GitLab. */
export const gitlab: ConversationProvider = {
  type: 'gitlab',
  async deliver(event, settings, exchange) {
    if (isProgressing(event)) return;
    const status = toCommitStatus(event, settings);
    const { commit, description, id: name } = status;
    const state = status.isError ? 'failed' : 'success';
    const client = new GitlabClient(settings, exchange);
    const sha = encodeURIComponent(commit);
    const list = await client.send(
      'GET',
      `${
        client.project
      }/repository/commits/${sha}/statuses?name=${encodeURIComponent(name)}`,
    );
    const isKnown = readList(list).some(
      one =>
        one.sha === commit &&
        one.name === name &&
        one.status === state &&
        one.description === description,
    );
    if (isKnown) return;
    const body = { state, name, description };
    await client.send('POST', `${client.project}/statuses/${sha}`, body);
  },
};
