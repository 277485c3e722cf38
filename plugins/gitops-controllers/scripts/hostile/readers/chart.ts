import {
  loadChart,
  packageChart,
  readChartArchive,
  readChartMetadata,
} from '@backstage-gitops/helm';
import { readFileSync } from 'fs';
import { join } from 'path';

/** As a downloaded chart: its metadata, all of it, and packed anew. */
export async function readChart(directory: string): Promise<void> {
  const archive = readFileSync(join(directory, 'archive.tar.gz'));
  readChartMetadata(readChartArchive(archive));
  packageChart(loadChart(archive));
}
