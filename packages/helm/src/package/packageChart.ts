import { encodeHeader, tarEnd, tarPadding } from '@backstage-gitops/tar';
import { Deflate } from 'pako';
import type { Chart } from '../chart/chart';
import { packedFiles } from './chartFiles';

const FILE_MODE = 0o644;
/** Mark of Helm in the header of gzip. */
const COMMENT = 'Helm';

/**
 * Packs a chart as `helm package` does. Files without a time get that of
 * 1970, so that equal charts have equal bytes.
 * @returns the bytes of a .tgz
 * @throws HelmError - CHART: a name that is a path, or a values.schema.json
 *   that is no JSON
 */
export function packageChart(chart: Chart): Uint8Array {
  const files = packedFiles(chart);
  const gzip = new Deflate({
    gzip: true,
    header: { comment: COMMENT, os: 255 },
  });
  for (const { name, data, modifiedSeconds = 0 } of files) {
    const header = { name, isDirectory: false, mode: FILE_MODE };
    gzip.push(
      encodeHeader({
        ...header,
        size: data.length,
        modifiedSeconds: Math.max(0, modifiedSeconds),
      }),
      false,
    );
    gzip.push(data, false);
    gzip.push(tarPadding(data.length), false);
  }
  gzip.push(tarEnd(), true);
  return gzip.result;
}
