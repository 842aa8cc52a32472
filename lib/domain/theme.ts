/** `system` follows the browser's own setting. */
export type Theme = 'system' | 'light' | 'dark'
export const themeCookie = 'latchkey-theme'
export const themes: readonly Theme[] = ['system', 'light', 'dark']

/** The theme a cookie holds; anything unknown is `system`. */
export function parseTheme(value: string | undefined): Theme {
  return themes.find(theme => theme === value) ?? 'system'
}
