/** Header field names with a fixed place in the table; the parser keeps what they hold at hand. */
export const viaSlot = 0
export const fromSlot = 1
export const toSlot = 2
export const callIdSlot = 3
export const cseqSlot = 4
export const maxForwardsSlot = 5
export const contentLengthSlot = 6

/** Slots from 1 up to this one hold header fields that may occur once only, RFC 3261 §7.3.1. */
export const lastSingleSlot = 24

const names: readonly string[] = [
  ...['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Max-Forwards', 'Content-Length'],
  ...['Content-Type', 'Expires', 'Event', 'Min-Expires', 'SIP-ETag', 'SIP-If-Match'],
  ...['Session-Expires', 'Min-SE', 'RSeq', 'RAck', 'Refer-To', 'Replaces', 'Subscription-State'],
  ...['Retry-After', 'Content-Disposition', 'Date', 'Timestamp', 'Referred-By'],
  ...['Accept', 'Accept-Contact', 'Accept-Encoding', 'Accept-Language', 'Alert-Info', 'Allow'],
  ...['Allow-Events', 'Authentication-Info', 'Authorization', 'Call-Info', 'Contact'],
  ...['Content-Encoding', 'Content-Language', 'Diversion', 'Error-Info', 'Geolocation'],
  ...['History-Info', 'Identity', 'In-Reply-To', 'Info-Package', 'Join', 'MIME-Version'],
  ...['Organization', 'P-Access-Network-Info', 'P-Asserted-Identity', 'P-Called-Party-ID'],
  ...['P-Charging-Vector', 'P-Early-Media', 'P-Preferred-Identity', 'Path', 'Priority', 'Privacy'],
  ...['Proxy-Authenticate', 'Proxy-Authorization', 'Proxy-Require', 'Reason', 'Record-Route'],
  ...['Recv-Info', 'Reject-Contact', 'Remote-Party-ID', 'Reply-To', 'Request-Disposition'],
  ...['Require', 'Route', 'Security-Client', 'Security-Server', 'Security-Verify', 'Server'],
  ...['Service-Route', 'Subject', 'Supported', 'Target-Dialog', 'Unsupported', 'User-Agent'],
  ...['User-to-User', 'Warning', 'WWW-Authenticate'],
]

/** RFC 3261 §7.3.3 and the extensions' own documents. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
}

const folded = names.map((name) => name.toLowerCase())

/** Slot by the code of a compact form, -1 where there is none. */
const slotOfLetter = new Int8Array(128).fill(-1)
for (const [letter, name] of Object.entries(compactForms)) {
  slotOfLetter[letter.charCodeAt(0)] = names.indexOf(name)
}

const tableSize = 512
const slotOfHash = new Int16Array(tableSize).fill(-1)

/** One step of the hash over the characters of a name, folded to lower case. */
export function hashStep(hash: number, code: number): number {
  return (Math.imul(hash, 31) + (code | 0x20)) | 0
}

const placeOf = (hash: number): number => (hash ^ (hash >>> 9)) & (tableSize - 1)

folded.forEach((name, slot) => {
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = hashStep(hash, name.charCodeAt(i))
  let place = placeOf(hash)
  while (slotOfHash[place] !== -1) place = (place + 1) & (tableSize - 1)
  slotOfHash[place] = slot
})

/** The slot of the name in `text` between two positions, whose hash is known; -1 for an unknown name. */
export function slotOf(text: string, start: number, end: number, hash: number): number {
  const length = end - start
  if (length === 1) return slotOfLetter[(text.charCodeAt(start) | 0x20) & 127] ?? -1
  for (let place = placeOf(hash); ; place = (place + 1) & (tableSize - 1)) {
    const slot = slotOfHash[place] ?? -1
    if (slot < 0) return -1
    const name = folded[slot]
    if (name?.length === length && isNameAt(text, start, name)) return slot
  }
}

function isNameAt(text: string, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    if ((text.charCodeAt(start + i) | 0x20) !== name.charCodeAt(i)) return false
  }
  return true
}

/** The canonical name of a slot. */
export function nameOfSlot(slot: number): string {
  return names[slot] ?? ''
}

const canonicalNames: ReadonlySet<string> = new Set(names)

/** The canonical spelling of a header field name in any case or compact form; unknown names stay as they are. */
export function canonicalName(name: string): string {
  if (canonicalNames.has(name)) return name
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = hashStep(hash, name.charCodeAt(i))
  const slot = slotOf(name, 0, name.length, hash)
  return slot < 0 ? name : nameOfSlot(slot)
}
