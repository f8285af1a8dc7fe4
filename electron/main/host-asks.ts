import { z } from 'zod'
import { maxPageLength, type HostRequestName, type HostRequests } from '../bridge/host-channels.ts'
import { hostActions, menuRoles, type MenuEntry } from '../bridge/menu-entry.ts'

/*
 * What a window may hand over, checked before anything is done with it: a page that misbehaves gets a sentence, and
 * no value of its choice reaches the system.
 */

const nothing = z.tuple([])
const text = (max: number): z.ZodString => z.string().max(max)
const label = text(200)

const fileKinds = z
  .array(z.strictObject({ name: label, extensions: z.array(z.string().regex(/^[0-9a-z]{1,10}$/)) }))
  .max(20)

const menuEntry: z.ZodType<MenuEntry> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('separator') }),
    z.strictObject({ kind: z.literal('submenu'), label, entries: z.array(menuEntry).max(200) }),
    z.strictObject({
      kind: z.literal('command'),
      id: text(200),
      label,
      accelerator: text(60).exactOptional(),
      enabled: z.boolean(),
      checked: z.boolean().exactOptional(),
    }),
    z.strictObject({ kind: z.literal('role'), role: z.enum(menuRoles), label }),
    z.strictObject({ kind: z.literal('host'), action: z.enum(hostActions), label }),
  ]),
)

const preferences = z.strictObject({
  startAtLogin: z.boolean().exactOptional(),
  keepInTray: z.boolean().exactOptional(),
  updateUrl: text(2000).exactOptional(),
})

const asks: { readonly [N in HostRequestName]: z.ZodType<Parameters<HostRequests[N]>> } = {
  describe: nothing,
  connectEngine: nothing,
  engineState: nothing,
  restartEngine: nothing,
  chooseRemoteHost: z.tuple([text(300).nullable()]),
  saveFile: z.tuple([
    z.strictObject({ suggestedName: text(200), kinds: fileKinds, bytes: z.instanceof(Uint8Array) }),
  ]),
  savePdf: z.tuple([z.strictObject({ suggestedName: text(200), html: text(maxPageLength) })]),
  openFile: z.tuple([fileKinds]),
  readFile: z.tuple([text(100), z.int().min(0)]),
  closeFile: z.tuple([text(100)]),
  notify: z.tuple([z.strictObject({ title: label, body: text(1000), view: label })]),
  setMenu: z.tuple([z.array(menuEntry).max(20)]),
  setLanguage: z.tuple([z.enum(['en', 'zh-CN'])]),
  preferences: nothing,
  setPreferences: z.tuple([preferences]),
  keepSignIn: z.tuple([z.string().min(1).max(500).nullable(), z.boolean()]),
  updateState: nothing,
  checkForUpdates: nothing,
  installUpdate: nothing,
  openLogs: nothing,
  openExternal: z.tuple([text(2000)]),
  quit: nothing,
  guardQuit: z.tuple([z.boolean()]),
  answerQuit: z.tuple([z.boolean()]),
}

/** The arguments of an ask, or an Error that says which is wrong. */
export function readAsk<N extends HostRequestName>(
  name: N,
  args: readonly unknown[],
): Parameters<HostRequests[N]> {
  const schema: z.ZodType<Parameters<HostRequests[N]>> = asks[name]
  const read = schema.safeParse(args)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place = issue?.path.length ? ` (argument ${issue.path.map(String).join('.')})` : ''
  throw new Error(`${name}${place}: ${issue?.message ?? 'not allowed'}`)
}
