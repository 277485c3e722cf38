import {
  apiVersionOf,
  receiverKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { Receiver } from '@backstage-gitops/plugin-gitops-common';
import { Annotator } from '../notification/receiver/Annotator';
import { TokenIssuers } from '../notification/receiver/oidc/TokenIssuers';
import { GOOGLE_KEYS } from '../notification/receiver/oidc/verifyGcr';
import { serveWebhooks } from '../notification/receiver/serveWebhooks';
import { createVerify } from '../notification/receiver/verify/createVerify';
import { WebhookEndpoint } from '../notification/receiver/WebhookEndpoint';
import { WebhookHandler } from '../notification/receiver/WebhookHandler';
import type { Closers } from './Closers';
import { sectionOf } from './module';
import type { ControllerDeps, ControllerModule } from './module';
import type { ControllerHostOptions } from './options/resolveOptions';

/** What {@link openWebhooks} takes from the host. */
interface WebhooksInput {
  readonly deps: Pick<
    ControllerDeps,
    'client' | 'clock' | 'host' | 'informers' | 'logger' | 'network' | 'scope'
  >;
  readonly modules: readonly ControllerModule[];
  readonly options: ControllerHostOptions;
  /** Where the caller takes calls; default: the address of the options, if any. */
  readonly webhooks?: WebhookEndpoint;
}

function createHandler({ deps, options }: WebhooksInput, closers: Closers) {
  const { client, clock, logger, network } = deps;
  const { informer, release } = deps.informers.acquire<Receiver>({
    apiVersion: apiVersionOf(receiverKind),
    kind: receiverKind.kind,
    ...deps.scope,
  });
  const issuers = new TokenIssuers({
    ...{ network, clock },
    userAgent: 'gitops-controllers',
  });
  const section = options.modules[sectionOf({ kind: receiverKind })];
  const handler = new WebhookHandler({
    ...{ client, informer, logger },
    annotator: new Annotator({ client, clock }),
    noCrossNamespaceRefs: section?.noCrossNamespaceRefs === true,
    verify: createVerify({
      issuers,
      googleKeys: GOOGLE_KEYS,
      now: () => (clock ? clock.now() : Date.now()),
    }),
  });
  closers.add(async () => {
    handler.close();
    release();
    await issuers.close();
  });
  return handler;
}

/** Takes the calls of a cluster's Receivers, whichever replica leads. */
export async function openWebhooks(
  input: WebhooksInput,
  closers: Closers,
): Promise<void> {
  const { host, logger } = input.deps;
  const address = host.receiverAddress;
  if (!input.modules.some(({ kind }) => kind === receiverKind)) return;
  if (!input.webhooks && !address) return;
  const endpoint = input.webhooks ?? new WebhookEndpoint({ logger });
  const remove = endpoint.add(createHandler(input, closers));
  closers.add(async () => remove());
  if (input.webhooks || !address) return;
  const server = await serveWebhooks(address, endpoint);
  closers.add(() => server.close());
}
