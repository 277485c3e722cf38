import { fieldsOf, readList, readObject } from './answers';
import { findComment, toComment } from './changeRequestComment';
import { GitlabClient } from './GitlabClient';
import type { ConversationProvider } from './ProviderType';

/** A note on a merge request of GitLab, edited as events come. */
export const gitlabMergeRequestComment: ConversationProvider = {
  type: 'gitlabmergerequestcomment',
  async deliver(event, settings, exchange) {
    const comment = toComment(event, settings, 'flux-mr-comment-key');
    const client = new GitlabClient(settings, exchange);
    const { username } = readObject(await client.send('GET', 'user'));
    const notes = `${client.project}/merge_requests/${comment.number}/notes`;
    const query = 'order_by=created_at&per_page=100&sort=asc';
    const list = await client.send('GET', `${notes}?${query}`);
    const known = readList(list).map(({ id, author, body }) => ({
      ...{ id, body },
      author: fieldsOf(author).username,
    }));
    const id = findComment(known, username, comment);
    const { body } = comment;
    await (id === undefined
      ? client.send('POST', notes, { body })
      : client.send('PUT', `${notes}/${id}`, { body }));
  },
};
