import { Budget, CelError, Environment, kubernetesLibraries } from '.';

const LIST = `[${Array.from({ length: 20 }, (_, index) => index + 1)}]`;
const nested = (names: string, body: string) =>
  [...names].reduceRight(
    (inner, name) => `${LIST}.all(${name}, ${inner})`,
    body,
  );
const text = (size: number) => `'${'a'.repeat(size)}'`;

const environment = new Environment({ libraries: kubernetesLibraries() });
const big = Object.fromEntries(
  Array.from({ length: 30_000 }, (_, index) => [`key-${index}`, 'value']),
);
const copy = { ...big };

/** Far more than one evaluation takes, far less than without a budget. */
const LONG_MS = 1_000;

function codeOf(expression: string): string {
  const started = performance.now();
  try {
    environment.parse(expression).evaluate({ big, copy });
    return 'none';
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return error.code;
  } finally {
    expect(performance.now() - started).toBeLessThan(LONG_MS);
  }
}

describe('a budget', () => {
  it.each([
    ['loops in loops', nested('abcdefgh', 'a+b+c+d+e+f+g+h > 0')],
    ['errors that are absorbed', nested('abcde', 'x.y || a < 100')],
    [
      'long texts',
      nested('abc', `!(${text(4_000)} + string(a)).contains('b')`),
    ],
    ['texts that grow', `${text(4_000)}.replace('a', ${text(4_000)}) == ''`],
    ['lists that grow', nested('abcd', `${LIST} + ${LIST} + ${LIST} != []`)],
    ['splitting', nested('abc', `${text(4_000)}.split('').size() > 0`)],
    ['formatting', nested('abc', "'%.900f'.format([1.0e300]) != ''")],
    ['patterns', nested('abc', `!${text(1_000)}.matches('\\\\pL{1000}')`)],
    ['many patterns', nested('ab', "!'x'.matches('\\\\pL{900}'+string(a*b))")],
    ['large objects that are compared', nested('abcd', 'big == copy')],
    ['large objects that are counted', nested('abcd', 'big.size() > 0')],
    ['large objects that are visited', nested('abcd', 'big.exists(k, true)')],
    ['sets', nested('abc', `sets.contains(${LIST}, ${LIST})`)],
    ['ranges', 'lists.range(2000000000).size() > 0'],
    ['sorting', nested('abc', `${LIST}.reverse().sort() == ${LIST}`)],
    ['time zones', nested('abc', "timestamp(0).getHours('Asia/Tokyo') == 9")],
    ['quantities', nested('abc', "isQuantity('1e99') && isQuantity('1e-99')")],
    ['versions', nested('abc', `isSemver('1.2.3-' + ${text(900)})`)],
    ['addresses', nested('abc', "cidr('::/8').containsIP('::1')")],
    ['URLs', nested('abc', `isURL('http://a/' + ${text(4_000)})`)],
    ['formats', nested('abc', `format.uuid().validate(${text(900)}) != {}`)],
    ['long expressions', `1${'+1'.repeat(5_000)}`],
    ['deep expressions', `${'['.repeat(300)}${']'.repeat(300)}`],
    ['chains', `[1]${'.map(x, x)'.repeat(900)}`],
  ])('ends %s', (_name, expression) => {
    expect(codeOf(expression)).toBe('budget');
  });

  it('ends the checking of types that double', () => {
    const doubling = `[1]${'.map(x, {x: x})'.repeat(60)}`;
    expect(() => environment.compile(doubling)).toThrow(
      expect.objectContaining({ code: 'budget' }),
    );
  });

  it('can be shared by several expressions', () => {
    const program = environment.parse(`${LIST}.all(a, a > 0)`);
    const budget = new Budget({ steps: 250, bytes: 1_000 });
    program.evaluate({}, budget);
    expect(budget.steps).toBeLessThan(200);
    program.evaluate({}, budget);
    program.evaluate({}, budget);
    expect(() => program.evaluate({}, budget)).toThrow(
      'operation cancelled: the expression needs more than 250 steps',
    );
    expect(budget.steps).toBe(0);
  });

  it('leaves what is usual alone', () => {
    const conditions = Array.from({ length: 200 }, (_, index) => ({
      type: `Type${index}`,
      status: 'True',
    }));
    const program = environment.parse(
      "status.conditions.filter(c, c.type.matches('^Type[0-9]+$')).all(c, c.status == 'True')",
    );
    const budget = new Budget();
    expect(program.evaluate({ status: { conditions } }, budget)).toBe(true);
    expect(budget.steps).toBeGreaterThan(budget.limits.steps / 2);
  });
});
