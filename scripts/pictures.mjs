// Puts what the program really prints into the documents. A picture is a comment and what stands below it:
//
//     <!-- $ forkscope tree laptop -->                              a code block, or
//     ```text
//     …
//     ```
//     <!-- $ forkscope build --screen 80x24 --format svg -->        an image, which is a file of its own
//     ![A screen](docs/pictures/build.svg)
//
// Run: npm run pictures (after npm run build).
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {blockText, imagePicture, textPicture, wordsOf} from './picture-marks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function print(line, surroundings = {}) {
	const {stdout, stderr, status} = spawnSync(process.execPath, [`${root}dist/cli.js`, ...wordsOf(line)], {
		cwd: root,
		encoding: 'utf8',
		maxBuffer: 2 ** 26,
		env: {PATH: process.env.PATH, COLUMNS: '80', ...surroundings},
	});
	if (status !== 0) {
		throw new Error(`forkscope ${line} ended with ${status}: ${stderr}`);
	}

	return stdout;
}

for (const file of process.argv.slice(2)) {
	const text = readFileSync(file, 'utf8');
	const drawn = text.replace(textPicture, (block, line, word, lines) => {
		const [comment] = block.split('\n');
		return `${comment}\n\`\`\`text\n${blockText(print(line, {NO_COLOR: '1'}), line, word, lines)}\`\`\``;
	});
	writeFileSync(file, drawn);
	for (const [, line, , image] of text.matchAll(imagePicture)) {
		const picture = path.join(root, path.dirname(file), image);
		mkdirSync(path.dirname(picture), {recursive: true});
		writeFileSync(picture, print(line));
	}
}
