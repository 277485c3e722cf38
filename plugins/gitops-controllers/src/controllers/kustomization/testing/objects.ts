import type { Kustomization } from '../types';

/** A Kustomization for tests, with what the schema requires filled in. */
export function kustomization(
  name: string,
  spec: Partial<Kustomization['spec']> = {},
  rest: { status?: Kustomization['status']; generation?: number } = {},
): Kustomization {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'ns', generation: rest.generation ?? 1 },
    spec: {
      interval: '1h',
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'src' },
      ...spec,
    },
    status: rest.status,
  };
}

interface TarEntry {
  readonly name: string;
  readonly content?: string;
  /** ustar type flag: `0` file (default), `5` directory, `2` symbolic link. */
  readonly type?: string;
}

/** An uncompressed ustar archive. */
export function tarOf(entries: readonly TarEntry[]): Uint8Array {
  const blocks: Buffer[] = [];
  for (const { name, content = '', type = '0' } of entries) {
    const header = Buffer.alloc(512);
    const data = Buffer.from(content);
    header.write(name, 0);
    header.write('0000600\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write(type, 156);
    header.write('ustar\0', 257);
    const padding = Buffer.alloc((512 - (data.length % 512)) % 512);
    blocks.push(header, data, padding);
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
