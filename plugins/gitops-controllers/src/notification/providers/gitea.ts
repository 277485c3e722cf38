import { readList } from './answers';
import { isLatest, isProgressing, toCommitStatus } from './commitStatus';
import { GiteaClient } from './GiteaClient';
import type { ConversationProvider } from './ProviderType';

/** A status of a commit on Gitea, `pending` while the object progresses. */
export const gitea: ConversationProvider = {
  type: 'gitea',
  async deliver(event, settings, exchange) {
    const status = toCommitStatus(event, settings);
    const { commit, description, id: context } = status;
    const ended = status.isError ? 'failure' : 'success';
    const state = isProgressing(event) ? 'pending' : ended;
    const client = new GiteaClient(settings, exchange);
    const sha = encodeURIComponent(commit);
    const list = await client.send(
      'GET',
      `${client.repository}/commits/${sha}/statuses?limit=50&page=1`,
    );
    const known = readList(list).map(one => ({
      id: one.context,
      state: one.status,
      description: one.description || undefined,
    }));
    if (isLatest(known, { id: context, state, description })) return;
    const body = { state, target_url: '', description, context };
    await client.send('POST', `${client.repository}/statuses/${sha}`, body);
  },
};
