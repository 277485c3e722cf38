import { makeStyles } from '@material-ui/core/styles';
import Paper from '@material-ui/core/Paper';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import type { ReactNode } from 'react';
import {
  formatObjectRef,
  type GitOpsObject,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts, type RowFocus } from '../../hooks';
import { ObjectRow } from './ObjectRow';
import { ObjectTile } from './ObjectTile';

const COLUMNS = [
  'list.state',
  'list.object',
  'list.kind',
  'list.cluster',
  'list.revision',
  'list.since',
] as const;

const useStyles = makeStyles({ head: { whiteSpace: 'nowrap' } });

const ObjectTable = ({ children }: { children: ReactNode }) => {
  const classes = useStyles();
  const { t } = useTexts();
  return (
    <TableContainer component={Paper}>
      <Table aria-label={t('list.name')}>
        <TableHead>
          <TableRow>
            {COLUMNS.map(column => (
              <TableCell key={column} className={classes.head}>
                {t(column)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>{children}</TableBody>
      </Table>
    </TableContainer>
  );
};

/** Objects, one a row; on a narrow screen one a card. */
export const ObjectList = (props: {
  objects: readonly GitOpsObject[];
  selected?: ObjectRef;
  onOpen: (ref: ObjectRef) => void;
  focus: RowFocus;
  isNarrow: boolean;
}) => {
  const { objects, selected, onOpen, focus, isNarrow } = props;
  const selectedKey = selected && formatObjectRef(selected);
  const Item = isNarrow ? ObjectTile : ObjectRow;
  const items = objects.map(object => {
    const key = formatObjectRef(object.ref);
    return (
      <Item
        key={key}
        object={object}
        isSelected={key === selectedKey}
        onOpen={() => onOpen(object.ref)}
        focus={focus}
      />
    );
  });
  return isNarrow ? <div>{items}</div> : <ObjectTable>{items}</ObjectTable>;
};
