/** A picture of one size, as PNG. */
export interface SizedPng {
  readonly size: number
  readonly png: Buffer
}

/** Windows: an ICO file whose pictures are PNGs (since Windows Vista). */
export function icoOf(pictures: readonly SizedPng[]): Buffer {
  const entryBytes = 16
  const head = Buffer.alloc(6 + entryBytes * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + entryBytes * index
    // 0 stands for 256.
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

/** Names of the PNG entries of an ICNS file by size. */
const icnsTypes: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['icp6', 'ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
}

/** macOS: an ICNS file; pictures of other sizes than it knows are left out. */
export function icnsOf(pictures: readonly SizedPng[]): Buffer {
  const entries = pictures.flatMap(({ size, png }) =>
    (icnsTypes[size] ?? []).map((type) => Buffer.concat([chunkHead(type, png.length), png])),
  )
  const body = Buffer.concat(entries)
  return Buffer.concat([chunkHead('icns', body.length), body])
}

function chunkHead(type: string, bodyBytes: number): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(8 + bodyBytes, 4)
  return head
}
