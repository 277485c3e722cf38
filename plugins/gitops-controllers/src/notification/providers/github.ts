import { readList } from './answers';
import { isLatest, isProgressing, toCommitStatus } from './commitStatus';
import { GithubClient } from './GithubClient';
import type { ConversationProvider } from './ProviderType';

/** A status of a commit on GitHub. */
export const github: ConversationProvider = {
  type: 'github',
  async deliver(event, settings, exchange) {
    if (isProgressing(event)) return;
    const status = toCommitStatus(event, settings);
    const { commit, description, id } = status;
    const state = status.isError ? 'failure' : 'success';
    const client = await GithubClient.open(settings, exchange);
    const commitPath = encodeURIComponent(commit);
    const list = await client.send(
      'GET',
      `${client.repository}/commits/${commitPath}/statuses?per_page=50`,
    );
    const known = readList(list).map(one => ({ ...one, id: one.context }));
    if (isLatest(known, { id, state, description })) return;
    await client.send('POST', `${client.repository}/statuses/${commitPath}`, {
      state,
      description,
      context: id,
    });
  },
};
