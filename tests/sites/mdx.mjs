// Reads pages as Docusaurus does, and prints whatever in them is a program, or keeps them from being built.
import {compile, createProcessor} from '@mdx-js/mdx'
import remarkDirective from 'remark-directive'
import remarkGfm from 'remark-gfm'
import fs from 'fs'

// Docusaurus 3, packages/docusaurus-utils/src/markdownUtils.ts: unwrapMdxCodeBlocks.
const unpack = (text) => ['```', '````'].reduce((all, fence) => all.replaceAll(new RegExp(
  `(?<begin>^|\\r?\\n)(?<indent>\\x20*)${fence}(?<spaces>\\x20*)mdx-code-block\\r?\\n(?<children>.*?)` +
  `\\r?\\n(?<end>\\x20*)${fence}(?<after>\\r?\\n|$)`, 'gs'),
  (...found) => { const g = found.at(-1); return `${g.begin}${g.children}${g.after}` }), text)

const options = {format: 'mdx', remarkPlugins: [remarkGfm, remarkDirective]}
for (const [name, text] of Object.entries(JSON.parse(fs.readFileSync(process.argv[2])))) {
  try {
    const walk = (node) => {
      if (node.type.startsWith('mdx')) console.log(name, node.type, node.value ?? node.name)
      ;(node.children || []).forEach(walk)
    }
    walk(createProcessor(options).parse(unpack(text)))
    await compile(unpack(text), options)
  } catch (error) { console.log(name, error.line + ':' + error.column, error.reason ?? error.message) }
}
