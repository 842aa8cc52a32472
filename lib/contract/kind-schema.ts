/** GET /api/v1/kind-schema?group=…&version=…&kind=…: what domain/form/schema-document.ts takes of the OpenAPI v3 of the cluster; 404 where none is published. */
export const kindSchemaPath = '/api/v1/kind-schema'
