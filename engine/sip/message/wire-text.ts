/** A text under the scanner: bytes for looking at, the same as a string for cutting pieces off. */
export interface WireText {
  readonly bytes: Uint8Array
  /** One character per byte, at the same positions. */
  readonly text: string
}

/** Makes a text of its own ready for scanning. */
export function wireText(text: string): WireText {
  return { bytes: Buffer.from(text, 'latin1'), text }
}
