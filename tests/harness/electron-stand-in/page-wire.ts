/** What crosses between a page and the process that stands in for main, as text. */
export type PageFrame =
  | {
      readonly kind: 'invoke'
      readonly id: number
      readonly channel: string
      readonly args: readonly unknown[]
    }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'portClosed'; readonly port: number }

export type MainFrame =
  | {
      readonly kind: 'reply'
      readonly id: number
      readonly ok: boolean
      readonly value?: unknown
      readonly message?: string
    }
  | {
      readonly kind: 'deliver'
      readonly channel: string
      readonly args: readonly unknown[]
      readonly ports: readonly number[]
    }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'portClosed'; readonly port: number }

/** The same encoding as in page-runtime.js: a structured clone, with bytes and undefined spelt out. */
export const encodeFrame = (frame: MainFrame): string =>
  JSON.stringify(structuredClone(frame), (_key, each: unknown) => {
    if (each === undefined) return { $: 'undefined' }
    if (each instanceof Uint8Array) {
      return { $: 'bytes', base64: Buffer.from(each).toString('base64') }
    }
    return each
  })

export const decodeFrame = (text: string): PageFrame =>
  JSON.parse(text, (_key, each: { readonly $?: string; readonly base64?: string } | null) => {
    if (each?.$ === 'bytes') return new Uint8Array(Buffer.from(each.base64 ?? '', 'base64'))
    return each?.$ === 'undefined' ? undefined : each
  }) as PageFrame
