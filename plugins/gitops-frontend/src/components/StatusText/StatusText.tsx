import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  ObjectStatus,
  ObjectSummary,
} from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import type { Texts } from '../../hooks';

const useStyles = makeStyles(theme => ({
  text: { overflowWrap: 'anywhere' },
  raw: {
    fontFamily: 'monospace',
    fontSize: theme.typography.caption.fontSize,
    color: theme.palette.text.secondary,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    margin: theme.spacing(0.5, 0, 0),
    maxHeight: '9em',
    overflowY: 'auto',
    userSelect: 'all',
  },
}));

/** The sentence about a state, and whether it is final. */
export function sentenceOf({ t, word }: Texts, status: ObjectStatus): string {
  const sentence = word(status.statement, status);
  const isFinal = status.state === 'Failed' && !status.willRetry;
  return isFinal ? `${sentence} ${t('sentence.willNotRetry')}` : sentence;
}

/** Why nothing new arrives although the object itself is well; else undefined. */
function sourceSentenceOf(
  texts: Texts,
  { role, source }: ObjectSummary,
): string | undefined {
  const isReceiving = role === 'notification';
  if (source?.state === 'Suspended') {
    return texts.t(isReceiving ? 'source.sendsNothing' : 'source.suspended');
  }
  if (source?.state !== 'Failed') return undefined;
  const sentence = sentenceOf(texts, source);
  return isReceiving
    ? texts.t('source.cannotSend', { sentence })
    : texts.t('source.failed', { sentence });
}

/** The sentences about an object, and about its source where that is not well. */
export const StatusText = (props: {
  object: ObjectSummary;
  /** Leaves out that a Ready object is ready. */
  isBrief?: boolean;
  className?: string;
}) => {
  const classes = useStyles();
  const texts = useTexts();
  const { object, isBrief } = props;
  const own =
    isBrief && object.state === 'Ready' ? [] : [sentenceOf(texts, object)];
  const sentences = [...own, sourceSentenceOf(texts, object)];
  return (
    <>
      {sentences.map(
        sentence =>
          sentence && (
            <Typography
              key={sentence}
              variant="body2"
              className={`${classes.text} ${props.className ?? ''}`}
            >
              {sentence}
            </Typography>
          ),
      )}
    </>
  );
};

/** Reason and message as the controller wrote them; one click selects all of it. */
export const RawText = (props: { reason?: string; message?: string }) => {
  const classes = useStyles();
  const text = [props.reason, props.message].filter(Boolean).join(': ');
  return text ? <pre className={classes.raw}>{text}</pre> : null;
};
