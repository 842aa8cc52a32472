import { type CookieJar, createCookieJar } from './cookie-jar.ts'
import { newSecret, secretKey } from './launch-secret.ts'
import { cookieValues } from './own-cookies.ts'
import type { SessionKeeper } from './session-keeper.ts'

/** A browser that this tunnel has let in, under one mount. Its cookie is worth nothing anywhere but here. */
export type Browser = {
  readonly mount: string
  readonly jar: CookieJar
  /** Renews the session in the jar; null where it is not one that this process began. */
  keeper: SessionKeeper | null
  /** The line that gives it its cookie. Not Secure: Safari would drop it on plain http, loopback or not. */
  readonly setCookie: string
}

export type Browsers = {
  admit(mount: string): Browser
  /** The browser that a Cookie header names under this mount. */
  find(cookies: string | undefined, mount: string): Browser | null
  /** The same under any mount. */
  findAny(cookies: string | undefined): Browser | null
  /** Its cookie is good no more. False when that was so already. */
  forget(browser: Browser): boolean
  stop(): void
}

/** `latchkey-tunnel-<port>`: cookies know no ports, so the name does. */
export function createBrowsers(port: number): Browsers {
  const name = `latchkey-tunnel-${port}`
  const browsers = new Map<string, Browser>()
  const named = (cookies: string | undefined) => cookieValues(cookies ?? '', name).flatMap(value => browsers.get(secretKey(value)) ?? [])
  return {
    admit(mount) {
      const id = newSecret()
      const setCookie = `${name}=${id}; Path=${mount}/; HttpOnly; SameSite=Strict`
      const browser: Browser = { mount, jar: createCookieJar(), keeper: null, setCookie }
      browsers.set(secretKey(id), browser)
      return browser
    },
    find: (cookies, mount) => named(cookies).find(browser => browser.mount === mount) ?? null,
    findAny: cookies => named(cookies)[0] ?? null,
    forget(browser) {
      browser.keeper?.stop()
      browser.jar.clear()
      const known = [...browsers].find(([, each]) => each === browser)
      return known !== undefined && browsers.delete(known[0])
    },
    stop() {
      for (const { keeper } of browsers.values()) keeper?.stop()
    },
  }
}
