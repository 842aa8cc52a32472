import { type DestinationStream, type Logger, pino } from 'pino'

/** Names under which a secret could lie in what is logged. We log none of them; this is the second line. */
const secretNames = ['token', 'wrappedToken', 'key', 'certificate', 'cookie', 'password', 'verifier', 'challenge', 'authorization', 'body']
const secretPaths = secretNames.flatMap(name => [name, `*.${name}`, `*.*.${name}`])

/** JSON lines on stdout. One line per login, exchange, refusal, logout and mutation; never a token, cookie, key or body. */
export function createLogger(destination?: DestinationStream): Logger {
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...secretPaths, 'req.headers', 'headers', '*.headers'], censor: '[redacted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}
