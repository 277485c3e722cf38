/**
 * Leaves out lines of files, in halves, quarters and so on, for as long as
 * `isDifferent` still holds of what is left.
 */
export async function shrink(files, isDifferent) {
  let best = { ...files };
  for (let changed = true; changed; ) {
    changed = false;
    for (const path of Object.keys(best)) {
      if (best[path] === '') continue;
      const lines = best[path].split('\n');
      for (const size of sizes(lines.length)) {
        for (let start = 0; start < lines.length; ) {
          const shorter = lines.toSpliced(start, size);
          const candidate = { ...best, [path]: shorter.join('\n') };
          if (await isDifferent(candidate)) {
            best = candidate;
            lines.splice(start, size);
            changed = true;
          } else {
            start += size;
          }
        }
      }
    }
  }
  return best;
}

function sizes(count) {
  const list = [];
  for (let size = Math.ceil(count / 2); size > 1; size = Math.ceil(size / 2))
    list.push(size);
  return [...list, 1];
}
