import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import { tempFolder } from './temp-folder.ts'

/** A certificate for `localhost` that signed itself, and its key: PEM. */
export function selfSigned(): { cert: string; key: string } {
  const folder = tempFolder()
  const [certFile, keyFile] = [`${folder}/cert.pem`, `${folder}/key.pem`]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile]
  execFileSync('openssl', ['req', '-x509', '-days', '1', ...key, ...subject, '-out', certFile], { stdio: 'pipe' })
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
}

/** An HTTPS server on loopback for the running test, with a certificate of its own. */
export async function localHttpsServer(
  listener: RequestListener,
  onUpgrade?: (request: IncomingMessage, socket: Duplex) => void,
): Promise<{ origin: string; certificate: string }> {
  const pair = selfSigned()
  const server = createServer(pair, listener)
  if (onUpgrade) server.on('upgrade', onUpgrade)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  return { origin: `https://localhost:${(server.address() as AddressInfo).port}`, certificate: pair.cert }
}
