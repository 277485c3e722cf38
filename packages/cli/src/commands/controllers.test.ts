import {
  CONTROLLERS,
  flagOptions,
  readFlagOptions,
} from '@backstage-gitops/plugin-gitops-controllers';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Writable } from 'stream';
import { command, parseFlags } from './controllers';

const read = (...argv: string[]) =>
  readFlagOptions(parseFlags(argv), CONTROLLERS);

describe('flags of gitops controllers', () => {
  it('have the defaults of Flux, with addresses of this machine', () => {
    expect(read()).toMatchObject({
      host: {
        storageAddress: '127.0.0.1:0',
        artifactRetentionRecords: 2,
        isLeaderElectionEnabled: true,
        namespace: 'flux-system',
      },
      modules: {
        gitRepository: { concurrent: 2 },
        kustomization: { concurrent: 4, noCrossNamespaceRefs: false },
      },
    });
  });

  it('are read as Flux reads them: with a space, with =, alone', () => {
    expect(
      read(
        '--concurrent=8',
        '--storage-path',
        'data',
        '--no-cross-namespace-refs',
        '--enable-leader-election=false',
        '--watch-all-namespaces=false',
        '--namespace=team',
        '--feature-gates=DisableFailFastBehavior=true,CancelHealthCheckOnNewRevision=false',
        '--requeue-dependency=5s',
      ),
    ).toMatchObject({
      host: {
        storagePath: 'data',
        watchAllNamespaces: false,
        namespace: 'team',
        isLeaderElectionEnabled: false,
        featureGates: {
          DisableFailFastBehavior: true,
          CancelHealthCheckOnNewRevision: false,
        },
        requeueDependencyMs: 5000,
      },
      modules: {
        gitRepository: { concurrent: 8 },
        kustomization: { concurrent: 8, noCrossNamespaceRefs: true },
      },
    });
  });

  it('are refused when unknown', () => {
    expect(() => read('--nope')).toThrow(/Unknown option '--nope'/);
  });

  it('name a database that is there, or the start is refused', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'gitops-cli-'));
    try {
      const kubeconfig = {
        clusters: [{ name: 'x', cluster: { server: 'http://127.0.0.1:1' } }],
        contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
        users: [{ name: 'x' }],
        'current-context': 'x',
      };
      writeFileSync(join(cwd, 'config'), JSON.stringify(kubeconfig));
      const argv = ['--database', '.', '--kubeconfig', join(cwd, 'config')];
      const io = { cwd, stderr: process.stderr, env: {} };
      await expect(command.run(argv, io as never)).rejects.toMatchObject({
        name: 'DatabaseError',
        message: expect.stringContaining(`the database ${cwd} can't be used: `),
      });
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });

  it('all stand in the help, with what they do', async () => {
    let text = '';
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    await expect(command.run(['--help'], { stdout } as never)).resolves.toBe(0);
    for (const { flag, doc } of flagOptions(CONTROLLERS)) {
      expect(text).toMatch(new RegExp(`^  --${flag}( .*)? {1,}\\S`, 'm'));
      expect(text).toContain(doc);
    }
  });
});
