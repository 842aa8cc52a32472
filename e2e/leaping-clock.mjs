// Loaded before a server of the specs (node --import): with each SIGUSR2 its monotonic clock is 45 s further. The wall clock is not.
const realNow = performance.now.bind(performance)
let aheadMs = 0
performance.now = () => realNow() + aheadMs
process.on('SIGUSR2', () => {
  aheadMs += 45_000
})
