import { useTheme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { useEntityName, useGitOpsObjects, useViewState } from '../../hooks';
import { staleSince } from '../../objects';
import { LiveIndicator } from '../LiveIndicator';
import { Notices } from '../Notices';
import { NoObjects, ObjectsSkeleton, RefusedState } from '../States';
import { ObjectBrowser } from './ObjectBrowser';

/** The tab "GitOps" of an entity. */
export const EntityGitOpsContent = () => {
  const entity = useEntityName();
  const viewState = useViewState();
  const isNarrow = useMediaQuery(useTheme().breakpoints.down('sm'));
  const live = useGitOpsObjects(entity, {
    object: viewState[0].object,
    // A wide screen has room for the list and its first object.
    isFirstFollowed: !isNarrow,
  });
  const { snapshot, error, problem, retry } = live;

  if (error) return <RefusedState error={error} onRetry={retry} />;
  if (!snapshot) return <ObjectsSkeleton problem={problem} />;
  if (snapshot.objects.length === 0) {
    const since = staleSince(snapshot, live.brokenSince);
    return (
      <>
        <Notices snapshot={snapshot} />
        {since && <LiveIndicator staleSince={since} />}
        <NoObjects name={entity.name} entityRef={snapshot.entityRef} />
      </>
    );
  }
  return (
    <ObjectBrowser
      entity={entity}
      snapshot={snapshot}
      live={live}
      viewState={viewState}
      isNarrow={isNarrow}
    />
  );
};
