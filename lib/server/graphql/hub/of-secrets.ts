import { getArgumentValues, type ValidatedSubscriptionArgs } from 'graphql'
import type { ChangeBatch } from '../../cache/scoped-store.ts'
import { rootField } from './batch-names.ts'

const secrets = 'secrets'

/** Whether a subscription asks for Secrets, by its field or by the resource that it names. */
export function asksForSecrets({ operation, fragmentDefinitions, schema, variableValues }: ValidatedSubscriptionArgs): boolean {
  const field = rootField(operation, fragmentDefinitions)
  if (!field) return false
  const name = field.name.value
  if (name === secrets || name.endsWith(`_${secrets}`)) return true
  const type = schema.getSubscriptionType()
  const definition = type ? schema.getField(type, name) : undefined
  if (!definition?.args.some(argument => argument.name === 'resource')) return false
  try {
    const { resource } = getArgumentValues(definition, field, variableValues) as { resource?: { resource?: unknown } }
    return resource?.resource === secrets
  } catch {
    // Arguments that do not fit are refused when the stream begins.
    return false
  }
}

/** Whether there are Secrets in a batch, however they were asked for. */
export function holdsSecrets({ changes }: ChangeBatch): boolean {
  return changes.some(({ object }) => object.resource.resource === secrets)
}
