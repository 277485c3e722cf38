import {
  KustomizationBench,
  startKustomizations,
} from '../../../testing/startKustomizations';

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: ${value}\n`;

describe('sources of a Kustomization', () => {
  let bench: KustomizationBench;

  beforeAll(async () => {
    bench = await startKustomizations({
      featureGates: { ExternalArtifact: true } as never,
    });
  });
  afterAll(() => bench.stop());

  it.each(['OCIRepository', 'Bucket', 'ExternalArtifact'])(
    'may be of kind %s, and a new revision is applied at once',
    async kind => {
      const ns = await bench.namespace();
      await bench.createSource(ns, kind);
      const first = await bench.publish(
        ns,
        { 'a.yaml': configMap('one') },
        kind,
      );
      await bench.create(ns, 'app', { sourceRef: { kind, name: 'src' } });
      await bench.until(
        ns,
        'app',
        ({ status }) => status?.lastAppliedRevision === first,
      );
      const next = await bench.publish(
        ns,
        { 'a.yaml': configMap('two') },
        kind,
      );
      const { status } = await bench.until(
        ns,
        'app',
        object => object.status?.lastAppliedRevision === next,
      );
      expect(status?.conditions).toMatchObject([
        { type: 'Ready', message: `Applied revision: ${next}` },
      ]);
    },
  );
});
