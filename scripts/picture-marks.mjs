// How a document says what a picture in it shows: a comment with the command line, and below it the picture.

/** A code block that holds what the command prints; `| head -12` keeps the first lines. */
export const textPicture = /^<!-- \$ forkscope ?(.*?)(?: \| head -(\d+))? -->\n```text\n[\s\S]*?^```$/gm;

/** An image that the command prints with --format svg, and what it says to those who cannot see it. */
export const imagePicture = /^<!-- \$ forkscope (.*?) -->\n!\[([^\]]+)\]\((docs\/pictures\/[\w-]+\.svg)\)$/gm;

/** The words of a command line; quotes hold words together. */
export function wordsOf(line) {
	return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}
