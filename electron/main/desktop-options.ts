import { parseArgs } from 'node:util'

/** What the command line of the desktop asks for. */
export interface DesktopOptions {
  readonly dataFolder: string | undefined
  /** Listeners of the engine for this run. */
  readonly sip: readonly string[] | undefined
  readonly http: { readonly host: string; readonly port: number }
  /** Opens no window yet: start at login. */
  readonly isHidden: boolean
}

const defaultHttp = { host: '127.0.0.1', port: 7080 }

/** Reads `--data`, `--sip`, `--http` and `--hidden`; whatever else stands there is for Chromium. */
export function readDesktopOptions(args: readonly string[]): DesktopOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      sip: { type: 'string', multiple: true },
      http: { type: 'string' },
      hidden: { type: 'boolean' },
    },
    strict: false,
  })
  return {
    dataFolder: typeof values['data'] === 'string' ? values['data'] : undefined,
    sip: Array.isArray(values['sip'])
      ? values['sip'].filter((each) => typeof each === 'string')
      : undefined,
    http: typeof values['http'] === 'string' ? readAddress(values['http']) : defaultHttp,
    isHidden: values['hidden'] === true,
  }
}

function readAddress(text: string): DesktopOptions['http'] {
  const match = /^(\[[0-9A-Fa-f:.]+\]|[^:[\]]+):(\d{1,5})$/.exec(text)
  const port = Number(match?.[2])
  if (match?.[1] === undefined || port > 65_535) {
    throw new Error(
      `--http: "${text}" is not allowed; allowed: address:port, for example 127.0.0.1:7080`,
    )
  }
  return { host: match[1].replace(/^\[|\]$/g, ''), port }
}
