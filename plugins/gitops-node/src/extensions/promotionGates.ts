import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { Registrations } from './Registrations';

/** A change that is to be promoted to an environment. */
export interface PromotionGateRequest {
  /** The catalog entity that is promoted, such as `component:default/podinfo`. */
  readonly entityRef: string;
  /** Environment that runs the revision. */
  readonly from: string;
  /** Environment that is to run it. */
  readonly to: string;
  /** Such as `main@sha1:…` or an image's digest. */
  readonly revision: string;
  /** Aborts when the time for the answer is over. */
  readonly signal: AbortSignal;
}

/** The answer of a gate. */
export interface PromotionGateResult {
  /** `pending` is asked again; `failed` ends the promotion. */
  readonly state: 'passed' | 'pending' | 'failed';
  /** Stable code with its parameters, which the front end words. */
  readonly code: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Page that shows what the answer rests on. */
  readonly evidenceUrl?: string;
}

/** A check that a promotion has to pass, such as a test job or a scanner. */
export interface PromotionGate {
  /** Unique; promotions name it. */
  readonly name: string;
  /** Called again and again, also after a restart: it keeps no state here. */
  check(request: PromotionGateRequest): Promise<PromotionGateResult>;
}

/** Adds checks to promotions. */
export interface PromotionGatesExtensionPoint {
  /** @throws DuplicateRegistrationError - the name is taken */
  addGate(gate: PromotionGate): void;
}

/** Registered by the plugin `gitops`. Promotions read it. */
export const promotionGatesExtensionPoint =
  createExtensionPoint<PromotionGatesExtensionPoint>({
    id: 'gitops.promotion-gates',
  });

/** What modules have added, for promotions. */
export class PromotionGatesRegistry implements PromotionGatesExtensionPoint {
  readonly #gates = new Registrations<PromotionGate>('promotion gate');

  addGate(gate: PromotionGate): void {
    this.#gates.add(gate.name, gate);
  }

  /** The gate that a promotion names. */
  get(name: string): PromotionGate | undefined {
    return this.#gates.get(name);
  }

  /** In the order of registration. */
  list(): readonly PromotionGate[] {
    return this.#gates.list();
  }
}
