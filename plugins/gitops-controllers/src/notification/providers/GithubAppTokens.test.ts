/** @jest-environment node */
import { generateKeyPairSync } from 'node:crypto';
import { ScriptedService } from './__testUtils__/ScriptedService';
import { sampleSettings } from './__testUtils__/samples';
import { GithubAppTokens } from './GithubAppTokens';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const HOUR_MS = 3_600_000;

function settingsOf(installation: string) {
  return sampleSettings('github', {
    secret: {
      githubAppID: '12',
      githubAppInstallationID: installation,
      githubAppPrivateKey: privateKey
        .export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    },
  });
}

describe('GithubAppTokens', () => {
  it('NC-18 SC-27 asks once for the keys of a Secret, until the token nears its end', async () => {
    let now = 1_000_000;
    const expires = new Date(now + HOUR_MS).toISOString();
    const service = new ScriptedService(
      {},
      { token: 't', expires_at: expires },
    );
    const tokens = new GithubAppTokens(() => now);
    const get = (installation: string) =>
      tokens.get(settingsOf(installation), service.exchange, false);
    await get('1');
    now += HOUR_MS * 0.7;
    expect(await get('1')).toMatchObject({ token: 't' });
    expect(service.requests).toHaveLength(1);
    await get('2');
    expect(service.requests).toHaveLength(2);
    now += HOUR_MS * 0.15;
    await get('1');
    expect(service.requests).toHaveLength(3);
  });

  it('asks again after a failure, and when no end is told', async () => {
    const tokens = new GithubAppTokens();
    const failing = new ScriptedService({}, {}).failing('POST', 500);
    await expect(
      tokens.get(settingsOf('1'), failing.exchange, false),
    ).rejects.toMatchObject({ code: 'status' });
    const service = new ScriptedService({}, { token: 't' });
    await tokens.get(settingsOf('1'), service.exchange, false);
    await tokens.get(settingsOf('1'), service.exchange, false);
    expect(service.requests).toHaveLength(2);
  });
});
