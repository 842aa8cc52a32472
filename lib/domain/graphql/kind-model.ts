import type { ServedResource } from '../resource.ts'

/**
 * Long: an integer beyond 32 bits (a number where JavaScript holds it exactly, else its digits as a string). Quantity: apimachinery
 * resource.Quantity as text. JSON: any value, real JSON.
 */
export type ModelScalar = 'String' | 'Boolean' | 'Int' | 'Float' | 'Long' | 'IntOrString' | 'Quantity' | 'DateTime' | 'JSON'

/** `map`: of objects or lists, shown as a list of entries of the object type `entry` (`key`, `value`); a map of scalars is JSON. */
export type ModelType =
  | { is: 'scalar'; scalar: ModelScalar }
  | { is: 'enum'; name: string }
  | { is: 'object'; name: string }
  | { is: 'list'; of: ModelType }
  | { is: 'map'; entry: string; of: ModelType }

/** `name` in GraphQL, `original` in the object; `required` as the schema says, of inputs alone: stored objects may lack it. */
export type ModelField = { name: string; original: string; type: ModelType; required: boolean; description: string; deprecated: string | null }

/** `open`: the cluster keeps more than the declared fields, so everything is to be had as JSON, too. */
export type ModelObject = { name: string; description: string; fields: readonly ModelField[]; open: boolean }
export type ModelEnum = { name: string; description: string; values: readonly string[] }

/** One kind in one served version. `root` names its object among `objects`; types of components shared by kinds are named alike in each. */
export type KindModel = {
  resource: ServedResource
  root: string
  objects: ReadonlyMap<string, ModelObject>
  enums: ReadonlyMap<string, ModelEnum>
  /** False: no schema is published, `spec` and the like are JSON. */
  published: boolean
}
