import product from '../../next.config.mjs'

/**
 * The product's own configuration over pages that use what the product does not use yet; run from the checkout, so
 * nothing needs to be traced into a folder of its own.
 * @type {import('next').NextConfig}
 */
const { output: _, ...shared } = product
export default shared
