import type { GitOpsObject } from '@backstage-gitops/plugin-gitops-common';
import { isHidden, reachedRevision, wantedRevision } from '../../objects';
import type { Translate } from '../../translation';
import { shortRevision } from '../RevisionText';

/** `runs main @ a1b2c3d “title”`, or what it wants and still runs. */
export function headlineOf(object: GitOpsObject, t: Translate): string {
  const { ref, state } = object;
  if (isHidden(object)) return `${ref.kind} ${ref.namespace}/${ref.name}`;
  const reached = reachedRevision(object);
  const wanted = state === 'Ready' ? undefined : wantedRevision(object);
  const revision = reached && shortRevision(reached);
  if (wanted) {
    const text = { wanted: shortRevision(wanted) };
    return revision
      ? t('card.wants', { ...text, revision })
      : t('card.wantsFirst', text);
  }
  if (!revision) {
    return object.role === 'image' || object.role === 'notification'
      ? `${ref.kind} ${ref.namespace}/${ref.name}`
      : t('card.nothing');
  }
  const verb = object.role === 'applier' ? 'runs' : 'holds';
  const title = reached.commit?.title;
  return title
    ? t(`card.${verb}Titled`, { revision, title })
    : t(`card.${verb}`, { revision });
}
