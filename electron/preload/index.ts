/* Sandboxed: one file, no module but `electron`, and nothing of it handed on. */
import { contextBridge, ipcRenderer } from 'electron'
import {
  enginePortChannel,
  enginePortMark,
  hostChannel,
  hostEventNames,
  hostRequestNames,
  type HostAnswer,
  type HostEventName,
  type HostRequestName,
} from '../bridge/host-channels.ts'

const asks = Object.fromEntries(
  hostRequestNames.map((name) => [name, (...args: unknown[]) => ask(name, args)]),
)

async function ask(name: HostRequestName, args: readonly unknown[]): Promise<unknown> {
  const answer = (await ipcRenderer.invoke(hostChannel(name), ...args)) as HostAnswer
  if (answer.ok) return answer.value
  throw new Error(answer.message)
}

function on(name: HostEventName, listener: (payload: unknown) => void): () => void {
  if (!hostEventNames.includes(name)) throw new Error(`the desktop tells nothing named "${name}"`)
  // The event itself stays here: it would hand the page the sender.
  const hear = (_event: unknown, payload: unknown): void => listener(payload)
  ipcRenderer.on(hostChannel(name), hear)
  return () => void ipcRenderer.off(hostChannel(name), hear)
}

// A port cannot pass through the bridge; a message event of the window carries it, to this page only.
ipcRenderer.on(enginePortChannel, ({ ports }) => {
  window.postMessage(enginePortMark, '/', [...ports])
})

contextBridge.exposeInMainWorld('host', { ...asks, on })
