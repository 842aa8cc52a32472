import { createContext, useContext } from 'react'

/** Namespaces that a new object may be put into, as far as they are known; null where it is in none, or is there already. */
export const NamespaceChoicesContext = createContext<readonly string[] | null>(null)

export function useNamespaceChoices(): readonly string[] | null {
  return useContext(NamespaceChoicesContext)
}
