import { renderChart, type RenderResult } from '@backstage-gitops/helm';
import type { LookupReader } from '@backstage-gitops/go-template';
import { systemClock } from '@backstage-gitops/kube';
import type { ActionContext, RenderInput } from '../actions/types';
import { createEnvironment } from './createEnvironment';
import { renderWithLookup } from './renderWithLookup';

/** Renders in the calling thread; `lookup` reads as the context's client. */
export async function renderHere(
  context: Pick<ActionContext, 'client' | 'signal' | 'clock' | 'log'>,
  input: RenderInput,
): Promise<RenderResult> {
  const render = (lookup?: LookupReader) => renderWith(context, input, lookup);
  return input.canLookUp
    ? renderWithLookup(context.client, context.signal, render)
    : render();
}

function renderWith(
  { clock = systemClock, log }: Pick<ActionContext, 'clock' | 'log'>,
  { chart, values, release, capabilities, options }: RenderInput,
  lookup: LookupReader | undefined,
): RenderResult {
  return renderChart(chart, values, release, capabilities, {
    ...options,
    environment: { ...createEnvironment(() => clock.now()), lookup },
    warn: message => log?.({ level: 'warn', message, isGlobal: true }),
  });
}
