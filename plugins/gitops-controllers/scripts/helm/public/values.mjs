/** Values that charts cannot be installed without, or that a cluster without nodes needs. */
export const VALUES = {
  'app-template': {
    controllers: {
      main: {
        containers: { main: { image: { repository: 'busybox', tag: '1' } } },
      },
    },
    service: {
      main: { controller: 'main', ports: { http: { port: 8080 } } },
    },
  },
  'aws-load-balancer-controller': { clusterName: 'shop' },
  'aws-for-fluent-bit': {},
  'cert-manager': { crds: { enabled: true } },
  'cluster-autoscaler': { autoDiscovery: { clusterName: 'shop' } },
  'opentelemetry-collector': {
    mode: 'deployment',
    image: { repository: 'otel/opentelemetry-collector-k8s' },
  },
  // A value that the schema of 1.21.1 asks for.
  'external-dns': { policy: 'sync' },
  loki: {
    deploymentMode: 'SingleBinary',
    loki: {
      commonConfig: { replication_factor: 1 },
      storage: { type: 'filesystem' },
      useTestSchema: true,
    },
    singleBinary: { replicas: 1 },
    ...{ read: { replicas: 0 }, write: { replicas: 0 } },
    backend: { replicas: 0 },
  },
  velero: {
    configuration: {
      backupStorageLocation: [{ name: 'a', provider: 'aws', bucket: 'b' }],
      volumeSnapshotLocation: [{ name: 'a', provider: 'aws' }],
    },
    credentials: { secretContents: { cloud: 'none' } },
  },
};
