import { runCase } from '../testing/runCase';

const render = (template: string) => runCase({ template }).output;

describe('merge', () => {
  it.each([
    [
      'keeps what is there',
      '{{ merge (dict "a" 1) (dict "a" 2 "b" 3) }}',
      'map[a:1 b:3]',
    ],
    [
      'replaces what is empty',
      '{{ merge (dict "a" "" "b" 0) (dict "a" 2 "b" 3) }}',
      'map[a:2 b:3]',
    ],
    [
      'goes into dicts',
      '{{ merge (dict "d" (dict "x" 1)) (dict "d" (dict "y" 2)) }}',
      'map[d:map[x:1 y:2]]',
    ],
    [
      'takes the first source first',
      '{{ merge (dict) (dict "a" 1) (dict "a" 2) }}',
      'map[a:1]',
    ],
    [
      'leaves nulls out',
      '{{ merge (dict "a" 1) (dict "a" nil "b" nil) }}',
      'map[a:1]',
    ],
    [
      'changes its first dict',
      '{{ $d := dict "a" 1 }}{{ $_ := merge $d (dict "b" 2) }}{{ $d }}',
      'map[a:1 b:2]',
    ],
  ])('%s', (_, template, expected) => {
    expect(render(template)).toBe(expected);
  });
});

describe('mergeOverwrite', () => {
  it.each([
    [
      'takes the last source',
      '{{ mergeOverwrite (dict "a" 1) (dict "a" 2) (dict "a" 3) }}',
      'map[a:3]',
    ],
    [
      'takes false and zero',
      '{{ mergeOverwrite (dict "a" true) (dict "a" false) }}',
      'map[a:false]',
    ],
    [
      'takes nulls',
      '{{ mergeOverwrite (dict "a" 1) (dict "a" nil) }}',
      'map[a:<nil>]',
    ],
    [
      'replaces lists',
      '{{ mergeOverwrite (dict "a" (list 1 2)) (dict "a" (list 3)) }}',
      'map[a:[3]]',
    ],
    [
      'goes into dicts',
      '{{ mergeOverwrite (dict "d" (dict "x" 1 "y" 1)) (dict "d" (dict "y" 2)) }}',
      'map[d:map[x:1 y:2]]',
    ],
  ])('%s', (_, template, expected) => {
    expect(render(template)).toBe(expected);
  });
});
