/** @jest-environment node */
import { errorOf, sampleEvent, sampleSettings } from './__testUtils__/samples';
import { discord } from './discord';
import { googleChat } from './googleChat';
import { lark } from './lark';
import { matrix } from './matrix';
import { msteams } from './msteams';
import { pagerDuty } from './pagerDuty';
import type { ProviderSettings, RequestProvider } from './ProviderType';
import { rocket } from './rocket';
import { slack } from './slack';
import { telegram } from './telegram';
import { webex } from './webex';
import { zulip } from './zulip';

const REVISION = 'main@sha1:dee2fdc2bb6b2ff2d6c4a9ddf2a2ac1da0d58a1c';
const FIELDS = [
  { title: 'revision', value: REVISION, short: false },
  { title: 'summary', value: 'eu-1', short: false },
];

function requestOf(
  provider: RequestProvider,
  changes: Partial<ProviderSettings> = {},
  event = sampleEvent(),
) {
  const settings = sampleSettings(provider.type, changes);
  const [request, ...more] = provider.toRequests(event, settings);
  expect(more).toEqual([]);
  return request;
}

describe('slack', () => {
  it('NC-11 sends an attachment to a webhook, in the name of the controller', () => {
    const { method, url, headers, body } = requestOf(slack);
    expect({ method, url, headers }).toEqual({
      method: 'POST',
      url: 'https://chat.example.com/hooks/1?key=k',
      headers: undefined,
    });
    expect(body).toEqual({
      channel: '',
      username: 'kustomize-controller',
      icon_url: '',
      icon_emoji: '',
      attachments: [
        {
          fallback: 'kustomization/podinfo.flux-system: deployment *failed*',
          color: 'danger',
          author_name: 'kustomization/podinfo.flux-system',
          text: 'deployment *failed*\nafter 5m',
          mrkdwn_in: ['text'],
          fields: FIELDS,
        },
      ],
    });
  });

  it('NC-11 NC-18b sends a token as bearer', () => {
    const changes = { token: 'xoxb-1', channel: 'ops', username: 'flux' };
    expect(requestOf(slack, changes)).toMatchObject({
      headers: { Authorization: 'Bearer xoxb-1' },
      body: { channel: 'ops', username: 'flux' },
    });
  });

  it('NC-11 reads a failure in an answer of the API alone', () => {
    const body = '{"ok":false,"error":"channel_not_found"}';
    const answer = { status: 200, headers: {}, body };
    const check = (url: string, response = answer) =>
      slack.checkResponse?.(response, { method: 'POST', url });
    expect(
      errorOf(() => check('https://slack.com/api/chat.postMessage')),
    ).toMatchObject({
      code: 'refused',
      message: 'Slack responded with error: channel_not_found',
    });
    expect(() => check('https://hooks.slack.com/services/1')).not.toThrow();
    const good = { ...answer, body: '{"ok":true}' };
    expect(() =>
      check('https://slack.com/api/chat.postMessage', good),
    ).not.toThrow();
    expect(
      errorOf(() =>
        check('https://slack.com/api/chat.postMessage', {
          ...answer,
          body: 'no',
        }),
      ).code,
    ).toBe('refused');
  });
});

describe('discord and rocket', () => {
  it.each([
    ['https://d.example.com/api/1/t', 'https://d.example.com/api/1/t/slack'],
    [
      'https://d.example.com/api/1/t/?thread_id=7',
      'https://d.example.com/api/1/t/slack?thread_id=7',
    ],
    ['https://d.example.com/a/slack', 'https://d.example.com/a/slack'],
  ])('NC-11 takes Slack format beside the webhook %s', (address, url) => {
    const changes = { address, channel: 'not told' };
    expect(requestOf(discord, changes)).toMatchObject({
      url,
      body: { channel: '', username: 'kustomize-controller' },
    });
  });

  it('NC-11 Rocket.Chat has colours of its own, and no name unless given', () => {
    expect(requestOf(rocket, { channel: '#ops' }).body).toMatchObject({
      channel: '#ops',
      username: '',
      attachments: [{ color: '#FF0000', fallback: '' }],
    });
    expect(
      requestOf(rocket, {}, sampleEvent({ severity: 'info' })).body,
    ).toMatchObject({ attachments: [{ color: '#0076D7' }] });
  });
});

describe('msteams', () => {
  it('NC-11 sends an Adaptive Card to a workflow', () => {
    expect(requestOf(msteams).body).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            version: '1.4',
            body: [
              {
                type: 'Container',
                items: [
                  { text: 'kustomization/podinfo.flux-system', size: 'large' },
                  { color: 'attention', wrap: true },
                  {
                    facts: [
                      { title: 'summary', value: 'eu-1' },
                      { title: 'revision', value: REVISION },
                    ],
                  },
                ],
              },
            ],
          },
        },
      ],
    });
  });

  it('NC-11 sends a MessageCard to a connector', () => {
    const address = 'https://contoso.webhook.office.com:443/w/1';
    expect(requestOf(msteams, { address }).body).toMatchObject({
      '@type': 'MessageCard',
      themeColor: 'FF0000',
      summary: 'kustomization/podinfo.flux-system',
      sections: [{ facts: [{ name: 'revision' }, { name: 'summary' }] }],
    });
  });
});

describe('other chats', () => {
  it('NC-11 googlechat sends a card, an error in red', () => {
    expect(requestOf(googleChat).body).toMatchObject({
      cards: [
        {
          header: { subtitle: 'kustomize-controller' },
          sections: [
            {
              widgets: [
                {
                  textParagraph: {
                    text: '<font color="#ff0000">deployment *failed*\nafter 5m</font>',
                  },
                },
              ],
            },
            {
              widgets: [
                { keyValue: { topLabel: 'revision' } },
                { keyValue: { topLabel: 'summary', content: 'eu-1' } },
              ],
            },
          ],
        },
      ],
    });
  });

  it('NC-11 NC-18b webex sends Markdown to a room', () => {
    const changes = { channel: 'room', token: 't' };
    expect(requestOf(webex, changes)).toMatchObject({
      headers: { Authorization: 'Bearer t' },
      body: {
        roomId: 'room',
        markdown: `💣 **kustomization/podinfo.flux-system**\ndeployment *failed*\nafter 5m\n>**revision**: ${REVISION}\n>**summary**: eu-1\n`,
      },
    });
  });

  it('NC-11 telegram escapes for MarkdownV2, and ignores the address', () => {
    const changes = { channel: '-100:7', token: '1:abc', address: '' };
    const event = sampleEvent({ message: 'a_b \\ (c)!', metadata: undefined });
    expect(requestOf(telegram, changes, event)).toEqual({
      method: 'POST',
      url: 'https://api.telegram.org/bot1:abc/sendMessage',
      body: {
        chat_id: '-100',
        message_thread_id: '7',
        text: '*🚨 kustomization/podinfo/flux\\-system*\na\\_b \\\\ \\(c\\)\\!\n',
        parse_mode: 'MarkdownV2',
      },
    });
  });

  it('NC-11 lark sends a card', () => {
    expect(requestOf(lark).body).toMatchObject({
      msg_type: 'interactive',
      card: {
        header: {
          title: { content: '🚨 kustomization/podinfo.flux-system' },
          template: 'red',
        },
        elements: [
          {
            text: {
              content: `**deployment *failed*\nafter 5m**\n\nrevision: ${REVISION}\nsummary: eu-1\n`,
            },
          },
        ],
      },
    });
  });

  it('NC-11 matrix puts a message whose transaction follows from the event', () => {
    const changes = {
      channel: '!r:example.com',
      token: 't',
      address: 'https://m.example.com',
    };
    const { method, url } = requestOf(matrix, changes);
    expect(method).toBe('PUT');
    expect(url).toMatch(
      /^https:\/\/m\.example\.com\/_matrix\/client\/r0\/rooms\/!r%3Aexample\.com\/send\/m\.room\.message\/[0-9a-f]{40}$/,
    );
    expect(requestOf(matrix, changes).url).toBe(url);
    const other = sampleEvent({ message: 'other' });
    expect(requestOf(matrix, changes, other).url).not.toBe(url);
  });

  it('NC-11 zulip posts a form', () => {
    const changes = {
      address: 'https://z.example.com/x',
      channel: 'ops/a/b',
      username: 'bot',
      password: 'p',
    };
    const { url, headers, body } = requestOf(zulip, changes);
    expect(url).toBe('https://z.example.com/api/v1/messages');
    expect(headers).toMatchObject({ Authorization: 'Basic Ym90OnA=' });
    expect(Object.fromEntries(new URLSearchParams(body as string))).toEqual({
      type: 'stream',
      to: 'ops',
      topic: 'a/b',
      content: `## Flux Status\n\n⚠️ Kustomization/flux-system/podinfo\n\ndeployment *failed*\nafter 5m\n\nMetadata:\n* \`revision\`: ${REVISION}\n* \`summary\`: eu-1\n`,
    });
  });
});

describe('settings', () => {
  const secret = { token: 'hunter2', password: 'hunter2' };

  it.each([
    [slack, { address: '' }, 'address'],
    [slack, { address: '/relative' }, 'address'],
    [discord, { address: 'not a url' }, 'address'],
    [msteams, { address: 'ftp://x.example.com' }, 'address'],
    [telegram, { channel: '' }, 'channel'],
    [telegram, { channel: '1', token: '' }, 'token'],
    [zulip, { channel: 'no topic' }, 'channel'],
    [matrix, { channel: '' }, 'channel'],
    [matrix, { channel: '!r:x', token: '' }, 'token'],
    [webex, { channel: '' }, 'channel'],
    [webex, { channel: 'r', token: '' }, 'token'],
    [pagerDuty, { channel: '' }, 'channel'],
  ])('NC-18b %# names the Provider and what it lacks', (provider, own, key) => {
    const settings = sampleSettings(provider.type, { ...secret, ...own });
    const error = errorOf(() => provider.toRequests(sampleEvent(), settings));
    expect(error.code).toBe('settings');
    expect(error.message).toContain(
      `Provider flux-system/sink (${provider.type}): ${key} `,
    );
    expect(error.message).not.toContain('hunter2');
  });
});
