import {
  GoMap,
  GoObject,
  goStringMap,
  GoTemplateError,
  sprigFunctions,
  TemplateSet,
} from '@backstage-gitops/go-template';
import type { GoValue } from '@backstage-gitops/go-template';
import type { PolicyImage } from '../setters';
import {
  goChanges,
  goMapByObject,
  goMethod,
  goNamespacedName,
  goStruct,
} from './goValues';
import { goImageResult } from './imageRefs';
import { allChanges, distinctChanges } from './results';
import type { FileChanges } from './results';
import { MessageTypes } from './types';

/** Message of a commit where `spec.git.commit.messageTemplate` has none. */
const DEFAULT_MESSAGE = 'Update from image update automation';
const NAME = 'commit message';
/** A message is short; a template that does more than this is none for one. */
const LIMITS = { timeoutMs: 1_000, maxSteps: 500_000, maxOutput: 1024 ** 2 };

/** Functions of Sprig that depend on more than their arguments. */
const NOT_HERMETIC: ReadonlySet<string> = new Set([
  ...['date', 'date_in_zone', 'date_modify', 'now', 'htmlDate'],
  ...['htmlDateInZone', 'dateInZone', 'dateModify'],
  ...['randAlphaNum', 'randAlpha', 'randAscii', 'randNumeric', 'randBytes'],
  'uuidv4',
]);

/** What a message tells of. */
export interface MessageData {
  /** The ImageUpdateAutomation. */
  readonly automation: { readonly namespace: string; readonly name: string };
  readonly files: FileChanges;
  /** All images that the policies have chosen. */
  readonly images: readonly PolicyImage[];
  /** `spec.git.commit.messageTemplateValues`. */
  readonly values?: Readonly<Record<string, string>>;
  /** Whether `.Updated` and `.Changed.ImageResult` are there, as before Flux 2.8. */
  readonly hasEarlierFields: boolean;
}

/** A template that can't be used. */
export class MessageTemplateError extends Error {
  override readonly name = 'MessageTemplateError';

  /** @param code - `removed-field`: one of the fields of the earlier generation */
  constructor(
    readonly code: 'parse' | 'execute' | 'removed-field',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const DOCUMENTATION =
  'See: https://fluxcd.io/flux/components/image/imageupdateautomations/#message-template';
/** Fields that Flux has removed, with what its text offers instead. */
const REMOVED_FIELDS = [
  {
    fault: "can't evaluate field Updated in type source.TemplateData",
    message: `template uses removed '.Updated' field. Please use '.Changed' instead. ${DOCUMENTATION}`,
  },
  {
    fault: "can't evaluate field ImageResult in type update.Result",
    message: `template uses removed '.Changed.ImageResult' field. Please use '.Changed.FileChanges' or '.Changed.Objects' instead. ${DOCUMENTATION}`,
  },
];

let functions: ReturnType<typeof sprigFunctions> | undefined;

/** Functions whose result depends on nothing but their arguments. */
function hermeticFunctions() {
  functions ??= new Map(
    [...sprigFunctions()].filter(([name]) => !NOT_HERMETIC.has(name)),
  );
  return functions;
}

function goResult(data: MessageData): GoObject {
  const { files, images, hasEarlierFields } = data;
  const byObject = (changes: Parameters<typeof goMapByObject>[1]) =>
    goMapByObject(MessageTypes.objectChanges, changes, goChanges);
  const fileChanges = new GoMap(
    MessageTypes.fileChanges,
    [...files].map(([path, changes]) => [path, byObject(changes)] as const),
  );
  const fields: [string, GoValue][] = [['FileChanges', fileChanges]];
  if (hasEarlierFields) {
    fields.push(['ImageResult', goImageResult(files, images)]);
  }
  return new GoObject({
    type: MessageTypes.result,
    fields: new Map(fields),
    privateFields: () => new Map([fields[0]]),
    methods: {
      Changes: goMethod(() => goChanges(distinctChanges(files))),
      Objects: goMethod(() => byObject(allChanges(files))),
    },
  });
}

function goData(data: MessageData): GoObject {
  const { automation, files, images, values, hasEarlierFields } = data;
  return goStruct(MessageTypes.data, {
    AutomationObject: goNamespacedName(automation.namespace, automation.name),
    Changed: goResult(data),
    Values: goStringMap(Object.entries(values ?? {})),
    ...(hasEarlierFields ? { Updated: goImageResult(files, images) } : {}),
  });
}

function toError(error: unknown): MessageTemplateError {
  const { message } = error as Error;
  const removed = REMOVED_FIELDS.find(({ fault }) => message.includes(fault));
  if (removed)
    return new MessageTemplateError('removed-field', removed.message);
  const isParsing = error instanceof GoTemplateError && error.code === 'PARSE';
  const what = isParsing
    ? 'unable to create commit message template from spec'
    : 'failed to run template from spec';
  return new MessageTemplateError(
    isParsing ? 'parse' : 'execute',
    `${what}: ${message}`,
    { cause: error },
  );
}

/**
 * The message of a commit.
 * @param template - Go template with the hermetic functions of Sprig; empty for
 *   {@link DEFAULT_MESSAGE}
 * @throws MessageTemplateError - it is no template, or fails on the data
 * @see Flux: image-automation-controller, "Message template" of the kind
 */
export function renderMessage(
  template: string | undefined,
  data: MessageData,
): string {
  const set = new TemplateSet({
    name: NAME,
    functions: hermeticFunctions(),
    environment: { now: () => Date.now() },
    limits: LIMITS,
  });
  try {
    set.parse(NAME, template || DEFAULT_MESSAGE);
    return set.execute(NAME, goData(data));
  } catch (error) {
    throw toError(error);
  }
}
