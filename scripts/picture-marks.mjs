// How a document says what a picture in it shows: a comment with the command line, and below it the picture.

/** A code block that holds what the command prints; `| grep WORD` keeps lines with that in them, `| head -12` the first. */
export const textPicture =
	/^<!-- \$ forkscope ?(.*?)(?: \| grep (\S+))?(?: \| head -(\d+))? -->\n```text\n([\s\S]*?)^```$/gm;

/** An image that the command prints with --format svg, and what it says to those who cannot see it; its path is that from the document. */
export const imagePicture =
	/^<!-- \$ forkscope (.*?) -->\n!\[([^\]]+)\]\(((?:docs\/)?pictures\/[\w-]+\.svg)\)$/gm;

/** The words of a command line; quotes hold words together. */
export function wordsOf(line) {
	return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

/** What stands in the code block: the command line as one types it, and what is kept of what it prints. */
export function blockText(printed, line, word, lines) {
	const grep = word === undefined ? '' : ` | grep ${word}`;
	const head = lines === undefined ? '' : ` | head -${lines}`;
	const kept = printed
		.trimEnd()
		.split('\n')
		.map((text) => text.trimEnd())
		.filter((text) => word === undefined || text.includes(word))
		.slice(0, lines === undefined ? undefined : Number(lines));
	return `$ forkscope${line === '' ? '' : ` ${line}`}${grep}${head}\n${kept.join('\n')}\n`;
}
