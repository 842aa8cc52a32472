// Loaded before a server of the specs (node --import): its wall clock is LATCHKEY_E2E_CLOCK_OFFSET_MS off, its monotonic one is right.
const offsetMs = Number(process.env['LATCHKEY_E2E_CLOCK_OFFSET_MS'] ?? 0)
const RealDate = Date
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offsetMs)
    else super(...given)
  }
  static now() {
    return RealDate.now() + offsetMs
  }
  // Next wraps the global Date and copies its own properties alone.
  static parse = RealDate.parse
  static UTC = RealDate.UTC
}
