import { z } from 'zod'
import { type GraphQLLimits, graphqlLimits } from '#contract/graphql.ts'

const limit = z.number().int().min(1).optional()
const partialSchema = z.strictObject(Object.fromEntries(Object.keys(graphqlLimits).map(name => [name, name === 'batch' ? z.literal(1).optional() : limit])))

/** The limits of an installation: what the JSON object names (`{"cost": 20000}`), and the usual ones besides. Throws where it names anything else. */
export function readLimits(json: string | undefined): GraphQLLimits {
  return { ...graphqlLimits, ...(json === undefined ? {} : partialSchema.parse(JSON.parse(json))) } as GraphQLLimits
}
