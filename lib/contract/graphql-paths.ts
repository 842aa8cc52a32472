export const graphqlPath = '/api/graphql'
/** GET: the schema as SDL; `ETag` is its hash, also `X-Latchkey-Schema` of every answer of `graphqlPath`. */
export const graphqlSchemaPath = '/api/graphql/schema'
export const schemaHashHeader = 'x-latchkey-schema'
