/**
 * The numbers that cases are named by. They count what Flux 2.9 does, as its
 * documentation and its running controllers show it.
 */
export const AREAS = [
  { prefix: 'CM', title: 'All kinds', count: 28, more: [] },
  {
    prefix: 'SC',
    title: 'Sources, as far as they are built',
    count: 49,
    more: [],
  },
  { prefix: 'KS', title: 'Kustomization', count: 50, more: ['KS-20a'] },
  { prefix: 'HR', title: 'HelmRelease', count: 35, more: [] },
  {
    prefix: 'NC',
    title: 'Notifications and Receiver',
    count: 24,
    more: ['NC-18b'],
  },
  { prefix: 'IM', title: 'Image automation', count: 16, more: [] },
];

/** Numbers of what is planned and not built. */
const PLANNED = {
  'SC-11': 'Bucket',
  'SC-39': 'Bucket',
  'SC-40': 'Bucket',
  'NC-13': 'Pub/Sub, Event Hubs and NATS',
};

/** Numbers that other cases show as a whole. */
const ELSEWHERE = {
  'CM-11': 'the list of shared reasons; each is in the cases of its number',
};

/** Why a number has no case, where that is on purpose. */
export function reasonOf(number) {
  return PLANNED[number]
    ? `not built yet: ${PLANNED[number]}`
    : ELSEWHERE[number];
}

/** Every number of an area, in order. */
export function numbersOf({ prefix, count, more }) {
  const numbers = Array.from(
    { length: count },
    (_, at) => `${prefix}-${at + 1}`,
  );
  for (const number of more) {
    const before = number.replace(/[a-z]$/, '');
    numbers.splice(numbers.indexOf(before) + 1, 0, number);
  }
  return numbers;
}
