import { z } from 'zod'

// Kubernetes clients/clientcmd/api/v1 Config. Unknown fields are kept out; a field that is `null` counts as absent, as in Go.
const text = z.string().nullish().transform(orUndefined)
const flag = z.boolean().nullish().transform(orUndefined)
function orUndefined<T>(value: T | null | undefined): T | undefined {
  return value === null || value === '' ? undefined : value
}
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform(value => value ?? [])

const extensionSchema = z.object({ name: z.string(), extension: z.unknown() })

const clusterSchema = z.object({
  server: text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'proxy-url': text,
  'disable-compression': flag,
  extensions: list(extensionSchema),
})

const execSchema = z.object({
  command: text,
  args: list(z.string()),
  env: list(z.object({ name: z.string(), value: text })),
  apiVersion: text,
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: text,
})

const userSchema = z.object({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  as: text,
  'as-uid': text,
  'as-groups': list(z.string()),
  'as-user-extra': z
    .record(z.string(), z.array(z.string()))
    .nullish()
    .transform(value => value ?? {}),
  username: text,
  password: text,
  'auth-provider': z
    .object({
      name: z.string(),
      config: z
        .record(z.string(), z.string())
        .nullish()
        .transform(value => value ?? {}),
    })
    .nullish()
    .transform(orUndefined),
  exec: execSchema.nullish().transform(orUndefined),
})

const contextSchema = z.object({ cluster: text, user: text, namespace: text })

/** One kubeconfig file. */
export const kubeconfigFileSchema = z.object({
  'current-context': text,
  clusters: list(z.object({ name: z.string(), cluster: clusterSchema.nullish().transform(value => value ?? clusterSchema.parse({})) })),
  users: list(z.object({ name: z.string(), user: userSchema.nullish().transform(value => value ?? userSchema.parse({})) })),
  contexts: list(z.object({ name: z.string(), context: contextSchema.nullish().transform(value => value ?? contextSchema.parse({})) })),
})

export type ClusterEntry = z.infer<typeof clusterSchema>
export type UserEntry = z.infer<typeof userSchema>
export type ContextEntry = z.infer<typeof contextSchema>
export type ExecEntry = z.infer<typeof execSchema>

/** A user without any credential, as where a context names none. */
export const anonymousUser: UserEntry = userSchema.parse({})
