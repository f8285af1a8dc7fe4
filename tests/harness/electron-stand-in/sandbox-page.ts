import vm from 'node:vm'
import type { Page, PageOptions } from './page.ts'

/** A page without a document: enough for the preload script and whoever speaks through it. */
export function createSandboxPage({ script, onText, answer }: PageOptions): Page {
  let hear: (text: string) => void = () => undefined
  let context: vm.Context | undefined

  const createWindow = (): vm.Context => {
    const events = new EventTarget()
    const window: Record<string, unknown> = {
      ...{ structuredClone, MessageChannel, atob, btoa, Uint8Array, ArrayBuffer, Promise, Error },
      addEventListener: events.addEventListener.bind(events),
      removeEventListener: events.removeEventListener.bind(events),
      postMessage(data: unknown, _origin: string, ports: unknown[] = []) {
        const event = new Event('message')
        Object.assign(event, { data: structuredClone(data), ports, source: window })
        queueMicrotask(() => events.dispatchEvent(event))
      },
      pageWire: {
        send: onText,
        onText: (listener: (text: string) => void) => {
          hear = listener
        },
      },
    }
    window['window'] = window
    return vm.createContext(window)
  }
  return {
    async load(address) {
      const response = await answer(new Request(address))
      if (!response.ok) throw new Error(`${address} answered ${response.status}`)
      context = createWindow()
      vm.runInContext(script('pageWire'), context)
    },
    send: (text) => hear(text),
    async evaluate(expression) {
      if (!context) throw new Error('nothing is loaded')
      return (await vm.runInContext(expression, context)) as unknown
    },
    close: () => Promise.resolve(),
  }
}
