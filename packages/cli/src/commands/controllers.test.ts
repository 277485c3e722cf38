import { parseFlags, toHostOptions } from './controllers';

const read = (...argv: string[]) => toHostOptions(parseFlags(argv), '/work');

describe('flags of gitops controllers', () => {
  it('have the defaults of Flux, with addresses of this machine', () => {
    expect(read()).toMatchObject({
      concurrent: { gitRepository: 2, kustomization: 4 },
      storage: { address: '127.0.0.1:0', retentionRecords: 2 },
      noCrossNamespaceRefs: false,
      leaderElection: { isEnabled: true, namespace: 'flux-system' },
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
        '--feature-gates=A=true,B=false',
        '--requeue-dependency=5s',
      ),
    ).toMatchObject({
      concurrent: { gitRepository: 8, kustomization: 8 },
      storage: { path: '/work/data' },
      noCrossNamespaceRefs: true,
      watchNamespace: 'team',
      leaderElection: { isEnabled: false, namespace: 'team' },
      featureGates: { A: true, B: false },
      requeueDependencyMs: 5000,
    });
  });

  it('are refused when unknown', () => {
    expect(() => read('--nope')).toThrow(/Unknown option '--nope'/);
  });
});
