import {
  sortByKind,
  sortManifests,
  splitManifests,
  UNINSTALL_ORDER,
  type Manifest,
} from '@backstage-gitops/helm';
import { logDebug } from '../logging';
import type { Release } from '../release/release';
import { buildResources } from '../resources/buildResources';
import { deleteResources } from '../resources/deleteResources';
import { parseManifest } from '../resources/parseManifest';
import type { Resource } from '../resources/resource';
import { splitKept } from '../resources/resourcePolicy';
import { ActionError, messageOf } from './errors';
import { abortError } from './failures';
import type { ActionContext, UninstallOptions } from './types';

/** What became of the objects of a release. */
interface DeletedObjects {
  readonly deleted: readonly Resource[];
  /** For people: objects that stay by their policy; empty where none does. */
  readonly kept: string;
}

const POLICIES = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
} as const;

/**
 * Deletes the objects of a release in uninstall order, but for those whose
 * policy is `keep`.
 * @throws ActionError - `delete`: `failed to delete release: …`; why is logged
 *   and in the causes
 */
export async function deleteReleaseObjects(
  context: ActionContext,
  { deletionPropagation = 'background' }: UninstallOptions,
  release: Release,
): Promise<DeletedObjects> {
  const fail = (errors: readonly unknown[]): never => {
    logDebug(context, 'uninstall: Failed to delete release', { error: errors });
    const aborted = abortError(context.signal);
    const message = `failed to delete release: ${release.name}`;
    const cause = errors.length === 1 ? errors[0] : new AggregateError(errors);
    throw aborted
      ? new ActionError('aborted', aborted.message, { release, cause })
      : new ActionError('delete', message, { release, cause });
  };
  try {
    const { kept, manifest } = divide(release.manifest);
    const resources = await build(context, release, manifest);
    if (resources.length > 0) {
      const policy = POLICIES[deletionPropagation];
      const { errors } = await deleteResources(context, resources, policy);
      if (errors.length > 0) fail(errors);
    }
    return { deleted: resources, kept };
  } catch (error) {
    if (error instanceof ActionError && error.release) throw error;
    return fail([error]);
  }
}

async function build(
  context: ActionContext,
  { namespace }: Release,
  manifest: string,
): Promise<Resource[]> {
  try {
    return await buildResources(context, manifest, namespace);
  } catch (cause) {
    const text = 'unable to build kubernetes objects for delete';
    throw new ActionError('manifest', `${text}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** The part of a manifest to be deleted, and the names of what stays. */
function divide(manifest: string): { kept: string; manifest: string } {
  const documents = sortForUninstall(manifest).map(document => ({
    ...document,
    object: objectOf(document),
  }));
  const { kept, remaining } = splitKept(documents);
  const lines = kept.map(({ kind, name }) => `[${kind}] ${name}\n`).join('');
  return {
    kept:
      lines === ''
        ? ''
        : `These resources were kept due to the resource policy:\n${lines}`,
    manifest: remaining.map(({ content }) => `\n---\n${content}`).join(''),
  };
}

/** The object of a document; one of several objects has no policy of its own. */
function objectOf({ content, apiVersion, kind, name }: Manifest) {
  const objects = parseManifest(content);
  return objects.length === 1 && objects[0].kind === kind
    ? objects[0]
    : { apiVersion, kind, metadata: { name } };
}

function sortForUninstall(manifest: string) {
  try {
    const files = new Map(
      splitManifests(manifest).map((text, index) => [
        `manifest-${index}`,
        text,
      ]),
    );
    return sortByKind(sortManifests(files).manifests, UNINSTALL_ORDER);
  } catch (cause) {
    const text =
      'corrupted release record. You must manually delete the resources';
    throw new ActionError('manifest', `${text}: ${messageOf(cause)}`, {
      cause,
    });
  }
}
