import 'server-only'
import { cookies } from 'next/headers'
import { cache } from 'react'
import type { HeldNamespaces, MyNamespaces } from '#domain/my-namespaces.ts'
import { namespaceCookie, parseNamespaces } from '#domain/namespace-memory.ts'
import { requireSession } from './session.ts'

/** The namespaces that the user works in. `named`: those that this browser remembers of them, by themselves or their kubeconfig. */
export const myNamespaces = cache(async (): Promise<MyNamespaces & { named: string[] }> => {
  const { session, services } = requireSession()
  const named = await namedNamespaces()
  return { ...(await services.myNamespaces(session, named)), named }
})

/** Those of them where the user holds more than in the whole cluster. Throws AppError. */
export const heldNamespaces = cache(async (): Promise<HeldNamespaces> => {
  const { session, services } = requireSession()
  return services.heldNamespaces(session, await namedNamespaces())
})

async function namedNamespaces(): Promise<string[]> {
  return parseNamespaces((await cookies()).get(namespaceCookie(requireSession().cookieScope))?.value)
}
