/** One line of a chart; null = nothing was measured. */
export interface ChartSeries {
  readonly id: string
  readonly title: string
  readonly values: readonly (number | null)[]
  /** Name of a custom property of the style sheet, for example `--tl-bar-normal`. */
  readonly color: string
  readonly isFilled?: boolean
  readonly isDashed?: boolean
  /** Holds its value until the next point. */
  readonly isStepped?: boolean
}

/** What the values of a chart belong to, in place of moments: evenly spaced, in this order. */
export interface ChartPlaces {
  readonly title: string
  readonly words: readonly string[]
}
