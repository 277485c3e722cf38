import { CodeSnippet } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import { useMemo } from 'react';
import { stringify } from 'yaml';
import type { ObjectDetail } from '@backstage-gitops/plugin-gitops-common';
import { useTexts } from '../../hooks';
import { ConditionList } from '../ConditionList';
import { EventList } from '../EventList';
import { InventoryTree } from '../InventoryTree';
import { Caveat } from '../NotAgreed';
import { Timeline } from '../Timeline';
import type { Section, SectionProps } from './Section';

const TreeSection = ({ detail }: SectionProps) => {
  const { word } = useTexts();
  const { tree, treeStatement } = detail;
  return (
    <>
      {treeStatement && (
        <Typography paragraph>{word(treeStatement)}</Typography>
      )}
      {(tree.length > 0 || !treeStatement) && <InventoryTree tree={tree} />}
    </>
  );
};

/** The objects that an applier has applied, down to their Pods. */
export const treeSection: Section = {
  id: 'tree',
  title: t => t('panel.tree'),
  Component: TreeSection,
};

const ConditionsSection = ({ detail }: SectionProps) => {
  const { t } = useTexts();
  return (
    <>
      <ConditionList title={detail.ref.kind} conditions={detail.conditions} />
      {detail.sources.map(({ ref: { kind, namespace, name }, conditions }) => (
        <ConditionList
          key={`${kind}/${namespace}/${name}`}
          title={t('condition.ofSource', { kind, name })}
          conditions={conditions}
        />
      ))}
    </>
  );
};

/** Conditions of the object and its sources. */
export const conditionsSection: Section = {
  id: 'conditions',
  title: t => t('panel.conditions'),
  Component: ConditionsSection,
};

/** What people and controllers did. */
export const timelineSection: Section = {
  id: 'timeline',
  title: t => t('panel.timeline'),
  Component: ({ detail }) => (
    <Timeline actions={detail.actions} events={detail.events} />
  ),
};

/** Kubernetes events. */
export const eventsSection: Section = {
  id: 'events',
  title: t => t('panel.events'),
  Component: ({ detail }) => <EventList events={detail.events} />,
};

const Manifest = ({
  manifest,
}: {
  manifest: NonNullable<ObjectDetail['manifest']>;
}) => {
  const text = useMemo(
    () => stringify(manifest, { aliasDuplicateObjects: false }),
    [manifest],
  );
  return <CodeSnippet language="yaml" text={text} showCopyCodeButton />;
};

const ManifestSection = ({ object, detail }: SectionProps) => {
  const { t } = useTexts();
  if (detail.manifest) return <Manifest manifest={detail.manifest} />;
  return (
    <>
      <Typography paragraph>{t('panel.noManifest')}</Typography>
      <Caveat object={object} />
    </>
  );
};

/** The object as stored, where the reader may see it. */
export const manifestSection: Section = {
  id: 'yaml',
  title: t => t('panel.yaml'),
  Component: ManifestSection,
};
