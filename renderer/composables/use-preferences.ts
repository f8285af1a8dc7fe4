/** Colours, language and density, for parts that draw by themselves. */
export { usePreferences } from '../stores/preferences.ts'
