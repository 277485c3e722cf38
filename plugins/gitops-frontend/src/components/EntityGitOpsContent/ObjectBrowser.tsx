import IconButton from '@material-ui/core/IconButton';
import Typography from '@material-ui/core/Typography';
import HelpOutline from '@material-ui/icons/HelpOutline';
import { useRef, useState } from 'react';
import {
  formatObjectRef,
  type EntityName,
  type EntitySnapshot,
  type GitOpsObject,
} from '@backstage-gitops/plugin-gitops-common';
import {
  useActions,
  useKeys,
  useRowFocus,
  useTexts,
  type GitOpsObjects,
  type ObjectActions,
  type ViewState,
  type ViewStateActions,
} from '../../hooks';
import { filterObjects, findObject, staleSince } from '../../objects';
import { HelpDialog } from '../HelpDialog';
import { LiveIndicator } from '../LiveIndicator';
import { Notices } from '../Notices';
import { ObjectFilters } from '../ObjectFilters';
import { ObjectList } from '../ObjectList';
import { ObjectPanel } from '../ObjectPanel';
import { sentenceOf } from '../StatusText';

interface ObjectBrowserProps {
  readonly entity: EntityName;
  readonly snapshot: EntitySnapshot;
  readonly live: GitOpsObjects;
  readonly viewState: readonly [ViewState, ViewStateActions];
  readonly isNarrow: boolean;
}

/** Asks for a run of the open object, where its button would. */
function reconcile(object: GitOpsObject | undefined, actions: ObjectActions) {
  const offer = object?.actions.find(({ action }) => action === 'reconcile');
  if (object && offer?.isAllowed && !object.suspension) {
    void actions.request(object.ref, { action: 'reconcile' });
  }
}

/** The list of objects with its filters. */
const Overview = (props: ObjectBrowserProps & { selected?: GitOpsObject }) => {
  const texts = useTexts();
  const { snapshot, live, isNarrow, selected } = props;
  const { objects, clusters } = snapshot;
  const [state, { open, change }] = props.viewState;
  const [isHelpOpen, setHelpOpen] = useState(false);
  const searchRef = useRef<HTMLInputElement>(null);
  const shown = filterObjects(objects, state, object =>
    sentenceOf(texts, object),
  );
  const focus = useRowFocus(shown.map(({ ref }) => formatObjectRef(ref)));
  useKeys({
    '/': () => searchRef.current?.focus(),
    '?': () => setHelpOpen(true),
    ArrowDown: focus.focusFirst,
  });
  const { object: wanted } = state;
  const notListed =
    wanted && !selected
      ? [
          texts.t('list.notListed', {
            object: `${wanted.kind} ${wanted.namespace}/${wanted.name}`,
          }),
        ]
      : [];
  return (
    <>
      <ObjectFilters
        clusters={clusters.map(({ name }) => name)}
        filters={state}
        onChange={change}
        searchRef={searchRef}
      >
        <LiveIndicator staleSince={staleSince(snapshot, live.brokenSince)} />
        <IconButton
          size="small"
          aria-label={texts.t('help.title')}
          onClick={() => setHelpOpen(true)}
        >
          <HelpOutline fontSize="small" />
        </IconButton>
      </ObjectFilters>
      <Notices snapshot={snapshot} others={notListed} />
      <ObjectList
        objects={shown}
        selected={selected?.ref}
        onOpen={open}
        focus={focus}
        isNarrow={isNarrow}
      />
      {shown.length === 0 && (
        <Typography color="textSecondary">{texts.t('list.noMatch')}</Typography>
      )}
      {isHelpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
    </>
  );
};

/** List and open object; on a narrow screen one or the other. */
export const ObjectBrowser = (props: ObjectBrowserProps) => {
  const { entity, snapshot, live, viewState, isNarrow } = props;
  const [{ view }, { change, close }] = viewState;
  const actions = useActions(entity);
  const selected = findObject(snapshot.objects, live.followed);
  const isPage = isNarrow && selected !== undefined;
  useKeys({ r: () => reconcile(selected, actions) });
  return (
    <>
      {!isPage && <Overview {...props} selected={selected} />}
      {selected && (
        <ObjectPanel
          object={selected}
          detail={live.detail}
          snapshot={snapshot}
          actions={actions}
          view={view}
          onView={id => change({ view: id })}
          onBack={isPage ? close : undefined}
        />
      )}
    </>
  );
};
