/** What cookies of this cluster, port and mount are named after; only the server knows it (app/(signed-in)/layout.tsx). */
export function pageScope(): string {
  return metaContent('latchkey-cookie-scope')
}

/** Names something that this browser keeps of this user of this cluster: storage knows neither. */
export function userKey(name: string): string {
  return `latchkey-${name}-${metaContent('latchkey-user-scope')}`
}

/** Begins what is kept of who is signed in, as whomever they view. */
export function personKey(name: string): string {
  return `${name}-${metaContent('latchkey-person-scope')}-`
}

function metaContent(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? ''
}
