import { config } from 'zod'

// Zod compiles parsers with `new Function`, and tries whether it may. The browser counts the try as a violation of the
// content policy. Every module of schemas imports this first: a schema decides when it is made.
config({ jitless: true })
