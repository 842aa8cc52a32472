import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const schema = z.object({
  PORT: port.default(8080),
  LATCHKEY_METRICS_PORT: port.default(9090),
  LATCHKEY_ATTESTED_PORT: port.optional(),
  LATCHKEY_HOST: z.string().default('0.0.0.0'),
  LATCHKEY_BASE_PATH: z.string().default(''),
  LATCHKEY_APP_DIR: z.string().optional(),
})

export type ProcessConfig = { port: number; metricsPort: number; attestedPort: number | null; host: string; basePath: string; appDir: string }

/**
 * What the process around Next reads from its environment: PORT, LATCHKEY_METRICS_PORT, LATCHKEY_ATTESTED_PORT (where
 * LoginRequests of the kube-apiserver are answered; none without it), LATCHKEY_HOST (address to listen on), LATCHKEY_BASE_PATH (mount of an ingress that does not strip it), LATCHKEY_APP_DIR (folder with `.next`).
 */
export function readProcessConfig(env: NodeJS.ProcessEnv): ProcessConfig {
  const parsed = schema.parse(env)
  return {
    port: parsed.PORT,
    metricsPort: parsed.LATCHKEY_METRICS_PORT,
    attestedPort: parsed.LATCHKEY_ATTESTED_PORT ?? null,
    host: parsed.LATCHKEY_HOST,
    basePath: parsed.LATCHKEY_BASE_PATH,
    appDir: parsed.LATCHKEY_APP_DIR ?? fileURLToPath(new URL('.', import.meta.url)),
  }
}
