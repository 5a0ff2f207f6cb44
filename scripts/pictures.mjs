// Puts what the program really prints into the documents. A picture is a comment and the code block below it:
//
//     <!-- $ forkscope tree laptop -->
//     ```text
//     …
//     ```
//
// `… | head -12` keeps the first lines. `<!-- $ forkscope build --print --format svg > docs/pictures/build.svg -->` draws a
// file that the document shows. Run: npm run pictures (after npm run build).
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const picture = /^<!-- \$ forkscope ?(.*?)(?: \| head -(\d+))? -->\n```text\n[\s\S]*?^```$/gm;

const drawing = /^<!-- \$ forkscope (.*?) > (\S+\.svg) -->$/gm;

/** The words of a command line; quotes hold words together. */
function split(line) {
	return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

function take(line, lines) {
	const {stdout, stderr, status} = spawnSync(process.execPath, [`${root}dist/cli.js`, ...split(line)], {
		cwd: root,
		encoding: 'utf8',
		env: {...process.env, COLUMNS: '80', NO_COLOR: line.includes('--format svg') ? '' : '1'},
	});
	if (status !== 0) {
		throw new Error(`forkscope ${line} ended with ${status}: ${stderr}`);
	}

	const all = stdout
		.trimEnd()
		.split('\n')
		.map((text) => text.trimEnd());
	return (lines === undefined ? all : all.slice(0, Number(lines))).join('\n');
}

for (const file of process.argv.slice(2)) {
	const text = readFileSync(file, 'utf8');
	for (const [, line, picture] of text.matchAll(drawing)) {
		mkdirSync(path.dirname(root + picture), {recursive: true});
		writeFileSync(root + picture, `${take(line)}\n`);
	}

	const drawn = text.replace(picture, (_, line, lines) => {
		const head = lines === undefined ? '' : ` | head -${lines}`;
		const shown = `forkscope${line === '' ? '' : ` ${line}`}${head}`;
		return `<!-- $ ${shown} -->\n\`\`\`text\n$ ${shown}\n${take(line, lines)}\n\`\`\``;
	});
	writeFileSync(file, drawn);
}
