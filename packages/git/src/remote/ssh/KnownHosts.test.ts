import { createHmac } from 'crypto';
import { KnownHosts } from './KnownHosts';
import type { HostAddress } from './KnownHosts';
import { createSshKey } from './__testUtils__/createSshKey';

const ed25519 = createSshKey().publicKey;
const ecdsa = createSshKey({ type: 'ecdsa', bits: 384 }).publicKey;
const rsa = createSshKey({ type: 'rsa' }).publicKey;
const example: HostAddress = { host: 'git.example.com', port: 22 };
const other: HostAddress = { host: 'git.example.com', port: 2222 };

function blob(publicKey: string): Buffer {
  return Buffer.from(publicKey.split(' ')[1], 'base64');
}

function hashed(name: string): string {
  const salt = Buffer.alloc(20, 7);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

function isKnown(text: string, address: HostAddress, key = ed25519): boolean {
  try {
    new KnownHosts(text).verify(address, blob(key));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'GitError', code: 'host-key' });
    return false;
  }
}

describe('SC-26 known_hosts', () => {
  it.each<[string, HostAddress, boolean]>([
    ['git.example.com', example, true],
    ['GIT.Example.com', example, true],
    ['git.example.com', other, false],
    ['[git.example.com]:2222', other, true],
    ['[git.example.com]:2222', example, false],
    ['[git.example.com]:22', example, true],
    ['a.example.com,git.example.com', example, true],
    ['*.example.com', example, true],
    ['*.example.com', { host: 'example.com', port: 22 }, false],
    ['g?t.example.com', example, true],
    ['*', example, true],
    ['[*.example.com]:2222', other, true],
    ['*.example.com,!git.example.com', example, false],
    ['!git.example.com,*.example.com', example, false],
    ['!other.example.com,*.example.com', example, true],
    ['!other.example.com', example, false],
    [hashed('git.example.com'), example, true],
    [hashed('[git.example.com]:2222'), other, true],
    [hashed('git.example.com'), other, false],
    [hashed('other.example.com'), example, false],
    ['|2|AAAA|AAAA', example, false],
    ['192.0.2.1', { host: '192.0.2.1', port: 22 }, true],
    ['[2001:db8::1]:2222', { host: '2001:db8::1', port: 2222 }, true],
    ['2001:db8::1', { host: '2001:db8::1', port: 22 }, true],
  ])('%s stands for %j: %s', (patterns, address, expected) => {
    expect(isKnown(`${patterns} ${ed25519}`, address)).toBe(expected);
  });

  it('takes a long pattern and name in no time', () => {
    const pattern = '*a'.repeat(200);
    const host = `${'a'.repeat(4000)}b`;
    expect(isKnown(`${pattern} ${ed25519}`, { host, port: 22 })).toBe(false);
  });

  it('passes over comments and blank lines, and takes comments of keys', () => {
    const text = `# hosts\r\n\r\n  \ngit.example.com\t${ed25519} ann@host\r\n`;
    expect(isKnown(text, example)).toBe(true);
  });

  it('refuses another key of the host, and a host without a key', () => {
    const hosts = new KnownHosts(`git.example.com ${ed25519}`);
    expect(() => hosts.verify(example, blob(ecdsa))).toThrow(
      'ssh: handshake failed: knownhosts: key mismatch',
    );
    expect(() => hosts.algorithmsFor(other)).toThrow(
      'ssh: handshake failed: knownhosts: key is unknown: known_hosts has no key of [git.example.com]:2222',
    );
    expect(() => new KnownHosts('').algorithmsFor(example)).toThrow(
      expect.objectContaining({ code: 'host-key' }),
    );
  });

  it('refuses a revoked key, whatever other lines say', () => {
    const text = `git.example.com ${ed25519}\n@revoked * ${ed25519}\n`;
    expect(isKnown(text, example)).toBe(false);
    expect(() => new KnownHosts(text).verify(example, blob(ed25519))).toThrow(
      'knownhosts: key is revoked',
    );
    expect(isKnown(`${text}git.example.com ${ecdsa}`, example, ecdsa)).toBe(
      true,
    );
  });

  it('names a host that only an authority vouches for', () => {
    const hosts = new KnownHosts(`@cert-authority *.example.com ${ed25519}`);
    expect(() => hosts.algorithmsFor(example)).toThrow(
      expect.objectContaining({
        code: 'unsupported',
        message: expect.stringContaining('certificates of hosts'),
      }),
    );
    expect(() => hosts.verify(example, blob(ed25519))).toThrow('mismatch');
  });

  it('offers the algorithms of the keys that are known', () => {
    const text = `git.example.com ${rsa}\n*.example.com ${ecdsa}\nelsewhere ${ed25519}\n`;
    expect(new KnownHosts(text).algorithmsFor(example)).toEqual([
      'ecdsa-sha2-nistp384',
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-rsa',
    ]);
  });

  it('names types of keys that can not be used', () => {
    const type = 'sk-ssh-ed25519@openssh.com';
    const length = Buffer.alloc(4);
    length.writeUInt32BE(type.length);
    const key = Buffer.concat([length, Buffer.from(type)]).toString('base64');
    expect(() =>
      new KnownHosts(`git.example.com ${type} ${key}`).algorithmsFor(example),
    ).toThrow(
      `known_hosts has only keys of git.example.com that can't be used: ${type}`,
    );
  });

  it.each([
    ['git.example.com', 'a line is hosts, type of key, key'],
    [`git.example.com ssh-ed25519`, 'the key is damaged'],
    [`git.example.com ssh-ed25519 !!!`, 'the key is damaged'],
    [`git.example.com ssh-rsa ${ed25519.split(' ')[1]}`, 'the key is damaged'],
    [`@other git.example.com ${ed25519}`, 'unknown marker @other'],
  ])('names the line of %s', (line, why) => {
    expect(() => new KnownHosts(`# first\n${line}`)).toThrow(
      expect.objectContaining({
        code: 'authentication',
        message: `known_hosts, line 2: ${why}`,
      }),
    );
  });
});
