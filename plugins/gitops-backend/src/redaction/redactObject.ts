import type { PresentedObject, Presenter } from '../presenters';
import { createMask, type Mask } from './createMask';
import { textsIn } from './mapTexts';
import { redactAnnotations } from './redactAnnotations';
import { redactSpec } from './redactSpec';
import { SecretFinder } from './SecretFinder';

/** An object as the portal knows it. */
export interface Redacted {
  /** The only form of the object that views see. */
  readonly object: PresentedObject;
  /** For texts from elsewhere that may repeat a secret of the object. */
  readonly mask: Mask;
}

const known = new WeakMap<PresentedObject, Redacted>();

/**
 * Takes out of an object whatever may be secret. Every way out of the portal
 * (manifest, states, conditions, events, errors, logs) is made from the result,
 * which is remembered for as long as the object is.
 */
export function redactObject(
  presenter: Presenter,
  object: PresentedObject,
): Redacted {
  const remembered = known.get(object);
  if (remembered) return remembered;
  const redacted = redact(presenter, object);
  known.set(object, redacted);
  return redacted;
}

function redact(
  { definition, secretFields, inventory }: Presenter,
  object: PresentedObject,
): Redacted {
  const { spec, secrets } = redactSpec(definition, object.spec, secretFields);
  const { managedFields, annotations, labels, ...metadata } = object.metadata;
  const applied = inventory?.(object);
  const shown = wordsOf([spec, metadata, definition.kind, applied]);
  const hidden = secrets.filter(secret => !shown.has(secret));
  const finder = new SecretFinder(hidden);
  const mask = createMask(
    new SecretFinder(hidden.filter(secret => !isPlain(secret))),
  );
  const clean = {
    ...object,
    metadata: {
      ...metadata,
      ...(labels && { labels: mask(labels) }),
      ...(annotations && {
        annotations: mask(redactAnnotations(annotations, finder)),
      }),
    },
    spec: mask(spec) as PresentedObject['spec'],
    ...(object.status && { status: maskStatus(object.status, mask) }),
  };
  return { object: clean, mask };
}

/** The inventory holds names alone, thousands of them. */
function maskStatus<T extends object>(status: T, mask: Mask): T {
  const { inventory, ...rest } = status as { readonly inventory?: unknown };
  return { ...mask(rest), ...(inventory !== undefined && { inventory }) } as T;
}

/** Versions and switches: masking them would hide revisions, and nothing else. */
function isPlain(text: string): boolean {
  return /^(?:true|false|v?\d+(?:\.\d+)+)$/.test(text);
}

/**
 * Texts that are shown anyway, and the words in them. What is shown elsewhere
 * is no secret, such as the name of an applied object.
 */
function wordsOf(values: readonly unknown[]): ReadonlySet<string> {
  const texts = [...textsIn(values)];
  return new Set([...texts, ...texts.flatMap(text => text.split(/[^\w.-]+/))]);
}
