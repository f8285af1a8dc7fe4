/** One sample of a Prometheus text exposition. */
export interface MetricSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Metrics {
  readonly samples: readonly MetricSample[]
  /** Value of the first sample of that name whose labels contain `labels`. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined
}

/** Reads `/metrics` of a host. */
export async function readMetrics(http: string): Promise<Metrics> {
  const response = await fetch(`${http}/metrics`, { signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new Error(`/metrics: HTTP ${response.status}`)
  return parseMetrics(await response.text())
}

/** Reads the Prometheus text format, without help and type lines. */
export function parseMetrics(text: string): Metrics {
  const samples = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap(parseSample)
  return {
    samples,
    value: (name, labels = {}) =>
      samples.find(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      )?.value,
  }
}

function parseSample(line: string): MetricSample[] {
  const match = /^([\w:]+)(?:\{(.*)\})? (\S+)/.exec(line)
  if (!match) return []
  const [, name = '', labelText = '', value = ''] = match
  const labels = [...labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
    ([, label = '', text = '']) => [label, text] as const,
  )
  return [{ name, labels: Object.fromEntries(labels), value: Number(value) }]
}
