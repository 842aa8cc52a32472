import { z } from 'zod'
import type { OwnClient } from './own-client.ts'
import { createTimedValue, type TimedValue } from './timed-value.ts'

/** What the kube-apiserver publishes about how it authenticates, for servers behind it. */
export type AuthenticationConfig = {
  /** PEM of the CAs that user certificates are of (`--client-ca-file`); null where the cluster takes none. */
  readonly clientCaPem: string | null
  /** PEM of the CAs that the front proxy's certificate is of (`--requestheader-client-ca-file`); null without an aggregation layer. */
  readonly requestHeaderCaPem: string | null
  /** Common names that the front proxy may have; empty: any. */
  readonly allowedNames: readonly string[]
}

const path = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication'
const pemSchema = z
  .string()
  .optional()
  .transform(text => text?.trim() || null)
const namesSchema = z
  .string()
  .default('[]')
  .transform((text, context) => {
    const parsed = z.array(z.string()).safeParse(parseJson(text))
    if (!parsed.success) context.addIssue('is no JSON list of names')
    return parsed.data ?? []
  })
const configMapSchema = z.object({
  data: z.object({ 'client-ca-file': pemSchema, 'requestheader-client-ca-file': pemSchema, 'requestheader-allowed-names': namesSchema }).prefault({}),
})

/**
 * ConfigMap kube-system/extension-apiserver-authentication, read again each minute. Rejects where it cannot be read, and
 * where the allowed names are not a list: taken for an empty one, that would let any name in.
 */
export function createAuthenticationConfig(client: OwnClient, now: () => number): TimedValue<AuthenticationConfig> {
  return createTimedValue(60_000, now, async () => parseAuthenticationConfig(await client.json({ path })))
}

export function parseAuthenticationConfig(configMap: unknown): AuthenticationConfig {
  const { data } = configMapSchema.parse(configMap)
  return {
    clientCaPem: data['client-ca-file'],
    requestHeaderCaPem: data['requestheader-client-ca-file'],
    allowedNames: data['requestheader-allowed-names'],
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
