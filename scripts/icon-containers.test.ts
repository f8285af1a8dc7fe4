import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const icons = join(import.meta.dirname, '../resources/icons')
const read = (name: string): Buffer => readFileSync(join(icons, name))
const pngMark = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

describe('the icons of the packages', () => {
  it('are one ICO file with every size that Windows asks for', () => {
    const ico = read('icon.ico')
    const count = ico.readUInt16LE(4)
    const sizes = Array.from({ length: count }, (_, index) => {
      const at = 6 + 16 * index
      const picture = ico.subarray(ico.readUInt32LE(at + 12))
      expect(picture.subarray(0, 8)).toEqual(pngMark)
      const size = ico.readUInt8(at) || 256
      expect(picture.readUInt32BE(16)).toBe(size)
      return size
    })
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256])
  })

  it('are one ICNS file whose entries fill it exactly', () => {
    const icns = read('icon.icns')
    expect(icns.toString('latin1', 0, 4)).toBe('icns')
    expect(icns.readUInt32BE(4)).toBe(icns.length)
    const types: string[] = []
    let at = 8
    while (at < icns.length) {
      types.push(icns.toString('latin1', at, at + 4))
      expect(icns.subarray(at + 8, at + 16)).toEqual(pngMark)
      at += icns.readUInt32BE(at + 4)
    }
    expect(at).toBe(icns.length)
    expect(types).toEqual(expect.arrayContaining(['ic07', 'ic08', 'ic09', 'ic10', 'ic11', 'ic14']))
  })

  it.each([16, 24, 32, 48, 64, 128, 256, 512, 1024])('are a PNG of %d for Linux', (size) => {
    const png = read(`png/${size}x${size}.png`)
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size])
  })
})
