import type { Chart } from '@backstage-gitops/helm';
import type { PackedValues } from '../values/packedValues';

/** A downloaded chart to load. Plain data, for a worker. */
export interface LoadRequest {
  /** Its archive. */
  readonly file: string;
  /** Largest archive in bytes. */
  readonly maxBytes: number;
}

/** A chart on its way to another thread: values go in pieces. */
export interface PackedChart extends Omit<Chart, 'values' | 'dependencies'> {
  readonly values: PackedValues;
  readonly dependencies: readonly PackedChart[];
}

/** What came of a {@link LoadRequest}. */
export interface LoadOutput {
  readonly chart: PackedChart;
  /** The archive. */
  readonly packed: SharedArrayBuffer;
  /**
   * Digest of its files. Archives of one chart differ where whoever packs them
   * writes the time into them, as Flux does with charts from Git.
   */
  readonly content: string;
}
