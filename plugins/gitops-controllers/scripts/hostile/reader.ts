// Reads one input per message, and answers how that ended. Whatever the input
// is, reading ends well or with an error of the reader's own.
import { readArchiveToDirectory, readArchiveToMemory } from './readers/archive';
import { readChart } from './readers/chart';
import { readGitAnswers, readGitPack } from './readers/git';
import { readHelmIndex } from './readers/helmIndex';
import { readOciArtifact } from './readers/oci';

type Read = (directory: string) => Promise<void>;

const READERS: Readonly<Record<string, Read>> = {
  archive: readArchiveToDirectory,
  image: readArchiveToMemory,
  chart: readChart,
  'git-pack': readGitPack,
  'git-answer': readGitAnswers,
  'helm-index': readHelmIndex,
  oci: readOciArtifact,
};

/** Errors by which readers refuse; each has a code of its own. */
const OWN_ERRORS = ['ArtifactError', 'GitError', 'HelmError', 'OciError'];
/** What an input can't be the reason for. */
const FAULTY_CODES = ['internal', 'timeout', 'aborted'];

interface Ending {
  readonly code: string;
  readonly faults: string[];
}

const late: string[] = [];
process.on('unhandledRejection', reason => late.push(`unhandled: ${reason}`));
process.on('uncaughtException', error => late.push(`uncaught: ${error.stack}`));

async function endingOf(kind: string, directory: string): Promise<Ending> {
  try {
    await READERS[kind](directory);
    return { code: 'read', faults: [] };
  } catch (error) {
    const { name, code, stack } = error as Error & { code?: string };
    const isOwn =
      OWN_ERRORS.includes(name) && code && !FAULTY_CODES.includes(code);
    return isOwn
      ? { code, faults: [] }
      : { code: 'failed', faults: [stack ?? String(error)] };
  }
}

interface ReadRequest {
  readonly kind: string;
  readonly directory: string;
}

async function answer({ kind, directory }: ReadRequest): Promise<void> {
  const before = process.cpuUsage();
  const { code, faults } = await endingOf(kind, directory);
  await new Promise(resolve => setImmediate(resolve));
  const { user, system } = process.cpuUsage(before);
  process.send?.({
    code,
    faults: [...faults, ...late.splice(0)],
    cpuMs: Math.round((user + system) / 1000),
    mib: Math.round(process.resourceUsage().maxRSS / 1024),
  });
}

process.on('message', request => void answer(request as ReadRequest));
