import { ipcMain, type BrowserWindow, type WebContents, type IpcMainInvokeEvent } from 'electron'
import {
  hostChannel,
  hostRequestNames,
  type HostAnswer,
  type HostEventName,
  type HostEvents,
  type HostRequestName,
  type HostRequests,
} from '../bridge/host-channels.ts'
import { readAsk } from './host-asks.ts'
import { isTrustedSender } from './security/trusted-sender.ts'
import { sentenceOf } from './sentence-of.ts'

type Reply<N extends HostRequestName> = ReturnType<HostRequests[N]>

/** One handler for every ask: a missing or misspelt one does not compile. */
export type HostHandlers = {
  readonly [N in HostRequestName]: (
    from: WebContents,
    ...args: Parameters<HostRequests[N]>
  ) => Reply<N> | Promise<Reply<N>>
}

/** Answers the asks of our own windows; every other sender is refused, and told nothing but that. */
export function answerHostAsks(handlers: HostHandlers, onRefused: (what: string) => void): void {
  for (const name of hostRequestNames) {
    ipcMain.handle(hostChannel(name), async (event, ...args: unknown[]): Promise<HostAnswer> => {
      if (!isTrustedSender(event)) {
        onRefused(`${name} from ${event.senderFrame?.url ?? 'a frame that is gone'}`)
        return { ok: false, message: 'this page may not ask the desktop' }
      }
      return answer(handlers, name, event, args)
    })
  }
}

async function answer<N extends HostRequestName>(
  handlers: HostHandlers,
  name: N,
  { sender }: IpcMainInvokeEvent,
  args: readonly unknown[],
): Promise<HostAnswer> {
  try {
    return { ok: true, value: await handlers[name](sender, ...readAsk(name, args)) }
  } catch (error) {
    // Errors lose their class on the way: what crosses is the sentence.
    return { ok: false, message: sentenceOf(error) }
  }
}

/** Tells one window. */
export function tellWindow<N extends HostEventName>(
  window: BrowserWindow,
  name: N,
  payload: HostEvents[N],
): void {
  if (!window.isDestroyed()) window.webContents.send(hostChannel(name), payload)
}
