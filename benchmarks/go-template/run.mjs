/**
 * Times warm executions of templates here and in Go's own text/template with
 * Sprig (test/oracle/go-template, which times itself), in one run.
 *
 * Usage: node benchmarks/go-template/run.mjs [rounds]
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  askOracle,
  buildOracle,
} from '../../packages/go-template/scripts/oracle.mjs';
import { load } from '../load.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const rounds = Number(process.argv[2] ?? 300);
const testing = join(here, '../../packages/go-template/src/testing');
const { caseSet, readTypedData } = await load(join(testing, 'benchmark.ts'));

const people = Array.from({ length: 200 }, (_, i) => ({
  name: `user-${i}`,
  age: i,
  tags: ['a', `t${i}`],
  labels: { app: `app-${i}`, tier: 'backend' },
}));
const helpers = `{{- define "name" -}}{{ default .Chart .nameOverride | trunc 63 | trimSuffix "-" }}{{- end -}}
{{- define "labels" -}}
app.kubernetes.io/name: {{ include "name" . }}
app.kubernetes.io/managed-by: {{ .Service | quote }}
{{- end -}}`;
const TEMPLATES = {
  'fields and conditions':
    '{{ range .people }}{{ if gt .age 50.0 }}{{ .name }}:{{ .labels.app }}{{ else }}-{{ end }}\n{{ end }}',
  'string functions':
    '{{ range .people }}{{ .name | upper | trunc 5 | quote }} {{ printf "%s-%v" .name .age }}{{ end }}',
  'include and labels': `${helpers}{{ range $i, $p := .people }}{{ include "labels" $ | nindent 4 }}{{ end }}`,
  'toYaml of values': '{{ toYaml . | nindent 2 }}',
  'tpl in a loop':
    '{{ range .people }}{{ tpl "{{ .name }}: {{ .age }}" . }}{{ end }}',
  'integer arithmetic':
    '{{ $s := 0 }}{{ range until 500 }}{{ $s = add $s (mul . 2) }}{{ end }}{{ $s }}',
  'dict and merge':
    '{{ range .people }}{{ $d := merge (dict "a" 1) .labels }}{{ $d.app }}{{ hasKey $d "x" }}{{ end }}',
};
const data = { people, Chart: 'chart', Service: 'Helm', nameOverride: '' };

function timeHere(request) {
  const set = caseSet(request);
  const value = readTypedData(data);
  for (let i = 0; i < rounds; i++) {
    set.execute('t', value);
  }
  const start = process.hrtime.bigint();
  for (let i = 0; i < rounds; i++) {
    set.execute('t', value);
  }
  return Number(process.hrtime.bigint() - start) / rounds / 1000;
}

const judge = buildOracle();
process.stdout.write(
  '| template | here µs | Go µs | here / Go |\n|---|---|---|---|\n',
);
for (const [name, template] of Object.entries(TEMPLATES)) {
  const request = { template, data };
  const here = timeHere(request);
  const [answer] = judge
    ? askOracle(judge, [request], ['-time', String(rounds)])
    : [{}];
  const go = answer.nanos === undefined ? undefined : answer.nanos / 1000;
  const ratio = go === undefined ? 'no Go' : (here / go).toFixed(2);
  process.stdout.write(
    `| ${name} | ${here.toFixed(0)} | ${go?.toFixed(0) ?? '-'} | ${ratio} |\n`,
  );
}
