/** The clipboard of the terminal, which programs reach by the escape code OSC 52, also from another machine. */

/** Terminals take so many characters of base64; what is longer they drop as a whole. */
const encodedMax = 74_994;
const bytesMax = Math.floor(encodedMax / 4) * 3;

export type ForClipboard = {
	readonly code: string;
	/** Lines that went in, of how many. */
	readonly lines: number;
	readonly linesInAll: number;
};

/** As many whole lines as a terminal takes. */
export function forClipboard(text: string): ForClipboard {
	const all = text.split('\n');
	let bytes = -1;
	const end = all.findIndex((line) => {
		bytes += 1 + Buffer.byteLength(line);
		return bytes > bytesMax;
	});
	const taken = end === -1 ? all : all.slice(0, end);
	const encoded = Buffer.from(taken.join('\n')).toString('base64');
	return {code: `\u001B]52;c;${encoded}\u0007`, lines: taken.length, linesInAll: all.length};
}
