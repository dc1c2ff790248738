/**
 * The whole hours that a timetable spans, at least two. Pure.
 * @param {[number, number][]} spans minutes of the day @returns {number[]}
 */
export function hoursOf(spans) {
  const first = Math.floor(Math.min(...spans.map(([from]) => from), 24 * 60) / 60);
  const last = Math.ceil(Math.max(...spans.map(([, to]) => to), 0) / 60);
  if (last <= first) return [8, 18];
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}
