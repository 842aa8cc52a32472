import { proxyCredential } from './given.ts'
import { base64, type Rows, row } from './row.ts'

const [proxyUser = '', proxyPassword = ''] = proxyCredential.split(':')
const guarded = `${proxyUser}:${encodeURIComponent(proxyPassword)}`

/** How the server is found, reached and known. */
export const rowsOfConnections: Rows = {
  'authority as a file': given =>
    row(given, { cluster: { 'certificate-authority-data': undefined, 'certificate-authority': 'ca.crt' } }, { files: { 'ca.crt': given.ca } }),
  'a bundle of authorities, with words between them': given =>
    row(given, { cluster: { 'certificate-authority-data': base64(`one:\n${given.foreign.cert}\ntwo:\n${given.ca}`) } }),
  "the server's own certificate as the authority": given => row(given, { cluster: { 'certificate-authority-data': base64(given.serverCertificate) } }),
  'tls-server-name': given => row(given, { cluster: { 'tls-server-name': 'kubernetes.default.svc' } }),
  'insecure-skip-tls-verify': given => row(given, { cluster: { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true } }),
  'disable-compression': given => row(given, { cluster: { 'disable-compression': true } }),
  'a server under a path': given => row(given, { server: given.underPath.url, cluster: { 'certificate-authority-data': base64(given.underPath.ca) } }),
  'a server under a path that ends in /': given =>
    row(given, { server: `${given.underPath.url}/`, cluster: { 'certificate-authority-data': base64(given.underPath.ca) } }),
  'proxy-url http': given => row(given, { cluster: { 'proxy-url': `http://127.0.0.1:${given.proxies.http.port}` } }),
  'proxy-url http with a password': given => row(given, { cluster: { 'proxy-url': `http://${guarded}@127.0.0.1:${given.proxies.guarded.port}` } }),
  'proxy-url https': given => row(given, { cluster: { 'proxy-url': `https://localhost:${given.proxies.tls.port}` } }),
  'proxy-url socks5': given => row(given, { cluster: { 'proxy-url': `socks5://127.0.0.1:${given.proxies.socks.port}` } }),
  'proxy-url socks5 with a password': given => row(given, { cluster: { 'proxy-url': `socks5://${guarded}@127.0.0.1:${given.proxies.guardedSocks.port}` } }),
  'a client certificate through a proxy': given =>
    row(given, {
      cluster: { 'proxy-url': `http://127.0.0.1:${given.proxies.http.port}` },
      user: { 'client-certificate-data': base64(given.admin.cert), 'client-key-data': base64(given.admin.key) },
    }),
  HTTPS_PROXY: given => row(given, { server: given.nodeServer }, { env: { HTTPS_PROXY: `http://127.0.0.1:${given.proxies.http.port}` } }),
  'https_proxy without a scheme': given => row(given, { server: given.nodeServer }, { env: { https_proxy: `127.0.0.1:${given.proxies.http.port}` } }),
  'HTTPS_PROXY with a password': given =>
    row(given, { server: given.nodeServer }, { env: { HTTPS_PROXY: `http://${guarded}@127.0.0.1:${given.proxies.guarded.port}` } }),
  'HTTPS_PROXY socks5': given => row(given, { server: given.nodeServer }, { env: { HTTPS_PROXY: `socks5://127.0.0.1:${given.proxies.socks.port}` } }),
  'HTTPS_PROXY socks5h': given => row(given, { server: given.nodeServer }, { env: { HTTPS_PROXY: `socks5h://127.0.0.1:${given.proxies.socks.port}` } }),
  'proxy-url beats HTTPS_PROXY': given =>
    row(
      given,
      { server: given.nodeServer, cluster: { 'proxy-url': `http://127.0.0.1:${given.proxies.http.port}` } },
      { env: { HTTPS_PROXY: 'http://127.0.0.1:1' } },
    ),
  'NO_PROXY by address': given =>
    row(given, { server: given.nodeServer }, { env: { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: `x, ${new URL(given.nodeServer).hostname}` } }),
  'NO_PROXY by address and port': given =>
    row(given, { server: given.nodeServer }, { env: { HTTPS_PROXY: 'http://127.0.0.1:1', no_proxy: new URL(given.nodeServer).host } }),
  'NO_PROXY by subnet': given =>
    row(given, { server: given.nodeServer }, { env: { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: `${new URL(given.nodeServer).hostname}/16` } }),
  'loopback is not proxied': given => row(given, {}, { env: { HTTPS_PROXY: 'http://127.0.0.1:1' } }),

  'NO_PROXY by another port': given =>
    row(
      given,
      { server: given.nodeServer },
      {
        env: { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: `${new URL(given.nodeServer).hostname}:1` },
        refusal: /through the proxy http:\/\/127\.0\.0\.1:1 \(HTTPS_PROXY\)/,
      },
    ),
  'proxy-url socks5h, which kubectl does not take': given =>
    row(given, { cluster: { 'proxy-url': `socks5h://127.0.0.1:${given.proxies.socks.port}` } }, { refusal: /proxy-url of cluster "one" is not/ }),
  'proxy-url of another kind': given => row(given, { cluster: { 'proxy-url': 'ftp://127.0.0.1' } }, { refusal: /proxy-url of cluster "one" is not/ }),
  'proxy-url without a scheme': given =>
    row(given, { cluster: { 'proxy-url': `127.0.0.1:${given.proxies.http.port}` } }, { refusal: /proxy-url of cluster "one" is not/ }),
  'a proxy that nobody runs': given =>
    row(given, { cluster: { 'proxy-url': 'socks5://127.0.0.1:1' } }, { refusal: /through the proxy socks5:\/\/127\.0\.0\.1:1/ }),
  'a proxy with a wrong password': given =>
    row(given, { cluster: { 'proxy-url': `http://jane:x@127.0.0.1:${given.proxies.guarded.port}` } }, { refusal: /the proxy on the way does not connect/ }),
  'a SOCKS proxy with a wrong password': given =>
    row(
      given,
      { cluster: { 'proxy-url': `socks5://jane:x@127.0.0.1:${given.proxies.guardedSocks.port}` } },
      { refusal: /the proxy on the way does not connect/ },
    ),
  'an authority of another cluster': given =>
    row(given, { cluster: { 'certificate-authority-data': base64(given.foreign.cert) } }, { refusal: /unknown authority/ }),
  'an empty authority': given =>
    row(
      given,
      { cluster: { 'certificate-authority-data': undefined, 'certificate-authority': 'ca.crt' } },
      { files: { 'ca.crt': '' }, refusal: /certificate authority of cluster "one" in .*ca\.crt is not PEM/ },
    ),
  'no authority at all': given => row(given, { cluster: { 'certificate-authority-data': undefined } }, { refusal: /unknown authority/ }),
  'authority twice': given =>
    row(
      given,
      { cluster: { 'certificate-authority': 'ca.crt' } },
      { files: { 'ca.crt': given.ca }, refusal: /both certificate-authority and certificate-authority-data/ },
    ),
  'an authority and insecure-skip-tls-verify': given => row(given, { cluster: { 'insecure-skip-tls-verify': true } }, { refusal: /insecure-skip-tls-verify/ }),
  'a name that the certificate does not hold': given =>
    row(given, { cluster: { 'tls-server-name': 'other.test' } }, { refusal: /certificate is for other names/ }),
  'a server without a scheme is asked in plain HTTP': given =>
    row(given, { server: new URL(given.server).host }, { refusal: /it speaks TLS, and the kubeconfig asks for plain HTTP/ }),
  'a server that nobody runs': given => row(given, { server: 'https://127.0.0.1:1' }, { refusal: /nobody listens there/ }),
  'no server': given => row(given, { server: '' }, { refusal: /has no server/ }),
}
