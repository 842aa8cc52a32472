import { type DocumentNode, Kind, visit } from 'graphql'
import { AppError } from '#errors/app-error.ts'

const mostTypes = 50

/**
 * Without aliases an introspection is as large as the schema at most, which its own rule of depth sees to (MaxIntrospectionDepthRule); with them
 * it could be that as often as somebody likes. Single types may be named. Throws QUERY_TOO_LARGE.
 */
export function checkIntrospection(document: DocumentNode): void {
  let types = 0
  visit(document, {
    [Kind.FIELD](node) {
      const name = node.name.value
      if (name === '__type') types += 1
      else if (node.alias && node.alias.value !== name)
        throw refuse(`\`${node.alias.value}: ${name}\` would ask for a part of the schema once more. Leave out aliases, but for \`__type\`.`)
    },
  })
  if (types > mostTypes) throw refuse(`The document asks for ${types} single types; ${mostTypes} are the most.`)
}

function refuse(message: string): AppError {
  return new AppError('QUERY_TOO_LARGE', message)
}
