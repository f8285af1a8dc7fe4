import type { DockviewApi, SerializedDockview } from 'dockview-vue'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { z } from 'zod'
import { readStored, writeStored, forgetStored } from '../host/stored.ts'

/** What a window is opened with: names and numbers, so that it survives in the layout. */
export type WindowParams = Readonly<Record<string, string | number | boolean | undefined>>

/** Panels by id; whatever else the layout holds is dockview's business. */
const storedLayout = z.looseObject({ panels: z.record(z.string(), z.looseObject({})) })

/** The open windows and where they stand. */
export const useWorkspace = defineStore('workspace', () => {
  const dock = shallowRef<DockviewApi>()
  const active = ref<string>()
  /** A request to an open window: its parameters changed. Counts up so that the same request may come twice. */
  const requests = shallowRef<
    ReadonlyMap<string, { readonly params: WindowParams; readonly turn: number }>
  >(new Map())
  let turns = 0

  /** Opens a window, or brings the open one to the front and hands it the parameters. */
  function open(id: string, params: WindowParams = {}): void {
    const api = dock.value
    if (!api) return
    requests.value = new Map(requests.value).set(id, { params, turn: ++turns })
    const known = api.getPanel(id)
    if (known) known.api.setActive()
    else api.addPanel({ id, component: 'window', tabComponent: 'tab', title: id })
  }

  function close(id: string): void {
    dock.value?.getPanel(id)?.api.close()
  }

  function step(by: 1 | -1): void {
    const api = dock.value
    if (!api || api.panels.length === 0) return
    const at = api.panels.findIndex(({ id }) => id === api.activePanel?.id)
    const next = api.panels[(at + by + api.panels.length) % api.panels.length]
    next?.api.setActive()
  }

  /** Takes the work area over; brings back the layout of the last time. */
  function attach(api: DockviewApi, user: string, isKnown: (id: string) => boolean): void {
    dock.value = api
    const name = `layout.${user}`
    const before = readStored(name, storedLayout)
    if (before && Object.keys(before.panels).every(isKnown)) restore(api, before)
    api.onDidLayoutChange(() => writeStored(name, api.toJSON()))
    api.onDidActivePanelChange(() => {
      active.value = api.activePanel?.id
    })
    active.value = api.activePanel?.id
  }

  function restore(api: DockviewApi, layout: unknown): void {
    try {
      api.fromJSON(layout as SerializedDockview)
    } catch {
      // A layout that an earlier version wrote: begin with an empty work area.
      api.clear()
    }
  }

  function resetLayout(user: string): void {
    dock.value?.clear()
    forgetStored(`layout.${user}`)
  }

  return { dock, active, requests, open, close, step, attach, resetLayout }
})
