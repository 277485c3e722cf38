import { applyStatements } from './cases/apply';
import { buildStatements } from './cases/build';
import { chartBuildStatements } from './cases/chartBuilds';
import { chartStatements } from './cases/charts';
import { commonStatements } from './cases/common';
import { gitStatements } from './cases/git';
import { healthStatements } from './cases/health';
import { helmCrdStatements } from './cases/helmCrds';
import { helmPrerequisiteStatements } from './cases/helmPrerequisites';
import { helmDriftStatements } from './cases/helmDrift';
import { helmReleaseStatements } from './cases/helmReleases';
import { imageAutomationStatements } from './cases/imageAutomation';
import { imageReflectionStatements } from './cases/imageReflection';
import { ociStatements } from './cases/oci';
import { pruneStatements } from './cases/prune';
import { receiverStatements } from './cases/receivers';
import { runStatements } from './cases/run';
import { archiveStatements } from './cases/archives';
import { sourceStatements } from './cases/sources';
import { storageStatements } from './cases/storage';
import { substitutionStatements } from './cases/substitution';
import type { Statement } from './Statement';

/** Every case of the controllers; the slowest first. */
export const statements: readonly Statement[] = [
  ...healthStatements,
  ...runStatements,
  ...commonStatements,
  ...applyStatements,
  ...pruneStatements,
  ...buildStatements,
  ...substitutionStatements,
  ...archiveStatements,
  ...gitStatements,
  ...sourceStatements,
  ...chartStatements,
  ...chartBuildStatements,
  ...helmPrerequisiteStatements,
  ...helmCrdStatements,
  ...helmDriftStatements,
  ...helmReleaseStatements,
  ...imageReflectionStatements,
  ...imageAutomationStatements,
  ...ociStatements,
  ...receiverStatements,
  ...storageStatements,
];
