// Builds the bundles that the server hands out, and refuses a widget that is too large.
//   node build.mjs               writes into ../src/dangol/server/static
//   node build.mjs --out FOLDER  writes elsewhere, to compare
import { build, transform } from "esbuild"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { minify } from "terser"

const LIMIT_BYTES = 20_480
const BUNDLES = { "dangol.js": "src/main.ts", "dangol-alias.js": "src/aliases.ts" }
const here = dirname(fileURLToPath(import.meta.url))
const named = process.argv.indexOf("--out")
const folder = named > 0 ? process.argv[named + 1] : join(here, "../src/dangol/server/static")

const styles = {
  name: "styles",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8")
      const { code } = await transform(css, { loader: "css", minify: true, target: "chrome90" })
      return { contents: code.trim(), loader: "text" }
    })
  },
}

async function bundle(source) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [source],
    bundle: true,
    minifySyntax: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    plugins: [styles],
    write: false,
  })
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    compress: { passes: 3, ecma: 2020, unsafe_arrows: true, unsafe_methods: true, inline: 1, sequences: false },
    format: { preamble: "/*! Dangol. Apache-2.0 */" },
  })
  return code + "\n"
}

await mkdir(folder, { recursive: true })
for (const [name, source] of Object.entries(BUNDLES)) {
  const code = await bundle(source)
  const bytes = gzipSync(code, { level: 9 }).length
  console.log(JSON.stringify({ file: name, bytes: Buffer.byteLength(code), gzip_bytes: bytes, limit_bytes: LIMIT_BYTES }))
  if (bytes > LIMIT_BYTES) {
    console.error(`error: ${name} has ${bytes} bytes after gzip, ${bytes - LIMIT_BYTES} too many`)
    process.exit(1)
  }
  await writeFile(join(folder, name), code)
}
