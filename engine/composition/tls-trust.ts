import { readFileSync } from 'node:fs'
import type { AlarmSink } from '../api/contract/alarms.ts'
import type { TlsTrust } from '../sip/transport/tls-transport.ts'
import type { SettingsInForce } from './effective-settings.ts'

/** Subject of the alarm about certificates that cannot be read. */
const subject = 'tlsAuthorityFile'

/** Whose certificates are believed, as the settings say at the moment of each TLS handshake. */
export class SettingsTlsTrust implements TlsTrust {
  readonly #settings: SettingsInForce
  readonly #alarms: AlarmSink
  #file = ''
  #authorities: readonly Buffer[] = []

  constructor(settings: SettingsInForce, alarms: AlarmSink) {
    this.#settings = settings
    this.#alarms = alarms
    this.settingsChanged()
  }

  get verifyPeers(): boolean {
    return this.#settings.values.tlsVerifyPeers
  }

  get authorities(): readonly Buffer[] {
    return this.#authorities
  }

  /** Reads the certificates anew; those that cannot be read leave the old ones in force, with an alarm. */
  settingsChanged(): void {
    const file = this.#settings.values.tlsAuthorityFile
    if (file === this.#file) return
    try {
      this.#authorities = file === '' ? [] : [readFileSync(file)]
      this.#file = file
      this.#alarms.clear('listenFailed', subject)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#alarms.raise({ type: 'listenFailed', subject, level: 2, text: reason })
    }
  }
}
