import { Random } from '@backstage-gitops/random';
import { GoTemplateError } from '../errors';
import { helmFunctions } from '../helm/helmFunctions';
import { parseTemplate } from '../parse/parseTemplate';
import { GoObject } from '../values/goObject';
import { namedType } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { TemplateSet, TemplateSetOptions } from './templateSet';

function render(
  text: string,
  data: GoValue = new Map(),
  options: TemplateSetOptions = {},
): string {
  const set = new TemplateSet({ functions: helmFunctions(), ...options });
  set.parse('t', text);
  return set.execute('t', data);
}

function failure(run: () => unknown): GoTemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof GoTemplateError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing failed');
}

describe('limits', () => {
  it.each([
    [
      'nested loops',
      '{{ range until 9000 }}{{ range until 9000 }}{{ end }}{{ end }}',
    ],
    ['a huge list', '{{ until 2000000000 | len }}'],
    [
      'recursion of work',
      '{{ range until 100000 }}{{ list 1 2 | join "," }}{{ end }}',
    ],
  ])('stop %s by steps', (_, text) => {
    const limits = { maxSteps: 100_000 };
    expect(failure(() => render(text, new Map(), { limits })).code).toBe(
      'LIMIT_STEPS',
    );
  });

  it.each([
    ['a repeated text', '{{ repeat 1000000000 "abcdefgh" }}'],
    ['an indentation', '{{ indent 2000000000 "x" }}'],
    [
      'a doubling text',
      '{{ $x := "ab" }}{{ range until 60 }}{{ $x = print $x $x }}{{ $x }}{{ end }}',
    ],
  ])('stop %s by output', (_, text) => {
    const limits = { maxOutput: 100_000 };
    expect(failure(() => render(text, new Map(), { limits })).code).toBe(
      'LIMIT_OUTPUT',
    );
  });

  it('stop by the clock that is passed in', () => {
    let now = 0;
    const environment = { now: () => (now += 1) };
    const limits = { timeoutMs: 3 };
    const text = '{{ range until 1000000 }}{{ . }}{{ end }}';
    const error = failure(() =>
      render(text, new Map(), { environment, limits }),
    );
    expect(error.code).toBe('LIMIT_TIME');
  });

  it.each([
    [
      'template',
      '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}',
    ],
    ['tpl', '{{ tpl .self . }}'],
    [
      'a dict that holds itself',
      '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}',
    ],
  ])('end endless recursion by %s', (_, text) => {
    const data = new Map<string, GoValue>([['self', '{{ tpl .self . }}']]);
    expect(failure(() => render(text, data)).code).toBe('LIMIT_DEPTH');
  });
});

describe('values that share their parts', () => {
  const bomb =
    '{{ $d := dict "a" 1 }}{{ range until 60 }}{{ $d = dict "x" $d "y" $d }}{{ end }}';

  it.each(['toJson', 'toYaml', 'toYamlPretty', 'toToml', 'print', 'deepCopy'])(
    'are not written out by %s',
    name => {
      const error = failure(() => render(`${bomb}{{ ${name} $d | len }}`));
      expect(error.code).toBe('LIMIT_STEPS');
    },
  );

  it('may be looked at', () => {
    expect(render(`${bomb}{{ len $d }}{{ typeOf $d }}`)).toBe(
      '2map[string]interface {}',
    );
  });

  it('may hold themselves for encoders that find cycles', () => {
    const cycle = '{{ $d := dict }}{{ $_ := set $d "d" $d }}';
    expect(render(`${cycle}[{{ toJson $d }}{{ toYaml $d }}]`)).toBe('[]');
    expect(
      failure(() => render(`${cycle}{{ mustToJson $d }}`)).message,
    ).toContain('encountered a cycle via map[string]interface {}');
  });
});

describe('nested includes', () => {
  it('end with the error of Helm', () => {
    const text =
      '{{ define "r" }}{{ include "r" . }}{{ end }}{{ include "r" . }}';
    expect(failure(() => render(text)).message).toMatch(
      /error calling include: rendering template has a nested reference name: r: unable to execute template$/,
    );
  });

  it('may be a hundred deep', () => {
    const text =
      '{{ define "r" }}{{ if . }}{{ include "r" (sub . 1 | int) }}{{ end }}.{{ end }}{{ include "r" 100 }}';
    expect(render(text)).toBe('.'.repeat(101));
  });
});

describe('isolation', () => {
  it.each([
    '{{ .__proto__ }}',
    '{{ .constructor }}',
    '{{ .m.__proto__ }}',
    '{{ index .m "constructor" }}',
    '{{ (dict "a" 1).toString }}',
    '{{ get .m "hasOwnProperty" }}',
  ])('%s finds nothing of the host', text => {
    const data = new Map<string, GoValue>([['m', new Map()]]);
    expect(['', '<no value>']).toContain(render(text, data));
  });

  it('shows only the listed fields of an object', () => {
    const type = namedType('struct', 'demo.Thing');
    const object = new GoObject({ type, fields: new Map([['Name', 'n']]) });
    expect(render('{{ .Name }}', object)).toBe('n');
    expect(failure(() => render('{{ .fields }}', object)).message).toBe(
      'template: t:1:3: executing "t" at <.fields>: can\'t evaluate field fields in type demo.Thing',
    );
  });

  it('refuses randomness that was not passed in', () => {
    expect(failure(() => render('{{ uuidv4 }}')).message).toContain(
      'no source of randomness was passed in',
    );
  });
});

describe('a set of templates', () => {
  it('renders the same bytes again with the same clock and randomness', () => {
    const text =
      '{{ randAlphaNum 20 }} {{ now }} {{ uuidv4 }} {{ genPrivateKey "ecdsa" }}';
    const once = () =>
      render(text, undefined, {
        environment: {
          now: () => 1_700_000_000_000,
          random: new Random(7).bytes,
        },
      });
    expect(once()).toBe(once());
    expect(once()).toContain('2023-11-14 22:13:20');
  });

  it('shares a parsed text between sets', () => {
    const functions = helmFunctions();
    const parsed = parseTemplate('t', '{{ . | upper }}', { functions });
    const outputs = ['a', 'b'].map(data => {
      const set = new TemplateSet({ functions });
      set.add(parsed);
      return set.execute('t', data);
    });
    expect(outputs).toEqual(['A', 'B']);
  });

  it('keeps what tpl defines out of the set', () => {
    const text =
      '{{ tpl "{{ define \\"x\\" }}{{ end }}" . }}{{ include "x" . }}';
    expect(failure(() => render(text)).message).toContain(
      'no template "x" associated with template "gotpl"',
    );
  });

  it('says where an included template failed, with the inner error as cause', () => {
    const text =
      '{{ define "in" }}\n  {{ fail "no" }}{{ end }}{{ include "in" . }}';
    const error = failure(() => render(text));
    expect(error.message).toContain('template: t:2:29: executing "t"');
    expect(error.line).toBe(2);
    expect(error.column).toBe(29);
    expect((error.cause as Error).message).toContain('executing "in"');
  });

  it('asks the reader that is passed in for lookup', () => {
    const lookup = (...args: string[]) => new Map([['asked', args.join('/')]]);
    const text = '{{ (lookup "v1" "Secret" "ns" "s").asked }}';
    expect(render(text, undefined, { environment: { lookup } })).toBe(
      'v1/Secret/ns/s',
    );
  });

  it('answers a missing name with its own code', () => {
    const set = new TemplateSet();
    expect(failure(() => set.execute('none', null)).code).toBe('NO_TEMPLATE');
  });
});
