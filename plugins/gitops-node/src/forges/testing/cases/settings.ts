import { strictEqual } from 'assert';
import { fails } from './ForgeCase';
import type { ForgeCase } from './ForgeCase';

const KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqmN6w3gI1sL1tFzqvjHhpZbxN9cJj2o1mJ5mT3a1bC';

/** Webhooks and deploy keys. */
export const SETTINGS: readonly ForgeCase[] = [
  {
    name: 'keeps one webhook of an address',
    run: async ({ forge }) => {
      const url = 'https://portal.example.com/hook/abc?x=1';
      const hook = { url, secret: 'sEcReT', events: ['push'] as const };
      if (!forge.supports.webhooks) {
        await fails(forge.ensureWebhook(hook), 'unsupported');
        return;
      }
      strictEqual(await forge.ensureWebhook(hook), 'created');
      const events = ['push', 'pull-request', 'tag'] as const;
      strictEqual(await forge.ensureWebhook({ ...hook, events }), 'updated');
      const other = { ...hook, url: 'https://portal.example.com/hook/def' };
      strictEqual(await forge.ensureWebhook(other), 'created');
      strictEqual(await forge.removeWebhook(url), true);
      strictEqual(await forge.removeWebhook(url), false);
      strictEqual(await forge.ensureWebhook(other), 'updated');
    },
  },
  {
    name: 'keeps one deploy key',
    run: async ({ forge }) => {
      const key = { title: 'flux', publicKey: KEY, isReadOnly: true };
      if (!forge.supports.deployKeys) {
        await fails(forge.ensureDeployKey(key), 'unsupported');
        return;
      }
      strictEqual(await forge.ensureDeployKey(key), 'created');
      const commented = { ...key, publicKey: `${KEY} flux@cluster\n` };
      strictEqual(await forge.ensureDeployKey(commented), 'unchanged');
      const writing = forge.ensureDeployKey({ ...key, isReadOnly: false });
      if (forge.type === 'bitbucket-cloud') {
        await fails(writing, 'unsupported');
      } else {
        strictEqual(await writing, 'updated');
      }
      strictEqual(await forge.removeDeployKey(KEY), true);
      strictEqual(await forge.removeDeployKey(KEY), false);
    },
  },
];
