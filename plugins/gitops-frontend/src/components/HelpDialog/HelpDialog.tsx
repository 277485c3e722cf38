import Dialog from '@material-ui/core/Dialog';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'Search'],
  ['↑ ↓', 'Move through the deliveries'],
  ['Enter', 'Open the delivery'],
  ['r', 'Reconcile the open delivery'],
  ['?', 'This help'],
];

/** The keys of the tab. */
export const HelpDialog = ({ onClose }: { onClose: () => void }) => (
  <Dialog open onClose={onClose} aria-labelledby="help-title">
    <DialogTitle id="help-title">Keys</DialogTitle>
    <DialogContent>
      <Table size="small">
        <TableBody>
          {KEYS.map(([key, text]) => (
            <TableRow key={key}>
              <TableCell component="th" scope="row">
                <kbd>{key}</kbd>
              </TableCell>
              <TableCell>{text}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </DialogContent>
  </Dialog>
);
