import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { renderChart, type RenderResult } from '@backstage-gitops/helm';
import type { LookupReader } from '@backstage-gitops/go-template';
import { systemClock } from '@backstage-gitops/kube';
import type { ActionContext, RenderInput } from '../actions/types';
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
    environment: {
      now: () => clock.now(),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      random: length => new Uint8Array(randomBytes(length)),
      generateRsaKey,
      lookup,
    },
    warn: message => log?.({ level: 'warn', message }),
  });
}

function generateRsaKey(bits: number): string {
  return generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;
}
