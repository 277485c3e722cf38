/** A real sshd of the current user on a loopback port, for bare repositories. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Where sshd goes when root runs it; Debian makes it with the service. */
const PRIVILEGE_SEPARATION = '/run/sshd';
const START_MS = 10_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function untilListening(port) {
  const end = Date.now() + START_MS;
  for (;;) {
    const isOpen = await new Promise(resolve => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => socket.destroy());
      socket.setTimeout(1000, () => socket.destroy());
      socket.once('connect', () => socket.end());
    });
    if (isOpen) return;
    if (Date.now() > end) throw new Error('sshd does not listen');
    await delay(50);
  }
}

/** Makes a key pair with ssh-keygen; `file`, `privateKey` and `publicKey`. */
export function makeKey(folder, name, ...args) {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-C', name, '-f', file, ...args]);
  return {
    file,
    name,
    privateKey: readFileSync(file, 'utf8'),
    publicKey: readFileSync(`${file}.pub`, 'utf8').trim(),
  };
}

/**
 * @param folder - existing directory for its files
 * @param hostKeys - key pairs of the host
 * @param authorizedKeys - public keys that may sign in
 */
export async function startSshd({ folder, hostKeys, authorizedKeys }) {
  const port = await freePort();
  const authorized = join(folder, 'authorized_keys');
  writeFileSync(authorized, `${authorizedKeys.join('\n')}\n`, { mode: 0o600 });
  const config = join(folder, 'sshd_config');
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...hostKeys.map(({ file }) => `HostKey ${file}`),
    `AuthorizedKeysFile ${authorized}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'AcceptEnv GIT_PROTOCOL',
    'MaxStartups 200',
    'LogLevel ERROR',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const { username, uid } = userInfo();
  if (uid === 0 && !existsSync(PRIVILEGE_SEPARATION)) {
    mkdirSync(PRIVILEGE_SEPARATION, { mode: 0o755 });
  }
  const path = process.env.PATH.split(':')
    .map(directory => join(directory, 'sshd'))
    .find(file => existsSync(file));
  const server = spawn(path, ['-D', '-e', '-f', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', text => {
    log += text;
  });
  await untilListening(port);
  return {
    port,
    username,
    log: () => log,
    async stop() {
      server.kill();
      await new Promise(resolve => server.once('close', resolve));
    },
  };
}
