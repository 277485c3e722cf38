import Dialog from '@material-ui/core/Dialog';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { useTexts } from '../../hooks';

const KEYS = [
  ['/', 'help.search'],
  ['↑ ↓', 'help.move'],
  ['Enter', 'help.open'],
  ['r', 'help.reconcile'],
  ['?', 'help.help'],
] as const;

/** The keys of the tab. */
export const HelpDialog = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTexts();
  return (
    <Dialog open onClose={onClose} aria-labelledby="gitops-help-title">
      <DialogTitle id="gitops-help-title">{t('help.title')}</DialogTitle>
      <DialogContent>
        <Table size="small">
          <TableBody>
            {KEYS.map(([key, text]) => (
              <TableRow key={key}>
                <TableCell component="th" scope="row">
                  <kbd>{key}</kbd>
                </TableCell>
                <TableCell>{t(text)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </DialogContent>
    </Dialog>
  );
};
