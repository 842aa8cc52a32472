/** The proof of the session that this page was made for (contract/headers.ts), '' on pages without a session. */
export function pageProof(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="latchkey-proof"]')?.content ?? ''
}
