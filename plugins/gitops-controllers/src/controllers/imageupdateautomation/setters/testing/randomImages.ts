import type { PolicyImage } from '../types';

/** Images whose parts need quotes or not. */
export const RANDOM_IMAGES: readonly PolicyImage[] = [
  { namespace: 'apps', policy: 'web', name: 'web', tag: '1.10' },
  {
    namespace: 'apps',
    policy: 'api',
    name: 'ghcr.io/acme/api',
    tag: '2026-01-02',
    digest: 'sha256:'.padEnd(71, '0'),
  },
];
