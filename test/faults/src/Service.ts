import { connect, createServer } from 'net';
import type { AddressInfo, Server } from 'net';

/**
 * One address in front of several ports, as a Service of Kubernetes: a
 * connection goes to the first port that takes it.
 */
export class Service {
  private constructor(private readonly server: Server) {}

  /** @param ports - of this machine */
  static async start(ports: readonly number[]): Promise<Service> {
    const server = createServer({ allowHalfOpen: true }, inbound => {
      inbound.on('error', () => undefined);
      const tryPort = (index: number) => {
        if (index === ports.length) {
          inbound.destroy();
          return;
        }
        const outbound = connect({ port: ports[index], host: '127.0.0.1' });
        const next = () => tryPort(index + 1);
        outbound.once('error', next);
        outbound.once('connect', () => {
          outbound.off('error', next);
          outbound.on('error', () => inbound.destroy());
          inbound.pipe(outbound).pipe(inbound);
        });
      };
      tryPort(0);
    });
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
    return new Service(server);
  }

  /** `127.0.0.1:PORT`. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }
}
