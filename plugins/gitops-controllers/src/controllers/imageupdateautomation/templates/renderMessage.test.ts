import type { PolicyImage, ValueChange } from '../setters';
import { renderMessage } from './renderMessage';
import type { MessageData } from './renderMessage';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  name: 'web',
  namespace: 'prod',
};
const change: ValueChange = {
  object: deployment,
  oldValue: 'acme/web:1.0.0',
  newValue: 'acme/web:1.1.0',
  setter: 'flux-system:web',
};
const image: PolicyImage = {
  namespace: 'flux-system',
  policy: 'web',
  name: 'acme/web',
  tag: '1.1.0',
};
const data: MessageData = {
  automation: { namespace: 'flux-system', name: 'all' },
  files: new Map([
    ['b.yaml', [change, { ...change, object: { ...deployment, kind: 'Job' } }]],
    ['a.yaml', [{ ...change, setter: 'flux-system:web:tag' }]],
  ]),
  images: [image],
  values: { cluster: 'prod-1' },
  hasEarlierFields: true,
};

describe('renderMessage', () => {
  it.each([
    [undefined, 'Update from image update automation'],
    ['', 'Update from image update automation'],
    ['{{ .AutomationObject }}', 'flux-system/all'],
    ['{{ .AutomationObject.Name | upper }}', 'ALL'],
    ['{{ .Values.cluster }}', 'prod-1'],
    ['{{ .Values.none }}', '<no value>'],
    [
      '{{ range $f, $_ := .Changed.FileChanges }}{{ $f }} {{ end }}',
      'a.yaml b.yaml ',
    ],
    [
      '{{ range $o, $c := .Changed.Objects }}{{ $o.Kind }}/{{ $o.Namespace }}/{{ $o.Name }}:{{ len $c }} {{ end }}',
      'Deployment/prod/web:2 Job/prod/web:1 ',
    ],
    [
      '{{ range $o, $_ := .Changed.Objects }}{{ $o }}{{ end }}',
      '{{{apps/v1 Deployment} {web prod}}}{{{apps/v1 Job} {web prod}}}',
    ],
    [
      '{{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }} ({{ .Setter }})\n{{ end }}',
      'acme/web:1.0.0 -> acme/web:1.1.0 (flux-system:web:tag)\nacme/web:1.0.0 -> acme/web:1.1.0 (flux-system:web)\n',
    ],
    ['{{ .Changed.Changes | len }}', '2'],
  ])('IM-13 renders %j', (template, message) => {
    expect(renderMessage(template, data)).toBe(message);
  });

  it.each([
    ['{{ range .Updated.Images }}{{ . }} {{ end }}', 'acme/web:1.1.0 '],
    [
      '{{ range .Updated.Images }}{{ .Name }} {{ .NewTag }} {{ .Identifier }} {{ .Registry }} {{ .Repository }} {{ .Policy.Name }}{{ end }}',
      'index.docker.io/acme/web:1.1.0 1.1.0 1.1.0 index.docker.io acme/web web',
    ],
    [
      '{{ range $f, $_ := .Updated.Files }}{{ $f }} {{ end }}',
      'a.yaml b.yaml ',
    ],
    [
      '{{ range $o, $i := .Updated.Objects }}{{ $o.Kind }} {{ range $i }}{{ .Identifier }} {{ end }}{{ end }}',
      'Deployment 1.1.0 Job 1.1.0 ',
    ],
    ['{{ len .Changed.ImageResult.Images }}', '1'],
  ])(
    'DB-18 renders fields of the earlier generation: %j',
    (template, message) => {
      expect(renderMessage(template, data)).toBe(message);
    },
  );

  it.each([
    [
      '{{ .Updated.Images }}',
      "template uses removed '.Updated' field. Please use '.Changed' instead.",
    ],
    [
      '{{ .Changed.ImageResult }}',
      "template uses removed '.Changed.ImageResult' field.",
    ],
  ])(
    'IM-13 refuses them where they are switched off: %j',
    (template, message) => {
      const render = () =>
        renderMessage(template, { ...data, hasEarlierFields: false });
      expect(render).toThrow(message);
      expect(render).toThrow(
        expect.objectContaining({ code: 'removed-field' }),
      );
    },
  );

  it.each(['now', 'uuidv4', 'env "HOME"', 'randAlpha 3', 'date "2006" 0'])(
    'IM-13 has no function that is not hermetic: %s',
    call => {
      expect(() => renderMessage(`{{ ${call} }}`, data)).toThrow(
        /^unable to create commit message template from spec: .*not defined/,
      );
    },
  );

  it('IM-13 tells what is wrong with a template', () => {
    expect(() => renderMessage('{{ .Nope }}', data)).toThrow(
      'failed to run template from spec: template: commit message:1:3: executing "commit message" at <.Nope>: can\'t evaluate field Nope in type source.TemplateData',
    );
  });

  it('ends a template that does not', () => {
    const loops =
      '{{ range until 99999 }}{{ range until 99999 }}{{ end }}{{ end }}';
    expect(() => renderMessage(loops, data)).toThrow(
      'failed to run template from spec',
    );
  });
});
