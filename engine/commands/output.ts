/** The one place of the command line that prints. */

/** A line, or lines, on standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** A value for programs: one line of JSON. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

/** One sentence on standard error. */
export function printError(sentence: string): void {
  process.stderr.write(`${sentence.replace(/\s*\n\s*/g, ' ')}\n`)
}

/** Rows under their titles, in columns as wide as they need. */
export function formatTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [titles, ...rows]
  const widths = titles.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  )
  return lines
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}
