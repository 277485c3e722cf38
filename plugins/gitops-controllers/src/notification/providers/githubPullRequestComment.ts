import { fieldsOf, readList } from './answers';
import { findComment, toComment } from './changeRequestComment';
import { GithubClient } from './GithubClient';
import type { ConversationProvider } from './ProviderType';

/** A comment on a pull request of GitHub, edited as events come. */
export const githubPullRequestComment: ConversationProvider = {
  type: 'githubpullrequestcomment',
  async deliver(event, settings, exchange) {
    const comment = toComment(event, settings, 'flux-pr-comment-key');
    const client = await GithubClient.open(settings, exchange, true);
    const login = await client.login();
    const issues = `${client.repository}/issues`;
    const ofRequest = `${issues}/${comment.number}/comments`;
    const query = 'direction=asc&per_page=100&sort=created';
    const list = await client.send('GET', `${ofRequest}?${query}`);
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
