import { EngineError } from '../contract/errors.ts'
import type { Handlers } from '../contract/procedures.ts'
import type { profileProcedures } from '../contract/profile-procedures.ts'
import { planProfile, profileChanges } from '../../guidance/profiles/plan-profile.ts'
import type { ProfileCatalogue } from '../../guidance/profiles/profile-catalogue.ts'
import type { HandlerPorts } from './handler-ports.ts'

/** Handlers of `profile.*`. */
export function createProfileHandlers(
  ports: Pick<HandlerPorts, 'configuration' | 'profiles'>,
): Pick<Handlers, keyof typeof profileProcedures> {
  const { configuration } = ports
  const profiles = (): ProfileCatalogue => catalogueOf(ports)
  return {
    'profile.list': () => profiles().list(),
    'profile.plan': (choice) => planProfile(configuration, profiles(), choice),
    'profile.apply': ({ expected, ...choice }, caller) => {
      const changes = profileChanges(profiles(), choice, expected)
      const planned = configuration.planEdits(changes)
      return { edit: configuration.applyEdits(changes, caller), changes: [...planned] }
    },
    'profile.save': ({ document }) => profiles().save(document),
    'profile.remove': ({ id }) => {
      profiles().remove(id)
      return {}
    },
  }
}

function catalogueOf({ profiles }: Pick<HandlerPorts, 'profiles'>): ProfileCatalogue {
  if (profiles) return profiles
  throw new EngineError('HOST_UNREACHABLE', 'deployment profiles belong to a data folder')
}
