import type { RecordedEvent } from '@backstage-gitops/kube';
import { createServer } from 'http';
import type { Server } from 'http';
import type { AddressInfo } from 'net';
import { EventForwarder } from './EventForwarder';

const event: RecordedEvent = {
  object: {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: {
      name: 'web',
      namespace: 'team-a',
      uid: '5d4c',
      resourceVersion: '17',
    },
  },
  type: 'Warning',
  reason: 'BuildFailed',
  message: 'no such file',
  component: 'kustomize-controller',
  annotations: { 'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:1' },
  timestamp: '2026-01-02T03:04:05Z',
};

describe('EventForwarder', () => {
  let server: Server;
  let answers: number[];
  let received: unknown[];
  const warn = jest.fn();
  const logger = { debug() {}, info() {}, warn, error() {} };

  beforeEach(async () => {
    answers = [];
    received = [];
    warn.mockReset();
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        received.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        response.writeHead(answers.shift() ?? 202).end();
      });
    });
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(done => {
      server.close(done);
    });
  });

  function createForwarder(retryDelayMs = 1): EventForwarder {
    const { port } = server.address() as AddressInfo;
    return new EventForwarder({
      url: `http://127.0.0.1:${port}/`,
      instance: 'pod-1',
      logger,
      retryDelayMs,
    });
  }

  async function until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      await new Promise(done => {
        setTimeout(done, 5);
      });
    }
  }

  it('CM-21 posts an event with its object, severity and metadata', async () => {
    const forwarder = createForwarder();
    forwarder.forward(event);
    forwarder.forward({ ...event, type: 'Normal', annotations: {} });
    await forwarder.close();
    expect(received).toHaveLength(2);
    expect(received).toContainEqual({
      involvedObject: {
        kind: 'Kustomization',
        namespace: 'team-a',
        name: 'web',
        uid: '5d4c',
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        resourceVersion: '17',
      },
      severity: 'error',
      timestamp: '2026-01-02T03:04:05Z',
      message: 'no such file',
      reason: 'BuildFailed',
      metadata: { 'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:1' },
      reportingController: 'kustomize-controller',
      reportingInstance: 'pod-1',
    });
    const info = received.find(
      item => (item as { severity: string }).severity === 'info',
    );
    expect(info).not.toHaveProperty('metadata');
  });

  it('CM-21 sends again what the server could not take', async () => {
    answers = [500, 503, 202];
    const forwarder = createForwarder();
    forwarder.forward(event);
    await until(() => received.length === 3);
    await forwarder.close();
    expect(received).toHaveLength(3);
    expect(warn).not.toHaveBeenCalled();
  });

  it.each([429, 400])('CM-21 does not send again after %i', async status => {
    answers = [status];
    const forwarder = createForwarder();
    forwarder.forward(event);
    await forwarder.close();
    expect(received).toHaveLength(1);
    expect(warn).toHaveBeenCalledTimes(status === 429 ? 0 : 1);
  });

  it('names the event that it gives up', async () => {
    answers = Array.from({ length: 5 }, () => 500);
    const forwarder = createForwarder();
    forwarder.forward(event);
    await until(() => warn.mock.calls.length > 0);
    await forwarder.close();
    expect(received).toHaveLength(5);
    expect(warn).toHaveBeenCalledWith('cannot forward an event', {
      object: 'Kustomization/team-a/web',
      reason: 'BuildFailed',
      error: 'the receiver answers 500',
    });
  });

  it('waits for no pause between retries when it closes', async () => {
    answers = [500, 500];
    const forwarder = createForwarder(60_000);
    forwarder.forward(event);
    await until(() => received.length === 1);
    await forwarder.close();
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
