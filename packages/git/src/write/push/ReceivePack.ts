import { limitBytes } from '@backstage-gitops/http';
import { setTimeout as delay } from 'timers/promises';
import { GitError } from '../../errors';
import type { GitTransport } from '../../remote/GitTransport';
import {
  encodePacket,
  FLUSH,
  PacketReader,
} from '../../remote/protocol/PacketReader';
import type { Advertisement } from '../../remote/protocol/readAdvertisement';
import { startService } from '../../remote/protocol/readAnswer';
import { encodePack } from '../encodePack';
import { NO_OBJECT } from '../GitObject';
import type { GitObject } from '../GitObject';
import { readReport } from './reportStatus';
import type { PushReport } from './reportStatus';
import { ServerMessages, shorten, showServerText } from './serverText';

/** A whole answer to a push; nobody needs more than some lines. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const MAX_MESSAGE_BYTES = 64 * 1024;
/** How long the words of hooks that run after the push are waited for. */
const TRAILER_MS = 5000;
const AGENT = 'backstage-gitops';

const REPORT_BAND = 1;
const MESSAGE_BAND = 2;
const ERROR_BAND = 3;

/** One reference to change, if it still is where it was. */
export interface ReferenceUpdate {
  readonly name: string;
  /** Undefined: it must not exist. */
  readonly oldHash: string | undefined;
  /** Undefined deletes. */
  readonly newHash: string | undefined;
}

/** One push. */
interface PushCommand {
  readonly updates: readonly ReferenceUpdate[];
  readonly objects: readonly GitObject[];
  /** Handed to the hooks of the server. */
  readonly options: readonly string[];
  /** All updates or none. */
  readonly isAtomic: boolean;
}

/** What came of a push. */
export interface PushAnswer {
  readonly report: PushReport;
  /** Lines that the server wrote to people. */
  readonly messages: readonly string[];
}

/** How to reach a service, and what it may make us take. */
interface ReceivePackOptions {
  readonly transport: GitTransport;
  /** Bytes of the list of references. */
  readonly maxReferenceBytes: number;
  /** Passwords and tokens of the connection, which no message may show. */
  readonly secrets: readonly string[];
}

const SERVICE = 'git-receive-pack';

/** Service `git-receive-pack` of a repository. */
export class ReceivePack {
  private readonly capabilities: ReadonlyMap<string, string>;
  /** Hashes by full names of references, when the service was opened. */
  readonly references: ReadonlyMap<string, string>;

  private constructor(
    private readonly options: ReceivePackOptions,
    { references, capabilities }: Advertisement,
  ) {
    this.capabilities = capabilities;
    this.references = new Map(
      references
        .filter(({ name }) => name.startsWith('refs/'))
        .map(({ name, hash }) => [name, hash]),
    );
  }

  /**
   * Asks for references and capabilities.
   * @throws GitError - `limit`, `protocol`, `unsupported`, and those of the network
   */
  static async open(
    options: ReceivePackOptions,
    signal: AbortSignal,
  ): Promise<ReceivePack> {
    const { transport, maxReferenceBytes } = options;
    const advertisement = await startService(transport, {
      service: SERVICE,
      maxReferenceBytes,
      signal,
    });
    return new ReceivePack(options, advertisement);
  }

  has(capability: string): boolean {
    return this.capabilities.has(capability);
  }

  /**
   * Sends a push.
   * @throws GitError - `unsupported`: the server lacks what is asked for;
   *   `push-unanswered`: it was sent, and there is no whole answer
   */
  async send(command: PushCommand, signal: AbortSignal): Promise<PushAnswer> {
    this.requireCapabilities(command);
    const request = this.request(command);
    const ending = new AbortController();
    const ended = AbortSignal.any([signal, ending.signal]);
    try {
      const body = await this.options.transport.exchange(
        SERVICE,
        request,
        ended,
      );
      const names = command.updates.map(({ name }) => name);
      return await this.readAnswer(body, names, ending);
    } catch (error) {
      throw unanswered(error, signal);
    }
  }

  private requireCapabilities({
    options,
    isAtomic,
    updates,
  }: PushCommand): void {
    const needed: [string, boolean, string][] = [
      ['report-status', true, 'report what becomes of a push'],
      ['push-options', options.length > 0, 'take push options'],
      ['atomic', isAtomic, 'update several references at once'],
      [
        'delete-refs',
        updates.some(({ newHash }) => newHash === undefined),
        'delete references',
      ],
    ];
    for (const [capability, isNeeded, what] of needed) {
      if (isNeeded && !this.has(capability)) {
        throw new GitError(
          'unsupported',
          `the server does not ${what} (it lacks the capability ${capability})`,
        );
      }
    }
  }

  private async *request(command: PushCommand): AsyncGenerator<Buffer> {
    const { updates, objects, options, isAtomic } = command;
    const wanted = [
      'report-status',
      ...(this.has('side-band-64k') ? ['side-band-64k'] : []),
      ...(this.has('quiet') ? ['quiet'] : []),
      ...(isAtomic ? ['atomic'] : []),
      ...(options.length > 0 ? ['push-options'] : []),
      ...(this.has('object-format') ? ['object-format=sha1'] : []),
      ...(this.has('agent') ? [`agent=${AGENT}`] : []),
    ].join(' ');
    const lines = updates.map(
      ({ name, oldHash = NO_OBJECT, newHash = NO_OBJECT }, index) =>
        encodePacket(
          `${oldHash} ${newHash} ${name}${index === 0 ? `\0${wanted}` : ''}`,
        ),
    );
    const isOnlyDeleting = updates.every(
      ({ newHash }) => newHash === undefined,
    );
    yield Buffer.concat([...lines, FLUSH]);
    if (options.length > 0) {
      const packets = options.map(option => encodePacket(option));
      yield Buffer.concat([...packets, FLUSH]);
    }
    if (!isOnlyDeleting) {
      yield* encodePack(objects);
    }
  }

  private async readAnswer(
    body: AsyncIterable<Uint8Array>,
    names: readonly string[],
    ending: AbortController,
  ): Promise<PushAnswer> {
    const { secrets } = this.options;
    const messages = new ServerMessages(MAX_MESSAGE_BYTES, secrets);
    const tooLong = () =>
      new GitError(
        'limit',
        `the answer is larger than ${MAX_ANSWER_BYTES} bytes`,
      );
    const lines = new PacketReader(limitBytes(body, MAX_ANSWER_BYTES, tooLong));
    if (!this.has('side-band-64k')) {
      return { report: await readReport(lines, names), messages: [] };
    }
    const band = reportBand(lines, messages, secrets);
    const report = await readReport(new PacketReader(band), names);
    await waitForTrailer(band, ending);
    return { report, messages: messages.lines() };
  }
}

/** The bytes of the report; what is for people goes to `messages`. */
async function* reportBand(
  lines: PacketReader,
  messages: ServerMessages,
  secrets: readonly string[],
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const packet = await lines.next();
    if (packet.type !== 'data') {
      return;
    }
    const content = packet.bytes.subarray(1);
    switch (packet.bytes[0]) {
      case REPORT_BAND:
        yield content;
        break;
      case MESSAGE_BAND:
        messages.push(content);
        break;
      case ERROR_BAND: {
        const text = showServerText(content.toString('utf8'), secrets).trim();
        throw new GitError('protocol', `remote error: ${shorten(text)}`);
      }
      default:
        throw new GitError('protocol', 'the answer has an unknown side band');
    }
  }
}

/** The push is done by now: what fails or takes long from here on is no failure. */
async function waitForTrailer(
  band: AsyncGenerator<Uint8Array>,
  ending: AbortController,
): Promise<void> {
  const timer = new AbortController();
  const rest = async () => {
    for await (const _ of band) {
      // Only the messages between are wanted.
    }
  };
  await Promise.race([
    rest().catch(() => undefined),
    delay(TRAILER_MS, undefined, { signal: timer.signal }).catch(
      () => undefined,
    ),
  ]);
  timer.abort();
  ending.abort();
}

/** Refusals before anything was done; after other failures nobody knows. */
const BEFORE = [
  'authentication',
  'authorization',
  'repository-not-found',
  'tls',
];

function unanswered(error: unknown, signal: AbortSignal): unknown {
  if (!(error instanceof GitError) || BEFORE.includes(error.code)) {
    return error;
  }
  return new GitError(
    signal.aborted ? error.code : 'push-unanswered',
    `the push was sent, but whether it took effect is not known: ${error.message}`,
    { cause: error },
  );
}
