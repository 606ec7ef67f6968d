// A formula a line, as JSON, on standard input; its HTML a line on standard output.
const katex = require(process.argv[2]);
const options = { throwOnError: true, strict: "error", output: "htmlAndMathml" };
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { tex, display } = JSON.parse(line);
  let answer;
  try {
    answer = { html: katex.renderToString(tex, { ...options, displayMode: display }) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
