import { decodeUtf8 } from '@backstage-gitops/go-template';
import type { ChartFile, ChartMetadata } from '../chart/chart';
import { readMetadata, type RawMetadata } from '../chart/chartYaml';
import { validateMetadata } from '../chart/validateMetadata';
import { HelmError, messageOf } from '../errors';

const FILES = ['Chart.yaml', 'requirements.yaml'];

/**
 * The metadata of a chart from its Chart.yaml and requirements.yaml, without
 * its other files.
 * @param files - those of the chart; others than the two are not read
 * @throws HelmError - CHART: no Chart.yaml, or one that Helm refuses
 */
export function readChartMetadata(files: readonly ChartFile[]): ChartMetadata {
  let raw: RawMetadata | undefined;
  for (const { name, data } of files) {
    if (FILES.includes(name)) {
      raw = readFile(name, data, raw);
    }
  }
  if (!raw) {
    throw new HelmError('CHART', "no 'Chart.yaml' found");
  }
  return validateMetadata(raw);
}

/** Errors name the file in quotes, as those of Flux. */
function readFile(
  name: string,
  data: Uint8Array,
  base: RawMetadata | undefined,
): RawMetadata {
  try {
    return readMetadata(decodeUtf8(data), name, base);
  } catch (cause) {
    const text = messageOf(cause).replace(`load ${name}:`, `load '${name}':`);
    throw new HelmError('CHART', text, { file: name, cause });
  }
}
