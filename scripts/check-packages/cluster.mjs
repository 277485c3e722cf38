import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { ROOT } from '../bootstrap.mjs';
import { freePort } from '../start/ports.mjs';
import { node } from './pack.mjs';
import { readmeBlock } from './readme.mjs';
import { until } from './until.mjs';

const SOURCES = join(ROOT, 'scripts/check-packages/cluster');
/** Paths under which the API server serves the kinds of objects.yaml. */
const PATHS = {
  Namespace: '/api/v1/namespaces',
  GitRepository:
    '/apis/source.toolkit.fluxcd.io/v1/namespaces/apps/gitrepositories',
  Kustomization:
    '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/apps/kustomizations',
};

function makeRepository(folder) {
  const work = join(folder, 'repository');
  const git = (...args) => execFileSync('git', args, { cwd: work });
  cpSync(join(SOURCES, 'repository'), work, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  const author = [
    '-c',
    'user.name=Check',
    '-c',
    'user.email=check@example.com',
  ];
  git(...author, 'commit', '--quiet', '--message', 'Start podinfo');
  mkdirSync(join(folder, 'git'));
  git('clone', '--quiet', '--bare', work, join(folder, 'git', 'demo.git'));
}

function apply({ server, caData, token }, object) {
  const { kind, metadata } = object;
  const url = `${server}${PATHS[kind]}/${metadata.name}?fieldManager=check`;
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: 'PATCH',
        ca: Buffer.from(caData, 'base64'),
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/apply-patch+yaml',
        },
      },
      response => {
        response.resume();
        if (response.statusCode < 400) resolve();
        else reject(new Error(`PATCH ${url}: ${response.statusCode}`));
      },
    );
    call.on('error', reject);
    call.end(JSON.stringify(object));
  });
}

function readKubeConfig(file) {
  const { clusters, users } = parse(readFileSync(file, 'utf8'));
  const { server, 'certificate-authority-data': caData } = clusters[0].cluster;
  return { server, caData, token: users[0].user.token };
}

/** The metadata by which README.md lets an object agree to its entity. */
const agreement = () =>
  parse(readmeBlock('the Kustomization on the cluster')).metadata;

/**
 * Starts the embedded API server and a Git server by the installed `gitops`
 * command, installs the API and applies the objects.
 * @returns address and credentials of the API server
 */
export async function startCluster({ folder, gitops, processes }) {
  const port = await freePort(0);
  makeRepository(folder);
  const kubeconfig = join(folder, 'kubeconfig');
  processes.start('devcluster', [
    gitops,
    'devcluster',
    '--kubeconfig',
    kubeconfig,
  ]);
  const served = ['--root', join(folder, 'git'), '--port', String(port)];
  processes.start('git-server', [gitops, 'git-server', ...served]);
  await until('the API server', () => readKubeConfig(kubeconfig));
  await until('gitops install', () =>
    node([gitops, 'install', '--kubeconfig', kubeconfig]),
  );
  const access = readKubeConfig(kubeconfig);
  const text = readFileSync(join(SOURCES, 'objects.yaml'), 'utf8');
  const url = `http://127.0.0.1:${port}/demo.git`;
  for (const document of parseAllDocuments(text.replace('${GIT_URL}', url))) {
    const object = document.toJS();
    if (object.kind === 'Kustomization') {
      Object.assign(object.metadata, agreement());
    }
    await apply(access, object);
  }
  return access;
}
