import { headerOf } from '../call';
import type { Call, Expected, Verified } from '../call';
import { decodeObject, fieldOf, readField } from '../decodeJson';
import type { JsonObject } from '../decodeJson';
import { WebhookError } from '../WebhookError';
import { CDEVENT_TYPES } from './cdeventTypes';
import type { ContentRules, FieldRule } from './cdeventTypes';
import { requireEvent } from './events';

const { text, texts, object, list, time } = readField;
const EVENT_TYPE = /^dev\.cdevents\.([a-z]+\.[a-z]+)\.(.*)$/;
/** @see package-url/purl-spec */
const PACKAGE_URL = /^pkg:\/*[A-Za-z.+-][\w.+-]*\/[^?#]*[^/?#]/;
const CUSTOM_TYPE = /^dev\.cdeventsx\.[a-z]+-[a-z]+\.[a-z]+\.\d\.\d\.\d$/;
/** Fields of a link by its type, with what must be there. */
const LINKS: Readonly<Record<string, ContentRules>> = {
  END: { '!from': { '!contextId': 'text' } },
  PATH: { '!from': { '!contextId': 'text' } },
  RELATION: { '!linkKind': 'text', '!target': { '!contextId': 'text' } },
};

function refuse(message: string): never {
  throw new WebhookError(
    'payload',
    `the body is no CDEvent of 0.4: ${message}`,
  );
}

function requireText(parent: JsonObject, field: string): string {
  return fieldOf(parent, field, text) || refuse(`field ${field} is missing`);
}

function requireOneOf(value: string, values: readonly string[], field: string) {
  if (!values.includes(value)) {
    refuse(`field ${field} must be one of ${values.join(', ')}`);
  }
}

/** A field, which an empty string leaves out. */
function checkField(
  parent: JsonObject,
  field: string,
  rule: FieldRule,
  isRequired: boolean,
): void {
  if (rule === 'texts') {
    fieldOf(parent, field, texts);
    return;
  }
  if (rule === 'text' || rule === 'purl' || Array.isArray(rule)) {
    const value = fieldOf(parent, field, text);
    if (!value && isRequired) refuse(`field ${field} is missing`);
    if (!value || rule === 'text') return;
    if (Array.isArray(rule)) requireOneOf(value, rule, field);
    else if (!PACKAGE_URL.test(value))
      refuse(`field ${field} is no package URL`);
    return;
  }
  const value = fieldOf(parent, field, object);
  if (!value && isRequired) refuse(`field ${field} is missing`);
  if (!value) return;
  if (rule === 'reference') checkReference(value);
  else checkContent(value, rule as ContentRules);
}

function checkReference(value: JsonObject): void {
  fieldOf(value, 'source', text);
  requireText(value, 'id');
}

function checkContent(content: JsonObject, rules: ContentRules): void {
  for (const [name, rule] of Object.entries(rules)) {
    checkField(content, name.replace(/^!/, ''), rule, name.startsWith('!'));
  }
}

function checkLink(value: unknown): void {
  const link = object(value ?? [], 'links');
  const linkType = requireText(link, 'linkType');
  if (!Object.hasOwn(LINKS, linkType)) refuse(`unknown link type`);
  checkContent(link, LINKS[linkType]);
  if (!fieldOf(link, 'tags', object)) refuse('field tags of a link is missing');
}

function checkContext(context: JsonObject): void {
  for (const name of ['version', 'id', 'source']) requireText(context, name);
  fieldOf(context, 'specversion', text);
  fieldOf(context, 'chainId', text);
  fieldOf(context, 'timestamp', time);
  fieldOf(context, 'links', list)?.forEach(checkLink);
  if (fieldOf(context, 'schemaUri', text)) {
    refuse('a schema of its own (schemaUri) is not known here');
  }
}

function checkCustomData(event: JsonObject): void {
  fieldOf(event, 'customDataContentType', text);
  fieldOf(event, 'customData', value => {
    const isList = Array.isArray(value);
    if (typeof value !== 'string' && (typeof value !== 'object' || isList)) {
      refuse('field customData must be an object or a string');
    }
  });
}

/** The subject of a type, whose version has to be the one of CDEvents 0.4.1. */
function checkSubject(event: JsonObject, type: string): void {
  const subject = fieldOf(event, 'subject', object) ?? {};
  checkReference(subject);
  if (CUSTOM_TYPE.test(type)) {
    requireText(subject, 'type');
    if (!fieldOf(subject, 'content', object))
      refuse('field content is missing');
    return;
  }
  const [, name = '', version] = EVENT_TYPE.exec(type) ?? [];
  if (!Object.hasOwn(CDEVENT_TYPES, name)) refuse('unknown type of event');
  const known = CDEVENT_TYPES[name];
  if (version !== known.version) {
    refuse(`${name} has version ${known.version} there`);
  }
  requireOneOf(requireText(subject, 'type'), [known.subject], 'subject.type');
  checkContent(fieldOf(subject, 'content', object) ?? {}, known.content);
}

/**
 * Type `cdevents`: not signed, its path is the secret; the body is checked
 * against CDEvents 0.4.1, the header `Ce-Type` against `spec.events`.
 * @throws WebhookError - `payload`, `event`
 */
export function verifyCdevents(call: Call, { spec }: Expected): Verified {
  const event = decodeObject(call.body, 'the CDEvent');
  const context = fieldOf(event, 'context', object) ?? {};
  checkSubject(event, requireText(context, 'type'));
  checkContext(context);
  checkCustomData(event);
  const about = headerOf(call, 'Ce-Type');
  requireEvent(about, spec.events);
  return { body: call.body, about };
}
