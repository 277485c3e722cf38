import type { LookupAddress } from 'dns';
import { promisify } from 'util';
import { NetworkGuard } from './NetworkGuard';
import type { ResolveName } from './NetworkGuard';
import {
  DEFAULT_NETWORK_POLICY,
  extendNetworkPolicy,
  OPEN_NETWORK_POLICY,
} from './policy';
import { isNetworkRule } from './rules';

/** A name server whose answers are used up one after the other. */
const answering =
  (...answers: string[][]): ResolveName =>
  (_, __, callback) => {
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    callback(
      null,
      addresses.map(address => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
    );
  };

const isDenied = (host: string, guard = new NetworkGuard()) => {
  try {
    guard.requireHost(host);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ name: 'HttpError', code: 'denied' });
    return true;
  }
};

describe('the default policy', () => {
  it.each([
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
    '169.254.43518',
    '[::ffff:169.254.169.254]',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '::169.254.169.254',
    'fe80::1',
    'fe80::1%eth0',
    '0.0.0.0',
    '0',
    '[::]',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
  ])('refuses %s', host => {
    expect(isDenied(host)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '[::1]',
    '10.0.0.1',
    '192.168.1.1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '100.100.100.201',
    'example.com',
    'metadata.example.com',
    'fe80.example.com',
    'dead',
  ])('lets through %s', host => {
    expect(isDenied(host)).toBe(false);
  });
});

describe('the rules of a policy', () => {
  const guard = (deny: string[], allow: string[] = []) =>
    new NetworkGuard(extendNetworkPolicy({ deny, allow }));

  it('name addresses, ranges and hosts, and allow wins', () => {
    const some = guard(
      ['10.0.0.0/8', 'Evil.example', '*.corp.example', 'büro.example'],
      ['10.1.0.0/16', 'git.corp.example', '169.254.20.10'],
    );
    const refused = [
      '10.0.0.1',
      '[::ffff:10.0.0.1]',
      'evil.example',
      'EVIL.example.',
      'a.b.corp.example',
      'xn--bro-hoa.example',
      '169.254.169.254',
    ];
    const allowed = [
      '10.1.2.3',
      'corp.example',
      'not-evil.example',
      'git.corp.example',
      '169.254.20.10',
    ];
    expect(refused.filter(host => !isDenied(host, some))).toEqual([]);
    expect(allowed.filter(host => isDenied(host, some))).toEqual([]);
  });

  it('tell what they refuse, and how to allow it', () => {
    expect(() => new NetworkGuard().requireHost('0xa9fea9fe')).toThrow(
      'the network policy denies connections to 0xa9fea9fe (169.254.169.254) by its rule 169.254.0.0/16; who runs the controllers can allow the host with gitops.controllers.network.allow (--network-allow)',
    );
  });

  it.each(['10.0.0.0/33', '::/129', 'a b', '*.', '', '*', 'a/8', 'http://a'])(
    'are not like %j',
    text => {
      expect(isNetworkRule(text)).toBe(false);
      expect(() => guard([text])).toThrow(
        expect.objectContaining({ code: 'invalid-option' }),
      );
    },
  );

  it('may be none at all', () => {
    const open = new NetworkGuard(OPEN_NETWORK_POLICY);
    expect(isDenied('169.254.169.254', open)).toBe(false);
  });

  it('are plain data', () => {
    expect(structuredClone(DEFAULT_NETWORK_POLICY)).toEqual(
      DEFAULT_NETWORK_POLICY,
    );
  });
});

describe('the lookup of a connection', () => {
  const lookup = async (resolve: ResolveName, allow: string[] = []) => {
    const policy = extendNetworkPolicy({ deny: ['bad.example'], allow });
    const { lookup: find } = new NetworkGuard(policy, resolve);
    const ask = promisify<string, object, LookupAddress[]>(find as never);
    return (await ask('some.example', { all: true })).map(
      ({ address }) => address,
    );
  };

  it('judges the address of a name', async () => {
    await expect(lookup(answering(['169.254.169.254']))).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining(
        'some.example (169.254.169.254) by its rule 169.254.0.0/16',
      ),
    });
    await expect(
      lookup(answering(['::ffff:169.254.169.254'])),
    ).rejects.toMatchObject({ code: 'denied' });
  });

  it('gives the addresses that are allowed', async () => {
    const both = ['fe80::1', '10.0.0.1', '10.0.0.2'];
    expect(await lookup(answering(both))).toEqual(['10.0.0.1', '10.0.0.2']);
    const metadata = answering(['169.254.169.254']);
    expect(await lookup(metadata, ['169.254.169.254'])).toHaveLength(1);
    expect(await lookup(metadata, ['some.example'])).toHaveLength(1);
    expect(await lookup(metadata, ['*.example'])).toHaveLength(1);
  });

  it('gives one address where one is asked for', async () => {
    const { lookup: find } = new NetworkGuard(
      undefined,
      answering(['fe80::1', '10.0.0.1']),
    );
    const found = await new Promise(resolve => {
      find('some.example', {}, (...values) => resolve(values));
    });
    expect(found).toEqual([null, '10.0.0.1', 4]);
  });

  it('judges the name too, and passes failures on', async () => {
    const { lookup: find } = new NetworkGuard(
      { deny: ['some.example'], allow: [] },
      answering(['10.0.0.1']),
    );
    const ask = promisify(find as never) as (...of: unknown[]) => unknown;
    await expect(ask('some.example', {})).rejects.toMatchObject({
      code: 'denied',
    });
    const failing: ResolveName = (_, __, callback) =>
      callback(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), []);
    await expect(lookup(failing)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
