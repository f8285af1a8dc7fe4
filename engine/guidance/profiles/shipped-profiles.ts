import shipped from '../../../resources/deployment-profiles.json' with { type: 'json' }

/** The profiles that come with the program, in the order in which they are shown; imported, so that a bundle carries them. */
export const shippedProfiles: readonly unknown[] = shipped
