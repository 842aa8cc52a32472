import { parentPort } from 'node:worker_threads'
import { execute, type GraphQLSchema, isIntrospectionType, isSpecifiedScalarType, parse, printType } from 'graphql'
import { composeSchema } from './compose-schema.ts'
import { createKindTypes, type KindTypes } from './kind-types.ts'
import type { SchemaQuestion, ThreadAnswer, ThreadMessage } from './schema-worker.ts'

// The thread of schema-worker.ts: models come first, then questions about the schema made of them.
const kindTypes = createKindTypes()
const kinds: KindTypes[] = []
let schema: GraphQLSchema | null = null

parentPort?.on('message', async (message: ThreadMessage) => {
  if (message === 'end') return parentPort?.close()
  if ('model' in message) return void kinds.push(kindTypes.of(message.model))
  const given = await answer(message)
  parentPort?.postMessage(given, 'bytes' in given ? [given.bytes.buffer as ArrayBuffer] : [])
})

async function answer({ question, mostBytes }: Extract<ThreadMessage, { question: SchemaQuestion }>): Promise<ThreadAnswer> {
  try {
    schema ??= composeSchema(kinds.map(types => ({ types, isWritten: true })))
    if (question.ask === 'sdl') return { bytes: printed(schema) }
    const json = await introspected(schema, question)
    return json.length > mostBytes ? { tooLarge: json.length } : { bytes: new TextEncoder().encode(json) }
  } catch (thrown) {
    return { failure: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }
  }
}

async function introspected(whole: GraphQLSchema, { document, operationName, variables }: Extract<SchemaQuestion, { ask: 'introspection' }>): Promise<string> {
  return JSON.stringify(await execute({ schema: whole, document: parse(document), operationName: operationName ?? null, variableValues: variables ?? null }))
}

/** As printSchema of GraphQL.js does (the root types have their usual names, and there are no directives of ours), but never as one string. */
function printed(whole: GraphQLSchema): Uint8Array {
  const encoder = new TextEncoder()
  const types = Object.values(whole.getTypeMap()).filter(type => !isSpecifiedScalarType(type) && !isIntrospectionType(type))
  const texts = types.map((type, at) => encoder.encode(`${at === 0 ? '' : '\n\n'}${printType(type)}`))
  return Buffer.concat(texts)
}
