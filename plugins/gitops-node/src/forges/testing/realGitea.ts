import { HttpClient } from '@backstage-gitops/http';
import { GiteaForge } from '../gitea/GiteaForge';
import { ForgeHttp } from '../http/ForgeHttp';
import { FIRST_FILES } from './ForgeWorld';
import type { ForgeWorld } from './ForgeWorld';

export { FORGE_CASES } from './forgeCases';

/** A running Gitea with two users. */
export interface RunningGitea {
  /** `http://127.0.0.1:3000` */
  readonly origin: string;
  /** Owns the repositories. */
  readonly robot: { readonly login: string; readonly token: string };
  readonly person: { readonly login: string; readonly token: string };
}

/**
 * A world with a new repository of a real Gitea.
 * @param name - of the repository; not used before
 */
export async function createGiteaWorld(
  { origin, robot, person }: RunningGitea,
  name: string,
): Promise<ForgeWorld & { close(): Promise<void> }> {
  const http = new HttpClient({ userAgent: 'gitops-tests' });
  const connect = (token: string) =>
    new ForgeHttp({
      ...{ http, apiUrl: `${origin}/api/v1` },
      credentials: async () => ({ authorization: `token ${token}` }),
    });
  const api = connect(robot.token);
  const path = `/repos/${robot.login}/${name}`;
  await api.send({
    ...{ what: 'create repository', method: 'POST', path: '/user/repos' },
    json: { name, default_branch: 'main', auto_init: false },
  });
  await api.send({
    ...{ what: 'first commit', method: 'POST', path: `${path}/contents` },
    json: {
      ...{ new_branch: 'main', message: 'Begin' },
      files: Object.entries(FIRST_FILES).map(([file, content]) => ({
        ...{ operation: 'create', path: file },
        content: Buffer.from(content).toString('base64'),
      })),
    },
  });
  await api.send({
    ...{ what: 'add person', method: 'PUT', json: { permission: 'write' } },
    path: `${path}/collaborators/${person.login}`,
  });
  const address = { host: new URL(origin).host, owner: robot.login, name };
  const forge = (token: string) => new GiteaForge(connect(token), address);
  return {
    forge: forge(robot.token),
    person: forge(person.token),
    stranger: forge('token-of-nobody'),
    nowhere: new GiteaForge(api, { ...address, name: 'nowhere' }),
    review: async (number, state) => {
      const event = state === 'approved' ? 'APPROVED' : 'REQUEST_CHANGES';
      await connect(person.token).send({
        ...{ what: 'review', method: 'POST', json: { event, body: 'Seen' } },
        path: `${path}/pulls/${number}/reviews`,
      });
    },
    severalPages: 55,
    close: () => http.close(),
  };
}
