/** Answers by status code, in ascending order. */
export function numbered(
  answers: ReadonlyMap<number, number>,
): readonly { readonly statusCode: number; readonly answers: number }[] {
  return [...answers]
    .sort(([a], [b]) => a - b)
    .map(([statusCode, count]) => ({ statusCode, answers: count }))
}
