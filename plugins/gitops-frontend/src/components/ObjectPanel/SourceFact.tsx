import { makeStyles } from '@material-ui/core/styles';
import type { ObjectSummary } from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { viewOf } from '../../kinds';
import { FactItem, TextFact } from '../Facts';
import { StateLabel } from '../StateLabel';

const useStyles = makeStyles(theme => ({
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: theme.spacing(1),
  },
}));

/** Where the content of an object comes from, with the first fact about it. */
export const SourceFact = ({ source }: { source: ObjectSummary }) => {
  const classes = useStyles();
  const { t } = useTexts();
  const { ref, role, state, facts } = source;
  const [first] = facts;
  const Fact = (first && viewOf(source).facts[first.code]) ?? TextFact;
  return (
    <>
      <FactItem
        term={
          role === 'notification'
            ? t('label.sendsTo')
            : t('label.source', { kind: ref.kind })
        }
      >
        <span className={classes.head}>
          <StateLabel state={state} /> {ref.name}
        </span>
        {first && <Fact value={first.value} />}
      </FactItem>
      {source.source && <SourceFact source={source.source} />}
    </>
  );
};
