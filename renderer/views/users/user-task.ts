import type { Role } from '../../../engine/api/contract/procedure.ts'

/** What the dialog is about, and what was typed once it is carried out. */
export interface UserTask {
  readonly kind: 'add' | 'role' | 'password'
  readonly name: string
  readonly role: Role
  readonly password: string
}
