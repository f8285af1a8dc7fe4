/** Limits on what the parser takes; beyond them a message is refused, never cut. */
export const messageLimits = {
  /** Start line, header fields and body. */
  messageBytes: 262_144,
  /** Start line and header fields. */
  headBytes: 65_536,
  /** Request line or status line. */
  startLineChars: 8_192,
  /** One header field with its continuation lines. */
  headerFieldChars: 16_384,
  headerFields: 256,
  /** Lines of a head with folded header fields. */
  headLines: 1_024,
  /** Different parameters of one URI or header field value. */
  parameters: 128,
} as const
