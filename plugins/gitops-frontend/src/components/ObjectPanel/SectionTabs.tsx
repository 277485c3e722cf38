import Box from '@material-ui/core/Box';
import { makeStyles } from '@material-ui/core/styles';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import Skeleton from '@material-ui/lab/Skeleton';
import { useTexts } from '../../hooks';
import { viewOf } from '../../kinds';
import type { ObjectPanelProps } from './ObjectPanel';

const useStyles = makeStyles(theme => ({
  tabs: { borderBottom: `1px solid ${theme.palette.divider}` },
}));

/** The sections that the kind of an object has, one of them open. */
export const SectionTabs = (
  props: Pick<ObjectPanelProps, 'object' | 'detail' | 'view' | 'onView'>,
) => {
  const classes = useStyles();
  const { t } = useTexts();
  const { object, detail, view, onView } = props;
  const { sections } = viewOf(object);
  const open = sections.find(({ id }) => id === view) ?? sections[0];
  return (
    <>
      <Tabs
        className={classes.tabs}
        value={open.id}
        onChange={(_event, id: string) => onView(id)}
        variant="scrollable"
        scrollButtons="off"
        indicatorColor="primary"
        aria-label={t('panel.sections')}
      >
        {sections.map(({ id, title }) => (
          <Tab
            key={id}
            value={id}
            label={title(t)}
            id={`gitops-tab-${id}`}
            aria-controls="gitops-section"
          />
        ))}
      </Tabs>
      <Box
        pt={2}
        id="gitops-section"
        role="tabpanel"
        aria-labelledby={`gitops-tab-${open.id}`}
      >
        {detail ? (
          <open.Component object={object} detail={detail} />
        ) : (
          [0, 1, 2, 3].map(row => <Skeleton key={row} height={36} />)
        )}
      </Box>
    </>
  );
};
