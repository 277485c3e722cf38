import { GithubClient } from './GithubClient';
import type { ConversationProvider } from './ProviderType';

/** An event `repository_dispatch`, which starts workflows of GitHub Actions. */
export const githubDispatch: ConversationProvider = {
  type: 'githubdispatch',
  async deliver(event, settings, exchange) {
    const { kind, name = '', namespace = '' } = event.involvedObject;
    const client = await GithubClient.open(settings, exchange);
    await client.send('POST', `${client.repository}/dispatches`, {
      event_type: `${kind}/${name}.${namespace}`,
      client_payload: event,
    });
  },
};
