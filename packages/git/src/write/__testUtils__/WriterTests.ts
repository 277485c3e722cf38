import { openWriter } from '../openWriter';
import type {
  BranchWriter,
  PushOptions,
  WriterOptions,
} from '../writerOptions';
import { ANN, PushFixture, signal } from './PushFixture';

/**
 * Writers of a test file: starts one server, makes a repository for each test
 * and closes what the test has opened.
 */
export class WriterTests {
  readonly fixture = new PushFixture();
  readonly repositories = this.fixture.repositories;
  /** Closed after each test. */
  readonly writers: BranchWriter[] = [];
  /** Of the repository of this test. */
  name = '';
  private count = 0;

  /** Registers the hooks of a test file. */
  static use(): WriterTests {
    const tests = new WriterTests();
    beforeAll(() => tests.fixture.start());
    afterAll(() => tests.fixture.stop());
    beforeEach(() => tests.next());
    afterEach(() => tests.closeAll());
    return tests;
  }

  readonly fill = () =>
    this.repositories.commit(this.name, { 'a.txt': 'one\n' });

  readonly open = async (
    options: Partial<WriterOptions> = {},
  ): Promise<BranchWriter> => {
    const remote = { url: this.fixture.url(this.name) };
    const writer = await openWriter(
      { remote, branch: 'main', ...options },
      signal(),
    );
    this.writers.push(writer);
    return writer;
  };

  /** Writes a file, commits, pushes. */
  readonly change = async (
    writer: BranchWriter,
    path: string,
    push: PushOptions = {},
  ): Promise<string | undefined> => {
    await writer.files.write(path, `content of ${path}\n`);
    const commit = await writer.commit({ author: ANN, message: path });
    await writer.push(push, signal());
    return commit;
  };

  readonly subjects = (reference = 'main') =>
    this.fixture.git(this.name, 'log', '--format=%s', reference).split('\n');

  private next(): void {
    this.count += 1;
    this.name = `app-${this.count}`;
    this.repositories.create(this.name);
  }

  private async closeAll(): Promise<void> {
    await Promise.all(this.writers.splice(0).map(writer => writer.close()));
  }
}
