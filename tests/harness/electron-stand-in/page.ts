import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where a page really lives: a sandbox of Node without a document, or a tab of Chromium. */
export interface Page {
  load(address: string): Promise<void>
  /** Text for the renderer half of the stand-in. */
  send(text: string): void
  evaluate(expression: string): Promise<unknown>
  /** As a PDF; only a page without a preload script is printed. */
  pdf?(): Promise<Uint8Array>
  close(): Promise<void>
}

export interface PageOptions {
  /** Script that runs before everything else in the page. */
  readonly script: (wire: string) => string
  readonly onText: (text: string) => void
  /** Answers the scheme of the application. */
  readonly answer: (request: Request) => Promise<Response>
  /** False = the request is not made. */
  readonly mayRequest: (address: string) => boolean
  /** Header fields of a request to another host, as main changes them. */
  readonly headersOf: (address: string) => Readonly<Record<string, string>>
}

const runtime = readFileSync(join(import.meta.dirname, 'page-runtime.js'), 'utf8')

/** The renderer half with the preload script in it; evaluated text, so that no policy of the page applies. */
export function pageScript(preloadFile: string) {
  const preload = readFileSync(preloadFile, 'utf8')
  return (wire: string): string => `{
    const wire = ${wire};
    const runPreload = function (require, module, exports) { ${preload}
    };
    ${runtime}
  }`
}
