import { parentPort, workerData } from 'node:worker_threads'
import { AppError, toAppError } from '#errors/app-error.ts'
import { findLongIntegers } from './long-integers.ts'
import { readDocuments } from './read-documents.ts'
import type { YamlAnswer } from './read-yaml.ts'

const mostJson = 3 * 1024 * 1024
const mostLongIntegers = 1_000

// The thread of read-yaml.ts: one text, one answer.
parentPort?.postMessage(answer(String(workerData)))

function answer(text: string): YamlAnswer {
  try {
    const objects = readDocuments(text)
    const json = JSON.stringify(objects)
    if (json.length > mostJson) throw tooLarge(`It has ${json.length} characters as JSON; ${mostJson} are the most.`)
    const integers = findLongIntegers(objects)
    if (integers.length > mostLongIntegers) throw tooLarge(`It has ${integers.length} integers beyond 2^53; ${mostLongIntegers} are the most.`)
    return { json, integers }
  } catch (thrown) {
    const { code, message, details } = toAppError(thrown)
    return { code, message, details }
  }
}

function tooLarge(why: string): AppError {
  return new AppError('BODY_TOO_LARGE', `This YAML is too much for one call. ${why} Send it in pieces.`)
}
