import type { IncomingMessage, ServerResponse } from 'node:http'
import { returnPath } from '../../lib/domain/return-path.ts'
import { AppError, toAppError } from '../../lib/errors/app-error.ts'
import type { Browser } from './browsers.ts'
import type { Clocks } from './clocks.ts'
import { type LogIn, type SignedIn, signIn, signOut } from './exchange.ts'
import type { Route } from './forward.ts'
import type { Target } from './launch-secret.ts'
import { sendRefusal, sendText } from './refusal.ts'
import { keepSession } from './session-keeper.ts'
import { createSignInLinks } from './sign-in-links.ts'

export type DoorOptions = {
  logIn: LogIn
  /** Where a link leads: a path of the app. */
  to: string
  /** Told when a sign-in does not go on as the user would expect: `reused` where a link was opened a second time by someone else. */
  onLost: (lost: { reused: true } | { ended: AppError }) => void
}

const renewalRounds = 3

/** The way into a tunnel by links, each of which signs one browser in. */
export type Door = {
  /** A path, good under every mount, once. */
  newLink(): string
  /** Whether the request opens a link of ours. */
  isLink(request: IncomingMessage, target: Target): boolean
  /** Opens it. */
  answer(target: Target, request: IncomingMessage, response: ServerResponse): Promise<void>
}

export function createDoor(route: Route, { logIn, to, onLost }: DoorOptions, clocks: Clocks): Door {
  const { service, port, browsers, trouble, patienceMs } = route
  const links = createSignInLinks<Browser>()
  const locations = new WeakMap<Browser, string>()

  async function letIn(mount: string, cookies: string | undefined): Promise<Browser> {
    const first = await signIn({ service, port, mount }, logIn, {}, to)
    // A browser that is in already gets the new session in the place of what it had.
    const browser = browsers.find(cookies, mount) ?? browsers.admit(mount)
    browser.keeper?.stop()
    hold(browser, first)
    browser.keeper = keepSession({
      first,
      renew: token => renew(browser, token),
      onRenewed: next => hold(browser, next),
      onEnd: ended => onLost({ ended }),
      clocks,
      patienceMs,
    })
    // The word of whatever answered: where a browser is led, it is a page of ours.
    locations.set(browser, returnPath(first.location))
    return browser
  }

  function hold({ jar }: Browser, { cookies }: SignedIn): void {
    jar.clear()
    jar.take(cookies)
  }

  async function renew({ mount, jar }: Browser, renews: string): Promise<SignedIn> {
    for (let round = 1; ; round += 1) {
      const before = jar.changes()
      const outcome = await trouble.watch(() => signIn({ service, port, mount }, logIn, { renews }, '/', jar.pairs()))
      if ('error' in outcome) throw outcome.error
      // What it acts as was changed meanwhile: the answer goes on with what was before that.
      if (jar.changes() === before || round === renewalRounds) return outcome.answer
    }
  }

  /** A link that was opened by two may have been stolen, and no one knows which of them is the thief (RFC 6749 §4.1.2). */
  async function revoke(browser: Browser): Promise<void> {
    const { mount } = browser
    const cookies = browser.jar.pairs()
    if (!browsers.forget(browser)) return
    onLost({ reused: true })
    if (cookies.length > 0) await signOut({ service, port, mount }, cookies).catch(thrown => onLost({ ended: notEnded(thrown) }))
  }

  return {
    newLink: () => links.create(),
    isLink: (request, { path }) => request.method === 'GET' && links.has(path),
    async answer({ mount, path }, request, response) {
      const opened = await links.open(path, () => letIn(mount, request.headers.cookie))
      if (opened.outcome === 'failed') {
        const error = toAppError(opened.error)
        trouble.failed(error)
        return sendRefusal(request, response, error)
      }
      if (opened.outcome === 'opened') return lead(response, `${mount}${locations.get(opened.result) ?? '/'}`, opened.result.setCookie)
      const known = browsers.findAny(request.headers.cookie)
      if (known !== null) return lead(response, `${known.mount}/`)
      await revoke(opened.result)
      sendText(response, 410, usedLinkText)
    },
  }
}

function lead(response: ServerResponse, location: string, setCookie?: string): void {
  response.writeHead(303, {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-length': 0,
    ...(setCookie === undefined ? {} : { 'set-cookie': setCookie }),
  })
  response.end()
}

function notEnded(thrown: unknown): AppError {
  const error = toAppError(thrown)
  return new AppError(
    error.code,
    `The session of the link that was opened twice could not be ended at the cluster; it ends by itself in minutes. ${error.message}`,
  )
}

const usedLinkText = [
  'This sign-in link has been used; each is good once.',
  'As nobody can tell who opened it first, the session that it began has been ended.',
  'Press Enter in the terminal where `latchkey dashboard` runs for a new link, or run it again.',
].join('\n')
