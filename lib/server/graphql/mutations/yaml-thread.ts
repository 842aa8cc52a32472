import { parentPort, workerData } from 'node:worker_threads'
import { toAppError } from '#errors/app-error.ts'
import { readDocuments } from './read-documents.ts'
import type { YamlAnswer } from './read-yaml.ts'

// The thread of read-yaml.ts: one text, one answer.
parentPort?.postMessage(answer(String(workerData)))

function answer(text: string): YamlAnswer {
  try {
    return { json: JSON.stringify(readDocuments(text)) }
  } catch (thrown) {
    const { code, message, details } = toAppError(thrown)
    return { code, message, details }
  }
}
