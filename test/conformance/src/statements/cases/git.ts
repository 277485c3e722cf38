import {
  createSshKey,
  startGitServer,
  startSshServer,
} from '@backstage-gitops/git';
import type { SshServer } from '@backstage-gitops/git';
import { expectEqual } from '../../expect';
import { contentOf } from '../artifactOf';
import { Bench } from '../Bench';
import { expectFailure } from '../readObjects';
import type { Statement } from '../Statement';

const FILES = { 'a.yaml': 'a: 1\n' };
const SOURCE = 'GitRepository';
const PREFIX = 'failed to checkout and determine revision: ';

/** An SSH server of the case's repositories, and what a Secret for it holds. */
interface SshBench {
  readonly server: SshServer;
  readonly url: string;
  readonly identity: string;
  readonly known_hosts: string;
}

async function withSsh(
  bench: Bench,
  work: (ssh: SshBench) => Promise<void>,
): Promise<void> {
  const [host, client] = [createSshKey(), createSshKey()];
  const server = await startSshServer({
    root: bench.repositoryRoot,
    hostKeys: [host.privateKey],
    authorizedKeys: [client.publicKey],
  });
  try {
    await work({
      server,
      url: `${server.url}/${bench.namespace}.git`,
      identity: client.privateKey,
      known_hosts: `[127.0.0.1]:${server.port} ${host.publicKey}`,
    });
  } finally {
    await server.stop();
  }
}

/** Sources by name that fail, each with its reason and message. */
type Failures = Readonly<
  Record<string, { spec: object; reason: string; message: string | RegExp }>
>;

async function expectFailures(bench: Bench, cases: Failures): Promise<void> {
  for (const [name, { spec }] of Object.entries(cases)) {
    await bench.source(name, spec);
  }
  for (const [name, { reason, message }] of Object.entries(cases)) {
    const object = await bench.failed(reason, SOURCE, name);
    expectFailure(object, reason, message);
  }
}

/** A submodule of the case's repository. */
function addSubmodule(
  bench: Bench,
  { path, url, hash }: { path: string; url: string; hash: string },
): void {
  const entry = `[submodule "${path}"]\n  path = ${path}\n  url = ${url}\n`;
  bench.commit({ ...FILES, '.gitmodules': entry });
  const info = `160000,${hash},${path}`;
  bench.git('update-index', '--add', '--cacheinfo', info);
  bench.git('commit', '-q', '-m', 'pin');
  bench.pushAll();
}

/** GitRepositories by the ways that lead to them. */
export const gitStatements: readonly Statement[] = [
  {
    name: 'SC-22 SC-6 a reference of any name, such as that of a pull request',
    async run(bench) {
      const hash = bench.commit(FILES);
      bench.git('push', '-q', 'origin', 'HEAD:refs/pull/7/head');
      const ref = { name: 'refs/pull/7/head' };
      await bench.source('app', { ref });
      const { status } = await bench.ready(SOURCE);
      expectEqual(
        status.artifact.revision,
        `refs/pull/7/head@sha1:${hash}`,
        'revision',
      );
    },
  },
  {
    name: 'SC-23 of equal versions the one with the youngest commit',
    async run(bench) {
      bench.commit({ 'a.yaml': 'a: 1\n' });
      bench.git('tag', 'v1.0.0+b');
      const hash = bench.commit({ 'a.yaml': 'a: 2\n' });
      bench.git('tag', 'v1.0.0+a');
      bench.pushAll();
      await bench.source('app', { ref: { semver: '1.x' } });
      const { status } = await bench.ready(SOURCE);
      expectEqual(
        status.artifact.revision,
        `v1.0.0+a@sha1:${hash}`,
        'revision',
      );
    },
  },
  {
    name: 'SC-25 a change of what shapes the artifact clones again at the same revision',
    async run(bench) {
      await bench.push({ 'a/x.yaml': 'x: 1\n', 'b/y.yaml': 'y: 1\n' });
      await bench.source();
      const before = await bench.ready(SOURCE);
      const changes: readonly (readonly [object, string, unknown])[] = [
        [{ ignore: 'b/' }, 'observedIgnore', 'b/'],
        [{ sparseCheckout: ['a'] }, 'observedSparseCheckout', ['a']],
        [{ recurseSubmodules: true }, 'observedRecurseSubmodules', true],
      ];
      for (const [spec, field, value] of changes) {
        await bench.patch(SOURCE, 'app', { spec });
        const after = await bench.until(
          SOURCE,
          'app',
          ({ status, metadata }) =>
            status?.observedGeneration === metadata.generation,
        );
        expectEqual(after.status[field], value, field);
        expectEqual(
          after.status.artifact.revision,
          before.status.artifact.revision,
          'revision',
        );
      }
      const object = await bench.get(SOURCE, 'app');
      expectEqual(await contentOf(object), ['.', 'a', 'a/x.yaml'], 'entries');
    },
  },
  {
    name: 'SC-26 SC-24 a repository over ssh, with the key and the known host of its Secret',
    run: bench =>
      withSsh(bench, async ({ server, url, identity, known_hosts }) => {
        const revision = await bench.push(FILES);
        await bench.secret('ssh', { identity, known_hosts });
        const secretRef = { name: 'ssh' };
        await bench.source('app', { url, secretRef });
        const { status } = await bench.ready(SOURCE);
        expectEqual(status.artifact.revision, revision, 'revision');
        expectEqual(server.users.at(-1), 'git', 'user');
        const userless = url.replace('git@', '');
        await bench.source('userless', { url: userless, secretRef });
        await bench.ready(SOURCE, 'userless');
        expectEqual(server.users.at(-1), 'git', 'default user');
        const asked = server.commands.length;
        await bench.request(SOURCE, 'app');
        expectEqual(server.commands.length, asked + 1, 'a list alone');
      }),
  },
  {
    name: 'SC-26 over ssh identity and known_hosts are both needed, and the host is the known one',
    run: bench =>
      withSsh(bench, async ({ url, identity, known_hosts }) => {
        await bench.push(FILES);
        const other = createSshKey();
        const [hosts] = known_hosts.split(' ');
        await bench.secret('no-hosts', { identity });
        await bench.secret('no-identity', { known_hosts });
        await bench.secret('unknown', {
          identity,
          known_hosts: `example.com ${other.publicKey}`,
        });
        await bench.secret('mismatch', {
          identity,
          known_hosts: `${hosts} ${other.publicKey}`,
        });
        const identityOf = { identity: other.privateKey, known_hosts };
        await bench.secret('foreign', identityOf);
        await bench.secret('encrypted', {
          identity: `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n`,
          known_hosts,
        });
        const needed = (key: string) =>
          `failed to configure authentication options: invalid 'ssh' auth option: '${key}' is required`;
        const failed = (why: string) =>
          new RegExp(
            `^${PREFIX}unable to clone '${url}': ssh: handshake failed: ${why}`,
          );
        const of = (name: string) => ({ url, secretRef: { name } });
        const auth = 'AuthenticationFailed';
        const operation = 'GitOperationFailed';
        await expectFailures(bench, {
          none: { spec: { url }, reason: auth, message: needed('identity') },
          'no-identity': {
            spec: of('no-identity'),
            reason: auth,
            message: needed('identity'),
          },
          'no-hosts': {
            spec: of('no-hosts'),
            reason: auth,
            message: needed('known_hosts'),
          },
          encrypted: {
            spec: of('encrypted'),
            reason: auth,
            message: `SSH identity key is encrypted but no 'password' field was provided in the secret '${bench.namespace}/encrypted'`,
          },
          unknown: {
            spec: of('unknown'),
            reason: operation,
            message: failed('knownhosts: key is unknown'),
          },
          mismatch: {
            spec: of('mismatch'),
            reason: operation,
            message: failed('knownhosts: key mismatch'),
          },
          foreign: {
            spec: of('foreign'),
            reason: operation,
            message: failed(
              'ssh: unable to authenticate, attempted methods \\[none publickey\\], no supported methods remain',
            ),
          },
        });
      }),
  },
  {
    name: 'SC-26 user name and password, or a token, over http',
    async run(bench) {
      const revision = await bench.push(FILES);
      const auth = { username: 'ann', password: 'secret' };
      const root = bench.repositoryRoot;
      const server = await startGitServer({ root, auth });
      const token = await startGitServer({
        root,
        auth: { bearerToken: 't0ken' },
      });
      try {
        const urlOf = (base: string) => `${base}/${bench.namespace}.git`;
        await bench.secret('basic', auth);
        await bench.secret('token', { bearerToken: 't0ken' });
        await bench.secret('half', { password: 'secret' });
        const spec = { url: urlOf(server.url), secretRef: { name: 'basic' } };
        await bench.source('app', spec);
        await bench.source('token', {
          url: urlOf(token.url),
          secretRef: { name: 'token' },
        });
        await bench.ready(SOURCE, 'app', revision);
        await bench.ready(SOURCE, 'token', revision);
        await expectFailures(bench, {
          half: {
            spec: { ...spec, secretRef: { name: 'half' } },
            reason: 'AuthenticationFailed',
            message:
              "failed to configure authentication options: invalid 'http' auth option: 'password' requires 'username' to be set",
          },
          open: {
            spec: { url: spec.url },
            reason: 'GitOperationFailed',
            message: `${PREFIX}unable to clone '${spec.url}': authentication required: Unauthorized`,
          },
        });
      } finally {
        await server.stop();
        await token.stop();
      }
    },
  },
  {
    name: 'SC-27 the provider github asks for the data of an app, and is not supported yet',
    async run(bench) {
      await bench.secret('app', {
        githubAppID: '1',
        githubAppInstallationID: '2',
        githubAppPrivateKey: 'key',
      });
      await bench.secret('basic', { username: 'ann', password: 'secret' });
      const reason = 'InvalidProviderConfiguration';
      const missing =
        'secretRef with github app data must be specified when provider is set to github';
      const app = { secretRef: { name: 'app' } };
      await expectFailures(bench, {
        none: { spec: { provider: 'github' }, reason, message: missing },
        basic: {
          spec: { provider: 'github', secretRef: { name: 'basic' } },
          reason,
          message: missing,
        },
        generic: {
          spec: app,
          reason,
          message: `secretRef '${bench.namespace}/app' has github app data but provider is not set to github`,
        },
        github: {
          spec: { provider: 'github', ...app },
          reason,
          message:
            "provider 'github' is not supported yet; use provider generic with a token in secretRef",
        },
      });
    },
  },
  {
    name: 'SC-28 the providers of clouds are refused by name',
    async run(bench) {
      const refusal = (provider: string) => ({
        spec: { provider },
        reason: 'InvalidProviderConfiguration',
        message: `provider '${provider}' is not supported yet; use provider generic with a token in secretRef`,
      });
      await expectFailures(bench, {
        azure: refusal('azure'),
        aws: refusal('aws'),
      });
    },
  },
  {
    name: 'SC-29 a repository whose signature is asked for is never taken unverified',
    async run(bench) {
      await bench.push(FILES);
      const verify = { mode: 'HEAD', secretRef: { name: 'keys' } };
      await bench.source('app', { verify });
      const object = await bench.failed('VerificationError', SOURCE);
      expectFailure(
        object,
        'VerificationError',
        'signature verification is not supported yet; nothing is fetched',
      );
      expectEqual(object.status.artifact, undefined, 'artifact');
    },
  },
  {
    name: 'SC-31 submodules over ssh come with the same key, inside submodules too',
    run: bench =>
      withSsh(bench, async ({ url, identity, known_hosts }) => {
        const inner = bench.repository('inner', { 'inner.yaml': 'i: 1\n' });
        const { namespace } = bench;
        const gitmodules = `[submodule "i"]\n  path = in\n  url = ../${namespace}-inner.git\n`;
        bench.repository('lib', { '.gitmodules': gitmodules });
        const hash = bench.pin('lib', { path: 'in', hash: inner });
        addSubmodule(bench, {
          path: 'libs/a',
          url: `../${namespace}-lib.git`,
          hash,
        });
        await bench.secret('ssh', { identity, known_hosts });
        const secretRef = { name: 'ssh' };
        await bench.source('app', { url, secretRef, recurseSubmodules: true });
        const object = await bench.ready(SOURCE);
        expectEqual(
          (await contentOf(object)).includes('libs/a/in/inner.yaml'),
          true,
          'the file of the submodule in the submodule',
        );
      }),
  },
  {
    name: 'SC-31 the Secret of a proxy has an address, of a proxy',
    async run(bench) {
      await bench.secret('none', { username: 'ann' });
      await bench.secret('empty', { address: '' });
      await bench.secret('ftp', { address: 'ftp://proxy' });
      const refusal = (name: string, why: string) => ({
        spec: { proxySecretRef: { name } },
        reason: 'AuthenticationFailed',
        message: `failed to configure proxy options: secret '${bench.namespace}/${name}'${why}`,
      });
      await expectFailures(bench, {
        none: refusal('none', ": key 'address' not found"),
        empty: refusal('empty', ': proxy address is empty'),
        ftp: refusal(
          'ftp',
          ": proxy URL must use one of the supported schemes (http, https, socks5), got 'ftp'",
        ),
        gone: refusal('gone', ' not found'),
      });
    },
  },
  {
    name: 'SC-32 SC-6 a repository of SHA-256 is refused by that name',
    async run(bench) {
      bench.repository('sha256', FILES, '--object-format=sha256');
      const url = bench.url.replace('.git', '-sha256.git');
      await expectFailures(bench, {
        app: {
          spec: { url },
          reason: 'GitOperationFailed',
          message: `${PREFIX}unable to clone '${url}': unsupported object-format sha256: only sha1 repositories can be cloned`,
        },
      });
    },
  },
];
