import { setImmediate } from 'timers/promises';
import type { GitTransport } from '../../remote/GitTransport';
import { encodePacket, FLUSH } from '../../remote/protocol/PacketReader';
import { createObject } from '../GitObject';
import type { GitObject } from '../GitObject';
import { ReceivePack } from './ReceivePack';
import type { PushAnswer } from './ReceivePack';

const OLD = '1'.repeat(40);
const NEW = '2'.repeat(40);
const SECRET = 'hunter2';

type Body = Buffer | (() => AsyncGenerator<Buffer>);
const toBody = async function* toBody(body: Body) {
  if (typeof body === 'function') {
    yield* body();
  } else {
    yield body;
  }
};

/** A server that says what it is told to. */
class FakeServer implements GitTransport {
  readonly url = 'https://example.com/a';
  readonly endsAnswers = true;
  sent = Buffer.alloc(0);

  constructor(private readonly list: Body, private readonly answer: Body) {}

  async advertise() {
    return toBody(this.list);
  }

  async exchange(_: string, body: Uint8Array | AsyncIterable<Uint8Array>) {
    const pieces: Uint8Array[] = [];
    if (body instanceof Uint8Array) {
      pieces.push(body);
    } else {
      for await (const piece of body) pieces.push(piece);
    }
    this.sent = Buffer.concat(pieces);
    return toBody(this.answer);
  }

  async close() {}
}

const CAPABILITIES = 'report-status side-band-64k atomic push-options agent=x';
const list = (capabilities = CAPABILITIES) =>
  Buffer.concat([
    encodePacket(`${OLD} refs/heads/main\0${capabilities}\n`),
    FLUSH,
  ]);
const band = (number: number, content: string | Buffer) =>
  encodePacket(Buffer.concat([Buffer.from([number]), Buffer.from(content)]));
const report = (...lines: string[]) =>
  Buffer.concat([...lines.map(line => encodePacket(`${line}\n`)), FLUSH]);
const OK = report('unpack ok', 'ok refs/heads/main');

async function push(
  answer: Body,
  { capabilities = CAPABILITIES, objects = [] as GitObject[] } = {},
): Promise<PushAnswer & { sent: Buffer }> {
  const server = new FakeServer(list(capabilities), answer);
  const service = await open(server);
  const command = {
    updates: [{ name: 'refs/heads/main', oldHash: OLD, newHash: NEW }],
    objects,
    options: [],
    isAtomic: false,
  };
  const result = await service.send(command, AbortSignal.timeout(20_000));
  return { ...result, sent: server.sent };
}

const open = (server: GitTransport) =>
  ReceivePack.open(
    { transport: server, maxReferenceBytes: 100_000, secrets: [SECRET] },
    AbortSignal.timeout(20_000),
  );

describe('ReceivePack', () => {
  it('sends commands and a pack, and reads the report', async () => {
    const object = await createObject('blob', Buffer.from('x'));
    const { sent, report: said } = await push(
      Buffer.concat([band(1, OK), FLUSH]),
      { objects: [object] },
    );
    const text = sent.toString('latin1');
    expect(text).toMatch(
      /^00..1{40} 2{40} refs\/heads\/main\0report-status side-band-64k agent=backstage-gitops0000PACK\0\0\0\x02\0\0\0\x01/,
    );
    expect(said.references.get('refs/heads/main')).toBeUndefined();
    expect(said.references.has('refs/heads/main')).toBe(true);
  });

  it('takes a report that is cut anywhere', async () => {
    const bytes = Buffer.concat([band(2, 'hello\n'), band(1, OK), FLUSH]);
    const single = async function* single() {
      for (const byte of bytes) {
        await setImmediate();
        yield Buffer.from([byte]);
      }
    };
    expect((await push(single)).messages).toEqual(['hello']);
    const halves = Buffer.concat([
      band(1, OK.subarray(0, 7)),
      band(2, 'between'),
      band(1, OK.subarray(7)),
      FLUSH,
    ]);
    expect((await push(halves)).messages).toEqual(['between']);
  });

  it('takes a report without side band', async () => {
    const { messages } = await push(OK, { capabilities: 'report-status' });
    expect(messages).toEqual([]);
  });

  it('shows no secrets of what a server writes', async () => {
    const said = `token ${SECRET} for https://u:${SECRET}@host/x\x1b]0;title\x07\n`;
    const { messages } = await push(
      Buffer.concat([band(2, said), band(1, OK), FLUSH]),
    );
    expect(messages).toEqual(['token *** for https://host/x]0;title']);
  });

  it('keeps the start of what a server writes', async () => {
    const chatter = Array.from({ length: 100 }, () =>
      band(2, `${'x'.repeat(50)}\n`.repeat(100)),
    );
    const { messages } = await push(
      Buffer.concat([...chatter, band(1, OK), FLUSH]),
    );
    expect(messages.join('\n').length).toBeLessThanOrEqual(64 * 1024);
    expect(messages.length).toBeGreaterThan(1000);
  });

  it('does not wait for hooks without end after the report', async () => {
    const endless = async function* endless() {
      yield band(1, OK);
      for (;;) {
        await setImmediate();
        yield band(2, 'x'.repeat(60_000));
      }
    };
    const { report: said } = await push(endless);
    expect(said.unpack).toBe('ok');
  });

  it.each<[string, Buffer]>([
    ['no answer', Buffer.alloc(0)],
    ['a page', Buffer.from('<html>')],
    ['no report', FLUSH],
    ['a report that is cut short', band(1, OK.subarray(0, -4))],
    [
      'a report that ends between',
      Buffer.concat([band(1, OK.subarray(0, 20)), FLUSH]),
    ],
    [
      'a reference that is left out',
      Buffer.concat([band(1, report('unpack ok')), FLUSH]),
    ],
    [
      'a reference that was not pushed',
      Buffer.concat([
        band(1, report('unpack ok', 'ok refs/heads/main', 'ok refs/heads/x')),
        FLUSH,
      ]),
    ],
    [
      'a reference that was and was not',
      Buffer.concat([
        band(
          1,
          report('unpack ok', 'ok refs/heads/main', 'ng refs/heads/main no'),
        ),
        FLUSH,
      ]),
    ],
    [
      'a line that is none',
      Buffer.concat([
        band(1, report('unpack ok', 'maybe refs/heads/main')),
        FLUSH,
      ]),
    ],
    ['a fatal error', Buffer.concat([band(3, `fatal: disk full ${SECRET}`)])],
    ['an unknown band', Buffer.concat([band(7, 'x')])],
    ['an empty packet', Buffer.from('0004')],
  ])('does not know what became of a push with %s', async (_, answer) => {
    const failed = await push(answer).catch(error => error);
    expect(failed).toMatchObject({
      code: 'push-unanswered',
      message: expect.stringMatching(
        /^the push was sent, but whether it took effect is not known: /,
      ),
    });
    expect(failed.message).not.toContain(SECRET);
  });

  it('ends an answer without end', async () => {
    let sent = 0;
    const endless = async function* endless() {
      for (;;) {
        sent += 60_000;
        yield band(2, 'x'.repeat(60_000));
      }
    };
    await expect(push(endless)).rejects.toMatchObject({
      code: 'push-unanswered',
      cause: expect.objectContaining({ code: 'limit' }),
    });
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });

  it('ends a list of references without end', async () => {
    const endless = async function* endless() {
      yield list().subarray(0, -4);
      for (let index = 0; ; index++) {
        yield encodePacket(`${OLD} refs/heads/b${index}\n`);
      }
    };
    await expect(
      open(new FakeServer(endless, Buffer.alloc(0))),
    ).rejects.toMatchObject({
      code: 'limit',
      message: 'the list of references is larger than 100000 bytes',
    });
  });

  it.each<[string, Buffer, string]>([
    [
      'a refusal',
      encodePacket('ERR no such repository\n'),
      'repository-not-found',
    ],
    ['a page', Buffer.from('<html></html>'), 'protocol'],
    ['a list that is cut', list().subarray(0, -4), 'network'],
    [
      'hashes that are none',
      Buffer.concat([encodePacket(`xyz refs/heads/main\0\n`), FLUSH]),
      'protocol',
    ],
  ])('tells %s in place of a list', async (_, answer, code) => {
    await expect(
      open(new FakeServer(answer, Buffer.alloc(0))),
    ).rejects.toMatchObject({ code });
  });

  it('does not push where nobody would say what came of it', async () => {
    const server = new FakeServer(list('delete-refs'), OK);
    const service = await open(server);
    await expect(
      service.send(
        { updates: [], objects: [], options: [], isAtomic: false },
        AbortSignal.timeout(1000),
      ),
    ).rejects.toMatchObject({ code: 'unsupported' });
    expect(server.sent).toHaveLength(0);
  });
});
