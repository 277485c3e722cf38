import { ok, rejects } from 'assert';
import { isForgeError } from '../../ForgeError';
import type { ForgeErrorCode } from '../../ForgeError';
import type { Forge, PullRequest } from '../../types';
import type { ForgeWorld } from '../ForgeWorld';

/** One statement about every forge. */
export interface ForgeCase {
  readonly name: string;
  readonly run: (world: ForgeWorld) => Promise<void>;
}

/** What a file says. */
export const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** Expects a ForgeError of one of these codes, without a secret in its message. */
export async function fails(
  work: Promise<unknown>,
  ...codes: ForgeErrorCode[]
) {
  await rejects(work, error => {
    ok(isForgeError(error), `no ForgeError: ${String(error)}`);
    ok(
      codes.includes(error.code),
      `${error.code} instead of ${codes.join(' or ')}: ${error.message}`,
    );
    ok(!/token-of|sEcReT/.test(error.message), 'the message has a secret');
    return true;
  });
}

/** A branch with one commit that changes the image. */
export async function branchOff(forge: Forge, name: string, image = name) {
  const { head } = await forge.getBranch('main');
  await forge.createBranch({ name, head });
  const { hash } = await forge.commit({
    ...{ branch: name, expectedHead: head, message: `Use ${image}` },
    changes: [{ path: 'apps/podinfo.yaml', content: `image: ${image}\n` }],
  });
  return { base: head, head: hash };
}

/** A pull request of such a branch into `main`. */
export async function openPull(
  forge: Forge,
  name: string,
): Promise<PullRequest> {
  await branchOff(forge, name);
  return forge.createPullRequest({
    ...{ head: name, base: 'main', title: `Use ${name}` },
  });
}
