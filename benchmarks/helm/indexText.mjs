/**
 * A repository index as helm writes it, of about this many bytes: charts with
 * annotations, dependencies, maintainers and folded descriptions.
 * @param perChart - versions of one chart
 * @param base - in front of the names of archives
 */
export function indexText(
  bytes,
  perChart = 200,
  base = 'https://charts.example.com/example-charts/',
) {
  const parts = ['apiVersion: v1\nentries:\n'];
  let length = parts[0].length;
  for (let chart = 0; length < bytes; chart++) {
    const name = `chart-${String(chart).padStart(5, '0')}`;
    parts.push(`  ${name}:\n`);
    for (let index = perChart; index > 0 && length < bytes; index--) {
      const text = versionText(name, index, base);
      parts.push(text);
      length += text.length;
    }
  }
  parts.push('generated: "2026-01-02T03:04:05.678901234Z"\n');
  return parts.join('');
}

function versionText(name, index, base) {
  const version = `${index >> 6}.${(index >> 3) & 7}.${index & 7}`;
  const digest = `${name}${index}`
    .split('')
    .map(letter => letter.charCodeAt(0).toString(16))
    .join('')
    .padEnd(64, '0')
    .slice(0, 64);
  return `  - annotations:
      artifacthub.io/changes: |
        - kind: added
          description: "Support for version ${version} & more"
        - kind: fixed
          description: A fault that made <pods> restart
      category: Infrastructure
      images: |
        - image: docker.io/example/${name}:${version}-debian-12-r${index}
          name: ${name}
        - image: docker.io/example/os-shell:12-debian-12-r${index}
          name: os-shell
      licenses: Apache-2.0
    apiVersion: v2
    appVersion: ${version}
    created: "2026-01-02T03:04:05.${String(index).padStart(9, '0')}Z"
    dependencies:
    - condition: redis.enabled
      name: redis
      repository: oci://registry-1.docker.io/examplecharts
      version: 18.x.x
    - name: common
      repository: oci://registry-1.docker.io/examplecharts
      tags:
      - example-common
      version: 2.x.x
    description: ${name} is a tool to express and execute workflows as directed acyclic
      graphs (DAGs). It includes utilities to schedule tasks, monitor task progress
      and handle task dependencies, and it's what "everybody" uses.
${base === '' ? '' : `    digest: ${digest}\n`}    home: https://example.com
    icon: https://example.com/assets/stacks/${name}/img/${name}-stack-220x234.png
    keywords:
    - apache
    - ${name}
    - workflow
    - dag
    kubeVersion: '>=1.23.0-0'
    maintainers:
    - email: team@example.com
      name: Example, Inc.
      url: https://github.com/example/charts
    name: ${name}
    sources:
    - https://github.com/example/charts/tree/main/example/${name}
    type: application
    urls:
    - ${base}${name}-${version}.tgz
    version: ${version}
`;
}
