import type { Host } from '../tests/harness/host.ts'

/** Memory of a Node process right after a full garbage collection. */
export interface Memory {
  readonly heapBytes: number
  /** Buffers and other memory outside the heap that scripts hold. */
  readonly externalBytes: number
  readonly residentBytes: number
}

/** Reads the memory of a host that was started with `--inspect`, through its inspector. */
export async function readMemory(host: Host): Promise<Memory> {
  const line = host.lines.find((each) => each.includes('Debugger listening on'))
  const address = line?.split(' ').at(-1)
  if (address === undefined) throw new Error('the host was not started with --inspect')
  const inspector = await openInspector(address)
  try {
    await inspector.ask('HeapProfiler.enable')
    for (let i = 0; i < 3; i++) await inspector.ask('HeapProfiler.collectGarbage')
    const expression = 'JSON.stringify(process.memoryUsage())'
    const { result } = (await inspector.ask('Runtime.evaluate', { expression })) as {
      result: { value: string }
    }
    const usage = JSON.parse(result.value) as NodeJS.MemoryUsage
    return {
      heapBytes: usage.heapUsed,
      externalBytes: usage.external,
      residentBytes: usage.rss,
    }
  } finally {
    inspector.close()
  }
}

interface Inspector {
  ask(method: string, params?: object): Promise<unknown>
  close(): void
}

async function openInspector(address: string): Promise<Inspector> {
  const socket = new WebSocket(address)
  const waiting = new Map<number, (result: unknown) => void>()
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('the inspector refuses')))
  })
  socket.addEventListener('message', (event) => {
    const { id, result } = JSON.parse(String(event.data)) as { id: number; result: unknown }
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  let asked = 0
  return {
    ask(method, params = {}) {
      const id = ++asked
      socket.send(JSON.stringify({ id, method, params }))
      return new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`${method}: no answer`)), 60_000)
        waiting.set(id, (result) => {
          clearTimeout(limit)
          resolve(result)
        })
      })
    },
    close: () => socket.close(),
  }
}
