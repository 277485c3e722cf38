import { HelmError, loadChartArchive } from '@backstage-gitops/helm';
import type { Chart } from '@backstage-gitops/helm';
import { createHash } from 'crypto';
import { open } from 'fs/promises';
import { packValuesNow } from '../values/packedValues';
import type { LoadOutput, LoadRequest, PackedChart } from './request';

function pack(chart: Chart): PackedChart {
  return {
    ...chart,
    values: packValuesNow(chart.values),
    dependencies: chart.dependencies.map(pack),
  };
}

/** Digest of all files with their names, in their order. */
function digestOf({ raw }: Chart): string {
  const hash = createHash('sha256');
  for (const { name, data } of raw) {
    hash.update(`${JSON.stringify(name)} ${data.length}\n`).update(data);
  }
  return hash.digest('hex');
}

/** Reads a file into memory that threads share. @throws HelmError - code LIMIT */
async function readShared({
  file,
  maxBytes,
}: LoadRequest): Promise<SharedArrayBuffer> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) {
      const text = `the chart archive is larger than ${maxBytes} bytes`;
      throw new HelmError('LIMIT', text);
    }
    const shared = new SharedArrayBuffer(size);
    const bytes = new Uint8Array(shared);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await handle.read(bytes, at, size - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return shared;
  } finally {
    await handle.close();
  }
}

/**
 * Loads a downloaded chart.
 * @throws HelmError - with the words of Helm's loader
 */
export async function loadChartTask(request: LoadRequest): Promise<LoadOutput> {
  const packed = await readShared(request);
  // A copy: what the chart keeps of it must not be shared with other threads.
  const chart = loadChartArchive(Uint8Array.from(new Uint8Array(packed)));
  return { chart: pack(chart), packed, content: digestOf(chart) };
}
