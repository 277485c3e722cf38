import { HttpClient } from '@backstage-gitops/http';
import { ForgeHttp } from '../http/ForgeHttp';
import type { Forge, RepositoryAddress } from '../types';
import { FakeRepository } from './FakeRepository';
import type { FakeUser } from './FakeRepository';
import { FIRST_FILES } from './ForgeWorld';
import type { ForgeWorld } from './ForgeWorld';
import { StandIn } from './StandIn';
import type { Dialect } from './StandIn';

/** How a stand-in is made, and what is connected to it. */
export interface StandInForge {
  readonly owner: string;
  /** Path of the API below the origin: `/api/v4`. */
  readonly apiPath: string;
  readonly dialect: (repository: FakeRepository) => Dialect;
  /** Headers of credentials. */
  readonly credentials: (token: string) => Readonly<Record<string, string>>;
  readonly connect: (http: ForgeHttp, address: RepositoryAddress) => Forge;
  /** Items of a list that need several pages. */
  readonly severalPages: number;
}

/** A program and a person. */
const USERS: readonly FakeUser[] = ['robot', 'person'].map((login, index) => ({
  ...{ login, name: `The ${login}`, number: index + 11 },
  guid: `0000000${index}-1111-4222-8333-444444444444`,
  token: `token-of-${login}`,
}));

/** A world over a stand-in, to be closed. */
interface StandInWorld extends ForgeWorld {
  readonly repository: FakeRepository;
  readonly standIn: StandIn;
  close(): Promise<void>;
}

/** Starts a stand-in with a fresh repository. */
export async function createStandInWorld(
  forge: StandInForge,
): Promise<StandInWorld> {
  const { owner, apiPath, severalPages } = forge;
  const repository = new FakeRepository(owner, 'fleet', USERS, FIRST_FILES);
  const standIn = await StandIn.start(forge.dialect(repository));
  const http = new HttpClient({ userAgent: 'gitops-tests' });
  const connect = (token: string, name = 'fleet') =>
    forge.connect(
      new ForgeHttp({
        ...{ http, apiUrl: `${standIn.origin}${apiPath}` },
        credentials: async () => forge.credentials(token),
      }),
      { host: new URL(standIn.origin).host, owner, name },
    );
  const [robot, person] = USERS;
  return {
    ...{ repository, standIn, severalPages },
    forge: connect(robot.token),
    person: connect(person.token),
    stranger: connect('token-of-nobody'),
    nowhere: connect(robot.token, 'nowhere'),
    review: async (number, state) => {
      const pull = repository.pull(number);
      const commit = repository.headOf(pull);
      const at = new Date(1_700_000_000_000 + number).toISOString();
      pull.reviews.push({ user: person, state, commit, at });
    },
    close: async () => {
      await http.close();
      await standIn.stop();
    },
  };
}
