import type { Random } from '@backstage-gitops/random';
import type { ImageUpdateAutomationSpec } from '@backstage-gitops/plugin-gitops-common';
import { randomManifest } from '../setters/testing/randomManifest';

/** A repository, the images that are chosen, and the automation between them. */
export interface RandomAutomation {
  readonly files: Readonly<Record<string, string>>;
  readonly images: Readonly<
    Record<string, { name: string; tag: string; digest?: string }>
  >;
  readonly spec: Omit<ImageUpdateAutomationSpec, 'sourceRef' | 'interval'>;
  /** Of the GitRepository. */
  readonly ref?: { readonly branch?: string; readonly tag?: string };
}

const TEMPLATES = [
  undefined,
  'Update {{ .AutomationObject.Name | trunc 4 }}',
  '{{ range $f, $o := .Changed.FileChanges }}{{ $f }}:\n{{ range $i, $c := $o }}- {{ $i.Kind }}/{{ $i.Name }}\n{{ range $c }}  {{ .OldValue }} -> {{ .NewValue }} ({{ .Setter | replace "" "" }})\n{{ end }}{{ end }}{{ end }}',
  'Automated\n\n\nFiles:\n{{ range $f, $_ := .Changed.FileChanges -}}\n- {{ $f }}\n{{ end -}}\nObjects:\n{{ range $r, $c := .Changed.Objects -}}\n- {{ $r.Kind }} {{ $r.Name }}: {{ len $c }}\n{{ end -}}\n{{ .Values.cluster }}',
  '{{ len .Changed.Changes }} {{ range $o, $c := .Changed.Objects }}{{ $o }} {{ len $c }} {{ end }}',
  '{{ .Updated.Images }}',
  '{{ .Nope }}',
  '{{ broken',
  '[ci skip] {{ .Values.none }} {{ now }}',
];
const DIGEST = `sha256:${'0'.repeat(64)}`;

function randomFiles(random: Random): Record<string, string> {
  const names = [
    ...['a.yaml', 'apps/b.yml', 'apps/deep/Kustomization', 'apps/notes.txt'],
    ...['c.json', 'apps/x.yaml.tpl', 'Kustomization.yaml'],
  ];
  return Object.fromEntries(
    random
      .some(names, 1, 4)
      .map(name => [
        name,
        random.chance(0.1)
          ? `a: {{ b }} # {"$imagepolicy": "apps:web"}\n`
          : randomManifest(random).text,
      ]),
  );
}

function randomSpec(random: Random): RandomAutomation['spec'] {
  const { chance, pick } = random;
  const push = random.weighted<object | undefined>([
    [5, undefined],
    [2, { branch: 'auto' }],
    [1, { branch: 'main' }],
    [1, { branch: 'auto', refspec: 'refs/heads/auto:refs/heads/copy' }],
    [1, { refspec: 'refs/heads/main:refs/heads/copy', options: { a: 'b' } }],
  ]);
  const checkout = random.weighted<object | undefined>([
    [8, undefined],
    [1, { ref: { branch: 'main' } }],
    [1, { ref: { tag: 'v1' } }],
    [0.5, { ref: { branch: 'nowhere' } }],
  ]);
  const template = chance(0.75) ? TEMPLATES[random.below(5)] : pick(TEMPLATES);
  return {
    ...(chance(0.1)
      ? {}
      : {
          git: {
            ...(checkout ? { checkout } : {}),
            ...(push ? { push } : {}),
            commit: {
              author: {
                email: 'flux@example.com',
                ...(chance(0.7) ? { name: 'Flux' } : {}),
              },
              ...(template ? { messageTemplate: template } : {}),
              ...(chance(0.5)
                ? { messageTemplateValues: { cluster: 'one' } }
                : {}),
            },
          } as RandomAutomation['spec']['git'],
        }),
    update: {
      strategy: 'Setters',
      ...(chance(0.4)
        ? {
            path: pick(['./apps', 'apps/', '.', '/apps', 'nowhere', '../apps']),
          }
        : {}),
    },
  };
}

/** One case. */
export function randomAutomation(random: Random): RandomAutomation {
  const { chance } = random;
  return {
    files: randomFiles(random),
    images: {
      web: { name: 'web', tag: random.pick(['1.10', '2', 'v3']) },
      ...(chance(0.8)
        ? {
            api: {
              name: 'ghcr.io/acme/api',
              tag: '2026-01-02',
              ...(chance(0.5) ? { digest: DIGEST } : {}),
            },
          }
        : {}),
    },
    spec: randomSpec(random),
    ref: random.weighted<RandomAutomation['ref']>([
      [8, { branch: 'main' }],
      [1, undefined],
      [1, { tag: 'v1' }],
    ]),
  };
}
