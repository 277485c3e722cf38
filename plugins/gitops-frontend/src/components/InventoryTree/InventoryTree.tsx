import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import ChevronRight from '@material-ui/icons/ChevronRight';
import ExpandMore from '@material-ui/icons/ExpandMore';
import TreeItem from '@material-ui/lab/TreeItem';
import TreeView from '@material-ui/lab/TreeView';
import { useMemo, useState } from 'react';
import type {
  ObjectState,
  InventoryNode,
  ObjectHealth,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { StateLabel } from '../StateLabel';

/** Health in the five words that are used everywhere. */
const STATE_OF: Record<ObjectHealth, ObjectState> = {
  Current: 'Ready',
  InProgress: 'Reconciling',
  Terminating: 'Reconciling',
  Failed: 'Failed',
  NotFound: 'Failed',
  Unknown: 'Unknown',
};

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: theme.spacing(1.5),
    padding: theme.spacing(0.5, 0),
  },
  kind: { color: theme.palette.text.secondary },
  name: { overflowWrap: 'anywhere' },
  detail: { color: theme.palette.text.secondary, overflowWrap: 'anywhere' },
  state: { marginLeft: 'auto' },
  message: { flexBasis: '100%', color: theme.palette.text.secondary },
}));

const Row = ({ node }: { node: InventoryNode }) => {
  const classes = useStyles();
  const { word } = useTexts();
  const { detail } = node;
  return (
    <Typography variant="body2" component="div" className={classes.row}>
      <span className={classes.kind}>{node.kind}</span>
      <span className={classes.name}>{node.name}</span>
      {detail && <span className={classes.detail}>{word(detail)}</span>}
      <span className={classes.state}>
        <StateLabel state={STATE_OF[node.health]} />
      </span>
      {node.message && <span className={classes.message}>{node.message}</span>}
    </Typography>
  );
};

const renderNode = (node: InventoryNode) => (
  <TreeItem key={node.id} nodeId={node.id} label={<Row node={node} />}>
    {node.children.length > 0 ? node.children.map(renderNode) : undefined}
  </TreeItem>
);

function idsOf(nodes: readonly InventoryNode[]): string[] {
  return nodes.flatMap(node => [node.id, ...idsOf(node.children)]);
}

/** What an applier has applied, and what these objects own, with the health of each. */
export const InventoryTree = ({ tree }: { tree: readonly InventoryNode[] }) => {
  const { t } = useTexts();
  const [collapsed, setCollapsed] = useState<readonly string[]>([]);
  const ids = useMemo(() => idsOf(tree), [tree]);
  if (tree.length === 0) {
    return <Typography color="textSecondary">{t('tree.empty')}</Typography>;
  }
  return (
    <TreeView
      aria-label={t('tree.name')}
      defaultCollapseIcon={<ExpandMore />}
      defaultExpandIcon={<ChevronRight />}
      expanded={ids.filter(id => !collapsed.includes(id))}
      onNodeToggle={(_event, expanded) =>
        setCollapsed(ids.filter(id => !expanded.includes(id)))
      }
      disableSelection
    >
      {tree.map(renderNode)}
    </TreeView>
  );
};
