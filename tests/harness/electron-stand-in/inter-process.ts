type Handler = (event: unknown, ...args: unknown[]) => unknown

const handlers = new Map<string, Handler>()

/** Electron's ipcMain, as far as it is used: asks with an answer. */
export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    handlers.set(channel, handler)
  },
}

/** Values are cloned both ways; an error crosses as its text. */
export async function invokeHandler(
  channel: string,
  event: unknown,
  args: readonly unknown[],
): Promise<{ ok: true; value: unknown } | { ok: false; message: string }> {
  const handler = handlers.get(channel)
  try {
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    const value: unknown = await handler(event, ...structuredClone([...args]))
    return { ok: true, value: structuredClone(value) }
  } catch (error) {
    return { ok: false, message: `Error invoking remote method '${channel}': ${String(error)}` }
  }
}
