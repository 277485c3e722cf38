import { fieldsOf, readList, readObject } from './answers';
import { findComment, toComment } from './changeRequestComment';
import { GiteaClient } from './GiteaClient';
import type { ConversationProvider } from './ProviderType';

/** A comment on a pull request of Gitea, edited as events come. */
export const giteaPullRequestComment: ConversationProvider = {
  type: 'giteapullrequestcomment',
  async deliver(event, settings, exchange) {
    const comment = toComment(event, settings, 'flux-pr-comment-key');
    const client = new GiteaClient(settings, exchange);
    const { login } = readObject(await client.send('GET', 'user'));
    const issues = `${client.repository}/issues`;
    const ofRequest = `${issues}/${comment.number}/comments`;
    const list = await client.send('GET', `${ofRequest}?limit=100&page=1`);
    const comments = readList(list).map(({ id, user, body }) => ({
      ...{ id, body },
      author: fieldsOf(user).login,
    }));
    const id = findComment(comments, login, comment);
    const { body } = comment;
    await (id === undefined
      ? client.send('POST', ofRequest, { body })
      : client.send('PATCH', `${issues}/comments/${id}`, { body }));
  },
};
