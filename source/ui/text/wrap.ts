/** Text in lines that are no wider than so many characters, broken between words. */
export function wrap(text: string, columns: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > columns) {
			lines.push(line);
			line = '';
		}

		line += (line === '' ? '' : ' ') + word;
	}

	return [...lines, line];
}
