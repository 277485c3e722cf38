import { WarningPanel } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import IconButton from '@material-ui/core/IconButton';
import { useTheme } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import HelpOutline from '@material-ui/icons/HelpOutline';
import { useRef, useState } from 'react';
import {
  formatDeliveryRef,
  type Delivery,
  type DeliveryRef,
  type EntitySnapshot,
} from '@backstage-gitops/plugin-gitops-common';
import {
  useActions,
  useDeliveries,
  useEntityName,
  useKeys,
  useViewState,
} from '../../hooks';
import { DeliveryFilters, filterDeliveries } from '../DeliveryFilters';
import { DeliveryList } from '../DeliveryList';
import { DeliveryPanel } from '../DeliveryPanel';
import { HelpDialog } from '../HelpDialog';
import { LiveDot } from '../LiveDot';
import {
  DeliveriesSkeleton,
  EmptyDeliveries,
  RefusedDeliveries,
} from '../States';

function find(
  deliveries: readonly Delivery[],
  ref: DeliveryRef | undefined,
): Delivery | undefined {
  const key = ref && formatDeliveryRef(ref);
  return deliveries.find(delivery => formatDeliveryRef(delivery.ref) === key);
}

/** Since when a cluster or the stream is out of reach. */
function staleSinceOf(
  snapshot: EntitySnapshot,
  broken: Date | undefined,
): string | undefined {
  return (
    broken?.toISOString() ??
    snapshot.clusters.find(({ staleSince }) => staleSince)?.staleSince
  );
}

/** Bindings that lead nowhere and clusters that do not answer. */
const Notices = ({ snapshot }: { snapshot: EntitySnapshot }) => {
  const sentences = [
    ...snapshot.missing.map(({ sentence }) => sentence),
    ...snapshot.clusters.flatMap(({ sentence }) => sentence ?? []),
  ];
  if (sentences.length === 0) return null;
  return (
    <Box mb={2}>
      <WarningPanel severity="warning" title={sentences[0]}>
        {sentences.slice(1).map(sentence => (
          <Typography key={sentence}>{sentence}</Typography>
        ))}
      </WarningPanel>
    </Box>
  );
};

/** The tab "GitOps" of an entity. */
export const EntityGitOpsContent = () => {
  const entity = useEntityName();
  const [viewState, change] = useViewState();
  const isNarrow = useMediaQuery(useTheme().breakpoints.down('sm'));
  const [hinted, setHinted] = useState<DeliveryRef>();
  // With room for both halves, the most urgent delivery opens by itself.
  const wanted = viewState.delivery ?? (isNarrow ? undefined : hinted);
  const live = useDeliveries(entity, wanted);
  const actions = useActions(entity);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const searchRef = useRef<HTMLInputElement>(null);
  const { snapshot } = live;
  const selected = snapshot && find(snapshot.deliveries, wanted);
  const first = snapshot?.deliveries[0]?.ref;
  if (!isNarrow && first && !selected && !viewState.delivery) {
    setHinted(first);
  }

  useKeys({
    '/': () => searchRef.current?.focus(),
    '?': () => setHelpOpen(true),
    r: () => {
      const isAllowed = snapshot?.allowed.reconcile && !selected?.suspension;
      if (selected && isAllowed) void actions.reconcile(selected.ref, false);
    },
    ArrowDown: () =>
      document.querySelector<HTMLElement>('[data-open]')?.focus(),
  });

  if (live.error) {
    return <RefusedDeliveries error={live.error} onRetry={live.retry} />;
  }
  if (!snapshot) return <DeliveriesSkeleton />;
  const { deliveries, missing, clusters } = snapshot;
  if (deliveries.length === 0 && missing.length === 0) {
    return (
      <>
        <Notices snapshot={snapshot} />
        <EmptyDeliveries name={entity.name} />
      </>
    );
  }
  const shown = filterDeliveries(deliveries, viewState);
  const isPage = isNarrow && selected !== undefined;
  return (
    <>
      {!isPage && (
        <>
          <DeliveryFilters
            clusters={clusters.map(({ name }) => name)}
            filters={viewState}
            onChange={change}
            searchRef={searchRef}
          >
            <LiveDot staleSince={staleSinceOf(snapshot, live.staleSince)} />
            <IconButton
              size="small"
              aria-label="Keys"
              onClick={() => setHelpOpen(true)}
            >
              <HelpOutline fontSize="small" />
            </IconButton>
          </DeliveryFilters>
          <Notices snapshot={snapshot} />
          <DeliveryList
            deliveries={shown}
            selected={selected?.ref}
            onSelect={delivery => change({ delivery })}
          />
          {shown.length === 0 && deliveries.length > 0 && (
            <Typography color="textSecondary">
              No delivery matches the filters.
            </Typography>
          )}
        </>
      )}
      {selected && (
        <DeliveryPanel
          delivery={selected}
          detail={live.detail}
          snapshot={snapshot}
          actions={actions}
          view={viewState.view}
          onView={view => change({ view })}
          onBack={isPage ? () => change({ delivery: 'none' }) : undefined}
        />
      )}
      {isHelpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
    </>
  );
};
