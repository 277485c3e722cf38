import type { PresentedObject, Presenter } from '../presenters';
import { cleanTexts, createMask, type Mask } from './createMask';
import { textsIn } from './mapTexts';
import { redactAnnotations } from './redactAnnotations';
import { redactSpec } from './redactSpec';
import { SecretFinder, wordsIn } from './SecretFinder';

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

function redact(presenter: Presenter, object: PresentedObject): Redacted {
  const { definition, secretFields = [], inventory } = presenter;
  const { spec, secrets: inSpec } = redactSpec(definition, object.spec, [
    ...secretFields,
    ...(presenter.secretFieldsOf?.(object) ?? []),
  ]);
  const secrets = [...inSpec, ...(presenter.secrets?.(object) ?? [])];
  const { managedFields, annotations, labels, ...metadata } = object.metadata;
  const shown = wordsIn(
    [...textsIn([spec, metadata, definition.kind, inventory?.(object)])].join(
      '\n',
    ),
    secrets,
  );
  // What is shown elsewhere is no secret, such as the name of an applied object.
  const hidden = secrets.filter(secret => !shown.has(secret));
  const finder = new SecretFinder(hidden);
  const mask = createMask(
    new SecretFinder(hidden.filter(secret => !isPlain(secret))),
  );
  const maskLabels = finder.isOverloaded ? cleanTexts : mask;
  const clean = {
    ...object,
    metadata: {
      ...metadata,
      ...(labels && { labels: maskLabels(labels) }),
      ...(annotations && {
        annotations: redactAnnotations(annotations, finder, cleanTexts),
      }),
    },
    // Names in it lead to other objects: what is to be hidden has been by now.
    spec: cleanTexts(spec) as PresentedObject['spec'],
    ...(object.status && { status: maskStatus(object.status, mask) }),
  };
  return { object: clean, mask };
}

/**
 * The inventory holds names alone, thousands of them, and a revision is looked
 * up as it is.
 */
function maskStatus<T extends object>(status: T, mask: Mask): T {
  const fields = Object.entries(status).map(([name, value]) =>
    name === 'inventory' || /revision$/i.test(name)
      ? [name, value]
      : [name, isObject(value) ? maskStatus(value, mask) : mask(value)],
  );
  return Object.fromEntries(fields) as T;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Versions and switches: masking them would hide revisions, and nothing else. */
function isPlain(text: string): boolean {
  return /^(?:true|false|v?\d+(?:\.\d+)+)$/.test(text);
}
