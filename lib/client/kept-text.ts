import { personKey, userKey } from './scoped-key.ts'

/** Text that this tab keeps until it is closed, for the one who wrote it. */
export function readKept(name: string): string | null {
  return stored(() => sessionStorage.getItem(keyOf(name))) ?? null
}

export function writeKept(name: string, text: string): void {
  stored(() => sessionStorage.setItem(keyOf(name), text))
}

export function dropKept(name: string): void {
  stored(() => sessionStorage.removeItem(keyOf(name)))
}

const anybodys = 'latchkey-draft'

/** What somebody else left in this tab, who was signed in before, is nobody's to read. As whom one views makes no difference: that is told by the key. */
export function dropKeptOfOthers(): void {
  stored(() => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(anybodys) && !key.startsWith(personKey(anybodys))) sessionStorage.removeItem(key)
  })
}

function keyOf(name: string): string {
  return `${personKey(anybodys)}${userKey(name)}`
}

// Storage may be full or forbidden; the editor works without it.
function stored<T>(access: () => T): T | undefined {
  try {
    return access()
  } catch {
    return undefined
  }
}
